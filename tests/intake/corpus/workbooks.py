"""The workbooks of the corpus: 128 offices, each with habits of its own, in every format that an office saves.

    python -m tests.intake.corpus.make FOLDER

writes them with their manifests, to be looked at.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from tests.intake.corpus.habits import DAY_STYLES, Habits, Hand
from tests.intake.corpus.registers import COUNTS, KINDS, heading_in
from tests.intake.corpus.rows import Row, fill_rows
from tests.intake.corpus.sheets import Book, Cell, Sheet
from tests.intake.corpus.tables import Column, Item, Line, Page, Subtotal, Table, lay_out

__all__ = [
    "FORMATS",
    "SAVED_BY_LIBREOFFICE",
    "TEXT_FORMATS",
    "book",
    "draw_habits",
    "draw_pages",
    "form_of",
    "lay_out_book",
    "make_distinct",
    "names",
]

HOW_MANY = 128
# Written here, and saved by LibreOffice from what is written here. Names of files: "<number>-<register>.<format>".
FORMATS = (
    "xlsx", "utf8.csv", "google.xlsx", "tsv", "xlsm", "bom.csv", "password.xlsx", "utf16.csv", "xlsx", "xlsb",
    "1252.csv", "google.xlsx", "xlsx",
)  # fmt: skip
SAVED_BY_LIBREOFFICE = ("ods", "xls", "office.xlsx", "ods", "xls", "office.csv", "office.xlsm")
TEXT_FORMATS = frozenset({"utf8.csv", "bom.csv", "utf16.csv", "1252.csv", "tsv", "office.csv"})
_ONE_SHEET = TEXT_FORMATS | {"xlsb"}
_COUNTS: Sequence[Sequence[str]] = (
    COUNTS,
    COUNTS[:4],
    ("women", "men", "total"),
    COUNTS,
    ("total",),
    ("women", "girls", "total"),
)
_FREE_TEXT = ("topic", "title", "decisions")
_EXTRAS = (
    "spoilt", "parts added up", "other sheet", "sheet of all", "hidden sheet", "hidden column",
    "titles", "numbering", "subtotals", "grand total", "blank rows", "months", "notes", "headings again", "hidden rows",
    "second table", "several sheets", "empty column", "empty rows", "duplicates", "project title",
)  # fmt: skip
_GRID_EXTRAS = frozenset(
    {"hidden rows", "several sheets", "other sheet", "sheet of all", "hidden sheet", "hidden column"}
)
_SIZE = (10, 26)
_SLASHES = re.compile(r"\d\d[/@]\d\d[/@]\d{4}")
# A column of days shows by itself that the month comes first, where so many of its days are after the twelfth.
_SHOWN = 0.35
_TITLES = {"hi": "गुमला ग्रामीण विकास संस्था", "en": "Gumla Rural Development Society"}
_MONTHS = {"hi": ("मार्च 2022", "माह: अप्रैल 2023", "अगस्त"), "en": ("March 2022", "Month of June 2023", "Aug-22")}
_NOTES = {
    "hi": ("नोट: आँकड़े रजिस्टर से लिए गए हैं।", "तैयारकर्ता: सुनीता देवी", "सचिव के हस्ताक्षर"),
    "en": ("Note: figures are from the paper register", "Prepared by: Sunita Devi", "Signature of the secretary"),
}
_SUBTOTALS = {
    "hi": ("योग", "उप योग", "कुल", "माह का योग"),
    "en": ("Total", "Sub total", "Sub-Total", "Total of the month"),
}
_GRAND = {"hi": ("महायोग", "कुल योग"), "en": ("Grand Total", "TOTAL")}
_GROUPS = {"hi": ("प्रतिभागी", "18 वर्ष से अधिक", "18 वर्ष से कम"), "en": ("Participants", "Adults (18+)", "Below 18")}
_AGENT = {"agent_name": (["नाम"], ["Name"]), "agent_phone": (["मोबाइल", "फोन नंबर"], ["Mobile", "Phone"])}
# Columns that add up two others, with a heading that stands below a group and one that does not.
_SUMS = {
    "adults": (("women", "men"), {"hi": ("योग", "कुल वयस्क"), "en": ("Total", "Total adults")}),
    "children": (("girls", "boys"), {"hi": ("योग", "कुल बच्चे"), "en": ("Total", "Total children")}),
}
_OTHER_SHEET = {
    "hi": (("बजट",), ("मद", "राशि", "टिप्पणी"), ("चाय", 450, ""), ("यात्रा", 1200, "बस")),
    "en": (("Budget",), ("Item", "Rupees", "Note"), ("Tea", 450, ""), ("Travel", 1200, "by bus")),
}
_ADDRESS = {"hi": "पता", "en": "Address"}


def names() -> list[str]:
    """The file name of every workbook of the corpus."""
    return [_name(number) for number in range(HOW_MANY)]


def form_of(name: str) -> str:
    """The format of a workbook: one of FORMATS or SAVED_BY_LIBREOFFICE."""
    return name.partition(".")[2]


def _name(number: int) -> str:
    chosen = SAVED_BY_LIBREOFFICE if number % 2 else FORMATS
    kinds = sorted(KINDS)
    return f"{number:03}-{kinds[(number * 5 + number // 16) % len(kinds)]}.{chosen[number // 2 % len(chosen)]}"


def book(name: str) -> Book:
    """The workbook of that name, with its manifest; the same each time."""
    number, _, rest = name.partition("-")
    kind, _, form = rest.partition(".")
    rng = random.Random(f"corpus {number}")
    habits = draw_habits(rng, int(number), form)
    found = lay_out_book(name, draw_pages(rng, kind, habits, form), is_1904="1904" in habits.extras)
    if "other sheet" in habits.extras:
        found.sheets.insert(rng.randrange(2), _other_sheet(habits))
    found.habits = [str(replace(habits, extras=frozenset())), *sorted(habits.extras)]
    return found


def lay_out_book(name: str, pages: Sequence[Page], *, is_1904: bool = False) -> Book:
    """The pages as sheets of one workbook."""
    found = Book(name, is_1904=is_1904)
    for page in pages:
        sheet, manifest = lay_out(page)
        found.sheets.append(sheet)
        found.manifest += manifest
    return found


def _other_sheet(habits: Habits) -> Sheet:
    """A sheet that is no register."""
    title, *lines = _OTHER_SHEET["en" if habits.language == "en" else "hi"]
    return Sheet(title[0], [[Cell(cell) for cell in line] for line in (title, *lines)])


def draw_habits(rng: random.Random, number: int, form: str) -> Habits:
    """What an office does that saves in this format; `number` spreads languages, fonts and counts over the offices."""
    language = ("hi", "en", "mixed")[(number // 2 + number // 16) % 3]
    extras = {name for name in _EXTRAS if rng.random() < 0.3}
    font, names_font = "", True
    if form == "1252.csv":
        language, font, names_font = ("hi", "Kruti Dev 010", False) if number % 4 == 0 else ("en", "", True)
    elif number % 9 == 4 and form != "xlsb":
        language, font, names_font = "hi", rng.choice(["Kruti Dev 010", "DevLys 010"]), form not in TEXT_FORMATS
    day_style = rng.choice(("any", *DAY_STYLES))
    if form in _ONE_SHEET:
        extras -= _GRID_EXTRAS
    repeats = rng.choice(["", "", "merged", "ditto"])
    if repeats == "merged" and form in _ONE_SHEET:
        repeats = ""
    if font and repeats == "ditto":
        repeats = ""
    if form in ("xlsx", "xlsm") and number % 7 == 0:
        extras |= {"1904"}
        day_style = "cell"
    return Habits(
        language=language,
        day_style=day_style,
        numbers=rng.choice(["plain", "any"]),
        font=font,
        names_font=names_font,
        counts=_COUNTS[number // 2 % len(_COUNTS)],
        header_rows=rng.choice([1, 1, 2, 3]),
        repeats=repeats,
        extras=frozenset(extras),
    )


def draw_pages(rng: random.Random, kind: str, habits: Habits, form: str, size: int = 0) -> list[Page]:
    """Draw the sheets of an office's workbook: a register of this kind, and what else the office keeps in it."""
    hand = Hand(rng, habits)
    size = size or rng.randint(*_SIZE)
    forums: list[Row] = []
    pages: list[Page] = []
    if kind == "forum_members":
        forum_table = draw_table(hand, "forums", min(8, size))
        forums = forum_table.records
        if form in _ONE_SHEET:
            page = _page(hand, "forums", [draw_table(hand, "forums", size)], 1, form)
            return [page]
        pages.append(_page(hand, "forums", [forum_table], 1, form))
    table = draw_table(hand, kind, size, forums)
    tables = [table]
    if "second table" in habits.extras and kind not in ("forum_members", "cases"):
        other = rng.choice([one for one in sorted(KINDS) if one not in (kind, "forum_members", "forums")])
        tables.append(draw_table(hand, other, rng.randint(4, 8), title=True))
        tables[1].titles.insert(0, "")
        tables[0].titles = tables[0].titles or [rng.choice(_titles(hand, kind))]
    pages.append(_page(hand, kind, tables, len(pages) + 1, form))
    if "several sheets" in habits.extras:
        another = draw_table(hand, kind, rng.randint(5, 9), forums)
        page = _page(hand, kind, [another], len(pages) + 1, form)
        page.name = f"{page.name[:24]} 2023"
        pages.append(page)
    if "hidden sheet" in habits.extras and len(pages) > 1:
        pages[-1].is_hidden = True
    if "hidden column" in habits.extras:
        pages[-1].hidden_fields = frozenset({rng.choice(KINDS[kind].columns), "phone"})
    make_distinct(pages)
    if "sheet of all" in habits.extras and kind != "forum_members":
        pages.append(_page_of_all(hand, kind, pages))
    return pages


