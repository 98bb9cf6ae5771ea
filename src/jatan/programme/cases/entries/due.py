"""Something with a day in a case. Apart from `dues`, so that each part of the work can say what is due by itself."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.due_words import due_words
from jatan.programme.cases.entries.fields import Label

__all__ = ["ANY_TIME", "AT_ONCE", "Due", "Dues"]

# Values of `Due.timing` besides "": what is done at once, and what may be asked for on any day.
AT_ONCE, ANY_TIME = "at_once", "any_time"


@dataclass(frozen=True)
class Due:
    """Something with a day. `row`: the entry it follows from.

    Its words are not kept: they follow from `code` and `about` (codes and hours, `due_words.due_words`) in the language
    of whoever reads. `whose`: "us", or who the law binds (police, court, cwc, dlsa …). `is_hard`: the law says "shall".
    `late_at`: the instant after which it is late where that is not the end of day `on`. `timing`: "" (by day or hour),
    AT_ONCE or ANY_TIME; what may be asked for at any time is never late.
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
        """What is to be done, in words that name nobody."""
        return due_words(self.code, self.about)

    @property
    def order(self) -> tuple[bool, dt.date, str]:
        """For sorting: the soonest first, what has no day at the end."""
        return self.timing == ANY_TIME, self.on, self.late_at.isoformat() if self.late_at else ""


type Dues = Callable[[CaseFile, dt.date], Iterable[Due]]
