"""Whether an entry ends something that runs in a file: danger, a duty, a deadline, a court day, a thing to do."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due import ANY_TIME
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.entries.services import in_danger

# They say that something is done or that she is safe, also about what comes to light later: none of them is taken
# over from somebody else unseen.
_ENDING = frozenset({"follow_up", "duty_done", "duty_answer", "deadline_done", "safety_plan", "child_plan"})


def running_items(file: CaseFile, today: dt.date) -> Mapping[tuple[str, ...], dt.date]:
    """What is open or due in a file, each with its day."""
    found: dict[tuple[str, ...], dt.date] = {("open", item.key): dt.date.max for item in open_items(file, today)}
    for due in dues_of(file, today):
        day = dt.date.max if due.timing == ANY_TIME else due.on
        key = ("due", due.code, str(due.row or ""), *due.about)
        found[key] = min(day, found.get(key, dt.date.max))
    return found


def ends_something(file: CaseFile, kind: str, answers: Mapping[str, Any], today: dt.date) -> bool:
    """Whether something that runs in the file would end, or be put off, if it held an entry with these answers too.

    A report that she is in danger ends nothing, whatever else it says.
    """
    if kind == "follow_up" and in_danger(answers):
        return False
    if kind in _ENDING:
        return True
    after = running_items(file.with_entry(Entry(kind, new_id(), 1, clock.now(), uuid.UUID(int=0), answers)), today)
    return any(after.get(key, dt.date.max) > day or key not in after for key, day in running_items(file, today).items())
