"""Whether a file was typed in late: the case began days before the first of its entries was written."""

import datetime as dt
from typing import Final

from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.legal.time_limits import in_india

# A case whose file is begun on the day after it began is not late.
_LATE_AFTER_DAYS: Final = 2
# What is written within these days after the first entry still belongs to typing the file in.
_TYPING_DAYS: Final = 7


def typed_until(file: CaseFile) -> dt.datetime | None:
    """Until when a file that was typed in late counts as being typed in; None for any other file."""
    register = file.last("register")
    began = register.get("opened_on") if register is not None else None
    first = min((entry.written_at for entry in file.entries), default=None)
    if began is None or first is None or (in_india(first) - began).days < _LATE_AFTER_DAYS:
        return None
    return first + dt.timedelta(days=_TYPING_DAYS)
