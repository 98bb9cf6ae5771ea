"""One entry in the history of a record, as `components/timeline.html` draws it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class HistoryEntry:
    """One entry of `components/timeline.html`. `by` is a colleague's name or "".

    `when`: text shown instead of the instant, for models whose days must not be shown (TELLS_DAYS False).
    """

    at: dt.datetime
    what: Any
    by: str
    reason: str = ""
    changes: tuple[tuple[Any, Any, Any], ...] = ()
    when: str = ""
