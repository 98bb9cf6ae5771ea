"""Since when each thing that an entry says is known: kept through its revisions, so that no correction restarts a
deadline, and what is added later is seen to be new.

Kept as "code=instant;" for each, in a machine field of the entry.
"""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Final

from jatan.programme.cases.entries.casefile import Entry

FIELD: Final = "known_since"
_END: Final = ";"


def known_instants(entry: Entry, codes: Collection[str], former: Mapping[str, dt.datetime]) -> dict[str, dt.datetime]:
    """When each of these codes was first written: as kept, else as in `former` (what an older form of the field said),
    else when this revision was written."""
    kept = dict(pair.rsplit("=", 1) for pair in str(entry.get(FIELD, "")).split(_END) if "=" in pair)
    return {
        code: dt.datetime.fromisoformat(kept[code]) if code in kept else former.get(code, entry.written_at)
        for code in codes
    }


def keeps_each(entry: Entry) -> bool:
    """Whether it keeps an instant for each thing, and not one for all, as until November 2026."""
    return _END in str(entry.get(FIELD, ""))


def kept_form(known: Mapping[str, dt.datetime]) -> str:
    """The text in which instants are kept."""
    return "".join(f"{code}={at.isoformat()}{_END}" for code, at in sorted(known.items()))
