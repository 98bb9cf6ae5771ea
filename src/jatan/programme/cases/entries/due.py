"""Something with a day in a case. Apart from `dues`, so that each part of the work can say what is due by itself."""

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


type Dues = Callable[[CaseFile, dt.date], Iterable[Due]]
