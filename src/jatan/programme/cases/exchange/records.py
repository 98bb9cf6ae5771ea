"""Records: section -> rows -> values. What cannot be read is parked with its reason; nothing falls away silently."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.standard import FIELDS, REPEATED, SECTIONS, Field, book
from jatan.programme.cases.exchange.values import Value, read_value, split_codes

__all__ = ["Parked", "Record", "Row", "Taken", "checked", "first", "gathered", "read_row", "unknown_field"]

type Row = Mapping[str, Value]
type Record = Mapping[str, tuple[Row, ...]]

_LONGEST_SAID = 500


@dataclass(frozen=True)
class Parked:
    """One value that waits for a person: which record or line of the file (from 1), which field, what it says, why."""

    record: int
    field: str
    said: str = attribute(repr=False)
    problem: Problem


@dataclass(frozen=True, repr=False)
class Taken:
    """What a file held."""

    level: str
    records: tuple[Record, ...]
    parked: tuple[Parked, ...]


def first(record: Record, section: str) -> Row:
    """The row of a section that stands once; empty when the record says nothing there."""
    rows = record.get(section, ())
    return rows[0] if rows else {}


def checked(record: Record) -> Record:
    """The record in the standard's order, every value read again, empty rows left out.

    Raises Problem for a field that does not belong to its section and for a value that cannot be right.
    """
    kept: dict[str, tuple[Row, ...]] = {}
    for section, rows in record.items():
        if section not in SECTIONS or (section not in REPEATED and len(rows) > 1):
            raise unknown_field().at(section)
        if found := tuple(row for one in rows if (row := _checked_row(section, one))):
            kept[section] = found
    return {section: kept[section] for section in SECTIONS if section in kept}


def read_row(section: str, raw: Mapping[str, object], number: int, parked: list[Parked]) -> Row:
    """One row of a section out of what a file says, by names of fields; what cannot be read joins `parked`."""
    row: dict[str, Value] = {}
    for name, said in raw.items():
        one = FIELDS.get(name)
        if one is None or one.section != section:
            parked.append(_parked(number, name, said, unknown_field()))
            continue
        moved, said = _moved(one, said)
        row |= moved
        try:
            value = read_value(one, said)
        except Problem as problem:
            value = None
            if one.holds_many:
                known, unknown = split_codes(one, said)
                value, said = known or None, " ".join(unknown)
            parked.append(_parked(number, name, said, problem.at(name)))
        if value is not None:
            row[name] = value
    return row


def gathered(lines: Iterable[tuple[str, int, Mapping[str, object]]], parked: list[Parked]) -> list[Record]:
    """Records out of flat lines (group, number, field -> said): lines of one group are one record.

    Sections that stand once are merged; where two lines contradict each other, the first holds and the other is parked.
    """
    groups: dict[str, dict[str, list[Row]]] = {}
    for group, number, line in lines:
        sections = groups.setdefault(group, {})
        for section in SECTIONS:
            raw = {name: said for name, said in line.items() if FIELDS[name].section == section}
            if not (row := read_row(section, raw, number, parked)):
                continue
            if section in REPEATED or section not in sections:
                sections.setdefault(section, []).append(row)
            else:
                sections[section][0] = _merged(sections[section][0], row, number, parked)
    return [
        {section: tuple(found[section]) for section in SECTIONS if section in found}
        for found in groups.values()
        if found
    ]


def unknown_field() -> Problem:
    """Said of a heading that the standard does not know."""
    return Problem("unknown_field", _("The standard has no field of this name here."))


def _checked_row(section: str, row: Row) -> Row:
    values: dict[str, Value] = {}
    for name, said in row.items():
        one = FIELDS.get(name)
        if one is None or one.section != section:
            raise unknown_field().at(name)
        try:
            value = read_value(one, said)
        except Problem as problem:
            raise problem.at(name) from None
        if value is not None:
            values[name] = value
    return {name: values[name] for name in FIELDS if name in values}


def _merged(row: Row, more: Row, number: int, parked: list[Parked]) -> Row:
    for name, value in more.items():
        if row.get(name, value) != value:
            problem = Problem("contradiction", _("Another line of the same case says something else."))
            parked.append(_parked(number, name, value, problem.at(name)))
    return {**more, **row}


def _moved(one: Field, said: object) -> tuple[dict[str, Value], object]:
    """Words that the standard defines without giving them a place in the list, as fields of our own."""
    places: Mapping[str, str] = book().get("moved", {}).get(one.name, {})
    if not places or said is None:
        return {}, said
    known, unknown = split_codes(one, said)
    prefix = one.name.partition("_")[2]
    words = [word for part in unknown for word in part.split()]
    moved: dict[str, Value] = {places[plain]: True for word in words if (plain := word.removeprefix(prefix)) in places}
    if not moved:
        return {}, said
    return moved, [*known, *(word for word in words if word.removeprefix(prefix) not in places)]


def _parked(number: int, name: str, said: object, problem: Problem) -> Parked:
    return Parked(number, name[:_LONGEST_SAID], str(said)[:_LONGEST_SAID], problem)
