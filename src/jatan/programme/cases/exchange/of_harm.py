"""What happened to her, in codes, as the standard's victim and events, and back.

The codes of the entry are those of the wire; two methods of control have no place in the standard's list and become
fields of ours. Events have no entry of their own here: those of another house are kept as they came.
"""

from collections.abc import Iterable
from typing import Any, Final

from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.exchange.records import Record, first
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
# Fields of the standard that this entry speaks of.
NAMES: Final = (*_FIELDS.values(), *_MOVED.values())
# V7 knows three relationships. Whether an agent or contractor was known to her before, nobody has said.
_FINER: Final = {"Relative": "Familial", "Friend": "Acquainted", "CoVillager": "Acquainted"}


def victim(entry: Entry) -> dict[str, Value]:
    """The row of the victim."""
    row: dict[str, Value] = {}
    for answer, name in _FIELDS.items():
        said = entry.get(answer)
        if isinstance(said, list):
            said = tuple(code for code in said if code not in _MOVED)
        if said not in (None, (), ""):
            row[name] = said
    row |= {name: True for code, name in _MOVED.items() if code in entry.get("controls", [])}
    if entry.get("relation") in _FINER:
        row["vic_RelationshipToTrafficker"] = _FINER[entry.get("relation")]
    return row


def events(entry: Entry) -> Iterable[dict[str, Value]]:
    """Where she was taken from, by way of, and to, with days as far as they are known."""
    legs = (
        ("Recruitment", "left_on", "source_district", "source_state"),
        ("Transit", "", "transit", ""),
        ("Exploitation", "arrived_on", "destination_district", "destination_state"),
    )
    for kind, day, city, state in legs:
        said = {"hte_Date": entry.get(day), "hte_City": entry.get(city), "hte_State": entry.get(state)}
        row: dict[str, Value] = {name: value for name, value in said.items() if value is not None}
        if row:
            yield {"hte_Type": kind, **row}


def answers(record: Record) -> dict[str, Any]:
    """Answers of the entry out of a record's victim; empty where it says nothing that the entry asks."""
    row = first(record, "victim")
    said: dict[str, Any] = {}
    for answer, name in _FIELDS.items():
        if name in row:
            value = row[name]
            said[answer] = list(value) if isinstance(value, tuple) else value
    moved = [code for code, name in _MOVED.items() if row.get(name) is True]
    if moved:
        said["controls"] = [*said.get("controls", []), *moved]
    return said
