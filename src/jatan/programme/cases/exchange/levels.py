"""Three levels of disclosure, a function each, which builds its result from an allowlist.

full: everything, to one recipient, with her consent to share or a reviewed override.
coded: no name, contact, identity number, exact date, place below the district, free text or traceable id.
statistical: counts over the 27 variables of `ctdc`, of those with consent to statistics; no row is a survivor.
"""

import datetime as dt
import hashlib
import hmac
import uuid
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.records import Record, Row, single_row, validate_record
from jatan.programme.cases.exchange.standard import FIELDS, SECTIONS
from jatan.programme.cases.exchange.values import Value, read_value

# Field kinds with a closed list or fixed format. A field of any other kind is never included at the coded level,
# even if fields.csv says so.
CODED_KINDS: Final = frozenset(
    {"check", "pick", "multi", "country", "countries", "language", "district", "districts", "quarter"}
)
_BANDS: Final = ((8, "0--8"), (17, "9--17"), (20, "18--20"), (23, "21--23"), (26, "24--26"), (29, "27--29"),
                 (38, "30--38"), (47, "39--47"))  # fmt: skip


class Level(StrEnum):
    """Level of disclosure."""

    FULL = "full"
    CODED = "coded"
    STATISTICAL = "statistical"


def has_agreed_to(record: Record, purpose: str) -> bool:
    """Whether the record has consent to a purpose: CaseWork, Sharing, Statistics, Story, PoliceCourt."""
    scope = single_row(record, "consent").get("x_consent_scope", ())
    return isinstance(scope, tuple) and purpose in scope


def full_record(record: Record, purpose: str = "Sharing") -> Record:
    """The unchanged record. Raises Problem("no_consent") without consent to `purpose` or a reviewed override."""
    if not has_agreed_to(record, purpose) and single_row(record, "consent").get("x_consent_override") is not True:
        raise Problem("no_consent", _("There is no consent to share this file. Ask first."))
    return validate_record(record)


def coded_record(record: Record, key: bytes) -> Record:
    """The record at the coded level. `key` blinds ids: the same key gives the same id."""
    kept: dict[str, tuple[Row, ...]] = {}
    for section in SECTIONS:
        rows = tuple(row for one in record.get(section, ()) if (row := _coded_row(section, one)))
        if rows:
            kept[section] = rows
    for section, more in (
        ("case", _case(record, key)),
        ("person", _person(record, key)),
        ("victim", _victim(record)),
    ):
        if more:
            kept[section] = ({**(kept[section][0] if section in kept else {}), **more},)
    return validate_record(kept)


def age_at_registration(record: Record) -> int | None:
    """Completed years on the day of registration: from the date of birth, else as estimated."""
    person, day = single_row(record, "person"), single_row(record, "case").get("x_registration_date")
    born = person.get("prs_Birthdate")
    if isinstance(born, dt.date) and isinstance(day, dt.date) and born <= day:
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    years = person.get("x_age_years")
    return years if isinstance(years, int) and not isinstance(years, bool) else None


def age_band(years: object) -> str:
    """The CTDC age band; "" if the age is unknown."""
    if not isinstance(years, int) or isinstance(years, bool) or not 0 <= years <= 130:
        return ""
    return next((band for last, band in _BANDS if years <= last), "48+")


def blind_id(kind: str, identifier: str, key: bytes) -> str:
    """A keyed hash of an id; our own ids would disclose when a record was made."""
    digest = hmac.new(key, f"{kind}:{identifier}".encode(), hashlib.sha256).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _coded_row(section: str, row: Row) -> dict[str, Value]:
    """The values allowed at the coded level. Each is validated again, so that free text in a coded field is dropped."""
    kept: dict[str, Value] = {}
    for name, raw in row.items():
        one = FIELDS.get(name)
        if one is None or one.section != section or not one.is_coded or one.kind not in CODED_KINDS:
            continue
        try:
            value = read_value(one, raw)
        except Problem:
            continue
        if value is not None:
            kept[name] = value
    return kept


def _case(record: Record, key: bytes) -> dict[str, Value]:
    case = single_row(record, "case")
    found: dict[str, Value] = {}
    if isinstance(case_id := case.get("x_case_id"), str):
        found["x_case_id"] = blind_id("case", case_id, key)
    if isinstance(day := case.get("x_registration_date"), dt.date):
        found["x_registration_quarter"] = f"{day.year}-Q{(day.month + 2) // 3}"
    return found


def _person(record: Record, key: bytes) -> dict[str, Value]:
    found: dict[str, Value] = {}
    if isinstance(code := single_row(record, "person").get("x_person_code"), str):
        found["x_person_code"] = blind_id("person", code, key)
    if band := age_band(age_at_registration(record)):
        found["x_age_band"] = band
    return found


def _victim(record: Record) -> dict[str, Value]:
    band = age_band(single_row(record, "victim").get("vic_AgeWhenTrafficked"))
    return {"x_age_band_when_trafficked": band} if band else {}
