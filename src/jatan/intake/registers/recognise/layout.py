"""Recognises where in a sheet the register begins, which register it is, and what each column means.

Works on the first rows only; rows.py reads the rest by the layout found here. An unknown sheet raises nothing; it is
returned with what was missing.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.columns import assign_columns
from jatan.intake.registers.recognise.header import (
    Header,
    find_header,
    find_header_by_shape,
    is_record_below_header,
    text_of,
)
from jatan.intake.registers.recognise.normalised import tidy
from jatan.intake.registers.recognise.titles import kinds_by_title
from jatan.intake.registers.recognise.vocabulary.cell_phrases import pay_period
from jatan.intake.registers.recognise.vocabulary.kinds import Kind, kinds
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.kernel.dates import DateOrder

__all__ = ["HEAD_ROWS", "Layout", "Unknown", "recognise", "recognise_as"]

HEAD_ROWS = 40
# Records that a layout keeps, to show what its columns hold.
_FIRST_ROWS = 12


@dataclass(frozen=True)
class Layout:
    """A recognised sheet. Data starts after `header_rows` rows; `columns`: {field: column}; `unknown`: headings without
    field; `sums`: columns that add up to the total where the sheet has none; `headings`: the heading of each column;
    `last_row`: the number of its last row, where another table begins below; `date_orders`: the order that the dates of
    a column prove; `month_first`: columns whose dates are read month first; `titles`: numbers of rows below that hold
    the register's name above repeated headings; `first_rows`: a few of its records."""

    sheet: str
    kind: Kind
    header_rows: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...] = ()
    sums: tuple[int, ...] = ()
    headings: tuple[str, ...] = ()
    has_unassigned_counts: bool = False
    last_row: int | None = None
    date_orders: Mapping[int, DateOrder] = field(default_factory=dict)
    month_first: frozenset[int] = frozenset()
    titles: frozenset[int] = frozenset()
    first_rows: Sequence[Sequence[Any]] = field(default=(), compare=False, repr=False)

    @property
    def wage_period(self) -> str:
        """The heading of the wages, where it names another time than a month: "Wage (per day)"; else ""."""
        column = self.columns.get("wage")
        heading = self.headings[column] if column is not None and column < len(self.headings) else ""
        return heading if pay_period(heading) not in ("", "month") else ""

    @property
    def present(self) -> set[str]:
        """The fields that the sheet has columns for."""
        return {*self.columns, "total"} if self.sums else {*self.columns}


@dataclass(frozen=True)
class Unknown:
    """A sheet that is not imported. `reason`: empty, no_header, kind_unclear, columns_missing, font_not_read, or one
    of those of month_sheets. `fields`: the field of each heading ("" for none), where the register is known.
    `candidates`: how it would be read as each register that it may be, with columns missing. `details`: what the page
    shows besides."""

    sheet: str
    reason: str
    headings: tuple[str, ...] = ()
    kind: str = ""
    missing: tuple[str, ...] = field(default=())
    fields: tuple[str, ...] = field(default=())
    candidates: tuple[Layout, ...] = field(default=(), compare=False)
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Sheet:
    """What the first rows of a sheet hold."""

    name: str
    end: int
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]


def recognise(
    sheet: str, head: Sequence[Sequence[Any]], words: Vocabulary, *, header: Header | None = None
) -> Layout | Unknown:
    """Recognise a sheet by its title and its first rows (at most HEAD_ROWS of them). `header`: where it was found."""
    if not any(text_of(cell) for row in head for cell in row):
        return Unknown(sheet, "empty")
    found = header or find_header(head, words)
    if found is None or is_record_below_header(head, found.end):
        return _without_header(sheet, head, words)
    first, end, headings = found
    read = _Sheet(sheet, end, headings, head[end:])
    if taught := words.taught_kind(sheet):
        return _layout_or_unknown(read, kinds()[taught], words)
    return _best(
        read, _corrected_by_headings(kinds_by_title(sheet, _titles(head, first + 1), words), headings, words), words
    )


def _without_header(sheet: str, head: Sequence[Sequence[Any]], words: Vocabulary) -> Unknown:
    """A sheet in which no row holds known headings; with a title, the row that looks like headings may be some."""
    shaped = find_header_by_shape(head)
    end, headings = shaped or (1, [])
    by_title = kinds_by_title(sheet, _titles(head, end) if shaped else [], words)
    read = _Sheet(sheet, end, headings, head[end:])
    candidates = tuple(_layout(read, kinds()[code], words) for code in by_title[:1] if shaped)
    texts = _first_texts(head) if shaped is None else [heading for heading in shaped[1] if heading]
    kind = by_title[0] if by_title else ""
    return Unknown(sheet, "no_header", tuple(map(tidy, texts)), kind, candidates=candidates)


