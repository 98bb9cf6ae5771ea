"""What lies in the past of a file that was typed in late, and so is asked about on one page.

Nothing is taken for done because it is old, and nothing for undone: each is asked about, once. In a file typed in late
(`late_typing`) what was due before it was written is not red while it is typed in. Duties keep their own short hours.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.late_typing import typed_until
from jatan.programme.cases.entries.legal_track import OpenDuty, State, TrackedDeadline, track_of


@dataclass(frozen=True)
class PastItem:
    """One duty or deadline of the past, open and never answered about. `key` is the same as long as it is open."""

    one: OpenDuty | TrackedDeadline

    @property
    def duty(self) -> str:
        """The code of the duty; "" for a deadline to which none belongs."""
        return self.one.duty.code if isinstance(self.one, OpenDuty) else ""

    @property
    def deadline(self) -> str:
        """The code of the deadline to which no duty belongs; "" for a duty."""
        return "" if isinstance(self.one, OpenDuty) else self.one.deadline.code

    @property
    def event(self) -> str:
        """The row of the entry that started it; "" if none did."""
        return str(self.one.event or "") if isinstance(self.one, OpenDuty) else str(self.one.event.row)

    @property
    def step(self) -> str:
        """The code of the step that started a deadline; "" for a duty."""
        return "" if isinstance(self.one, OpenDuty) else str(self.one.event.get("event"))

    @property
    def key(self) -> str:
        return f"{self.duty or self.deadline}-{self.event}"


def past_items(file: CaseFile, today: dt.date, now: dt.datetime | None = None) -> list[PastItem]:
    """What is asked about: duties of a file typed in late, and days that had passed when their step was written."""
    return past_of(file, *track_of(file, today, now))


def past_of(file: CaseFile, duties: Iterable[OpenDuty], deadlines: Iterable[TrackedDeadline]) -> list[PastItem]:
    """The same, of a legal track that is worked out already."""
    found = [PastItem(one) for one in duties if one.is_open and one.answer is None and _is_of_typing(file, one)]
    found += [PastItem(one) for one in deadlines if one.can_be_marked and one.answer is None and _was_past(one)]
    return found


def _is_of_typing(file: CaseFile, one: OpenDuty) -> bool:
    until = typed_until(file)
    return until is not None and one.began_at <= until


def _was_past(one: TrackedDeadline) -> bool:
    late_at = one.deadline.late_at
    is_past = one.state in (State.ASKED, State.OVERDUE)
    return is_past and late_at is not None and late_at < one.event.written_at
