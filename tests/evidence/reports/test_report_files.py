"""JSON, workbook and PDF have the same numbers; texts are never run as formulas or markup."""

import datetime as dt
import io
import json
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from jatan.evidence.indicators.definitions import INDICATORS
from jatan.evidence.studio.written import write_report
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Organisation
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.journeys.commands import RecordOutcome, RegisterJourney
from jatan.programme.journeys.services import record_outcome
from tests.cast import Cast
from tests.evidence import builders
from tests.pdf_text import words_of

As = Callable[[str], AbstractContextManager[Actor]]
YEARS = Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31))


@pytest.fixture
def held(cast: Cast, as_: As) -> Cast:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=48565, kind="awareness")
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, 3), total=4112)
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 5, 3), total=1037)
    return cast


def tables_in(book: CalamineWorkbook) -> list[str]:
    """The sheets of all tables, which stand behind those of the parts."""
    return list(book.sheet_names[len(json.loads(write_report(YEARS, "json"))["parts"]) :])


def test_json_has_the_published_codes_and_values_in_order(held: Cast) -> None:
    document = json.loads(write_report(YEARS, "json"))
    assert document["period"] == ["2021-04-01", "2024-03-31"]
    assert [one["code"] for one in document["indicators"]] == [one.code for one in INDICATORS]
    values = {one["code"]: one["values"] for one in document["indicators"]}
    assert values["shg_meetings"] == {"meetings": 2, "participants": 5149}
    assert values["awareness_programmes"] == {"programmes": 1, "participants": 48565}
    assert values["information_centres"] == {"centres": 2, "received": None, "resolved": None}
    assert values["group_reach"] == {"people": None}
    absent = {f"{code}.{name}" for code, one in values.items() for name, number in one.items() if number is None}
    assert absent <= set(document["absent"])
    assert "shg_meetings.meetings" not in document["absent"]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_workbook_and_pdf_have_the_same_numbers(held: Cast, language: str) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_report(YEARS, "xlsx", language)))
    totals, _charts, by_organisation, by_district, by_quarter, by_month = (
        book.get_sheet_by_name(name).to_python() for name in tables_in(book)[:6]
    )
    numbers = [row[2] for row in totals[4:] if isinstance(row[2], float)]
    document = json.loads(write_report(YEARS, "json"))
    given = [value for one in document["indicators"] for value in one["values"].values() if value is not None]
    assert numbers == [float(value) for value in given]
    assert {row[0]: row[2] for row in by_organisation[3:]}["गुमला सदस्य" if language == "hi" else "Gumla member"] == 4112
    for table, lines in ((by_organisation, 2), (by_district, 2), (by_quarter, 12), (by_month, 36)):
        *rows, total = table[3:]
        assert total[0] in {"कुल", "Total"}
        assert total[2] == sum(row[2] for row in rows if isinstance(row[2], float)) == 5149
        assert len([row for row in rows if row[0]]) == lines

    label = "जागरूकता कार्यक्रम" if language == "hi" else "Awareness programmes"
    text = words_of(write_report(YEARS, "pdf", language))
    assert label in text
    assert format_integer(48565) in text
    assert "5,149" in text
    assert "4,112" in text


def test_name_like_a_formula_is_written_as_text(held: Cast) -> None:
    for start in ("=", "+", "-", "@", "\t=", "＝"):
        name = f'{start}HYPERLINK("http://example.org","x")'
        Organisation.objects.filter(id=held.gumla.id).update(name_hi=name)
        content = write_report(YEARS, "xlsx", "hi")
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        cells = [row[0] for sheet in book.sheet_names for row in book.get_sheet_by_name(sheet).to_python() if row]
        assert name in cells
        parts = zipfile.ZipFile(io.BytesIO(content))
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        assert sheets
        assert not any(b"<f>" in parts.read(sheet) for sheet in sheets)


def test_markup_in_a_name_is_escaped(held: Cast) -> None:
    Organisation.objects.filter(id=held.gumla.id).update(name_hi="#panic() <script>alert(1)</script> $x$")
    text = words_of(write_report(YEARS, "pdf", "hi"))
    assert "#panic()" in text


def test_file_is_limited_to_the_readers_reach(held: Cast, as_: As, tmp_path: Path) -> None:
    with as_("coordinator") as by:
        write_report(YEARS, "json", output=tmp_path / "report.json", by=by)
    document = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    # A reader's report is not recounted: it shows the last count.
    assert document["indicators"][0]["values"] == {"meetings": None, "participants": None}
    write_report(YEARS, "json")
    with as_("coordinator") as by:
        mine = json.loads(write_report(YEARS, "json", by=by))
    assert mine["indicators"][0]["values"] == {"meetings": 1, "participants": 4112}


@pytest.fixture
def recorded_journeys(held: Cast, as_: As) -> Cast:
    """Two journeys in Gumla in the period, one registered before leaving and with an outcome."""
    with as_("coordinator") as by:
        for registered_on, leaves_on in (
            (dt.date(2022, 5, 1), dt.date(2022, 5, 3)),
            (dt.date(2022, 6, 9), dt.date(2022, 6, 1)),
        ):
            person = builders.person(by, held.gumla, held.gumla_block)
            journey = RegisterJourney(
                organisation=held.gumla.id,
                place=held.gumla_block,
                person=person,
                registered_on=registered_on,
                leaves_on=leaves_on,
                wage_promised=11700,
            )
            row = register_imported_journeys(by=by, commands=[journey])[0]
        outcome = RecordOutcome(journey=row, returned_on=dt.date(2023, 1, 1), wage_actual=8300)
        record_outcome(by=by, command=outcome)
    return held


def test_json_has_the_annex_beside_the_published_table(recorded_journeys: Cast) -> None:
    document = json.loads(write_report(YEARS, "json"))
    found = {one["code"]: one for one in document["annex"]["indicators"]}
    assert found["registered_before_leaving"]["values"] == {"before": 1, "leaving": 2}
    assert found["registered_before_leaving"]["percent"] == 50
    assert found["wage_gap"]["values"] == {"outcomes": 1, "less": 1, "promised": 11700, "paid": 8300}
    assert {(one["open"], one["overdue"]) for one in document["annex"]["open_now"]} == {(0, 0)}
    assert not set(found) & {one["code"] for one in document["indicators"]}


@pytest.mark.parametrize("language", ["hi", "en"])
def test_workbook_and_pdf_have_the_annex(recorded_journeys: Cast, language: str) -> None:
    title = "साथ की तालिका: सुरक्षित प्रवास" if language == "hi" else "Annex: safe migration"
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_report(YEARS, "xlsx", language)))
    tables = tables_in(book)
    assert tables.index(title.replace(":", " –")) == 6
    annex = book.sheet_names.index(tables[6])
    numbers = [row[2] for row in book.get_sheet_by_index(annex).to_python() if isinstance(row[2], float)]
    assert {11700.0, 8300.0} <= set(numbers)
    *rows, total = book.get_sheet_by_index(annex + 1).to_python()[3:]
    assert sum(row[1] for row in rows if isinstance(row[1], float)) == total[1] == 1
    text = words_of(write_report(YEARS, "pdf", language))
    assert "11,700" in text
    assert "8,300" in text
