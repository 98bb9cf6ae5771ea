"""How the files look to whoever opens them: pages that are filled, charts, heads that stay, dates that are dates."""

import datetime as dt
import functools
import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from pypdf import PageObject, PdfReader
from python_calamine import CalamineWorkbook

from jatan.evidence.studio.written import write_report
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.kernel.periods import Period
from tests.cast import Cast
from tests.evidence import builders

type Written = Callable[..., bytes]
YEARS = Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31))
YEAR = Period(dt.date(2022, 4, 1), dt.date(2023, 3, 31))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture(scope="module")
def standing_meetings(standing_cast: Cast) -> Cast:
    """Meetings and programmes of two members in two blocks over two years, for all tests of this file."""
    cast = standing_cast
    with acting_as(cast.actor("coordinator")) as by:
        for month in range(1, 13):
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, month, 3), total=10 + month)
        builders.meeting(by, cast.gumla, cast.other_gumla_block, dt.date(2022, 6, 8), total=600, kind="awareness")
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2021, 6, 8), total=450, kind="awareness")
    with acting_as(cast.actor("khunti_coordinator")) as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 5, 3), total=37)
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2023, 1, 3), total=80, kind="awareness")
    return cast


@pytest.fixture
def held(standing_meetings: Cast, cast: Cast) -> Cast:
    """The same, for one test."""
    return cast


def drawn_anew(format: str, period: Period = YEAR, language: str = "en", of_member: uuid.UUID | None = None) -> bytes:
    more = {"organisation": of_member} if of_member else {}
    return write_report(period, format, language, compared_with=period.before(), **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def written() -> Written:
    """Each file drawn once, of what is held for all tests of this file."""
    return functools.cache(drawn_anew)


def filled_share(page: PageObject) -> float:
    """From the top margin down to the lowest text above the footer, as a part of the room between the margins."""
    height = float(page.mediabox.height)
    margin = 14 / 25.4 * 72
    lowest = height

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        nonlocal lowest
        if text.strip():
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            if y > margin:
                lowest = min(lowest, y)

    page.extract_text(visitor_text=visit)
    return (height - margin - lowest) / (height - 2 * margin)


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize(
    ("period", "of_member"),
    [
        (YEARS, False),
        (YEARS, True),
        (YEAR, False),
        (YEAR, True),
        (Period(dt.date(2022, 5, 1), dt.date(2022, 5, 31)), True),
        (Period(dt.date(2020, 5, 3), dt.date(2020, 5, 9)), False),
    ],
)
def test_no_page_of_the_pdf_is_nearly_empty(
    held: Cast, written: Written, period: Period, of_member: bool, language: str
) -> None:
    pdf = written("pdf", period, language, held.gumla.pk if of_member else None)
    pages = PdfReader(io.BytesIO(pdf)).pages
    shares = [round(filled_share(page), 2) for page in pages]
    # Of days without a record there is one page: the cover with the method.
    assert (1 if period.end.year == 2020 else 2) <= len(pages) <= 8
    assert min(shares) >= 1 / 3, shares


def test_no_page_is_nearly_empty_with_long_names_and_many_members(held: Cast) -> None:
    for number in range(14):
        Organisation.objects.create(
            code=f"L{number}", name_hi=f"बहुत लंबे नाम वाली सदस्य संस्था, पश्चिमी सिंहभूम {number}", name_en=f"Long {number}"
        )
    pages = PdfReader(io.BytesIO(drawn_anew("pdf", YEARS, "hi"))).pages
    assert min(filled_share(page) for page in pages) >= 1 / 3


def parts_before(written: Written, period: Period, language: str = "en") -> int:
    """How many sheets of parts stand before those of the tables."""
    return len(json.loads(written("json", period, language))["parts"])


def parts_of(book: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(book))


def sheets_of(book: bytes) -> list[ElementTree.Element]:
    parts = parts_of(book)
    names = sorted(
        (name for name in parts.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)),
        key=lambda name: int(re.findall(r"\d+", name)[0]),
    )
    return [ElementTree.fromstring(parts.read(name)) for name in names]


def test_every_sheet_prints_a_page_across_and_tables_keep_their_heads(held: Cast, written: Written) -> None:
    book = written("xlsx", YEARS)
    names, first = CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names, parts_before(written, YEARS)
    for name, sheet in list(zip(names, sheets_of(book), strict=True))[first:]:
        setup = sheet.find(f"{SHEET}pageSetup")
        assert setup is not None
        assert setup.get("paperSize") == "9"
        pane = sheet.find(f"{SHEET}sheetViews/{SHEET}sheetView/{SHEET}pane")
        if name == "In pictures":
            assert setup.get("scale") == "72"
            continue
        assert setup.get("fitToHeight") == "0"
        fit = sheet.find(f"{SHEET}sheetPr/{SHEET}pageSetUpPr")
        assert fit is not None
        assert fit.get("fitToPage") == "1"
        assert pane is not None
        assert pane.get("state") == "frozen"
        assert pane.get("xSplit") == "1"
        assert int(pane.get("ySplit", "0")) >= 3
    titles = parts_of(book).read("xl/workbook.xml").decode()
    assert titles.count("Print_Titles") == len(names) - first - 1


def test_charts_of_the_workbook_draw_the_cells_of_its_tables(held: Cast, written: Written) -> None:
    book = written("xlsx", YEARS)
    parts = parts_of(book)
    rows = {
        sheet: CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name(sheet).to_python()
        for sheet in ("By organisation", "By quarter")
    }
    kinds, drawn = [], {}
    charts = [name for name in parts.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name)]
    for name in charts:
        chart = ElementTree.fromstring(parts.read(name))
        kinds.append(chart.find(f".//{CHART}barDir").get("val"))  # type: ignore[union-attr]
        formula = chart.findtext(f".//{CHART}val/{CHART}numRef/{CHART}f") or ""
        sheet, first, last = re.fullmatch(r"'(.+)'!\$([A-Z]+\$\d+):\$([A-Z]+\$\d+)", formula).groups()  # type: ignore[union-attr]
        if sheet not in rows:
            kinds.pop()
            continue  # of a part
        column = ord(first.split("$")[0]) - ord("A")
        lines = rows[sheet][int(first.split("$")[1]) - 1 : int(last.split("$")[1])]
        drawn[(sheet, rows[sheet][1][column] or rows[sheet][1][column - 1])] = [
            line[column] for line in lines if isinstance(line[column], float)
        ]
    assert sorted(kinds) == ["bar", "bar", "col", "col"]
    assert sorted(drawn[("By organisation", "Awareness programmes")]) == [80, 1050]
    assert [number for number in drawn[("By quarter", "Awareness programmes")] if number] == [450, 600, 80]
    assert sum(drawn[("By quarter", "Meetings with self-help groups")]) == 198 + 37


@pytest.mark.parametrize("language", ["hi", "en"])
def test_dates_are_dates_and_numbers_numbers(held: Cast, written: Written, language: str) -> None:
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(written("xlsx", YEAR, language)))
    first = parts_before(written, YEAR, language)
    totals, months = (sheets.get_sheet_by_index(first + place).to_python() for place in (0, 5))
    assert totals[1][1:3] == [YEAR.start, YEAR.end]
    assert totals[2][1:3] == [YEAR.before().start, YEAR.before().end]
    assert [row[0] for row in months[3:15]] == [dt.date(2022 + (n > 8), (n + 3) % 12 + 1, 1) for n in range(12)]
    awareness = next(row for row in totals[4:] if row[2] == 680)
    assert awareness[2:6] == [680, 450, 230, 0.51]