def _page_of_all(hand: Hand, kind: str, pages: Sequence[Page]) -> Page:
    """A sheet of the whole year, which repeats the rows of the others."""
    first = pages[0].tables[0]
    items: list[Item] = [replace(row, notes=["twice"]) for row in first.records if not row.ask]
    table = Table(kind, hand, list(first.columns), items, [hand.rng.choice(_titles(hand, kind))])
    return Page(hand.pick(["सब मिलाकर"], ["All"]), [table])


def make_distinct(pages: Sequence[Page]) -> None:
    """Remove rows that are like another of their register in the workbook: the same row twice is a habit of its own."""
    seen: set[tuple[str, str]] = set()
    for page in pages:
        for table in page.tables:
            kept: list[Item] = []
            for item in table.items:
                key = (table.kind, str(sorted(item.read.items(), key=str))) if isinstance(item, Row) else ("", "")
                if key[0] and key in seen and "twice" not in item.notes:  # type: ignore[union-attr]
                    continue
                seen.add(key)
                kept.append(item)
            table.items[:] = kept


def _page(hand: Hand, kind: str, tables: list[Table], number: int, form: str) -> Page:
    extras = hand.habits.extras
    if form in _ONE_SHEET:  # such a file keeps no names of sheets
        tables[0].titles = tables[0].titles or [hand.rng.choice(_titles(hand, kind))]
    is_named = hand.rng.random() < 0.5 or not tables[0].titles
    name = hand.rng.choice(_titles(hand, kind))[:31] if is_named else f"Sheet{number}"
    return Page(
        name.replace("/", "-"),
        tables,
        is_single=form in _ONE_SHEET,
        top=hand.rng.randint(1, 3) if "empty rows" in extras else 0,
        left=1 if "empty column" in extras else 0,
    )


