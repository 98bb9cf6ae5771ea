"""Convert the exploitation entry to the standard's victim and event rows, and back.

The entry uses the codes of the standard; two methods of control are missing in its list and become
extension fields. There is no entry kind for events: imported ones are stored unchanged.
"""

from collections.abc import Iterable
from typing import Any, Final

from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.exchange.records import Record, single_row
from jatan.programme.cases.exchange.values import Value

__all__ = ["NAMES", "answers", "events", "victim"]

# Answer of the entry -> field of the standard.
_FIELDS: Final = {
    "status": "vic_TraffickingStatus",
    "decided_by": "vic_TraffickingStatusDecisionMakingOrg",
    "types": "vic_TypeOfExploitation",
    "sector": "vic_ForcedLabourIndustry",
    "division": "x_industry_division",
    "sex_types": "vic_TypeOfSexExploitation",
    "recruited": "vic_MethodOfRecruitment",
    "relation": "x_relationship",
    "controls": "vic_MethodsOfControl",
    "age_when_taken": "vic_AgeWhenTrafficked",
    "months_held": "x_exploitation_months",
}
_MOVED: Final = {"RestrictsMovement": "x_RestrictsMovement", "UsesChildren": "x_UsesChildren"}
# Fields of the standard that this entry covers.
NAMES: Final = (*_FIELDS.values(), *_MOVED.values())
# V7 has three relationships. For agents and contractors it is unknown whether she knew them before.
_FINER: Final = {"Relative": "Familial", "Friend": "Acquainted", "CoVillager": "Acquainted"}


def victim(entry: Entry) -> dict[str, Value]:
    """The row of the victim."""
    row: dict[str, Value] = {}
    for answer, name in _FIELDS.items():
        value = entry.get(answer)
        if isinstance(value, list):
            value = tuple(code for code in value if code not in _MOVED)
        if value not in (None, (), ""):
            row[name] = value
    row |= {name: True for code, name in _MOVED.items() if code in entry.get("controls", [])}
    if entry.get("relation") in _FINER:
        row["vic_RelationshipToTrafficker"] = _FINER[entry.get("relation")]
    return row


def events(entry: Entry) -> Iterable[dict[str, Value]]:
    """Event rows for origin, transit and destination, with known dates."""
    legs = (
        ("Recruitment", "left_on", "source_district", "source_state"),
        ("Transit", "", "transit", ""),
        ("Exploitation", "arrived_on", "destination_district", "destination_state"),
    )
    for kind, day, city, state in legs:
        values = {"hte_Date": entry.get(day), "hte_City": entry.get(city), "hte_State": entry.get(state)}
        row: dict[str, Value] = {name: value for name, value in values.items() if value is not None}
        if row:
            yield {"hte_Type": kind, **row}


def answers(record: Record) -> dict[str, Any]:
    """Answers of the entry from a record's victim row; empty if it has none of its fields."""
    row = single_row(record, "victim")
    found: dict[str, Any] = {}
    for answer, name in _FIELDS.items():
        if name in row:
            value = row[name]
            found[answer] = list(value) if isinstance(value, tuple) else value
    moved = [code for code, name in _MOVED.items() if row.get(name) is True]
    if moved:
        found["controls"] = [*found.get("controls", []), *moved]
    return found
