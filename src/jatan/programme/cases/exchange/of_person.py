"""Convert the identity card to the standard's person row, and back.

What the standard has no field for goes into `x_` fields. Nothing is guessed: an age without a day and a basis comes
back without them.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from jatan.kernel.numbers import parse_phone
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.closure import closing_request
from jatan.programme.cases.entries.place_choices import (
    COUNTRIES,
    DISTRICTS,
    district_code,
    english_state,
    state_code,
    state_of,
)
from jatan.programme.cases.exchange.records import Record, Row, single_row
from jatan.programme.cases.exchange.standard import code_table
from jatan.programme.cases.exchange.values import Value

_GENDER: Final = {"f": "Feminine", "m": "Masculine", "t": "NonConforming"}
_SEX: Final = {
    "Feminine": "f",
    "Masculine": "m",
    "NonConforming": "t",
    "TransgenderFeminine": "t",
    "TransgenderMasculine": "t",
}
_FINER: Final = frozenset({"TransgenderFeminine", "TransgenderMasculine"})
_INDIA: Final = "+91"
_ABROAD: Final = re.compile(r"\+[1-9]\d{1,14}", re.ASCII)
# Answer of the card -> field that holds it unchanged.
COLUMNS: Final = {
    "other_names": "x_other_names",
    "guardian": "x_guardian",
    "born_on": "prs_Birthdate",
    "birth_year": "x_birth_year",
    "age": "x_age_years",
    "age_on": "x_age_on",
    "age_basis": "x_age_basis",
    "whereabouts": "x_whereabouts",
    "safe_ways": "x_safe_ways",
    "safe_times": "x_safe_times",
    "not_to_tell": "x_not_to_tell",
    "village": "prs_MailingCity",
    "panchayat": "x_panchayat",
    "block": "x_block",
    "district": "x_district",
    "languages": "x_languages",
    "disability": "x_disability",
    "marital": "prs_MaritalStatus",
    "children_count": "prs_NumberOfChildren",
    "education": "prs_HighestLevelOfEducation",
    "street": "prs_MailingStreet",
    "pincode": "prs_MailingPostalCode",
    "country": "prs_MailingCountry",
    "email": "prs_Email",
}
_PHONES: Final = {"phone": "prs_MobilePhone", "home_phone": "prs_HomePhone"}
_LANGUAGES: Final = {
    "first_language": ("prs_PrimaryLanguage", "x_primary_language"),
    "second_language": ("prs_SecondaryLanguage", "x_secondary_language"),
}
# Languages that ISO 639-2 knows as part of a group alone: the group goes into the standard's field, the language
# into ours.
_GROUPS: Final = {"unr": "mun", "hoc": "mun", "khr": "mun", "sck": "inc", "kyw": "inc", "khortha": "bih"}
# A card is written if one of these is known: of somebody without a name the age alone starts duties.
KNOWN_BY: Final = frozenset({"name", "age", "born_on", "birth_year"})
# Answers of the card that letters between members carry beside the record.
NO_PLACE: Final = (
    "other_names", "guardian", "safe_ways", "safe_times", "not_to_tell", "panchayat", "block", "district",
    "district_code", "languages", "disability",
)  # fmt: skip


def person(file: CaseFile, identity: Entry) -> dict[str, Value]:
    """The person row, with the values that the card has."""
    row: dict[str, Value] = _names(str(identity.get("name", "")))
    if identity.get("sex") in _GENDER:
        row["prs_Gender"] = identity.get("gender") or _GENDER[identity.get("sex")]
    row |= columns_row(identity, COLUMNS)
    for answer, name in _PHONES.items():
        if number := phone_value(identity.get(answer, "")):
            row[name] = number
    for answer, (name, finer) in _LANGUAGES.items():
        if language := identity.get(answer):
            row[name] = _GROUPS.get(language, language)
            row |= {finer: language} if language in _GROUPS else {}
    citizen = tuple(dict.fromkeys(filter(None, (identity.get("citizenship"), identity.get("other_citizenship")))))
    if citizen:
        row["prs_Citizenship"] = citizen
    if state := state_name(identity):
        row["prs_MailingState"] = state
    if _has_died(file):
        row["prs_Deceased"] = True
    return row


def columns_row(entry: Entry, columns: Mapping[str, str]) -> dict[str, Value]:
    """The answers that an entry has, by the field of the standard. `columns`: answer -> field."""
    given = {name: entry.get(answer) for answer, name in columns.items()}
    return {name: tuple(one) if isinstance(one, list) else one for name, one in given.items() if one not in (None, [])}


def state_name(entry: Entry) -> str:
    """The English name of an entry's state, else of the state of its district; "" if neither is known."""
    return english_state(str(entry.get("state") or state_of(str(entry.get("district_code", "")))))


