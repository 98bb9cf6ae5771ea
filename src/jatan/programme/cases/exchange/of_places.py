"""Convert organisations, further events and accused persons to the standard's rows, and back."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.place_choices import COUNTRIES, DISTRICTS, state_code, state_of
from jatan.programme.cases.exchange.of_person import columns_row, phone_answer, phone_value, state_name
from jatan.programme.cases.exchange.records import Record, Row, single_row
from jatan.programme.cases.exchange.values import Value

# Answer of the entry -> field. State, telephone and lists are converted besides.
ORGANISATION_COLUMNS: Final = {
    "name": "org_Name",
    "type": "org_Type",
    "district_code": "x_org_district",
    "town": "org_ShippingCity",
    "street": "org_ShippingStreet",
    "pincode": "org_ShippingPostalCode",
    "country": "org_ShippingCountry",
}
EVENT_COLUMNS: Final = {
    "type": "hte_Type",
    "on": "hte_Date",
    "district_code": "x_event_district",
    "town": "hte_City",
    "street": "hte_Street",
    "pincode": "hte_PostalCode",
    "country": "hte_Country",
    "words": "hte_Description",
}
OFFENDER_COLUMNS: Final = {
    "roles": "per_RoleInProcess",
    "accused_of": "per_RoleDetails",
    "works_for": "per_Organisation",
}
_PLACES: Final = {"vic_LocationOfRecruitment": "recruited", "vic_LocationOfExploitation": "exploited"}
_LISTED: Final[Mapping[str, frozenset[str]]] = {
    "district_code": frozenset(code for code, _name in DISTRICTS),
    "country": frozenset(code for code, _name in COUNTRIES),
}


def organisation(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """The row of an organisation; empty where nothing but its name is known, which her own row tells."""
    if entry.get("is_name_only"):
        return {}
    row = _row(entry, ORGANISATION_COLUMNS, "org_ShippingState")
    if number := phone_value(entry.get("phone", "")):
        row["org_Phone"] = number
    if roles := entry.get("roles"):
        row["x_org_roles"] = tuple(roles)
    return row


def organisation_answers(row: Row, record: Record) -> dict[str, Any]:
    """Answers of an organisation; its roles from the row, else from the places named in her row."""
    answers = _answers(row, ORGANISATION_COLUMNS, "org_ShippingState")
    answers["phone"] = phone_answer(row.get("org_Phone"))
    roles = row.get("x_org_roles", ())
    answers["roles"] = (
        list(roles) if isinstance(roles, tuple) and roles else _roles_of(str(row.get("org_Name")), record)
    )
    return _filled(answers) if answers.get("name") else {}


def lookup_answers(record: Record) -> Iterable[dict[str, Any]]:
    """Organisations that the record names as a place of recruitment or exploitation without a row for them."""
    named = {str(row.get("org_Name")) for row in record.get("organisation", ())}
    victim = single_row(record, "victim")
    for name in dict.fromkeys(str(victim[field]) for field in _PLACES if field in victim):
        if name not in named:
            yield {"name": name, "roles": _roles_of(name, record), "is_name_only": "yes"}


def event(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """The row of a place with a day."""
    return _row(entry, EVENT_COLUMNS, "hte_State")


def event_answers(row: Row) -> dict[str, Any]:
    """Answers of a place with a day; empty without its kind, which the entry needs."""
    answers = _filled(_answers(row, EVENT_COLUMNS, "hte_State"))
    return answers if answers.get("type") and len(answers) > 1 else {}


def offender(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """The row of an accused person: role, what is said, and whom the person works for. Never a name."""
    return _row(entry, OFFENDER_COLUMNS, "")


def offender_answers(row: Row, source: str) -> dict[str, Any]:
    """Answers of an accused person from a row. `source`: the house that says so."""
    answers = _filled(_answers(row, OFFENDER_COLUMNS, ""))
    if not answers.get("accused_of"):
        return {}
    return answers | {"said_by": ["office"], "said_by_whom": source, "outcome": "said"}


def _row(entry: Entry, columns: Mapping[str, str], state_field: str) -> dict[str, Value]:
    row = columns_row(entry, columns)
    if state_field and (name := state_name(entry)):
        row[state_field] = name
    return row


def _answers(row: Row, columns: Mapping[str, str], state_field: str) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for answer, name in columns.items():
        value = row.get(name)
        if answer not in _LISTED or value in _LISTED[answer]:
            answers[answer] = list(value) if isinstance(value, tuple) else value
    state = state_code(str(row.get(state_field, "")))
    if state and state != state_of(str(answers.get("district_code") or "")):
        answers["state"] = state
    return answers


def _roles_of(name: str, record: Record) -> list[str]:
    victim = single_row(record, "victim")
    return [role for field, role in _PLACES.items() if victim.get(field) == name]


def _filled(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if value not in (None, "", [], ())}
