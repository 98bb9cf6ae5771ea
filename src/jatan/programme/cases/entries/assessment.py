"""Assessment: what was observed in each dimension, and vulnerabilities and strengths at each level. Never a score.

Indicators after ILO and European Commission (2009), determinants after IOM (Determinants of Migrant Vulnerability: each
level with what endangers and what protects). It may be repeated: the comparison shows what changed.

It is asked in six parts; each is saved by itself, so that a conversation can stop anywhere and go on another day.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.fields import Choice, Field, Label, Value
from jatan.programme.cases.entries.indicators import DIMENSIONS
from jatan.programme.cases.entries.kinds import PAGES_DONE, EntryKind, QuestionPage, Stage, Writer

# Level, label of its vulnerabilities, label of its strengths.
_LEVELS: tuple[tuple[str, Label, Label], ...] = (
    ("individual", _("She herself: what endangers her"), _("She herself: what makes her strong")),
    ("household", _("Home and family: what endangers her"), _("Home and family: what protects her")),
    ("community", _("Village and neighbours: what endangers her"), _("Village and neighbours: what protects her")),
    ("structural", _("Law, work and offices: what endangers her"), _("Law, work and offices: what protects her")),
)
_PRESENT: tuple[Choice, ...] = (
    ("alone", _("she alone")),
    ("trusted", _("somebody she trusts")),
    ("guardian", _("mother, father or guardian")),
    ("interpreter", _("somebody who translates")),
    ("support", _("support person of the Child Welfare Committee")),
    ("other", _("somebody else")),
)


def _validate_assessment(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    """Refuse an assessment without any observation."""
    if not any(value for name, value in answers.items() if name not in ("on", "present", PAGES_DONE)):
        yield Problem("missing_required", field="needs")


def _questions() -> Iterable[Field]:
    for name, label, choices in DIMENSIONS:
        yield Field(name, label, "choices", choices=choices)
        yield Field(f"{name}_note", _("In her words, and what you saw"), "text")
    for level, risk, strength in _LEVELS:
        yield Field(f"{level}_risks", risk, "text")
        yield Field(f"{level}_strengths", strength, "text")


def _of(*dimensions: str) -> tuple[str, ...]:
    return tuple(name for one in dimensions for name in (one, f"{one}_note"))


_PAGES = (
    QuestionPage(_("What she says"), ("on", "present", "needs", "urgent")),
    QuestionPage(_("How she was won or taken"), _of("recruited_by_deceit", "recruited_by_force")),
    QuestionPage(_("Which need was used"), _of("recruited_in_need")),
    QuestionPage(_("Work and pay"), _of("exploited")),
    QuestionPage(_("How she was held there"), _of("forced_there", "in_need_there")),
    QuestionPage(
        _("What endangers her, what protects her"),
        tuple(f"{level}_{what}" for level, _risk, _strength in _LEVELS for what in ("risks", "strengths")),
    ),
)

ASSESSMENT = EntryKind(
    code="assessment",
    label=_("Assessment"),
    stage=Stage.ASSESSMENT,
    icon="search",
    day="on",
    headline=("needs",),
    check=_validate_assessment,
    intro=_("A conversation, not an examination. Ask nothing for which there is no help. She may leave out anything."),
    fields=(
        Field("on", _("Day"), "past_day", needed=True),
        Field("present", _("Who was there"), "choices", choices=_PRESENT),
        Field("needs", _("What she says she needs"), "text", hint=_("Her own words where you can.")),
        Field("urgent", _("What cannot wait"), "text"),
        *_questions(),
        # Numbers of the parts that were saved; missing in an assessment that was written on one page.
        Field(PAGES_DONE, "", "machine"),
    ),
    pages=_PAGES,
)

ASSESSMENT_KINDS = (ASSESSMENT,)
