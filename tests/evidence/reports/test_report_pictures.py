"""How the files look to whoever opens them: pages that are filled, charts, heads that stay, dates that are dates."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from xml.etree import ElementTree

import pytest
from pypdf import PageObject, PdfReader
from python_calamine import CalamineWorkbook

from jatan.evidence.reports.impact import write_report
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Organisation
from jatan.kernel.periods import Period
from tests.cast import Cast
from tests.evidence import builders

As = Callable[[str], AbstractContextManager[Actor]]
YEARS = Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31))
YEAR = Period(dt.date(2022, 4, 1), dt.date(2023, 3, 31))
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture
def held(cast: Cast, as_: As) -> Cast:
    """Meetings and programmes of two members in two blocks over two years."""
    with as_("coordinator") as by:
        for month in range(1, 13):
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, month, 3), total=10 + month)
        builders.meeting(by, cast.gumla, cast.other_gumla_block, dt.date(2022, 6, 8), total=600, kind="awareness")
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2021, 6, 8), total=450, kind="awareness")
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 5, 3), total=37)
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2023, 1, 3), total=80, kind="awareness")
    return cast


def written(format: str, period: Period = YEAR, language: str = "en", **more: object) -> bytes:
    compared = {"compared_with": period.before()} | more
    return write_report(period, format, language, **compared)  # type: ignore[arg-type]


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
def test_no_page_of_the_pdf_is_nearly_empty(held: Cast, period: Period, of_member: bool, language: str) -> None:
    pdf = written("pdf", period, language, organisation=held.gumla.pk if of_member else None)
    pages = PdfReader(io.BytesIO(pdf)).pages
    shares = [round(filled_share(page), 2) for page in pages]
    assert 2 <= len(pages) <= 8
    assert min(shares) >= 1 / 3, shares


def test_no_page_is_nearly_empty_with_long_names_and_many_members(held: Cast) -> None:
    for number in range(14):
        Organisation.objects.create(
            code=f"L{number}", name_hi=f"बहुत लंबे नाम वाली सदस्य संस्था, पश्चिमी सिंहभूम {number}", name_en=f"Long {number}"
        )
    pages = PdfReader(io.BytesIO(written("pdf", YEARS, "hi"))).pages
    assert min(filled_share(page) for page in pages) >= 1 / 3


def test_the_report_says_the_scale_of_each_unit(held: Cast) -> None:
    pages = PdfReader(io.BytesIO(written("pdf"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert "Dark bars count people, up to 680" in text
    assert "light bars meetings and the like, up to 10" in text


def test_bars_of_people_and_of_acts_have_scales_of_their_own(held: Cast) -> None:
    page = written("html").decode()
    bars = re.findall(r'class="(people|acts)" width="([\d.]+)" height="12"/></svg></td>', page)
    assert {kind: max(float(width) for one, width in bars if one == kind) for kind, _width in bars} == {
        "people": 100.0,
        "acts": 100.0,
    }


def parts_of(book: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(book))


def sheets_of(book: bytes) -> list[ElementTree.Element]:
    parts = parts_of(book)
    names = sorted(
        (name for name in parts.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name)),
        key=lambda name: int(re.findall(r"\d+", name)[0]),
    )
    return [ElementTree.fromstring(parts.read(name)) for name in names]


def test_every_sheet_prints_a_page_across_and_tables_keep_their_heads(held: Cast) -> None:
    book = written("xlsx", YEARS)
    names = CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
    for name, sheet in zip(names, sheets_of(book), strict=True):
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
    assert titles.count("Print_Titles") == len(names) - 1


def test_charts_of_the_workbook_draw_the_cells_of_its_tables(held: Cast) -> None:
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
def test_dates_are_dates_and_numbers_numbers(held: Cast, language: str) -> None:
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(written("xlsx", YEAR, language)))
    totals, months = sheets.get_sheet_by_index(0).to_python(), sheets.get_sheet_by_index(5).to_python()
    assert totals[1][1:3] == [YEAR.start, YEAR.end]
    assert totals[2][1:3] == [YEAR.before().start, YEAR.before().end]
    assert [row[0] for row in months[3:15]] == [dt.date(2022 + (n > 8), (n + 3) % 12 + 1, 1) for n in range(12)]
    awareness = next(row for row in totals[4:] if row[2] == 680)
    assert awareness[2:6] == [680, 450, 230, 0.51]


def test_html_needs_nothing_from_outside(held: Cast) -> None:
    page = written("html", YEARS, "hi").decode()
    assert not re.findall(r"(?:src=|href=|url\((?!#)|@import|<link|<script)", page)
    assert page.count("<figure") == 4
    assert page.count("<tfoot>") >= 4
    assert len(page) < 200_000
