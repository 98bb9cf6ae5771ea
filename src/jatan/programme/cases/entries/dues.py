"""Something that is due in a case. Each part of the work says by itself what is; `all_dues` puts it together."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.fields import Label

__all__ = ["Due", "Dues"]


@dataclass(frozen=True)
class Due:
    """Something with a day. `what` says it in words that name nobody; `row` the entry it follows from.

    `whose`: "us", or who the law binds (police, court, cwc, dlsa …). `is_hard`: the law says "shall".
    """

    code: str
    on: dt.date
    what: Label
    row: uuid.UUID | None = None
    whose: str = "us"
    is_hard: bool = False


# Takes the file and today and gives what is still open, overdue or to come. A list is kept sealed until the case is
# written again, so what lies far ahead is given too, with its day.
type Dues = Callable[[CaseFile, dt.date], Iterable[Due]]
