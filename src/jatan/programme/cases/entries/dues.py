"""What is due in a case: each part of the work says it by itself, this page puts it together, soonest first."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.fields import Label

__all__ = ["DUES", "Due", "dues_of"]


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


type Dues = Callable[[CaseFile, dt.date], Iterable[Due]]

# Each takes the file and today and gives what is still open, overdue or to come.
DUES: tuple[Dues, ...] = ()


def dues_of(file: CaseFile, today: dt.date) -> list[Due]:
    """Everything that is open, soonest first; nothing for a closed case."""
    if file.is_closed:
        return []
    found = [due for part in DUES for due in part(file, today)]
    return sorted(found, key=lambda due: (due.on, due.code, str(due.row)))