def _titles(hand: Hand, kind: str) -> Sequence[str]:
    return KINDS[kind].titles[hand.habits.language == "en"]


def draw_table(hand: Hand, kind: str, size: int, forums: Sequence[Row] = (), *, title: bool = False) -> Table:
    """A register in the habits of the office."""
    habits, rng = hand.habits, hand.rng
    register = KINDS[kind]
    others = [name for name in register.others if rng.random() < 0.6]
    fields = _in_order(hand, [*register.columns, *others])
    columns = [_column(hand, kind, name) for name in fields]
    rows = fill_rows(hand, kind, fields, size, forums)
    if habits.day_style == "month first" and not _shows_month_first(rows, fields):
        return draw_table(Hand(rng, replace(habits, day_style="cell")), kind, size, forums, title=title)
    titles = [rng.choice(_titles(hand, kind))] if title or "titles" in habits.extras or rng.random() < 0.5 else []
    if "project title" in habits.extras and titles:
        titles.insert(0, _TITLES["en" if habits.language == "en" else "hi"])
    table = Table(kind, hand, columns, list(rows), titles, gap=rng.choice([0, 0, 1]) if titles else 0)
    if "parts added up" in habits.extras:
        _add_sums(table)
    if habits.header_rows > 1:
        _group_headings(table)
    if "spoilt" in habits.extras:
        _spoil(table)
    _add_habits(table)
    return table


