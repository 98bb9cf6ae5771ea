"""Convert the identity card to the standard's person row, and back."""

from typing import Any, Final

from jatan.kernel.numbers import parse_phone
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.exchange.records import Record, single_row
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
# Answers of the card without a field in the standard; letters between members carry them beside the record.
NO_PLACE: Final = (
    "other_names", "guardian", "safe_ways", "safe_times", "not_to_tell", "panchayat", "block", "district", "languages",
    "disability",
)  # fmt: skip


def person(file: CaseFile, identity: Entry) -> dict[str, Value]:
    """The person row, with the values that the card has."""
    row: dict[str, Value] = _names(str(identity.get("name", "")))
    if identity.get("sex") in _GENDER:
        row["prs_Gender"] = _GENDER[identity.get("sex")]
    for name, answer in (("prs_Birthdate", "born_on"), ("x_age_years", "age"), ("prs_MailingCity", "village")):
        if (value := identity.get(answer)) is not None:
            row[name] = value
    if phone := parse_phone(identity.get("phone", "")):
        row["prs_MobilePhone"] = f"{_INDIA}{phone}"
    return row


def card(record: Record) -> dict[str, Any]:
    """Answers of an identity card from a record; empty if the record has no name."""
    row, case = single_row(record, "person"), single_row(record, "case")
    parts = [str(row.get(f"prs_{part}Name", "")) for part in ("First", "Middle", "Second")]
    name = " ".join(part for part in parts if part)
    if not name:
        return {}
    answers = {
        "name": name,
        "sex": _SEX.get(str(row.get("prs_Gender", ""))),
        "born_on": row.get("prs_Birthdate"),
        "phone": _local(str(row.get("prs_MobilePhone") or row.get("prs_HomePhone") or "")),
        "village": row.get("prs_MailingCity"),
    }
    if "x_age_years" in row and "x_registration_date" in case:
        answers |= {"age": row["x_age_years"], "age_on": case["x_registration_date"], "age_basis": "said"}
    return {question: answer for question, answer in answers.items() if answer not in (None, "")}


def _names(name: str) -> dict[str, Value]:
    """Split a name into first, middle and last; a single word is the first name."""
    words = name.split()
    found = {"prs_FirstName": words[0]} if words else {}
    if len(words) > 1:
        found["prs_SecondName"] = words[-1]
    if len(words) > 2:
        found["prs_MiddleName"] = " ".join(words[1:-1])
    return dict(found)


def _local(phone: str) -> str:
    return phone.removeprefix(_INDIA)
