"""The columns of a blank register: heading, type, words to choose from. The order is that of `kinds.toml`.

Every heading and every word to choose is read by the importer as the same column and code (`labels`, `values.toml`).
"""

import datetime as dt
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import pgettext

from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import districts_of
from jatan.foundation.places.choices import Level
from jatan.foundation.places.selectors import reference_places
from jatan.intake.registers.labels import column_label, kind_label
from jatan.intake.registers.recognise.vocabulary.kinds import DATES, kinds
from jatan.intake.registers.reconcile.identity import NUMBERS, PHONES
from jatan.kernel import clock
from jatan.programme.activities.choices import Category, Theme
from jatan.programme.cases.choices import CaseKind
from jatan.programme.groups.choices import GroupKind, OfficeHeld
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.choices import IssueKind, SentTo, Status
from jatan.programme.journeys.choices import Work
from jatan.programme.people.choices import Sex
from jatan.programme.schemes.reference import schemes

# Drop-downs longer than this help nobody.
_MOST_FORUMS = 500
# In these columns an office may also write words of its own.
_FREE = frozenset({"topic", "block", "forum"})
# A sheet is read without this column, a row without this cell waits.
_NEEDED_IN_ROWS = {"journeys": {"date"}}
_CODES: Mapping[str, type[TextChoices]] = {
    "topic": Theme,
    "sex": Sex,
    "category": Category,
    "issue": IssueKind,
    "sent_to": SentTo,
    "status": Status,
    "work": Work,
    "case_kind": CaseKind,
    "office": OfficeHeld,
}


class CellType(Enum):
    """What a cell of a column holds."""

    SERIAL = "serial"
    DATE = "date"
    NUMBER = "number"
    PHONE = "phone"
    TEXT = "text"


@dataclass(frozen=True)
class BlankColumn:
    """`choices`: the words to choose from; `is_free`: other words may be written; `is_needed`: never left empty."""

    field: str
    heading: str
    type: CellType
    choices: tuple[str, ...] = ()
    is_free: bool = False
    is_needed: bool = False


@dataclass(frozen=True)
class BlankRegister:
    """A register without rows."""

    kind: str
    title: str
    columns: tuple[BlankColumn, ...]


@dataclass(frozen=True)
class OfficeWords:
    """The words of one organisation to choose from: its districts, their blocks, its forums."""

    name: str
    districts: tuple[str, ...]
    blocks: tuple[str, ...]
    forums: tuple[str, ...]


def office_words(organisation: Organisation, *, on: dt.date | None = None) -> OfficeWords:
    """The organisation's words in the active language. Call inside `acting_as`: its forums are read."""
    districts = districts_of(organisation.pk, on or clock.today())
    own = [district.pk for district in districts]
    blocks = reference_places().filter(level=Level.BLOCK, district__in=own).order_by("district", "name_en")
    return OfficeWords(
        organisation.name,
        tuple(district.name for district in districts),
        tuple(dict.fromkeys(block.name for block in blocks)),
        tuple(_forums(organisation.pk)),
    )


def blank_register(kind: str, office: OfficeWords) -> BlankRegister:
    """The register of that kind in the active language. Raises KeyError for an unknown kind."""
    entry = kinds()[kind]
    needed = {name for group in entry.needs if len(group) == 1 for name in group} | _NEEDED_IN_ROWS.get(kind, set())
    columns = tuple(
        BlankColumn(
            field=name,
            heading=str(column_label(name)),
            type=_type(name),
            choices=_choices(kind, name, office),
            is_free=name in _FREE,
            is_needed=name in needed,
        )
        for name in entry.fields
    )
    return BlankRegister(kind, str(kind_label(kind)), columns)


def columns_by_hand(register: BlankRegister, office: OfficeWords) -> tuple[BlankColumn, ...]:
    """The columns that somebody writes by hand: an only district is the district of every line."""
    return tuple(one for one in register.columns if one.field != "district" or len(office.districts) != 1)


def _type(name: str) -> CellType:
    if name == "serial":
        return CellType.SERIAL
    if name in DATES:
        return CellType.DATE
    if name in NUMBERS:
        return CellType.NUMBER
    return CellType.PHONE if name in PHONES else CellType.TEXT


def _choices(kind: str, name: str, office: OfficeWords) -> tuple[str, ...]:
    if (kind, name) == ("cases", "status"):
        return (pgettext("case", "open"), pgettext("case", "closed"))
    own: Mapping[str, Callable[[], tuple[str, ...]]] = {
        "district": lambda: office.districts,
        "block": lambda: office.blocks,
        "forum": lambda: office.forums if kind == "forum_members" else (),
        "scheme": lambda: tuple(scheme.name.in_language() for scheme in schemes().values()),
    }
    if name in own:
        return own[name]()
    codes = _CODES.get(name)
    return tuple(str(label) for code, label in codes.choices if code) if codes is not None else ()


def _forums(organisation_id: uuid.UUID) -> list[str]:
    rows = Group.objects.live().filter(organisation_id=organisation_id, kind=GroupKind.FORUM)
    return list(rows.order_by("name").values_list("name", flat=True).distinct()[:_MOST_FORUMS])