def _in_order(hand: Hand, fields: Sequence[str]) -> list[str]:
    found = [name for name in fields if name not in ("counts", "serial")]
    hand.rng.shuffle(found)
    found.sort(key=lambda name: name not in ("date", "name", "forum", "case_code"))
    if "counts" in fields:
        at = hand.rng.choice([len(found), hand.rng.randrange(1, len(found) + 1)])
        found[at:at] = hand.habits.counts
    return ["serial", *found] if "serial" in fields else found


def _column(hand: Hand, kind: str, name: str) -> Column:
    hindi, english = heading_in(kind, name)
    if hand.habits.language == "mixed" and hand.rng.random() < 0.6:
        joint = hand.rng.choice([" / ", "\n", " - "])
        both = [hand.rng.choice(hindi), hand.rng.choice(english)]
        hand.rng.shuffle(both)
        return Column(name, joint.join(both))
    return Column(name, hand.pick(hindi, english))


def _group_headings(table: Table) -> None:
    """Headings of two or three rows: participants above women and men, the address above block and village."""
    hand = table.hand
    groups = _GROUPS["en" if hand.habits.language == "en" else "hi"]
    fields = [one.field for one in table.columns]
    for column in table.columns:
        if column.field in (*COUNTS, *_SUMS) and len(set(fields) & set(COUNTS)) > 1:
            is_deep = hand.habits.header_rows == 3 and {"women", "men", "girls", "boys"} <= set(fields)
            age = {"women": 1, "men": 1, "adults": 1, "girls": 2, "boys": 2, "children": 2}.get(column.field)
            column.groups = (groups[0], groups[age]) if is_deep and age else (groups[0],)
        elif column.field in ("block", "panchayat", "village") and "name" in fields:
            column.groups = (_ADDRESS["en" if hand.habits.language == "en" else "hi"],)
        elif column.field in ("agent_name", "agent_phone"):
            column.groups = (hand.pick(["एजेंट", "ठेकेदार"], ["Agent", "Agent / contractor"]),)
            column.heading = hand.pick(*_AGENT[column.field])


def _add_sums(table: Table) -> None:
    """Add the columns that add up the adults and the children, where the office counts all four parts."""
    fields = [one.field for one in table.columns]
    if not set(COUNTS) <= set(fields):
        return
    hand = table.hand
    tongue = "en" if hand.habits.language == "en" else "hi"
    for name, (parts, headings) in _SUMS.items():
        at = max(number for number, one in enumerate(table.columns) if one.field in parts) + 1
        table.columns.insert(at, Column(name, headings[tongue][hand.habits.header_rows < 3]))
        for row in table.records:
            row.cells[name] = Cell(sum(row.read[part] or 0 for part in parts))