def recognise_as(kind: Kind, sheet: str, head: Sequence[Sequence[Any]], words: Vocabulary) -> Layout | Unknown:
    """A table of this kind, whatever its titles say."""
    found = find_header(head, words)
    if found is None:
        return Unknown(sheet, "no_header", tuple(map(tidy, _first_texts(head))), kind.code)
    return _layout_or_unknown(_Sheet(sheet, found.end, found.headings, head[found.end :]), kind, words)


def _best(sheet: _Sheet, titled: Sequence[str], words: Vocabulary) -> Layout | Unknown:
    candidates: list[tuple[tuple[int, int], Kind]] = []
    partial: list[Layout] = []
    for kind in kinds().values():
        layout = _layout(sheet, kind, words)
        columns = layout.present
        if kind.signature and any(group & columns for group in kind.needs):
            partial.append(layout)
        is_titled = kind.code in titled
        if kind.has_needed(columns) and (is_titled or _has_signature(sheet, kind, words)):
            rank = titled.index(kind.code) if is_titled else len(titled)
            candidates.append(((len(columns) - (0 if is_titled else 2), -rank), kind))
    best = max(candidates, key=lambda candidate: candidate[0])[1] if candidates else None
    if best is not None and not _says_more_as_titled(sheet, titled, best, words):
        return _layout_or_unknown(sheet, best, words)
    if titled:
        return _layout_or_unknown(sheet, kinds()[titled[0]], words)
    return Unknown(sheet.name, "kind_unclear", _names(sheet), candidates=tuple(partial))


def _says_more_as_titled(sheet: _Sheet, titled: Sequence[str], best: Kind, words: Vocabulary) -> bool:
    """True where the sheet's own title names a register of which a needed heading is unknown, and its headings do not
    outweigh the title: a list of members whose column of forums has another name is no list of forums.

    A register that no title names has to have twice as many known headings.
    """
    if not titled or best.code == titled[0]:
        return False
    own = _layout(sheet, kinds()[titled[0]], words)
    least = 1 if best.code in titled else 2
    return not own.kind.has_needed(own.present) and len(own.present) * least > len(_layout(sheet, best, words).present)


def _layout_or_unknown(sheet: _Sheet, kind: Kind, words: Vocabulary) -> Layout | Unknown:
    """The sheet's layout as this register, or Unknown with the missing columns."""
    layout = _layout(sheet, kind, words)
    missing = tuple("/".join(sorted(group)) for group in kind.needs if not group & layout.present)
    if layout.has_unassigned_counts:
        missing = (*missing, "total")
    if not missing:
        return layout
    taken = {column: name for name, column in layout.columns.items()}
    fields = tuple(taken.get(column, "") for column, heading in enumerate(sheet.headings) if heading)
    return Unknown(sheet.name, "columns_missing", _names(sheet), kind.code, missing, fields, (layout,))


def _names(sheet: _Sheet) -> tuple[str, ...]:
    return tuple(tidy(heading) for heading in sheet.headings if heading)


def _has_signature(sheet: _Sheet, kind: Kind, words: Vocabulary) -> bool:
    """True if the headings alone, read literally ("Date" is no date of formation), identify this register."""
    literal = _layout(sheet, dataclasses.replace(kind, means={}), words)
    has_signature = bool(kind.signature) and kind.signature <= literal.columns.keys()
    return has_signature and len(literal.unknown) <= len(literal.columns)


def _layout(sheet: _Sheet, kind: Kind, words: Vocabulary) -> Layout:
    found = assign_columns(kind, sheet.headings, words, sheet.rows)
    unknown = tuple(tidy(sheet.headings[number]) for number in found.unknown)
    headings = tuple(map(tidy, sheet.headings))
    return Layout(
        sheet.name,
        kind,
        sheet.end,
        found.fields,
        unknown,
        found.sums,
        headings,
        found.has_unassigned_counts,
        first_rows=sheet.rows[:_FIRST_ROWS],
    )


def _corrected_by_headings(titled: Sequence[str], headings: Sequence[str], words: Vocabulary) -> list[str]:
    """Correct titles by headings: a sheet "Migrant forum" that counts people by date holds the forum's meetings."""
    present = {words.field(heading) for heading in headings if heading}
    kept: list[str] = []
    for code in titled:
        kind = kinds()[code]
        is_ruled_out = bool(kind.unless & present) and "date" in present and not kind.signature <= present
        kept.append(kind.instead if is_ruled_out else code)
    return list(dict.fromkeys(kept))


def _titles(head: Sequence[Sequence[Any]], end: int) -> list[list[str]]:
    """The texts of each row above a header that ends after `end` rows."""
    return [[text for cell in row if (text := text_of(cell))] for row in head[: max(end - 1, 0)]]


def _first_texts(head: Sequence[Sequence[Any]]) -> list[str]:
    return [text for row in head[:5] for cell in row[:20] if (text := text_of(cell))][:20]
