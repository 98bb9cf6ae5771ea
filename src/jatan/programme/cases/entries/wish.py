"""What she wants, in her own words and dated; each plan says whether it follows it, and if not, why.

A later wish does not replace an earlier one: the file tells what she wanted when. The newest stands at its head.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Choice, Field, Label, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage

_FOLLOWS, _REASON = "follows_wish", "wish_reason"
_ANSWERS: tuple[Choice, ...] = (
    ("yes", _("yes, it follows her wish")),
    ("partly", _("partly")),
    ("no", _("no")),
)
# Kinds of entries that are plans for her, the newest of which is compared with her wish.
_PLANS: Final = ("safety_plan", "child_plan", "conference")

WISH = EntryKind(
    code="wish",
    label=_("Her wish"),
    stage=Stage.PLAN,
    icon="up",
    day="on",
    headline=("words",),
    intro=_(
        "Ask when she is alone and has time. Write her words, also if we cannot do it, and also if she wants nothing."
    ),
    fields=(
        Field("on", _("Day"), "past_day", needed=True),
        Field("words", _("What she wants, in her own words"), "text", needed=True),
    ),
)

WISH_KINDS = (WISH,)

# Questions of each plan about her wish.
WISH_FIELDS: Final = (
    Field(_FOLLOWS, _("Does this follow her wish"), "choice", choices=_ANSWERS, expected=True),
    Field(_REASON, _("If not wholly: why"), "text"),
)


class PlanAndWish(NamedTuple):
    """How a plan stands to her wish. `answer`: in words, "" if nobody said; `is_older`: the wish is newer than it."""

    plan: Entry
    answer: Label
    reason: str
    is_older: bool


def wish_of(file: CaseFile) -> Entry | None:
    """Her newest wish."""
    return max(file.all(WISH.code), key=lambda one: (one.get("on"), one.row), default=None)


def plans_and_wish(file: CaseFile, wish: Entry) -> list[PlanAndWish]:
    """The newest plan of each kind beside her wish."""
    plans = [max(file.all(kind), key=lambda one: one.row, default=None) for kind in _PLANS]
    return [
        PlanAndWish(
            plan,
            dict(_ANSWERS).get(str(plan.get(_FOLLOWS, "")), ""),
            str(plan.get(_REASON, "")),
            plan.written_at < wish.written_at,
        )
        for plan in plans
        if plan is not None
    ]


def validate_wish(file: CaseFile, answers: Mapping[str, Value]) -> Iterable[Problem]:
    """Problems of a plan that does not say whether it follows her wish, or not why it does not."""
    if wish_of(file) is None:
        return
    if not answers.get(_FOLLOWS):
        yield Problem("missing_required", field=_FOLLOWS)
    elif answers.get(_FOLLOWS) != "yes" and not answers.get(_REASON):
        yield Problem("missing_required", field=_REASON)


def hide_wish(file: CaseFile, today: dt.date) -> frozenset[str]:
    """The questions about her wish, as long as nobody wrote one."""
    return frozenset() if wish_of(file) is not None else frozenset({_FOLLOWS, _REASON})
