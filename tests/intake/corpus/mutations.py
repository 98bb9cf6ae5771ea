"""Changes workbooks at random as offices do between two years: the manifest changes with them.

Each change takes the pages of a workbook before they are laid out, and returns what it did; "" where it could not.
"""

import random
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.intake.corpus.registers import COUNTS, KINDS
from tests.intake.corpus.rows import Row
from tests.intake.corpus.sheets import Book
from tests.intake.corpus.tables import Line, Page, Subtotal, Table
from tests.intake.corpus.workbooks import draw_habits, draw_pages, lay_out_book, make_distinct

__all__ = ["CHANGES", "changed_book", "known_headings"]

_HEADERS = Path(__file__).parents[3] / "src/jatan/intake/registers/recognise/vocabulary/headers.toml"
_FORMATS = ("xlsx", "xlsx", "xlsx", "xlsx", "google.xlsx", "xlsm", "utf8.csv", "xlsb")
_SUBTOTALS = ("योग", "कुल", "Total", "Sub total", "उप योग", "Grand total")
_MERGED_TOO = ("block", "panchayat", "village", "facilitator")

type Change = Callable[[random.Random, list[Page]], bool]


def changed_book(number: int) -> tuple[Book, str]:
    """Workbook `number` after one to four changes, and the format it is written in. The same each time."""
    rng = random.Random(f"changed {number}")
    form = rng.choice(_FORMATS)
    kind = sorted(KINDS)[number % len(KINDS)]
    pages = draw_pages(rng, kind, draw_habits(rng, rng.randrange(1000), form), form, rng.randint(8, 16))
    names = [name for name in CHANGES if form.endswith(("xlsx", "xlsm")) or name not in _NEEDS_A_GRID]
    done = [name for name in rng.choices(names, k=rng.randint(1, 4)) if CHANGES[name](rng, pages)]
    make_distinct(pages)
    book = lay_out_book(f"changed-{number}.{form}", pages)
    book.habits = [form, *done]
    return book, form


def _tables(pages: Sequence[Page]) -> list[Table]:
    return [table for page in pages for table in page.tables]


def _swap_columns(rng: random.Random, pages: list[Page]) -> bool:
    """Two columns change places; the columns of one group stay beside one another only by chance."""
    table = rng.choice(_tables(pages))
    one, other = rng.sample(range(len(table.columns)), 2)
    table.columns[one], table.columns[other] = table.columns[other], table.columns[one]
    return True


def _rename_headings(rng: random.Random, pages: list[Page]) -> bool:
    """Columns get other headings that the product is said to know."""
    table = rng.choice(_tables(pages))
    if table.hand.habits.font:
        return False
    columns = [one for one in table.columns if known_headings(table.kind, one.field) and not one.groups]
    for column in rng.sample(columns, min(len(columns), rng.randint(1, 5))):
        heading = rng.choice(known_headings(table.kind, column.field))
        column.heading = rng.choice([heading, heading.title(), heading.upper()]) if heading.isascii() else heading
    return bool(columns)


@cache
def known_headings(kind: str, field: str) -> Sequence[str]:
    """The headings of this field that name no other field of the register."""
    lists: Mapping[str, list[str]] = tomllib.loads(_HEADERS.read_text(encoding="utf-8"))
    register = KINDS[kind]
    fields = {
        *register.columns,
        *register.others,
        "description",
        "title",
        *(COUNTS if "counts" in register.columns else ()),
    }
    used = Counter(text for name in fields for text in set(lists.get(name, ())))
    return [text for text in lists.get(field, ()) if used[text] == 1]


def _insert_subtotals(rng: random.Random, pages: list[Page]) -> bool:
    """Rows that add up the counts since the last one, with the word for it in any column."""
    table = rng.choice(_tables(pages))
    fields = [one.field for one in table.columns]
    if not set(fields) & set(COUNTS):
        return False
    label_columns = [
        at
        for at, name in enumerate(fields)
        if name not in (*COUNTS, "adults", "children", "topic", "title", "decisions")
    ]
    for _ in range(rng.randint(1, 3)):
        at = rng.randrange(1, len(table.items) + 1)
        table.items.insert(at, Subtotal(rng.choice(_SUBTOTALS), rng.choice(label_columns)))
    return True


def _merge_cells(rng: random.Random, pages: list[Page]) -> bool:
    """Two to four rows get the same place or facilitator, in one merged cell."""
    table = rng.choice(_tables(pages))
    fields = [name for name in _MERGED_TOO if name in {one.field for one in table.columns}]
    items = table.items
    starts = [at for at in range(len(items) - 1) if isinstance(items[at], Row) and isinstance(items[at + 1], Row)]
    if not fields or not starts:
        return False
    field = rng.choice(fields)
    start = rng.choice(starts)
    first = items[start]
    assert isinstance(first, Row)
    for item in items[start + 1 : start + rng.randint(2, 4)]:
        if not isinstance(item, Row) or item.ask or first.ask or "twice" in item.notes + first.notes:
            break
        item.cells[field], item.read[field] = first.cells[field], first.read[field]
        item.is_merged.add(field)
    return True


def _split_table(rng: random.Random, pages: list[Page]) -> bool:
    """The rows go on below headings of their own: in the same sheet, or in another one."""
    page = rng.choice(pages)
    table = rng.choice(page.tables)
    if len(table.items) < 4:
        return False
    at = rng.randrange(2, len(table.items) - 1)
    rest = Table(table.kind, table.hand, list(table.columns), table.items[at:], [])
    table.items[at:] = []
    ways = ["below", "with the title again", "after a month"]
    if len(pages) < 4 and not page.is_single:
        ways.append("in another sheet")
    way = rng.choice(ways)
    if way == "in another sheet":
        rest.titles = table.titles[-1:]
        name = f"{page.name[:27]} {len(pages) + 1}"
        pages.append(Page(name, [rest], top=page.top, left=page.left))
        return True
    rest.titles = {"below": [""], "with the title again": ["", *table.titles[-1:]], "after a month": ["", "मार्च 2022"]}[
        way
    ]
    page.tables.insert(page.tables.index(table) + 1, rest)
    return True


def _hide_rows(rng: random.Random, pages: list[Page]) -> bool:
    """Rows, a column or a whole sheet are hidden: they are read all the same."""
    page = rng.choice(pages)
    for row in page.tables[0].records:
        row.is_hidden = rng.random() < 0.3
    if rng.random() < 0.3:
        page.hidden_fields = frozenset({rng.choice(page.tables[0].columns).field})
    page.is_hidden = len(pages) > 1 and rng.random() < 0.3 and page is not pages[0]
    return True


def _insert_lines(rng: random.Random, pages: list[Page]) -> bool:
    """Empty rows, months, and headings that come again."""
    table = rng.choice(_tables(pages))
    for _ in range(rng.randint(1, 3)):
        line = rng.choice([Line(), Line({0: rng.choice(["मई 2022", "June 2022"])}), Line(is_heading=True)])
        table.items.insert(rng.randrange(1, len(table.items) + 1), line)
    return True


CHANGES: Mapping[str, Change] = {
    "columns swapped": _swap_columns,
    "headings renamed": _rename_headings,
    "subtotals inserted": _insert_subtotals,
    "cells merged": _merge_cells,
    "tables split": _split_table,
    "rows hidden": _hide_rows,
    "lines inserted": _insert_lines,
}
_NEEDS_A_GRID = frozenset({"cells merged", "rows hidden"})
