"""Recognises where in a sheet the register begins, which register it is, and what each column means.

Works on the first rows only; rows.py reads the rest by the layout found here. An unknown sheet raises nothing; it is
returned with what was missing.
"""

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.columns import assign_columns
from jatan.intake.registers.recognise.given_values import Given, given_in_titles
from jatan.intake.registers.recognise.header import (
    Header,
    find_header,
    find_header_by_shape,
    is_record_below_header,
    text_of,
)
from jatan.intake.registers.recognise.normalised import tidy
from jatan.intake.registers.recognise.other_columns import shown_heading
from jatan.intake.registers.recognise.titles import kinds_by_title
from jatan.intake.registers.recognise.vocabulary.cell_phrases import pay_period
from jatan.intake.registers.recognise.vocabulary.kinds import Kind, kinds
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.kernel.dates import DateOrder

HEAD_ROWS = 40
# Records that a layout keeps, to show what its columns hold.
_FIRST_ROWS = 12
# Registers of meetings that differ in the groups they name; all have the same columns.
_GROUP_MEETINGS = frozenset({"shg_meeting", "adolescent_meeting", "forum_meeting"})
_ANY_MEETING = "shg_meeting"


@dataclass(frozen=True, slots=True)
class UndecidedDates:
    """Dates of a column that fit both orders. `is_asked`: something speaks for the month first, so somebody is asked:
    they run in order so, another column of the sheet has it, or the office's last file had it."""

    count: int
    is_asked: bool


@dataclass(frozen=True)
class Layout:
    """A recognised sheet. Data starts after `header_rows` rows; `columns`: {field: column}; `unknown`: headings without
    field, `others`: {column: heading} of those; `sums`: columns that add up to the total where the sheet has none;
    `headings`: the heading of each column; `last_row`: the number of its last row, where another table begins below;
    `date_orders`: the order that the dates of
    a column prove; `month_first`: columns whose dates are read month first; `undecided`:
    columns whose dates all fit both orders; `answered_dates`: those of which somebody said that they are month first;
    `titles`: numbers of rows below that hold
    the register's name above repeated headings; `given`: what its titles and the name of its sheet say of every row;
    `left_empty`: {field: how many cells} that seem to be as in the row above; `repeats_above`: somebody said so;
    `span`: its columns, where other tables stand beside it;
    `first_rows`: a few of its records."""

    sheet: str
    kind: Kind
    header_rows: int
    columns: Mapping[str, int]
    unknown: tuple[str, ...] = ()
    others: Mapping[int, str] = field(default_factory=dict)
    sums: tuple[int, ...] = ()
    headings: tuple[str, ...] = ()
    has_unassigned_counts: bool = False
    last_row: int | None = None
    date_orders: Mapping[int, DateOrder] = field(default_factory=dict)
    month_first: frozenset[int] = frozenset()
    undecided: Mapping[int, UndecidedDates] = field(default_factory=dict)
    answered_dates: frozenset[int] = frozenset()
    titles: frozenset[int] = frozenset()
    given: Given = field(default_factory=Given)
    left_empty: Mapping[str, int] = field(default_factory=dict)
    repeats_above: bool = False
    span: range | None = None
    first_rows: Sequence[Sequence[Any]] = field(default=(), compare=False, repr=False)

    @property
    def wage_period(self) -> str:
        """The heading of the wages, where it names another time than a month: "Wage (per day)"; else ""."""
        column = self.columns.get("wage")
        heading = self.headings[column] if column is not None and column < len(self.headings) else ""
        return heading if pay_period(heading) not in ("", "month") else ""

    @property
    def present(self) -> set[str]:
        """The fields that the sheet has columns for, or that its titles give."""
        found = {*self.columns, *self.given.values}
        return found | {"total"} if self.sums else found


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
    """What the first rows of a sheet hold. `given`: what its name and titles say, whatever register it is."""

    name: str
    end: int
    headings: Sequence[str]
    rows: Sequence[Sequence[Any]]
    given: Given


