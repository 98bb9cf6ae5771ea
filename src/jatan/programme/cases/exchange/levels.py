"""Three levels of disclosure. Each is a function whose answer has no place for what it may not tell.

full: everything, between two parties, with her consent to share or a reviewed override.
coded: no name, contact, identity number, exact day, place below the district, free text or telling id.
statistical: the 27 variables of `ctdc`, for those who agreed to statistics.
"""

import datetime as dt
import hashlib
import hmac
import uuid
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.records import Record, Row, checked, first
from jatan.programme.cases.exchange.standard import FIELDS, SECTIONS
from jatan.programme.cases.exchange.values import Value, read_value

__all__ = ["CODED_KINDS", "Level", "age_at_registration", "age_band", "agreed_to", "blinded", "coded", "full"]

# Kinds whose values come from a closed list or a fixed shape. A field of any other kind never reaches the coded level,
# whatever the table of fields says.
CODED_KINDS: Final = frozenset(
    {"check", "pick", "multi", "country", "countries", "language", "district", "districts", "quarter"}
)
_BANDS: Final = ((8, "0--8"), (17, "9--17"), (20, "18--20"), (23, "21--23"), (26, "24--26"), (29, "27--29"),
                 (38, "30--38"), (47, "39--47"))  # fmt: skip


class Level(StrEnum):
    """How much a file tells."""

    FULL = "full"
    CODED = "coded"
    STATISTICAL = "statistical"


def agreed_to(record: Record, purpose: str) -> bool:
    """Whether she agreed to this: CaseWork, Sharing, Statistics, Story, PoliceCourt."""
    scope = first(record, "consent").get("x_consent_scope", ())
    return isinstance(scope, tuple) and purpose in scope


def full(record: Record, purpose: str = "Sharing") -> Record:
    """The record as it is. Raises Problem("no_consent") without her consent to `purpose` or a reviewed override."""
    if not agreed_to(record, purpose) and first(record, "consent").get("x_consent_override") is not True:
        raise Problem("no_consent", _("There is no consent to share this file. Ask first."))
    return checked(record)


def coded(record: Record, key: bytes) -> Record:
    """The record in codes. `key` blinds the ids: one key gives one case the same id, another key another."""
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
    return checked(kept)


def age_at_registration(record: Record) -> int | None:
    """Whole years on the day of registration: from the day of birth, else as estimated."""
    person, day = first(record, "person"), first(record, "case").get("x_registration_date")
    born = person.get("prs_Birthdate")
    if isinstance(born, dt.date) and isinstance(day, dt.date) and born <= day:
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    years = person.get("x_age_years")
    return years if isinstance(years, int) and not isinstance(years, bool) else None


def age_band(years: object) -> str:
    """The band of CTDC; "" where the age is not known."""
    if not isinstance(years, int) or isinstance(years, bool) or not 0 <= years <= 130:
        return ""
    return next((band for last, band in _BANDS if years <= last), "48+")


def blinded(kind: str, said: str, key: bytes) -> str:
    """An id that only the holder of the key can trace back: our own ids tell when a record was made."""
    digest = hmac.new(key, f"{kind}:{said}".encode(), hashlib.sha256).digest()
    return str(uuid.UUID(bytes=digest[:16], version=4))


def _coded_row(section: str, row: Row) -> dict[str, Value]:
    """What may stay. A value is held against its list once more: a name in the place of a code goes no further."""
    kept: dict[str, Value] = {}
    for name, said in row.items():
        one = FIELDS.get(name)
        if one is None or one.section != section or not one.is_coded or one.kind not in CODED_KINDS:
            continue
        try:
            value = read_value(one, said)
        except Problem:
            continue
        if value is not None:
            kept[name] = value
    return kept


def _case(record: Record, key: bytes) -> dict[str, Value]:
    case = first(record, "case")
    found: dict[str, Value] = {}
    if isinstance(case_id := case.get("x_case_id"), str):
        found["x_case_id"] = blinded("case", case_id, key)
    if isinstance(day := case.get("x_registration_date"), dt.date):
        found["x_registration_quarter"] = f"{day.year}-Q{(day.month + 2) // 3}"
    return found


def _person(record: Record, key: bytes) -> dict[str, Value]:
    found: dict[str, Value] = {}
    if isinstance(code := first(record, "person").get("x_person_code"), str):
        found["x_person_code"] = blinded("person", code, key)
    if band := age_band(age_at_registration(record)):
        found["x_age_band"] = band
    return found


def _victim(record: Record) -> dict[str, Value]:
    band = age_band(first(record, "victim").get("vic_AgeWhenTrafficked"))
    return {"x_age_band_when_trafficked": band} if band else {}
