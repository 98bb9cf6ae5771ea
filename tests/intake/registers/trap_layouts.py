"""Workbooks whose rows stand, or are written, otherwise than in a plain table: old fonts, titles, marks, gaps.

As in trap_books.py, each maker says what has to become of each row.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from jatan.intake.registers.choices import ABOVE, SHEET_NAMES
from tests.intake.registers.trap_books import BLOCKS, HEADINGS, Book, Row, a_row, fill, sometimes
from tests.kernel.text.legacy_typing import type_legacy

NAMES = (
    "नवाडीह",
    "बड़काटोली",
    "कुरुमगढ़",
    "पतराटोली",
    "चैनपुर",
    "डुमरी",
    "सिलम",
    "टोटो",
    "फसिया",
    "कोटाम",
    "बसुआ",
    "खोरा",
    "करौंदी",
    "पुगू",
)
NAMES_OF_BLOCKS = ("चैनपुर", "डुमरी")
CHANAKYA = ("×ð´ÇÚUæ", "Âý¹´Ç", "çàæçßÚU", "×çãUÜæ â×êãU", "»ýæ× âÖæ", "Ùßæ ÇUèãU")


def _in_hindi(book: Book, row: Row, number: int) -> None:
    """Say the row's block, village and group in Hindi."""
    village = NAMES[(number - 1) % len(NAMES)]
    row.cells |= {"block": book.rng.choice(BLOCKS[1::2]), "village": village, "group_name": f"{village} महिला मंडल"}


def _typed(book: Book, row: Row, *columns: str) -> None:
    """Type these cells as in Kruti Dev; the truth keeps what they show."""
    for name in columns:
        text = row.cells[name]
        row.cells[name] = lambda _book, _number, text=text: type_legacy(text)
        row.shown[name] = text


def _old_font_throughout(book: Book) -> None:
    """Everything, the name of the sheet too, was typed in Kruti Dev; the fonts are not named."""
    book.name = book.rng.choice(["office.xlsx", "office.csv"])
    sheet = type_legacy("स्वयं सहायता समूह बैठक")
    fill(book, sheet, lambda row, number: (_in_hindi(book, row, number), _typed(book, row, *_TEXTS)))
    hindi = [
        next((text for text in HEADINGS[name] if not re.search("[A-Za-z<]", text)), "किशोर") for name in book.columns
    ]
    for _sheet, number in book.others:
        line = book.sheets[sheet][number - 1]
        line[:] = [type_legacy(cell) for cell in (hindi if len(line) > 1 else ["हमारी संस्था"])]


def _old_font_in_some_cells(book: Book) -> None:
    """A few cells were pasted from an old register: each is read rightly, or asked about."""

    def spoil(row: Row, number: int) -> None:
        _in_hindi(book, row, number)
        if sometimes(book, 0.3):
            row.may_wait = book.rng.choice(["village", "group_name"])
            _typed(book, row, row.may_wait)

    fill(book, "SHG meetings", spoil)


def _unread_font_in_some_cells(book: Book) -> None:
    def spoil(row: Row, number: int) -> None:
        _in_hindi(book, row, number)
        if sometimes(book, 0.3):
            row.wrong = book.rng.choice(["village", "group_name"])
            row.cells[row.wrong] = book.rng.choice(CHANAKYA)

    fill(book, "SHG meetings", spoil)


def _cancelled_meetings(book: Book) -> None:
    """Rows struck through, in red letters, on red ground, or with a word or a comment that says so."""
    book.columns.append("remarks")
    marks = [
        Font(strike=True),
        Font(color="FFFF0000"),
        PatternFill("solid", fgColor="FFE00000"),
        "बैठक रद्द",
        "Cancelled",
    ]
    marked: dict[int, Any] = {}

    def spoil(row: Row, number: int) -> None:
        row.cells["remarks"] = book.rng.choice(["", "ठीक", "राशन कार्ड रद्द होने पर चर्चा हुई"])
        if sometimes(book, 0.3):
            row.wrong = "date"
            marked[number] = book.rng.choice(marks)
            if isinstance(marked[number], str) and sometimes(book, 0.5):
                row.cells["remarks"] = marked.pop(number)
                row.cell = "remarks"

    fill(book, "SHG meetings", spoil)
    rows = {row.cells["serial"]: row for row in book.rows["SHG meetings"]}
    for number, row in rows.items():
        if row.cell:
            row.cell = f"{book.letter('remarks')}{row.number}"
        elif number in marked:
            row.cell = f"{'C' if isinstance(marked[number], str) else 'A'}{row.number}"

    def finish(written: Any) -> None:
        for number, look in marked.items():
            for cell in written.worksheets[0][rows[number].number]:
                if isinstance(look, Font):
                    cell.font = look
                elif isinstance(look, PatternFill):
                    cell.fill = look
            if isinstance(look, str):
                written.worksheets[0][f"C{rows[number].number}"].comment = Comment(look, "office")

    book.finish = finish