def _spoil(table: Table) -> None:
    """Make one row such that a careful clerk asks the office before she writes it down."""
    hand, fields = table.hand, [one.field for one in table.columns]
    row = hand.rng.choice(table.records)
    day = next((name for name in ("date", "joined_on", "formed_on") if name in fields), "")
    ways: list[tuple[str, Cell | None, str]] = []
    if "total" in fields and not {"women", "men"} & set(fields):
        ways.append(("total", hand.text(hand.pick(["बहुत"], ["many"])), "no number of people"))
        ways.append(("total", Cell("#REF!"), "an error instead of the number of people"))
    elif "women" in fields:
        ways.append(("women", hand.text(hand.pick(["बहुत"], ["many"])), "no number of women"))
        ways.append(("women", Cell(-4), "less than no women"))
    if day:
        ways.append((day, hand.text("31/02/2023"), "a day that is in no calendar"))
    if "block" in fields:
        ways.append(("block", hand.text(hand.pick(["अज्ञातपुर"], ["Xyzabad"])), "a block that nobody knows"))
    if ways:
        column, cell, row.ask = hand.rng.choice(ways)
        row.cells[column] = cell


def _shows_month_first(rows: Sequence[Row], fields: Sequence[str]) -> bool:
    """Whether the days of each column show by themselves that the month comes first."""
    for name in fields:
        days = [cell.value for row in rows if (cell := row.cells.get(name)) and _SLASHES.match(str(cell.value))]
        if days and sum(int(str(day)[3:5]) > 12 for day in days) < len(days) * _SHOWN:
            return False
    return True


def _add_habits(table: Table) -> None:
    """Put between the records what offices put there."""
    hand, extras, rng = table.hand, table.hand.habits.extras, table.hand.rng
    tongue = "en" if hand.habits.language == "en" else "hi"
    fields = [one.field for one in table.columns]
    has_counts = bool(set(fields) & set(COUNTS)) and table.kind not in ("beneficiaries", "journeys")
    label_at = rng.choice([at for at, name in enumerate(fields) if name not in (*COUNTS, *_SUMS, *_FREE_TEXT)])
    items: list[Item] = []
    since = rng.randint(4, 7)
    records = table.records
    for number, row in enumerate(records):
        if number and number % since == 0:
            if "subtotals" in extras and has_counts:
                items.append(Subtotal(rng.choice(_SUBTOTALS[tongue]), label_at))
            if "blank rows" in extras:
                items.append(Line())
            if "headings again" in extras and rng.random() < 0.5:
                items.append(Line(is_heading=True))
            elif "months" in extras:
                at = rng.choice([0, 0, label_at])
                items.append(Line({at: rng.choice(_MONTHS[tongue])}, is_merged=at == 0 and rng.random() < 0.5))
        items.append(row)
        if "duplicates" in extras and rng.random() < 0.05 and "serial" in fields:
            items.append(Row(row.cells, row.read, notes=["twice"]))
        if "hidden rows" in extras and rng.random() < 0.1:
            row.is_hidden = True
    if "numbering" in extras:
        items.insert(0, Line(is_numbering=True))
    if "subtotals" in extras and has_counts and "grand total" in extras:
        items.append(Subtotal(rng.choice(_SUBTOTALS[tongue]), label_at))
    if "grand total" in extras and has_counts:
        items.append(Subtotal(rng.choice(_GRAND[tongue]), label_at, is_grand=True))
    if "notes" in extras:
        items += [Line(), *(Line({0: text}) for text in rng.sample(_NOTES[tongue], 2))]
    table.items[:] = items
