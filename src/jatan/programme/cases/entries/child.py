"""Plan for a child: who cares for her, and what is best for her, decided with her.

Offered while the identity card says, or leaves open, that she is a child. It stays readable once she is grown up.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.fields import Choice, Field, Value
from jatan.programme.cases.entries.identity import may_be_child
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.plan import not_past
from jatan.programme.cases.entries.wish import WISH_FIELDS, hide_wish, validate_wish

_CARERS: tuple[Choice, ...] = (
    ("parents", _("mother and father")),
    ("mother", _("mother alone")),
    ("father", _("father alone")),
    ("grandparents", _("grandparents")),
    ("sibling", _("grown-up brother or sister")),
    ("relative", _("another relative")),
    ("family", _("another family")),
    ("home", _("children's home or open shelter")),
    ("employer", _("who makes her work")),
    ("nobody", _("nobody")),
    ("unknown", _("not known")),
)
_SAFE: tuple[Choice, ...] = (("yes", _("yes")), ("no", _("no")), ("unknown", _("not known")))
_DECIDERS: tuple[Choice, ...] = (
    ("child", _("the child")),
    ("carer", _("who cares for her")),
    ("counsellor", _("counsellor")),
    ("supervisor", _("supervisor")),
    ("cwc", _("Child Welfare Committee")),
    ("dcpu", _("District Child Protection Unit")),
    ("doctor", _("doctor or health worker")),
    ("school", _("school or Anganwadi")),
    ("other", _("somebody else")),
)


def _validate_child_plan(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    yield from not_past("review_on", answers, writer.today)
    if answers.get("best") and not answers.get("decided_with"):
        yield Problem("missing_required", field="decided_with")
    decided_with = answers.get("decided_with")
    is_with_child = isinstance(decided_with, list) and "child" in decided_with
    if answers.get("best") and not answers.get("wish") and not is_with_child and not answers.get("not_asked"):
        yield Problem("missing_required", _("What does the child want? Or write why nobody could ask."), field="wish")
    yield from validate_wish(file, answers)


CHILD_PLAN = EntryKind(
    code="child_plan",
    label=_("Plan for the child"),
    stage=Stage.PLAN,
    icon="people",
    is_single=True,
    headline=("carer", "review_on"),
    check=_validate_child_plan,
    hides=hide_wish,
    fits=may_be_child,
    intro=_("Talk with the child first, in her language, as much as her age allows. What is best for her comes first."),
    fields=(
        Field("carer", _("Who cares for her now"), "choice", needed=True, choices=_CARERS, part=_("Who cares for her")),
        Field("carer_name", _("Name of who cares for her"), "line"),
        Field("carer_phone", _("Telephone of who cares for her"), "phone"),
        Field("is_safe_there", _("Is she safe with them"), "choice", choices=_SAFE),
        Field("carer_needs", _("What they need to care for her well"), "text"),
        Field("siblings", _("Brothers and sisters, and where they are"), "text"),
        Field("wish", _("What she wants, in her own words"), "text", part=_("What is best for her")),
        Field("not_asked", _("Why nobody could ask her"), "line"),
        Field("told", _("What she was told about what comes now"), "text"),
        Field("family_view", _("What the family wants"), "text"),
        Field("ties", _("Whom and what she must not lose: people, language, village"), "text"),
        Field("harm", _("What could harm her"), "text"),
        Field("health", _("Health, food, sleep"), "text"),
        Field("school", _("School, learning, play"), "text"),
        Field("ways", _("Which ways there are, and what speaks for each"), "text"),
        Field("best", _("What is best for her, and why"), "text"),
        Field(
            "decided_with",
            _("Who decided together"),
            "choices",
            choices=_DECIDERS,
            hint=_("By their work, not by name."),
        ),
        *WISH_FIELDS,
        Field("review_on", _("Look at it again on"), "day", needed=True),
    ),
)  # fmt: skip

CHILD_KINDS = (CHILD_PLAN,)


def needs_child_plan(file: CaseFile, today: dt.date) -> bool:
    """Whether a plan for the child is missing: her card says that she is or may be one. Unknown age alone asks none."""
    return file.last("profile") is not None and may_be_child(file, today) and file.last("child_plan") is None


def child_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """The day on which the plan is looked at again, as long as she may be a child."""
    plan = file.last("child_plan")
    if plan is not None and may_be_child(file, today):
        yield Due("child_plan", plan.get("review_on"), plan.row)
