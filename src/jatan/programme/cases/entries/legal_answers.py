"""What was answered about a duty, a day of the law or reported danger: that it does not apply, or was never done.

It stands for the very thing that was asked about: a duty that begins anew, by another step or by what became known
later, is open again. Duties and danger are set aside only by a listed reason and a supervisor.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Choice, Label

ANSWER: Final = "duty_answer"
DANGER: Final = "danger"
NEVER_DONE, NOT_APPLICABLE = "never_done", "not_applicable"
ANSWERS: tuple[Choice, ...] = (
    (NEVER_DONE, _("it was never done")),
    (NOT_APPLICABLE, _("it does not apply")),
)
_BY_MISTAKE: Final[Choice] = ("mistake", _("it was written by mistake"))
# The only reasons for which a duty, or danger, does not apply.
REASONS: Final[Mapping[str, tuple[Choice, ...]]] = {
    "report_sexual_offence": (
        ("police_have_it", _("police or court deal with this very offence already")),
        ("grown_then", _("a paper proves that she was grown up when it happened")),
        ("no_offence", _("what we heard was wrong: there was no such offence")),
        _BY_MISTAKE,
    ),
    "produce_before_cwc": (
        ("at_home", _("the child lives with the family and was not found or taken away")),
        ("in_care", _("the committee or a home has the child already")),
        ("not_found", _("the child is not found yet")),
        ("grown", _("a paper proves that she is grown up")),
        ("child_died", _("the child has died")),
        _BY_MISTAKE,
    ),
    "report_lost_child": (
        ("not_lost", _("the child was never lost or parted from its people")),
        ("others_reported", _("somebody else reported it")),
        ("grown", _("a paper proves that she is grown up")),
        _BY_MISTAKE,
    ),
    DANGER: (
        ("died", _("she has died")),
        ("kept_safe", _("another office keeps her safe and knows of the danger")),
        _BY_MISTAKE,
    ),
}


def reason_words(entry: Entry) -> Label:
    """Why it does not apply: the listed reason, else the words that were written."""
    listed = dict(REASONS.get(str(entry.get("duty")), ()))
    return listed.get(str(entry.get("why")), "") or str(entry.get("reason", ""))


def answer_about(
    file: CaseFile,
    *,
    duty: str = "",
    deadline: str = "",
    event: uuid.UUID | None = None,
    since: dt.datetime | None = None,
) -> Entry | None:
    """The newest answer about a duty or a deadline that an entry started (`event`; None: nothing started it).

    `since`: an older answer knew nothing of what this began with, so it does not count.
    """
    found = [
        entry
        for entry in file.all(ANSWER)
        if ((duty and entry.get("duty") == duty) or (deadline and entry.get("deadline") == deadline))
        and str(entry.get("event") or "") == str(event or "")
        and (since is None or entry.written_at >= since)
    ]
    return max(found, key=lambda entry: (entry.written_at, entry.row), default=None)


def last_set_aside(file: CaseFile, duty: str, events: Collection[uuid.UUID]) -> Entry | None:
    """The newest answer by which a duty does not apply, begun by one of these entries or by none."""
    begun_by = {"", *map(str, events)}
    found = [one for one in set_aside_in(file) if one.get("duty") == duty and str(one.get("event") or "") in begun_by]
    return max(found, key=lambda entry: (entry.written_at, entry.row), default=None)


def sets_aside(entry: Entry | None) -> bool:
    """Whether it says that something does not apply, and may: of a duty or danger a supervisor has agreed."""
    if entry is None or entry.get("answer") != NOT_APPLICABLE:
        return False
    return bool(entry.get("is_confirmed")) or not entry.get("duty")


def waits_for_supervisor(entry: Entry | None) -> bool:
    """Whether it says that a duty or danger does not apply, and no supervisor has agreed yet."""
    return entry is not None and entry.get("answer") == NOT_APPLICABLE and not sets_aside(entry)


def says_never_done(entry: Entry | None) -> bool:
    """Whether it says that something of the past was never done, so that it is to be done today."""
    return entry is not None and entry.get("answer") == NEVER_DONE


def set_aside_in(file: CaseFile) -> list[Entry]:
    """Every answer by which something does not apply, oldest first: closing shows them."""
    return [entry for entry in file.all(ANSWER) if sets_aside(entry)]
