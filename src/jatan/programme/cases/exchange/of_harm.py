"""Convert what happened to her to the standard's victim and event rows, and back.

The entry uses the codes of the standard; two methods of control are missing in its list and become extension fields.
Her way (home, transit, place of work) is three events; further ones are entries of their own (`of_places`).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.exchange.records import Record, Row, single_row
from jatan.programme.cases.exchange.values import Value

# Answer of the entry -> field of the standard.
COLUMNS: Final = {
    "status": "vic_TraffickingStatus",
    "decided_by": "vic_TraffickingStatusDecisionMakingOrg",
    "types": "vic_TypeOfExploitation",
    "sector": "vic_ForcedLabourIndustry",
    "division": "x_industry_division",
    "sex_types": "vic_TypeOfSexExploitation",
    "recruited": "vic_MethodOfRecruitment",
    "recruited_on": "vic_RecruitmentWebsitesAndApps",
    "used_online": "vic_ExploitationWebsitesAndApps",
    "relation": "x_relationship",
    "controls": "vic_MethodsOfControl",
    "age_when_taken": "vic_AgeWhenTrafficked",
    "months_held": "x_exploitation_months",
    "transit_kinds": "x_transit_kinds",
    "out_on": "x_exit_date",
    "way_out": "x_way_out",
    "bondage": "x_bondage",
}
_MOVED: Final = {"RestrictsMovement": "x_RestrictsMovement", "UsesChildren": "x_UsesChildren"}
_RELATIONSHIP: Final = "vic_RelationshipToTrafficker"
# Fields of the standard that this entry covers.
NAMES: Final = (*COLUMNS.values(), *_MOVED.values(), _RELATIONSHIP)
# V7 has three relationships. For agents and contractors it is unknown whether she knew them before.
_FINER: Final = {"Relative": "Familial", "Friend": "Acquainted", "CoVillager": "Acquainted"}
# Kind of event -> answer that each of its fields comes from.
_LEGS: Final[Mapping[str, Mapping[str, str]]] = {
    "Recruitment": {"hte_Date": "left_on", "hte_City": "source_district", "hte_State": "source_state"},
    "Transit": {"hte_City": "transit"},
    "Exploitation": {
        "hte_Date": "arrived_on",
        "hte_City": "destination_district",
        "hte_State": "destination_state",
        "hte_Country": "destination_country",
    },
}


def victim(file: CaseFile) -> dict[str, Value]:
    """The row of the victim, with the names of the places from `of_places`."""
    entry = file.last("exploitation")
    return (_of_entry(entry) if entry is not None else {}) | _locations(file)


def _of_entry(entry: Entry) -> dict[str, Value]:
    row: dict[str, Value] = {}
    for answer, name in COLUMNS.items():
        value = entry.get(answer)
        if isinstance(value, list):
            value = tuple(code for code in value if code not in _MOVED)
        if value not in (None, (), ""):
            row[name] = value
    row |= {name: True for code, name in _MOVED.items() if code in entry.get("controls", [])}
    if relationship := entry.get("known_before") or _FINER.get(entry.get("relation")):
        row[_RELATIONSHIP] = relationship
    return row


def _locations(file: CaseFile) -> dict[str, Value]:
    """The first organisation of each role, by name."""
    found: dict[str, Value] = {}
    for role, name in (("recruited", "vic_LocationOfRecruitment"), ("exploited", "vic_LocationOfExploitation")):
        places = [one.get("name") for one in file.all("involved_organisation") if role in one.get("roles", [])]
        if places:
            found[name] = places[0]
    return found


def legs(entry: Entry) -> Iterable[tuple[str, dict[str, Value]]]:
    """(kind, event row) for origin, transit and destination, where anything is known."""
    for kind, columns in _LEGS.items():
        row: dict[str, Value] = {
            name: value for name, answer in columns.items() if (value := entry.get(answer)) is not None
        }
        if row:
            yield kind, {"hte_Type": kind, **row}


def legs_of(record: Record) -> dict[int, str]:
    """Index -> kind of the event rows that are her way: the first of each kind that says no more than a leg can."""
    found: dict[int, str] = {}
    for place, row in enumerate(record.get("event", ())):
        kind = str(row.get("hte_Type", ""))
        columns = _LEGS.get(kind, {})
        if row.keys() - {"hte_Type"} and row.keys() - {"hte_Type"} <= columns.keys() and kind not in found.values():
            found[place] = kind
    return found


def answers(record: Record) -> dict[str, Any]:
    """Answers of the entry from a record's victim row and her way; empty if it has none of its fields."""
    row = single_row(record, "victim")
    found: dict[str, Any] = {}
    for answer, name in COLUMNS.items():
        if name in row:
            value = row[name]
            found[answer] = list(value) if isinstance(value, tuple) else value
    moved = [code for code, name in _MOVED.items() if row.get(name) is True]
    if moved:
        found["controls"] = [*found.get("controls", []), *moved]
    if _RELATIONSHIP in row and row[_RELATIONSHIP] != _FINER.get(str(row.get("x_relationship", ""))):
        found["known_before"] = row[_RELATIONSHIP]
    for place, kind in legs_of(record).items():
        found |= _leg_answers(kind, record["event"][place])
    return found


def _leg_answers(kind: str, row: Row) -> dict[str, Any]:
    return {answer: row[name] for name, answer in _LEGS[kind].items() if name in row}
