"""Workbooks as offices spoil them, made by a seed, each with the truth of every one of its rows.

Each maker of TRAPS writes one workbook of meetings of self-help groups and says what has to become of each row: taken
with these figures, waiting with the name of the cell that is wrong, or no record, and why.
"""

import csv
import datetime as dt
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from openpyxl.utils import get_column_letter

from jatan.intake.registers.choices import DATES

PARTS = ("women", "men", "girls", "boys")
BLOCKS = ("Basia", "बसिया", "Palkot", "पालकोट", "Raidih")
HEADINGS: Mapping[str, Sequence[str]] = {
    "serial": ("S.No.", "क्र.सं."),
    "date": ("Date", "दिनांक", "Date / तिथि"),
    "block": ("Block", "प्रखंड"),
    "village": ("Village", "ग्राम"),
    "group_name": ("Group name", "समूह का नाम"),
    "women": ("Women", "महिला"),
    "men": ("Men", "पुरुष"),
    "girls": ("Girls (<18)", "किशोरी"),
    "boys": ("Boys (<18)", "किशोर (<18)"),
    "total": ("Total", "कुल प्रतिभागी"),
    "remarks": ("टिप्पणी", "Remarks"),
}
ERRORS = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
TEXT_ERRORS = (*ERRORS, "Err:502", "Err:509", "#ERROR!", "########", "#SPILL!", " #REF! ", "#n/a")
# What a row is known or counted by; an error in free text is left out with a warning.
NEEDED = ("date", "block", "village", "group_name", *PARTS, "total")


class Error(NamedTuple):
    """A cell of the type "error", without a formula."""

    text: str


@dataclass
class Row:
    """A record as written. `wrong`: the column that makes it wait; "" for one that is taken. `cell`: the cell that is
    named, where it is another; `shown`: what cells of an old font show; `may_wait`: the column for which it may wait
    instead of being taken; `block`: its block, where the cell is empty."""

    cells: dict[str, Any]
    figures: dict[str, int]
    day: dt.date
    wrong: str = ""
    number: int = 0
    cell: str = ""
    shown: dict[str, str] = field(default_factory=dict)
    may_wait: str = ""
    block: str = ""


@dataclass
class Book:
    """`sheets`: what stands in each; `columns`: the order of its columns; `rows`: its records; `others`: {(sheet,
    number of a row): why it is no record}; `asks`: what is asked about the whole workbook; `finish`: gets the written
    workbook before it is saved."""

    rng: random.Random
    columns: list[str]
    sheets: dict[str, list[list[Any]]] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    others: dict[tuple[str, int], str] = field(default_factory=dict)
    name: str = "office.xlsx"
    asks: str = ""
    finish: Callable[[Any], None] = lambda _written: None

    def cell(self, row: Row) -> str:
        """The name of the cell that makes the row wait."""
        return row.cell or f"{self.letter(row.wrong or row.may_wait)}{row.number}"

    def begin(self, sheet: str, titles: Sequence[Sequence[Any]] = ()) -> None:
        """Begin a sheet with up to two title rows, these and its headings."""
        lines = self.sheets[sheet] = []
        self.rows[sheet] = []
        for title in (["हमारी संस्था"], ["SHG meetings 2022-23"])[: self.rng.randrange(3)]:
            self.add_other(sheet, title, "headers")
        for line in titles:
            self.add_other(sheet, line, "headers")
        self.add_other(sheet, [self.rng.choice(HEADINGS[name]) for name in self.columns], "headers")
        assert lines

    def add_other(self, sheet: str, cells: Sequence[Any], reason: str) -> None:
        """Add a row that is no record."""
        self.sheets[sheet].append(list(cells))
        self.others[sheet, len(self.sheets[sheet])] = reason

    def add(self, sheet: str, row: Row) -> None:
        """Add a record."""
        row.number = len(self.sheets[sheet]) + 1
        self.sheets[sheet].append([_placed(row.cells.get(name, ""), row.number, self) for name in self.columns])
        self.rows[sheet].append(row)

    def letter(self, column: str) -> str:
        """The letter of a column."""
        return get_column_letter(self.columns.index(column) + 1)


