"""What became of every row of every sheet of a workbook, so that none is lost without a word."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jatan.intake.registers.recognise.layout import Layout, Unknown

# Rows that hold records, by what becomes of them: a row of several months takes the first that fits one of them.
RECORDS: Final = ("waiting", "proposed", "new", "already_in", "duplicates", "dismissed")
# Rows that hold none, by the reason.
OTHERS: Final = ("headers", "totals", "notes", "blank", "hidden", "unread", "guidance", "attendance", "form")
_FATES = ("", *RECORDS, *OTHERS)
_EMPTY: Final = 0xFF
# Row numbers that are named of one reason; a long register has a total for every month.
_MOST_NUMBERS = 40
# Titles and headings of a table below another one.
_MOST_HEADINGS = 8


@dataclass
class RowAccount:
    """The rows of one workbook: first `read` of every sheet, then `note` of its rows, then `document`."""

    _sheets: dict[str, bytearray] = field(default_factory=dict)

    def read(self, sheet: str, rows: Iterable[list[Any]]) -> Iterator[list[Any]]:
        """The same rows, of which it is noted whether anything stands in them."""
        fates = self._sheets[sheet] = bytearray()
        for row in rows:
            fates.append(0 if any(cell not in ("", None) for cell in row) else _EMPTY)
            yield row
        while fates and fates[-1] == _EMPTY:
            fates.pop()

    def note(self, sheet: str, number: int, fate: str) -> None:
        """Say what becomes of a row, by its number from 1. Said twice, the first of RECORDS stands."""
        fates = self._sheets.get(sheet)
        if fates is None or number > len(fates):
            return
        code = _FATES.index(fate)
        before = fates[number - 1]
        fates[number - 1] = code if before in (0, _EMPTY) else min(before, code)

    def note_sheet(self, sheet: str, fate: str) -> None:
        """Say of every row of a sheet that it is no record, for the same reason."""
        for number, before in enumerate(self._sheets[sheet], start=1):
            if before == 0:
                self.note(sheet, number, fate)

    def holds(self, fate: str) -> bool:
        """Whether that became of a row of any sheet."""
        code = _FATES.index(fate)
        return any(code in fates for fates in self._sheets.values())

    def document(self, tables: Sequence[Layout], unknown: Sequence[Unknown]) -> list[dict[str, Any]]:
        """[{sheet, rows, records: {fate: count}, others: {reason: {count, rows}}}] in the order of the workbook.

        `rows` of a reason: the numbers, "1–3, 9"; of many the first. Rows above a table are its titles and headings;
        whatever is left over was not understood.
        """
        mixed = {table.sheet for table in unknown} | {table.sheet.rpartition(" (")[0] for table in unknown}
        for table in tables:
            ends = (above.last_row or 0 for above in tables if above.sheet == table.sheet)
            last = max((end for end in ends if end < table.header_rows), default=0)
            self._note_headings(table, last, is_alone=table.sheet not in mixed)
        return [_entry(sheet, fates) for sheet, fates in self._sheets.items() if fates]

    def _note_headings(self, table: Layout, last: int, *, is_alone: bool) -> None:
        """`last`: the last row of the table above; `is_alone`: False where one that was not recognised stands there."""
        fates = self._sheets.get(table.sheet, b"")
        end = min(table.header_rows, len(fates))
        for number in range(end, last if is_alone else max(last, end - _MOST_HEADINGS), -1):
            if fates[number - 1] == 0:
                self.note(table.sheet, number, "headers")
            elif not is_alone:
                break


def _entry(sheet: str, fates: bytearray) -> dict[str, Any]:
    of_fate: dict[str, list[int]] = {}
    for number, code in enumerate(fates, start=1):
        of_fate.setdefault("blank" if code == _EMPTY else _FATES[code] or "unread", []).append(number)
    return {
        "sheet": sheet[:120],
        "rows": len(fates),
        "records": {fate: len(of_fate[fate]) for fate in RECORDS if fate in of_fate},
        "others": {
            reason: {"count": len(of_fate[reason]), "rows": _in_words(of_fate[reason])}
            for reason in OTHERS
            if reason in of_fate
        },
    }


def _in_words(numbers: Sequence[int]) -> str:
    """ "1–3, 9" of the numbers 1, 2, 3 and 9; "…" after the first ones of many."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    shown = [str(first) if first == last else f"{first}–{last}" for first, last in spans[:_MOST_NUMBERS]]
    return ", ".join(shown) + (", …" if len(spans) > _MOST_NUMBERS else "")


def counted_rows(entry: Mapping[str, Any]) -> int:
    """How many rows of a sheet are accounted for."""
    counts = (*entry["records"].values(), *(one["count"] for one in entry["others"].values()))
    return sum(map(int, counts))
