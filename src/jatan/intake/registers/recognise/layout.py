"""Where in a sheet the register begins, which register it is and which column means what.

Works on the first rows only; rows.py reads the rest with what is found here. Never fatal: a sheet that nobody knows
is reported with what was missing.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.columns import assigned
from jatan.intake.registers.recognise.header import find_header, text_of
from jatan.intake.registers.recognise.normalised import tidy
from jatan.intake.registers.recognise.titles import named
from jatan.intake.registers.recognise.vocabulary.kinds import Kind, kinds
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

__all__ = ["HEAD_ROWS", "Layout", "Unknown", "recognise"]

HEAD_ROWS = 40


@dataclass(frozen=True)
class Layout:
    """A recognised sheet: data starts after `header_rows` rows; `columns` field -> column; `unknown` heading texts.
    `sums`: columns that make the total together, where none stands; `headings`: what each column is called."""

    sheet: str
    kind: Kind
    header_rows: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...] = ()
    sums: tuple[int, ...] = ()
    headings: tuple[str, ...] = ()
    is_short: bool = False

    @property
    def present(self) -> set[str]:
        """The fields of which every row can say something."""
        return {*self.columns, "total"} if self.sums else {*self.columns}


@dataclass(frozen=True)
class Unknown:
    """A sheet that is not taken in. `reason`: empty, no_header, kind_unclear, columns_missing. `fields`: what each of
    the headings was taken for ("" for nothing), where the register is known."""

    sheet: str
    reason: str
    headings: tuple[str, ...] = ()
    kind: str = ""
    missing: tuple[str, ...] = field(default=())
    fields: tuple[str, ...] = field(default=())


@dataclass(frozen=True)
class _Sheet:
    """What the first rows of a sheet hold."""

    name: str
    end: int
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


def recognise(sheet: str, head: Sequence[Sequence[Any]], words: Vocabulary) -> Layout | Unknown:
    """Understand a sheet from its title and its first rows (at most HEAD_ROWS of them)."""
    if not any(text_of(cell) for row in head for cell in row):
        return Unknown(sheet, "empty")
    found = find_header(head, words)
    if found is None:
        said = named(sheet, [], words)
        return Unknown(sheet, "no_header", tuple(map(tidy, _first_texts(head))), said[0] if said else "")
    end, headings = found
    above = [[text for cell in row if (text := text_of(cell))] for row in head[: max(end - 1, 0)]]
    read = _Sheet(sheet, end, headings, head[end:])
    if taught := words.taught_kind(sheet):
        return _as(read, kinds()[taught], words)
    return _best(read, _as_headed(named(sheet, above, words), headings, words), words)


def _best(sheet: _Sheet, titled: Sequence[str], words: Vocabulary) -> Layout | Unknown:
    candidates: list[tuple[tuple[int, int], Kind]] = []
    for kind in kinds().values():
        columns = _layout(sheet, kind, words).present
        is_titled = kind.code in titled
        is_signed = not is_titled and _is_signed(sheet, kind, words)
        if kind.has_needed(columns) and (is_titled or is_signed):
            rank = titled.index(kind.code) if is_titled else len(titled)
            candidates.append(((len(columns) - (0 if is_titled else 2), -rank), kind))
    if candidates:
        return _as(sheet, max(candidates, key=lambda candidate: candidate[0])[1], words)
    if titled:
        return _as(sheet, kinds()[titled[0]], words)
    return Unknown(sheet.name, "kind_unclear", _names(sheet))


def _as(sheet: _Sheet, kind: Kind, words: Vocabulary) -> Layout | Unknown:
    """The sheet read as this register; what is missing where it cannot be."""
    layout = _layout(sheet, kind, words)
    missing = tuple("/".join(sorted(group)) for group in kind.needs if not group & layout.present)
    if layout.is_short:
        missing = (*missing, "total")
    if not missing:
        return layout
    taken = {column: name for name, column in layout.columns.items()}
    fields = tuple(taken.get(column, "") for column, heading in enumerate(sheet.headings) if heading)
    return Unknown(sheet.name, "columns_missing", _names(sheet), kind.code, missing, fields)


def _names(sheet: _Sheet) -> tuple[str, ...]:
    return tuple(tidy(heading) for heading in sheet.headings if heading)


def _is_signed(sheet: _Sheet, kind: Kind, words: Vocabulary) -> bool:
    """True if the headings alone, taken literally, tell this register: a date is not yet a day of formation."""
    literal = _layout(sheet, dataclasses.replace(kind, means={}), words)
    has_signature = bool(kind.signature) and kind.signature <= literal.columns.keys()
    return has_signature and len(literal.unknown) <= len(literal.columns)


def _layout(sheet: _Sheet, kind: Kind, words: Vocabulary) -> Layout:
    found = assigned(kind, sheet.headings, words, sheet.rows)
    unknown = tuple(tidy(sheet.headings[number]) for number in found.unknown)
    headings = tuple(map(tidy, sheet.headings))
    return Layout(sheet.name, kind, sheet.end, found.fields, unknown, found.sums, headings, found.is_short)


def _as_headed(titled: Sequence[str], headings: Sequence[str], words: Vocabulary) -> list[str]:
    """Headings outweigh titles: a sheet "Migrant forum" that counts people by day holds the forum's meetings."""
    said = {words.field(heading) for heading in headings if heading}
    kept: list[str] = []
    for code in titled:
        kind = kinds()[code]
        is_ruled_out = bool(kind.unless & said) and "date" in said and not kind.signature <= said
        kept.append(kind.instead if is_ruled_out else code)
    return list(dict.fromkeys(kept))


def _first_texts(head: Sequence[Sequence[Any]]) -> list[str]:
    return [text for row in head[:5] for cell in row[:20] if (text := text_of(cell))][:20]
