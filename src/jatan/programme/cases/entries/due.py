"""`Due`: one item with a due date. Separate from `dues` so that each module can compute its own without a cycle."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.due_words import due_words
from jatan.programme.cases.entries.fields import Label
from jatan.programme.cases.legal.time_limits import in_india

# Values of `Due.timing` besides "": due immediately, and without a due date.
AT_ONCE, ANY_TIME = "at_once", "any_time"

# What is shown from some time before its day, and not earlier: she turns eighteen on a day known for years.
_AHEAD: Final[Mapping[str, dt.timedelta]] = {"own_consent": dt.timedelta(days=60)}


@dataclass(frozen=True)
class Due:
    """One item with a due date. `row`: the entry it follows from.

    Its text is not stored: `due_words.due_words` makes it from `code` and `about` (codes and hours) in the language
    of the reader. `whose`: "us", or whom the law binds (police, court, cwc, dlsa …). `is_hard`: the law says "shall".
    `late_at`: the instant after which it is late, if not the end of day `on`. `timing`: "" (by day or hour),
    AT_ONCE or ANY_TIME; ANY_TIME is never late.
    """

    code: str
    on: dt.date
    row: uuid.UUID | None = None
    whose: str = "us"
    is_hard: bool = False
    about: Sequence[str] = ()
    late_at: dt.datetime | None = None
    timing: str = ""

    @property
    def what(self) -> Label:
        """What is to be done, without names."""
        return due_words(self.code, self.about)

    def is_late(self, now: dt.datetime) -> bool:
        """Whether its instant, or the end of its day, is past. Something for any time is never late."""
        if self.timing == ANY_TIME:
            return False
        return self.late_at < now if self.late_at else self.on < in_india(now)

    @property
    def is_warned_of(self) -> bool:
        """Whether lists show it some time before its day, and not earlier (`is_shown`)."""
        return self.code in _AHEAD

    def is_shown(self, today: dt.date) -> bool:
        """Whether lists show it by this day."""
        return not self.is_warned_of or self.on <= today + _AHEAD[self.code]

    @property
    def order(self) -> tuple[bool, dt.date, str]:
        """Sort key: soonest first, items without a day last."""
        return self.timing == ANY_TIME, self.on, self.late_at.isoformat() if self.late_at else ""


type DueSource = Callable[[CaseFile, dt.date], Iterable[Due]]