def _placed(cell: Any, number: int, book: Book) -> Any:
    return cell(book, number) if callable(cell) else cell


def make_book(seed: int, name: str, make: Callable[[Book], None]) -> Book:
    """The workbook of a trap, in memory. `make`: its maker."""
    rng = random.Random(f"{name} {seed}")
    others = ["block", "village", "group_name", *PARTS, "total"]
    rng.shuffle(others)
    # Parts stand together, as every register has them: a range of them can be added up.
    at = min(others.index(part) for part in PARTS)
    others = [one for one in others if one not in PARTS]
    parts = [*PARTS]
    rng.shuffle(parts)
    book = Book(rng, ["serial", "date", *others[:at], *parts, *others[at:]])
    make(book)
    if book.name.endswith(".csv"):  # the sheet of a text file has the name of the file
        sheet = Path(book.name).stem
        (lines,), (rows,) = book.sheets.values(), book.rows.values()
        book.sheets, book.rows = {sheet: lines}, {sheet: rows}
        book.others = {(sheet, number): why for (_sheet, number), why in book.others.items()}
    return book


def write_book(book: Book, folder: Path) -> Path:
    """Write the workbook, as xlsx or as text by its name."""
    path = folder / book.name
    if path.suffix == ".csv":
        _write_text(book, path)
        return path
    written = openpyxl.Workbook()
    written.remove(written.worksheets[0])
    for name, lines in book.sheets.items():
        sheet = written.create_sheet(name)
        for number, line in enumerate(lines, start=1):
            for column, value in enumerate(line, start=1):
                _write_cell(sheet.cell(number, column), value)
    book.finish(written)
    written.save(path)
    return path


def _write_cell(cell: Any, value: Any) -> None:
    if isinstance(value, Error):
        cell.value = value.text
        cell.data_type = "e"
    elif value not in ("", None):
        cell.value = value
        if isinstance(value, str) and value.startswith("#"):
            cell.data_type = "s"  # a text that somebody pasted
        elif isinstance(value, dt.date):
            cell.number_format = "dd/mm/yyyy"


