"""How urgent a case is, in words with a time to respond; never a number, and no rule computes it.

Somebody sets it and says why; it is set anew, not corrected, so that the file tells who thought what and when.
The answer to it is an entry of its own. Nothing of this is kept outside the sealed file.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.fields import Choice, Field, Label, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer
from jatan.programme.cases.entries.urgency_words import URGENCIES

# Days after the day on which it was set, within which somebody responds; and those within which it is looked at again.
_RESPOND: Final[Mapping[str, int]] = {"same_day": 0, "three_days": 3, "week": 7}
_REVIEW: Final[Mapping[str, int]] = {"same_day": 7, "three_days": 14, "week": 31}
_OVER: Final = "over"
_HOW: tuple[Choice, ...] = (
    ("met", _("met her")),
    ("phone", _("spoke with her by phone")),
    ("fetched", _("brought her to a safe place")),
    ("office", _("police, hospital or another office acted")),
    ("not_reached", _("she was not reached")),
)


@dataclass(frozen=True)
class Urgency:
    """The urgency in force. `respond_by`: the last day to respond; `answered`: the first response, if there is one."""

    entry: Entry
    level: str
    set_on: dt.date
    respond_by: dt.date
    review_on: dt.date | None
    answered: Entry | None

    @property
    def words(self) -> Label:
        """The level in words."""
        return dict(URGENCIES).get(self.level, self.level)


def _validate_urgency(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    level, review_on = answers.get("level"), answers.get("review_on")
    if level == _OVER:
        return
    if not isinstance(review_on, dt.date):
        yield Problem("missing_required", field="review_on")
    elif review_on < writer.today:
        yield Problem("day_past", _("This day is past."), field="review_on")
    elif isinstance(level, str) and (review_on - writer.today).days > _REVIEW[level]:
        yield Problem("too_late", _("That is too late for how urgent it is. Choose an earlier day."), field="review_on")


URGENCY = EntryKind(
    code="urgency",
    label=_("How urgent it is"),
    stage=Stage.ASSESSMENT,
    icon="clock",
    is_story=False,
    is_final=True,
    headline=("level", "review_on"),
    check=_validate_urgency,
    intro=_("You decide, with her: nothing is counted here. If it changes, write it anew; what was said before stays."),
    fields=(
        Field("level", _("When somebody must respond"), "choice", needed=True, choices=URGENCIES),
        Field("why", _("Why"), "text", needed=True),
        Field("review_on", _("When it is looked at again"), "day", expected=True),
    ),
)

RESPONSE = EntryKind(
    code="urgency_response",
    label=_("What was done at once"),
    stage=Stage.ASSESSMENT,
    icon="check",
    is_story=False,
    day="on",
    headline=("how",),
    fields=(
        Field("on", _("Day"), "past_day", needed=True),
        Field("how", _("How"), "choice", needed=True, choices=_HOW),
        Field("what", _("What was done"), "text"),
    ),
)

URGENCY_KINDS = (URGENCY, RESPONSE)


def urgency_of(file: CaseFile) -> Urgency | None:
    """The urgency in force; None if none was set, or the last one says that it is over."""
    entry = max(file.all("urgency"), key=lambda one: one.row, default=None)
    level = str(entry.get("level", "")) if entry else ""
    if entry is None or level not in _RESPOND:
        return None
    set_on = entry.written_at.astimezone(clock.INDIA).date()
    # Entries are ordered by when they were first written: a response written before does not answer this one.
    answers = [
        one
        for one in file.all("urgency_response")
        if one.row > entry.row and one.get("how") != "not_reached" and one.get("on") >= set_on
    ]
    answered = min(answers, key=lambda one: (one.get("on"), one.row), default=None)
    return Urgency(entry, level, set_on, set_on + dt.timedelta(days=_RESPOND[level]), entry.get("review_on"), answered)


def urgency_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """The response, until it is written, and the day on which the urgency is looked at again."""
    urgency = urgency_of(file)
    if urgency is None:
        return
    if urgency.answered is None:
        yield Due("urgency", urgency.respond_by, urgency.entry.row, about=[urgency.level])
    if urgency.review_on is not None:
        yield Due("urgency_review", urgency.review_on, urgency.entry.row)