def recognise(
    sheet: str,
    head: Sequence[Sequence[Any]],
    words: Vocabulary,
    *,
    header: Header | None = None,
    is_named_by_groups: bool = True,
) -> Layout | Unknown:
    """Recognise a sheet by its title and its first rows (at most HEAD_ROWS of them).

    `header`: where it was found. `is_named_by_groups`: meetings without a title may be known by their groups.
    """
    if not any(text_of(cell) for row in head for cell in row):
        return Unknown(sheet, "empty")
    found = header or find_header(head, words)
    if found is None or is_record_below_header(head, found.end):
        return _without_header(sheet, head, words)
    first, end, headings = found
    read = _Sheet(sheet, end, headings, head[end:], given_in_titles(sheet, head[:first], words))
    if taught := words.taught_kind(sheet):
        return _layout_or_unknown(read, kinds()[taught], words)
    titled = _corrected_by_headings(kinds_by_title(sheet, _titles(head, first + 1), words), headings, words)
    best = _best(read, titled, words)
    if is_named_by_groups and isinstance(best, Unknown) and not titled and (named := _named_by_groups(read, words)):
        return _layout_or_unknown(read, kinds()[named], words)
    return best


def _without_header(sheet: str, head: Sequence[Sequence[Any]], words: Vocabulary) -> Unknown:
    """A sheet in which no row holds known headings; with a title, the row that looks like headings may be some."""
    shaped = find_header_by_shape(head)
    end, headings = shaped or (1, [])
    by_title = kinds_by_title(sheet, _titles(head, end) if shaped else [], words)
    read = _Sheet(sheet, end, headings, head[end:], given_in_titles(sheet, (), words))
    candidates = tuple(_layout(read, kinds()[code], words) for code in by_title[:1] if shaped)
    texts = _first_texts(head) if shaped is None else [heading for heading in shaped[1] if heading]
    kind = by_title[0] if by_title else ""
    return Unknown(sheet, "no_header", tuple(map(tidy, texts)), kind, candidates=candidates)


def recognise_as(kind: Kind, sheet: str, head: Sequence[Sequence[Any]], words: Vocabulary) -> Layout | Unknown:
    """A table of this kind, whatever its titles say."""
    found = find_header(head, words)
    if found is None:
        return Unknown(sheet, "no_header", tuple(map(tidy, _first_texts(head))), kind.code)
    given = given_in_titles(sheet, head[: found.first], words)
    return _layout_or_unknown(_Sheet(sheet, found.end, found.headings, head[found.end :], given), kind, words)


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


def _named_by_groups(sheet: _Sheet, words: Vocabulary) -> str:
    """The register of meetings that a sheet without any title holds, by its column of groups: a text file has the name
    that somebody gave it. "" where neither its heading nor most of its values name one register alone."""
    meeting = _layout(sheet, kinds()[_ANY_MEETING], words)
    column = meeting.columns.get("group_name")
    if column is None or not meeting.kind.has_needed(meeting.present) or meeting.has_unassigned_counts:
        return ""
    if by_heading := meetings_named(sheet.headings[column], words):
        return by_heading
    texts = [text for row in sheet.rows if column < len(row) and (text := text_of(row[column]))]
    named = Counter(meetings_named(text, words) for text in texts)
    return next((code for code, count in named.items() if code and count * 2 > named.total()), "")


def meetings_named(text: str, words: Vocabulary) -> str:
    """The register of meetings with the kind of group that a text names; "" for none, or for several."""
    found = {kinds()[code].instead or code for code in words.title_weights(text)} & _GROUP_MEETINGS
    return found.pop() if len(found) == 1 else ""


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
    if not kind.signature:
        return False
    literal = _layout(sheet, dataclasses.replace(kind, means={}), words)
    return kind.signature <= literal.columns.keys() and len(literal.unknown) <= len(literal.columns)


def _layout(sheet: _Sheet, kind: Kind, words: Vocabulary) -> Layout:
    found = assign_columns(kind, sheet.headings, words, sheet.rows)
    unknown = tuple(tidy(sheet.headings[number]) for number in found.unknown)
    headings = tuple(map(tidy, sheet.headings))
    given = sheet.given.within(kind)
    own = {name: one for name, one in given.values.items() if name not in found.fields}
    return Layout(
        sheet.name,
        kind,
        sheet.end,
        found.fields,
        unknown,
        {number: shown_heading(sheet.headings[number]) for number in found.unknown},
        found.sums,
        headings,
        found.has_unassigned_counts,
        given=Given(own, given.month),
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
