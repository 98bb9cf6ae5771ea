"""Convert goals and services to the standard's support plan, and back.

The standard has one kind of row for both, and kinds of support that are coarser than ours. Our own fields beside them
say which of the two a row is and hold its answers, so that a goal returns as a goal and a shelter as a shelter. A row
of another house without them is a service if it names a kind of support, else a goal.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from jatan.kernel import clock
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.exchange.records import Record, Row
from jatan.programme.cases.exchange.values import Value

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
# Unambiguous kinds; any other kind of support of another house is "another service" and keeps its code.
_KINDS: Final = {"Legal": "legal", "Health": "medical", "Education": "education", "Livelihood": "livelihood"}
# Answer of the entry -> field that holds it unchanged.
GOAL_COLUMNS: Final = {
    "words": "spl_Objectives",
    "first_step": "x_first_step",
    "by_on": "spl_PlannedEndDate",
    "helper": "x_helper",
    "state": "x_goal_state",
    "state_on": "x_state_on",
    "what_came": "x_outcome",
}
SERVICE_COLUMNS: Final = {
    "kind": "x_service_kind",
    "provider": "x_provider",
    "state": "x_service_state",
    "offered_on": "x_offered_on",
    "appointment_at": "x_appointment_at",
    "goes_along": "x_goes_along",
    "received_on": "spl_ActualEndDate",
    "outcome": "x_outcome",
    "note_back": "x_note_back",
    "her_reason": "x_declined_because",
}
# Fields of the standard and of ours that the two entries cover.
NAMES: Final = frozenset(
    {"spl_Type", "spl_ActionPlan", "x_plan_kind", "x_for_goal", *GOAL_COLUMNS.values(), *SERVICE_COLUMNS.values()}
)


def goal(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """The plan row of a goal."""
    return _filled(
        {
            "x_plan_kind": "Goal",
            "spl_ActionPlan": _lines(entry.get("first_step"), entry.get("what_came")),
            "spl_ActualEndDate": entry.get("state_on") if entry.get("state") == "reached" else None,
            **{name: entry.get(answer) for answer, name in GOAL_COLUMNS.items()},
        }
    )


def service(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """The plan row of a service: kind, state, provider, planned and received dates, and the goal it serves.

    One that she declined, or that there was not, goes along too: it says so, and has no day of receipt.
    """
    appointment = entry.get("appointment_at")
    goals = file.all("goal")
    for_goal = next((place for place, one in enumerate(goals, start=1) if str(one.row) == str(entry.get("goal"))), None)
    return _filled(
        {
            "x_plan_kind": "Service",
            "x_for_goal": for_goal,
            "spl_Type": _TYPES.get(entry.get("kind")),
            "spl_Objectives": entry.get("what") or (goals[for_goal - 1].get("words") if for_goal else None),
            "spl_ActionPlan": _lines(entry.get("provider"), entry.get("outcome"), entry.get("note_back")),
            "spl_PlannedEndDate": appointment.astimezone(clock.INDIA).date() if appointment else None,
            **{name: entry.get(answer) for answer, name in SERVICE_COLUMNS.items()},
        }
    )


def is_goal(row: Row) -> bool:
    """Whether a plan row is a goal."""
    kind = row.get("x_plan_kind")
    return kind == "Goal" if kind else "spl_Type" not in row and "spl_Objectives" in row


def answers(row: Row, record: Record) -> dict[str, Any]:
    """Answers of a goal (`is_goal`) or service from a plan row; empty where its entry needs more than the row says."""
    if is_goal(row):
        return _filled(_goal_answers(row))
    return _filled(_own_service(row, record) if "x_plan_kind" in row else _service_of_others(row))


def _goal_answers(row: Row) -> dict[str, Any]:
    found: dict[str, Any] = {answer: row.get(name) for answer, name in GOAL_COLUMNS.items()}
    if "x_plan_kind" not in row:
        reached = _received_on(row)
        found |= {"first_step": row.get("spl_ActionPlan"), "state": "reached" if reached else "open"}
        found["state_on"] = reached
    return found if found["words"] and found["state"] else {}


def _own_service(row: Row, record: Record) -> dict[str, Any]:
    found: dict[str, Any] = {answer: row.get(name) for answer, name in SERVICE_COLUMNS.items()}
    objectives, place = row.get("spl_Objectives"), row.get("x_for_goal")
    plan = record.get("plan", ())
    of_goal = plan[place - 1].get("spl_Objectives") if isinstance(place, int) and 0 < place <= len(plan) else None
    found["what"] = objectives if objectives != of_goal and "\n" not in str(objectives) else None
    return found if found["kind"] and found["state"] else {}


def _service_of_others(row: Row) -> dict[str, Any]:
    """It counts as received only if the row has that date, else as offered: the standard does not say that she agreed,
    nor has it an appointment. Its planned end stays as received."""
    received, objectives = _received_on(row), str(row.get("spl_Objectives", ""))
    return {
        "kind": _KINDS.get(str(row.get("spl_Type", "")), "other"),
        "what": objectives if "\n" not in objectives else None,
        "outcome": row.get("spl_ActionPlan"),
        "state": "received" if received else "offered",
        "received_on": received,
    }


def _received_on(row: Row) -> dt.date | None:
    day = row.get("spl_ActualEndDate")
    return day if isinstance(day, dt.date) and day <= clock.today() else None


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _lines(*texts: object) -> str:
    return "\n".join(str(one) for one in texts if one)