def home_district(identity: Entry) -> dict[str, Value]:
    """The fields of the case row that the card fills: LGD code of her district, chosen or typed as the list has it."""
    code = identity.get("district_code") or district_code(str(identity.get("district", "")))
    return {"x_source_district": code} if code else {}


def card(record: Record) -> dict[str, Any]:
    """Answers of an identity card from a record; empty if the record has neither name nor age."""
    row, case = single_row(record, "person"), single_row(record, "case")
    parts = [str(row.get(f"prs_{part}Name", "")) for part in ("First", "Middle", "Second")]
    name = " ".join(part for part in parts if part)
    gender = str(row.get("prs_Gender", ""))
    answers: dict[str, Any] = {
        "name": name,
        "sex": _SEX.get(gender),
        "gender": gender if gender in _FINER else None,
        **{answer: row.get(column) for answer, column in COLUMNS.items()},
        **{answer: phone_answer(row.get(column)) for answer, column in _PHONES.items()},
        **{answer: _language(row.get(finer) or row.get(column)) for answer, (column, finer) in _LANGUAGES.items()},
        **_place(row, case),
        **_citizenship(row.get("prs_Citizenship")),
    }
    if answers["phone"] is None:
        answers |= {"phone": answers["home_phone"], "home_phone": None}
    if answers["age"] is not None and answers["age_on"] is None:
        # Without the day on which it was said an age says nothing: the day of the record, or the age is kept aside.
        answers["age_on"] = case.get("x_registration_date")
        answers["age"] = answers["age"] if answers["age_on"] is not None else None
    if isinstance(answers["safe_ways"], tuple):
        answers["safe_ways"] = list(answers["safe_ways"])
    found = {question: answer for question, answer in answers.items() if answer not in (None, "", ())}
    return found if found.keys() & KNOWN_BY else {}


def phone_value(text: object) -> str:
    """A telephone number of an entry as E.164; "" if it is none."""
    plain = re.sub(r"[\s().\-]+", "", str(text or ""))
    if _ABROAD.fullmatch(plain) and not plain.startswith(_INDIA):
        return plain
    phone = parse_phone(text)
    return f"{_INDIA}{phone}" if phone else ""


def phone_answer(number: object) -> str | None:
    """An E.164 number as our entries have it: Indian ones without the country code."""
    return str(number).removeprefix(_INDIA) if number else None


def _has_died(file: CaseFile) -> bool:
    request = closing_request(file) if file.is_closed else None
    return request is not None and request.get("reason") == "died"


def _place(row: Row, case: Row) -> dict[str, Any]:
    district, typed = str(case.get("x_source_district", "")), str(row.get("x_district", ""))
    state = state_code(str(row.get("prs_MailingState", "")))
    is_listed = district in {code for code, _name in DISTRICTS} and district_code(typed) != district
    return {
        "district_code": district if is_listed else None,
        "state": state if state and state != state_of(district) else None,
    }


def _citizenship(codes: object) -> dict[str, Any]:
    """Up to two countries of our list; more, or others, stay as received."""
    known = {code for code, _name in COUNTRIES}
    listed = list(codes) if isinstance(codes, tuple) else []
    if not listed or len(listed) > 2 or not known.issuperset(listed):
        return {}
    return dict(zip(("citizenship", "other_citizenship"), listed, strict=False))


def _language(code: object) -> str | None:
    return str(code) if code and (code in _GROUPS or str(code) in code_table("languages")) else None


def _names(name: str) -> dict[str, Value]:
    """Split a name into first, middle and last; a single word is the first name."""
    words = name.split()
    found = {"prs_FirstName": words[0]} if words else {}
    if len(words) > 1:
        found["prs_SecondName"] = words[-1]
    if len(words) > 2:
        found["prs_MiddleName"] = " ".join(words[1:-1])
    return dict(found)
