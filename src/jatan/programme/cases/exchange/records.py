"""Records: section -> rows -> values. Unreadable values are parked with a reason; none is dropped silently."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.problems import exchange_problem
from jatan.programme.cases.exchange.standard import FIELDS, REPEATED, SECTIONS, Field, standard_book
from jatan.programme.cases.exchange.values import Value, read_value, split_codes

type Row = Mapping[str, Value]
type Record = Mapping[str, tuple[Row, ...]]

_LONGEST_TEXT = 500


@dataclass(frozen=True)
class Parked:
    """One unreadable value: record or line number (from 1), field, original text, problem."""

    record: int
    field: str
    text: str = attribute(repr=False)
    problem: Problem


@dataclass(frozen=True, repr=False)
class Taken:
    """Content of an imported file. `lines`: for each record the numbers of the lines, or of the record, it was read
    from, as `Parked.record` has them."""

    level: str
    records: tuple[Record, ...]
    parked: tuple[Parked, ...]
    lines: tuple[frozenset[int], ...] = ()

    def parked_of(self, place: int) -> tuple[Parked, ...]:
        """What of the record at this place (from 0) could not be read.

        The first one takes along what belongs to none, so that nothing is lost.
        """
        others = frozenset().union(*(self.lines[:place] + self.lines[place + 1 :]))
        mine = self.lines[place] if place < len(self.lines) else frozenset()
        return tuple(one for one in self.parked if one.record in mine or (place == 0 and one.record not in others))


def single_row(record: Record, section: str) -> Row:
    """The row of a section that does not repeat; empty if the record has none."""
    rows = record.get(section, ())
    return rows[0] if rows else {}


def validate_record(record: Record) -> Record:
    """The record in the standard's order, every value parsed again, without empty rows.

    Raises Problem for a field in the wrong section and for an invalid value.
    """
    kept: dict[str, tuple[Row, ...]] = {}
    for section, rows in record.items():
        if section not in SECTIONS or (section not in REPEATED and len(rows) > 1):
            raise unknown_field_problem().at(section)
        if found := tuple(row for one in rows if (row := _checked_row(section, one))):
            kept[section] = found
    return {section: kept[section] for section in SECTIONS if section in kept}


def read_row(section: str, raw: Mapping[str, object], number: int, parked: list[Parked]) -> Row:
    """Parse one row of a section from raw values by field name; unreadable values are added to `parked`."""
    row: dict[str, Value] = {}
    for name, raw_value in raw.items():
        one = FIELDS.get(name)
        if one is None or one.section != section:
            parked.append(_parked(number, name, raw_value, unknown_field_problem()))
            continue
        moved, raw_value = _moved(one, raw_value)
        row |= moved
        try:
            value = read_value(one, raw_value)
        except Problem as problem:
            value = None
            if one.holds_many:
                known, unknown = split_codes(one, raw_value)
                value, raw_value = known or None, " ".join(unknown)
            parked.append(_parked(number, name, raw_value, problem.at(name)))
        if value is not None:
            row[name] = value
    return row


def merge_lines(
    lines: Iterable[tuple[str, int, Mapping[str, object]]], parked: list[Parked]
) -> tuple[list[Record], list[frozenset[int]]]:
    """Records from flat lines (group, number, field -> raw value), and the numbers of the lines of each.

    Lines of one group are one record.

    Sections that do not repeat are merged; if two lines contradict each other, the first wins and the other is parked.
    """
    groups: dict[str, dict[str, list[Row]]] = {}
    numbers: dict[str, set[int]] = {}
    for group, number, line in lines:
        sections = groups.setdefault(group, {})
        numbers.setdefault(group, set()).add(number)
        for section in SECTIONS:
            raw = {name: value for name, value in line.items() if FIELDS[name].section == section}
            if not (row := read_row(section, raw, number, parked)):
                continue
            if section in REPEATED or section not in sections:
                sections.setdefault(section, []).append(row)
            else:
                sections[section][0] = _merged(sections[section][0], row, number, parked)
    filled = {group: found for group, found in groups.items() if found}
    records: list[Record] = [
        {section: tuple(found[section]) for section in SECTIONS if section in found} for found in filled.values()
    ]
    return records, [frozenset(numbers[group]) for group in filled]


def unknown_field_problem() -> Problem:
    """The problem for a heading unknown to the standard."""
    return exchange_problem("unknown_field")


def _checked_row(section: str, row: Row) -> Row:
    values: dict[str, Value] = {}
    for name, raw_value in row.items():
        one = FIELDS.get(name)
        if one is None or one.section != section:
            raise unknown_field_problem().at(name)
        try:
            value = read_value(one, raw_value)
        except Problem as problem:
            raise problem.at(name) from None
        if value is not None:
            values[name] = value
    return {name: values[name] for name in FIELDS if name in values}


def _merged(row: Row, more: Row, number: int, parked: list[Parked]) -> Row:
    for name, value in more.items():
        if row.get(name, value) != value:
            problem = exchange_problem("contradiction")
            parked.append(_parked(number, name, value, problem.at(name)))
    return {**more, **row}


def _moved(one: Field, raw_value: object) -> tuple[dict[str, Value], object]:
    """Move terms that the standard defines without a code into our extension fields."""
    places: Mapping[str, str] = standard_book().get("moved", {}).get(one.name, {})
    if not places or raw_value is None:
        return {}, raw_value
    known, unknown = split_codes(one, raw_value)
    prefix = one.name.partition("_")[2]
    words = [word for part in unknown for word in part.split()]
    moved: dict[str, Value] = {places[plain]: True for word in words if (plain := word.removeprefix(prefix)) in places}
    if not moved:
        return {}, raw_value
    return moved, [*known, *(word for word in words if word.removeprefix(prefix) not in places)]


def _parked(number: int, name: str, raw_value: object, problem: Problem) -> Parked:
    return Parked(number, name[:_LONGEST_TEXT], str(raw_value)[:_LONGEST_TEXT], problem)
