"""The identity card as the standard's person, and back."""

from typing import Any, Final

from jatan.kernel.numbers import parse_phone
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.exchange.records import Record, first
from jatan.programme.cases.exchange.values import Value

__all__ = ["NO_PLACE", "card", "person"]

_GENDER: Final = {"f": "Feminine", "m": "Masculine", "t": "NonConforming"}
_SEX: Final = {
    "Feminine": "f",
    "Masculine": "m",
    "NonConforming": "t",
    "TransgenderFeminine": "t",
    "TransgenderMasculine": "t",
}
_INDIA: Final = "+91"
# Answers of the card that the standard has no field for; a letter between two houses carries them beside the record.
NO_PLACE: Final = (
    "other_names", "guardian", "safe_ways", "safe_times", "not_to_tell", "panchayat", "block", "district", "languages",
    "disability",
)  # fmt: skip


def person(file: CaseFile, identity: Entry) -> dict[str, Value]:
    """What the standard asks of a person, as far as the card says it."""
    row: dict[str, Value] = _names(str(identity.get("name", "")))
    if identity.get("sex") in _GENDER:
        row["prs_Gender"] = _GENDER[identity.get("sex")]
    for name, answer in (("prs_Birthdate", "born_on"), ("x_age_years", "age"), ("prs_MailingCity", "village")):
        if (said := identity.get(answer)) is not None:
            row[name] = said
    if phone := parse_phone(identity.get("phone", "")):
        row["prs_MobilePhone"] = f"{_INDIA}{phone}"
    return row


def card(record: Record) -> dict[str, Any]:
    """Answers of an identity card out of a record; without a name there is none, and the answer is empty."""
    row, case = first(record, "person"), first(record, "case")
    parts = [str(row.get(f"prs_{part}Name", "")) for part in ("First", "Middle", "Second")]
    name = " ".join(part for part in parts if part)
    if not name:
        return {}
    said = {
        "name": name,
        "sex": _SEX.get(str(row.get("prs_Gender", ""))),
        "born_on": row.get("prs_Birthdate"),
        "phone": _local(str(row.get("prs_MobilePhone") or row.get("prs_HomePhone") or "")),
        "village": row.get("prs_MailingCity"),
    }
    if "x_age_years" in row and "x_registration_date" in case:
        said |= {"age": row["x_age_years"], "age_on": case["x_registration_date"], "age_basis": "said"}
    return {question: answer for question, answer in said.items() if answer not in (None, "")}


def _names(name: str) -> dict[str, Value]:
    """First, middle and last word of a name; who has one name has a first."""
    words = name.split()
    found = {"prs_FirstName": words[0]} if words else {}
    if len(words) > 1:
        found["prs_SecondName"] = words[-1]
    if len(words) > 2:
        found["prs_MiddleName"] = " ".join(words[1:-1])
    return dict(found)


def _local(phone: str) -> str:
    return phone.removeprefix(_INDIA)
