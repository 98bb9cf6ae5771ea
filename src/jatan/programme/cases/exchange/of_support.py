"""Convert goals and services to the standard's support plan, and back.

The standard's kinds of support are coarser than ours; `of_file` stores the difference.
"""

import datetime as dt
from typing import Any, Final

from jatan.kernel import clock
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.exchange.records import Row
from jatan.programme.cases.exchange.values import Value

__all__ = ["answers", "goal", "service"]

_TYPES: Final = {
    "legal": "Legal",
    "psychosocial": "SocialCare",
    "medical": "Health",
    "shelter": "SocialCare",
    "education": "Education",
    "livelihood": "Livelihood",
    "compensation": "Financial",
    "documents": "RightsBasedTraining",
    "repatriation": "SocialCare",
}
# Unambiguous kinds; any other kind of support is imported as "another service" and keeps its code.
_KINDS: Final = {"Legal": "legal", "Health": "medical", "Education": "education", "Livelihood": "livelihood"}
_NOT_GIVEN: Final = frozenset({"declined", "unavailable"})


def service(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """The plan row of a service: kind, provider, planned and received dates."""
    appointment, goal_of = entry.get("appointment_at"), file.find(entry.get("goal"))
    values: dict[str, Any] = {
        "spl_Type": _TYPES.get(entry.get("kind")),
        "spl_Objectives": entry.get("what") or (goal_of.get("words") if goal_of else None),
        "spl_ActionPlan": _lines(entry.get("provider"), entry.get("outcome"), entry.get("note_back")),
        "spl_PlannedEndDate": appointment.astimezone(clock.INDIA).date() if appointment else None,
        "spl_ActualEndDate": entry.get("received_on"),
    }
    return {} if entry.get("state") in _NOT_GIVEN else {name: value for name, value in values.items() if value}


def goal(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """The plan row of a goal."""
    values: dict[str, Any] = {
        "spl_Objectives": entry.get("words"),
        "spl_ActionPlan": _lines(entry.get("first_step"), entry.get("what_came")),
        "spl_PlannedEndDate": entry.get("by_on"),
        "spl_ActualEndDate": entry.get("state_on") if entry.get("state") == "reached" else None,
    }
    return {name: value for name, value in values.items() if value}


def answers(row: Row) -> dict[str, Any]:
    """Answers of a service from a plan row. It counts as received only if the row has that date."""
    received = row.get("spl_ActualEndDate")
    is_received = isinstance(received, dt.date) and received <= clock.today()
    planned, objectives = row.get("spl_PlannedEndDate"), str(row.get("spl_Objectives", ""))
    values: dict[str, Any] = {
        "kind": _KINDS.get(str(row.get("spl_Type", "")), "other"),
        "what": objectives if "\n" not in objectives else None,
        "outcome": row.get("spl_ActionPlan"),
        "state": "received" if is_received else "agreed",
        "received_on": received if is_received else None,
        "appointment_at": planned,
    }
    return {name: value for name, value in values.items() if value}


def _lines(*texts: object) -> str:
    return "\n".join(str(one) for one in texts if one)
