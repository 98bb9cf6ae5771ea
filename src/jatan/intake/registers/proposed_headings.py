"""Proposals for the columns of one workbook whose headings are unknown, and what becomes of them when accepted.

Only tables with such columns are read once more, and of those the first rows.
"""

import dataclasses
import itertools
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from jatan.foundation.places.selectors import locality_folds
from jatan.intake.registers.choices import Teaching
from jatan.intake.registers.recognise.layout import HEAD_ROWS, Layout, Unknown, recognise
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.proposals import HeadingProposal, propose_headings
from jatan.intake.registers.recognise.vocabulary.kinds import Kind, kinds
from jatan.intake.registers.translate.office import Office
from jatan.intake.registers.workbook.book_view import Workbook
from jatan.kernel import clock
from jatan_names import fold

_SAMPLE_ROWS = 200

type Row = Sequence[Any]


class WorkbookProposals:
    """Judges the tables of one workbook for one office."""

    def __init__(self, book: Workbook, office: Office) -> None:
        self._book, self._office = book, office
        self._today = clock.today()

    def find(self, known: Sequence[Layout], unknown: Sequence[Unknown]) -> list[HeadingProposal]:
        """What columns with unknown headings may mean: of tables that are read, and of those that are not."""
        found: list[HeadingProposal] = []
        for layout in known:
            if layout.unknown:
                found.extend(self._judge(layout.sheet, layout))
        for table in unknown:
            if table.reason == "kind_unclear":
                found.extend(self._judge_unclear(table))
            else:
                for layout in table.candidates:
                    found.extend(self._judge(table.sheet, layout))
        return _agreed(found)

    def _judge(self, name: str, layout: Layout) -> list[HeadingProposal]:
        head, records = self._rows(layout)
        found = propose_headings(name, layout, records, self._office.words, self._levels_of, self._today)
        is_read = self._is_read_so(layout, head, found)
        return [dataclasses.replace(one, is_sure=one.is_sure and is_read) for one in found]

    def _judge_unclear(self, table: Unknown) -> list[HeadingProposal]:
        """Proposals for the one register that the table would be with them; none where it might be several.

        They are sure only if a known heading stands in no other register: a list of names and towns is no register of
        migrants. Without samples: the sheet may yet be a register of cases, whose values are kept nowhere.
        """
        complete: list[tuple[Layout, list[HeadingProposal]]] = []
        for layout in table.candidates:
            found = self._judge(table.sheet, layout)
            fields = layout.present | {one.fields[0] for one in found if one.is_sure}
            if layout.kind.has_needed(fields) and layout.kind.signature <= fields:
                complete.append((layout, found))
        if len(complete) != 1:
            return []
        layout, found = complete[0]
        is_certain = not _own_fields(layout.kind).isdisjoint(layout.columns)
        return [dataclasses.replace(one, samples=(), is_sure=one.is_sure and is_certain) for one in found]

    def _is_read_so(self, layout: Layout, head: Sequence[Row], found: Sequence[HeadingProposal]) -> bool:
        """Whether the sheet is read as proposed when the proposals are learned, its known columns as before."""
        sure = [one for one in found if one.is_sure]
        if not sure or layout.header_rows > HEAD_ROWS:
            return True
        lessons = {(Teaching.HEADER.value, one.kind, plain(one.heading)): one.fields[0] for one in sure}
        read = recognise(layout.sheet, head, self._office.words.with_learned(lessons))
        layouts = (read,) if isinstance(read, Layout) else read.candidates if read.reason == "columns_missing" else ()
        expected = _headings(layout) | {one.fields[0]: one.heading for one in sure}
        return any(one.kind == layout.kind and expected.items() <= _headings(one).items() for one in layouts)

    def _rows(self, layout: Layout) -> tuple[list[Row], list[Row]]:
        """The first rows of the sheet, and those of the table below its headings."""
        first = layout.header_rows
        last = min(first + _SAMPLE_ROWS, layout.last_row or first + _SAMPLE_ROWS)
        rows: Iterator[Row] = itertools.islice(self._book.rows(layout.sheet), max(last, HEAD_ROWS))
        kept = list(rows)
        return kept[:HEAD_ROWS], kept[first:last]

    def _levels_of(self, text: str) -> frozenset[str]:
        folded = fold(text)
        own = {level for level, folds in self._localities.items() if folded in folds}
        return self._office.places.levels_of(text) | own

    @cached_property
    def _localities(self) -> dict[str, frozenset[str]]:
        return locality_folds(self._office.organisation_id)


def _agreed(found: Sequence[HeadingProposal]) -> list[HeadingProposal]:
    """The proposals; questions where a heading stands above different things in two sheets of one register."""
    meanings: dict[tuple[str, str], set[tuple[str, ...]]] = {}
    for one in found:
        meanings.setdefault((one.kind, plain(one.heading)), set()).add(one.fields)
    return [
        dataclasses.replace(one, is_sure=one.is_sure and len(meanings[one.kind, plain(one.heading)]) == 1)
        for one in found
    ]


def _own_fields(kind: Kind) -> frozenset[str]:
    """The fields that no other register has."""
    others = {name for other in kinds().values() if other.code != kind.code for name in other.fields}
    return frozenset(kind.fields) - others


def _headings(layout: Layout) -> dict[str, str]:
    """{field: heading}."""
    return {name: layout.headings[column] for name, column in layout.columns.items()}