def _write_text(book: Book, path: Path) -> None:
    (lines,) = book.sheets.values()
    encoding, delimiter = book.rng.choice([("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("utf-8", "|")])
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        for line in lines:
            writer.writerow([value.text if isinstance(value, Error) else _as_text(value) for value in line])


def _as_text(value: Any) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


def a_row(book: Book, number: int) -> Row:
    """A meeting that is right in every cell. Its village is no other row's."""
    rng = book.rng
    figures = {name: rng.randrange(1, 15) for name in PARTS}
    day = dt.date(2022, 1, 13) + dt.timedelta(days=rng.randrange(15) + 31 * (number % 5))
    day = day.replace(day=13 + day.day % 15)  # no month: the order of its date is plain
    cells = {
        "serial": number,
        "date": rng.choice([day, f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}"]),
        "block": rng.choice(BLOCKS),
        "village": f"Toli {number:03}",
        "group_name": f"Toli {number:03} महिला मंडल",
        **figures,
        "total": sum(figures.values()),
    }
    return Row(cells, figures, day)


def fill(
    book: Book, sheet: str, spoil: Callable[[Row, int], Any], size: int = 14, titles: Sequence[Sequence[Any]] = ()
) -> None:
    """Begin a sheet and add meetings, each after `spoil` had its way with it."""
    book.begin(sheet, titles)
    first = 1 + 100 * (len(book.sheets) - 1)
    for number in range(first, first + size):
        row = a_row(book, number)
        spoil(row, number)
        book.add(sheet, row)


def sometimes(book: Book, share: float = 0.4) -> bool:
    return book.rng.random() < share


def _error_values(book: Book) -> None:
    def spoil(row: Row, _number: int) -> None:
        if sometimes(book):
            row.wrong = book.rng.choice(NEEDED)
            row.cells[row.wrong] = Error(book.rng.choice(ERRORS))

    fill(book, "SHG meetings", spoil)


def _error_texts(book: Book) -> None:
    book.name = book.rng.choice(["office.xlsx", "office.csv"])

    def spoil(row: Row, _number: int) -> None:
        if sometimes(book):
            row.wrong = book.rng.choice(NEEDED)
            row.cells[row.wrong] = book.rng.choice(TEXT_ERRORS)

    fill(book, "SHG meetings", spoil)


def _errors_in_one_of_three_sheets(book: Book) -> None:
    for number, sheet in enumerate(("SHG 2021-22", "SHG 2022-23", "SHG 2023-24")):

        def spoil(row: Row, _number: int, *, is_spoilt: bool = number == 1) -> None:
            if is_spoilt and sometimes(book):
                row.wrong = book.rng.choice(PARTS)
                row.cells[row.wrong] = Error(book.rng.choice(ERRORS))

        fill(book, sheet, spoil, size=6)


def _total_by(parts: Iterable[str], shape: int) -> Callable[[Book, int], str]:
    def text(book: Book, number: int) -> str:
        letters = sorted(book.letter(name) for name in parts)
        shapes = (
            f"=SUM({letters[0]}{number}:{letters[-1]}{number})",
            "=" + "+".join(f"{letter}{number}" for letter in letters),
            f"=sum({','.join(f'${letter}{number}' for letter in letters)})",
        )
        return shapes[shape % len(shapes)]

    return text


def _totals_never_calculated(book: Book) -> None:
    def spoil(row: Row, number: int) -> None:
        if sometimes(book, 0.7):
            row.cells["total"] = _total_by(PARTS, number)

    fill(book, "SHG meetings", spoil)
    sheet = "SHG meetings"
    last = len(book.sheets[sheet])
    sums = {name: f"=SUM({book.letter(name)}2:{book.letter(name)}{last})" for name in (*PARTS, "total")}
    book.add_other(sheet, [sums.get(name, "") for name in book.columns], "totals")
    for number in range(last + 2, last + 2 + book.rng.randrange(4)):
        formula = _total_by(PARTS, 0)(book, number)
        book.add_other(sheet, [formula if name == "total" else "" for name in book.columns], "blank")


def _formulas_never_calculated(book: Book) -> None:
    def spoil(row: Row, _number: int) -> None:
        if not sometimes(book):
            return
        row.wrong = book.rng.choice(NEEDED)
        row.cells[row.wrong] = book.rng.choice(["=5+6", "=VLOOKUP(A2,Sheet2!A:B,2,0)", "=A2*2", '=IF(A2="","",B2)'])

    fill(book, "SHG meetings", spoil)


def _totals_of_others(book: Book) -> None:
    """Formulas of totals that add up something else than all parts."""

    def spoil(row: Row, number: int) -> None:
        if sometimes(book):
            row.wrong = "total"
            row.cells["total"] = _total_by(book.rng.sample(PARTS, 2), number)

    book.columns = ["serial", "date", "block", "village", "group_name", "women", "men", "girls", "boys", "total"]

    def apart(row: Row, number: int) -> None:
        spoil(row, number)
        if row.wrong:
            row.cells["total"] = lambda book, at: f"={book.letter('women')}{at}+{book.letter('boys')}{at}"

    fill(book, "SHG meetings", apart)


def _parts_lost(book: Book) -> None:
    def spoil(row: Row, _number: int) -> None:
        if sometimes(book):
            row.wrong = "total"
            row.cells |= dict.fromkeys(PARTS, "")

    fill(book, "SHG meetings", spoil)


def _early_days(book: Book) -> None:
    def spoil(row: Row, _number: int) -> None:
        if sometimes(book):
            row.wrong = "date"
            year = book.rng.choice([1900, 1921, 1970, 2001, 2019, 2020])
            row.day = row.day.replace(year=year)
            row.cells["date"] = f"{row.day:%d/%m/%Y}"

    fill(book, "SHG meetings", spoil)


def _order_of_days(book: Book) -> None:
    """Days that run in order with the month first, as a person of an American spreadsheet typed them."""
    book.asks = DATES
    days = sorted(book.rng.sample(range(11), 8))

    def spoil(row: Row, number: int) -> None:
        written = dt.date(2022, days[number - 1] + 1, 1 + (number * 5) % 12)
        row.cells["date"] = f"{written:%m/%d/%Y}"
        row.day = dt.date(2022, written.day, written.month)  # at the command line nobody is asked: day first

    fill(book, "SHG meetings", spoil, size=8)


def _figures_in_words(book: Book) -> None:
    wrong = ("1O", "2l", "20-25", "many", "5+5", "12.5", "?", "पता नहीं था", "10F 5M")
    right = {"बीस": 20, "१२": 12, "15 लोग": 15, "twelve": 12, "11 (ग्यारह)": 11, " 9 ": 9}

    def spoil(row: Row, _number: int) -> None:
        column = book.rng.choice(PARTS)
        if sometimes(book):
            row.wrong = column
            row.cells[column] = book.rng.choice(wrong)
        else:
            text, number = book.rng.choice([*right.items()])
            row.cells[column] = text
            row.figures[column] = number
            row.cells["total"] = sum(row.figures.values())

    fill(book, "SHG meetings", spoil)


def _no_records_between(book: Book) -> None:
    """Totals, repeated headings, numbered columns, empty lines and notes among the records."""
    sheet = "SHG meetings"
    book.begin(sheet)
    headings = book.sheets[sheet][-1]
    since = dict.fromkeys((*PARTS, "total"), 0)
    for number in range(1, 16):
        row = a_row(book, number)
        book.add(sheet, row)
        for name in since:
            since[name] += row.cells[name]
        lines: list[tuple[Any, str]] = [
            ([since.get(name, "") or ("उप योग" if name == "village" else "") for name in book.columns], "totals"),
            (headings, "headers"),
            ([f"({place})" for place in range(1, len(book.columns) + 1)], "headers"),
            ([""], "blank"),
            ([number + 1], "blank"),
            (["", "", "नोट: बैठक देर से हुई"], "notes"),
        ]
        if sometimes(book):
            cells, reason = book.rng.choice(lines)
            book.add_other(sheet, cells, reason)
    book.add(sheet, a_row(book, 16))


def _other_sheets(book: Book) -> None:
    """Sheets that are no register, empty ones, and rows before the headings."""
    fill(book, "SHG meetings", lambda _row, _number: None, size=5)
    book.sheets["Budget"] = []
    for cells in (["Item", "Rupees"], ["Tea", 40], [""], ["Milk", 20]):
        book.add_other("Budget", cells, "unread" if cells[0] else "blank")
    book.sheets["Empty"] = []


def _text_file(book: Book) -> None:
    book.name = book.rng.choice(["a1.csv", "मई.csv", "Sheet1.csv", "export (3).csv", "final FINAL 2.csv"])

    def spoil(row: Row, _number: int) -> None:
        if sometimes(book, 0.2):
            row.wrong = book.rng.choice(PARTS)
            row.cells[row.wrong] = "=5+6"

    fill(book, "text", spoil)


TRAPS: Mapping[str, Callable[[Book], None]] = {
    "error values": _error_values,
    "error texts": _error_texts,
    "errors in one of three sheets": _errors_in_one_of_three_sheets,
    "totals never calculated": _totals_never_calculated,
    "formulas never calculated": _formulas_never_calculated,
    "totals of others": _totals_of_others,
    "parts lost": _parts_lost,
    "early days": _early_days,
    "order of days": _order_of_days,
    "figures in words": _figures_in_words,
    "no records between": _no_records_between,
    "other sheets": _other_sheets,
    "text file": _text_file,
}