def _drop(book: Book, *columns: str) -> None:
    book.columns = [name for name in book.columns if name not in columns]


def _place_in_titles(book: Book) -> None:
    """The village and its block stand above the headings, in one cell, in several, or after their labels."""
    _drop(book, "block", "village")
    for number in range(3):
        village, block = book.rng.choice(NAMES), book.rng.choice(BLOCKS)
        titles = book.rng.choice(
            [
                [[f"गाँव: {village}, प्रखंड: {block}"]],
                [[f"Village - {village}   Block - {block}"]],
                [["ग्राम :", village, "", "प्रखंड :", block]],
                [["गाँव", village], ["प्रखण्ड", block]],
                [[f"ग्राम का नाम:- {village}", "", f"प्रखंड का नाम:- {block}"]],
                [[f"प्रखंड : {block}"], [f"गाँव : {village}"]],
            ]
        )

        def spoil(row: Row, _number: int, *, village: str = village, block: str = block) -> None:
            row.cells |= {"village": village, "block": block}

        fill(book, f"SHG {number + 1}", spoil, size=6, titles=titles)


def _sheet_of_each_village(book: Book) -> None:
    """Nobody has recorded these villages yet: until somebody says that they are some, the names say nothing."""
    _drop(book, "village")
    book.asks = SHEET_NAMES
    for village in book.rng.sample([name for name in NAMES if name not in NAMES_OF_BLOCKS], 3):

        def spoil(row: Row, _number: int) -> None:
            row.cells["village"] = ""

        fill(book, village, spoil, size=5)


def _month_in_the_sheet_name(book: Book) -> None:
    """A sheet for each month, whose days are numbers alone; a day that its month does not have waits."""
    for month, names in {4: ("अप्रैल 2022", "Apr-22", "April 2022"), 6: ("जून 2022", "June 2022", "बैठक जून 2022")}.items():

        def spoil(row: Row, _number: int, *, month: int = month) -> None:
            row.day = dt.date(2022, month, row.day.day)
            row.cells["date"] = row.day.day
            if sometimes(book, 0.15):
                row.wrong, row.cells["date"] = "date", 31

        fill(book, book.rng.choice(names), spoil, size=8)


def _captions_between_records(book: Book) -> None:
    """Lines between the records name the village of those below, or a new block and its first village."""
    _drop(book, "block", "village")
    sheet = "SHG meetings"
    block, village = book.rng.sample(BLOCKS, 1)[0], NAMES[0]
    book.begin(sheet, [[f"प्रखंड: {block}"], [f"गाँव: {village}"]])
    for number in range(1, 16):
        if sometimes(book, 0.3):
            village = book.rng.choice(NAMES)
            line = f"गाँव: {village}"
            if sometimes(book, 0.3):
                block = book.rng.choice(BLOCKS)
                line = f"प्रखंड: {block}, गाँव: {village}"
            book.add_other(sheet, ["", "", line], "notes")
        row = a_row(book, number)
        row.cells |= {"village": village, "block": block}
        book.add(sheet, row)


def _left_empty(book: Book) -> None:
    """The day or the block is written once, and again only where it changes."""
    columns = book.rng.choice([("block",), ("date",), ("date", "block")])
    last: dict[str, Any] = {}
    book.asks = ABOVE

    def spoil(row: Row, number: int) -> None:
        row.block = row.cells["block"]
        if number not in (1, 9) and (number in (2, 4, 5, 10) or number % 4 == 3 or sometimes(book, 0.5)):
            row.wrong = columns[0]
            row.cells |= dict.fromkeys(columns, "")
            row.block = last["block"] if "block" in columns else row.block
            row.day = last["date"] if "date" in columns else row.day
        last.update(block=row.block, date=row.day)

    sheet = "SHG meetings"
    book.begin(sheet)
    days = sorted(dt.date(2022, 1, 13) + dt.timedelta(days=9 * number) for number in range(14))
    for number in range(1, 15):
        row = a_row(book, number)
        row.day = days[number - 1]
        row.cells |= {"date": row.day, "block": BLOCKS[(number // 3) % 2 * 2]}
        spoil(row, number)
        if row.wrong == "" and "block" in columns:
            row.cells["block"] = row.block = BLOCKS[0] if last.get("written") == BLOCKS[2] else BLOCKS[2]
            last |= {"block": row.block, "written": row.block}
        book.add(sheet, row)


_TEXTS = ("block", "village", "group_name")

LAYOUT_TRAPS: Mapping[str, Callable[[Book], None]] = {
    "old font throughout": _old_font_throughout,
    "old font in some cells": _old_font_in_some_cells,
    "unread font in some cells": _unread_font_in_some_cells,
    "cancelled meetings": _cancelled_meetings,
    "left empty": _left_empty,
    "place in titles": _place_in_titles,
    "sheet of each village": _sheet_of_each_village,
    "month in the sheet name": _month_in_the_sheet_name,
    "captions between records": _captions_between_records,
}
