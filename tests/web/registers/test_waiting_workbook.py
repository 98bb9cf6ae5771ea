"""Waiting rows go out as a workbook, are mended in Excel and come back: what is recorded, refused and left waiting."""

import io
import re
import shutil
import subprocess
import tracemalloc
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.recognise.vocabulary.kinds import kinds
from jatan.intake.registers.repair.actions import repair_row
from jatan.intake.registers.repair.row_keys import row_key
from jatan.intake.registers.run import import_workbook
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.journeys.models import Journey
from jatan.web.registers.waiting_workbook import write_waiting_rows
from jatan.web.registers.words import column_label, kind_label
from jatan.web.ui.workbooks.sheets import sheet_name
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, SHG, meeting, meetings, write
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

EXPORT, REPAIRED = "/registers/waiting/workbook/", "/registers/waiting/repaired/"
UNKNOWN = "ज्ञात नहीं प्रखंड"
JOURNEYS = ["S.No.", "Registered on", "Name", "Age", "Block", "Destination", "Wage"]

type Lines = list[list[Any]]


@pytest.fixture
def client(browser: Browser) -> Client:
    return browser("coordinator")


def park(cast: Cast, path: Path, *rows: list[Any], **sheets: Any) -> list[ParkedRow]:
    """Import meetings and other sheets; returns the rows that wait, by register and row number."""
    import_workbook(write(path, {SHG: [HEADER, *rows], **sheets}), cast.gumla)
    return parked(cast)


def parked(cast: Cast) -> list[ParkedRow]:
    with acting_as(cast.actor("coordinator")):
        return list(ParkedRow.objects.order_by("-kind", "row_number"))


def recorded(cast: Cast) -> list[tuple[int, str]]:
    with acting_as(cast.actor("coordinator")):
        made = Activity.objects.select_related("place").order_by("total")
        return [(one.total, one.place.name_en) for one in made]


def export(client: Client) -> bytes:
    answer = client.post(EXPORT, {"purpose": "checking"})
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    return b"".join(answer)  # type: ignore[arg-type]


def sheets_of(content: bytes) -> dict[str, Lines]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names if name != "lists"}


def save(sheets: dict[str, Lines]) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False})
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for number, line in enumerate(lines):
            for place, value in enumerate(line):
                sheet.write(number, place, value)
    book.close()
    return target.getvalue()


def with_corrections(lines: Lines, values: dict[str, dict[str, Any]]) -> Lines:
    """The lines with {row as "row 3": {column: right value}} written into the yellow columns."""
    head = lines[0]
    for where, changes in values.items():
        (line,) = [line for line in lines[1:] if re.search(rf"\D{where}\D", f" {line[1]} ")]
        for column, value in changes.items():
            line[head.index(f"सही लिखें: {column}")] = value
    return lines


def bring(client: Client, content: bytes, name: str = "mended.xlsx") -> Any:
    return client.post(REPAIRED, {"workbook": SimpleUploadedFile(name, content)})


def record(client: Client, preview: Any) -> Any:
    return client.post(REPAIRED, {"payload": preview.context["payload"], "step": "record"}, follow=True)


def test_rows_go_out_are_sorted_and_mended_and_come_in(cast: Cast, client: Client, tmp_path: Path) -> None:
    rows = [meeting(n, block=UNKNOWN, village=f"V{n}", women=n) for n in (1, 2, 3)]
    journey = [1, "12/03/2022", "Etwa Oraon", 24, "Basia", "Surat", 350]
    park(cast, tmp_path / "a.xlsx", *rows, **{"Migration register": [JOURNEYS, journey]})
    sheets = sheets_of(export(client))
    assert list(sheets) == ["स्वयं सहायता समूहों के साथ", "प्रवासी रजिस्टर"]
    shg, journeys = sheets.values()
    assert shg[0][:3] == ["पहचान", "पंक्ति", "क्यों रुकी है"]
    place = shg[0].index("प्रखंड")
    assert shg[0][place + 1] == "सही लिखें: प्रखंड"
    assert [line[place] for line in shg[1:]] == [UNKNOWN] * 3
    assert [line[place + 1] for line in shg[1:]] == [""] * 3
    assert "प्रखंड: " in shg[1][2]
    with_corrections(shg, {"पंक्ति 2": {"प्रखंड": "बसिया"}, "पंक्ति 3": {"प्रखंड": "Palkot"}})
    with_corrections(journeys, {"पंक्ति 2": {"बताई गई मज़दूरी": 9100.0}})
    shg[1:] = [shg[3], shg[1], shg[2]]
    turned = {name: [line[::-1] for line in lines] for name, lines in sheets.items()}
    preview = bring(client, save(turned))
    assert (preview.context["recorded"], preview.context["untouched"], preview.context["refused"]) == (3, 1, [])
    assert recorded(cast) == []
    record(client, preview)
    assert recorded(cast) == [(1, "Basia"), (2, "Palkot")]
    with acting_as(cast.actor("coordinator")):
        assert Journey.objects.get().wage_promised == 9100
    assert [row.status for row in parked(cast)] == ["closed", "closed", "open", "closed"]


@pytest.mark.parametrize("form", ["ods", "xlsx", "csv"])
def test_libreoffice_keeps_what_is_needed(cast: Cast, client: Client, tmp_path: Path, form: str) -> None:
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed")
    park(cast, tmp_path / "a.xlsx", *[meeting(n, block=UNKNOWN, village=f"V{n}", women=n) for n in (1, 2)])
    ((name, lines),) = sheets_of(export(client)).items()
    (tmp_path / "mended.xlsx").write_bytes(save({name: with_corrections(lines, {"पंक्ति 3": {"प्रखंड": "बसिया"}})}))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    wanted = "csv:Text - txt - csv (StarCalc):44,34,76" if form == "csv" else form
    command = ["soffice", profile, "--headless", "--convert-to", wanted, "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(tmp_path / "mended.xlsx")], check=True, capture_output=True, timeout=120)
    preview = bring(client, (tmp_path / "out" / f"mended.{form}").read_bytes(), f"mended.{form}")
    assert (preview.context["recorded"], preview.context["untouched"]) == (1, 1)
    record(client, preview)
    assert recorded(cast) == [(2, "Basia")]


def test_altered_and_foreign_identities_are_refused_by_line(
    cast: Cast, browser: Browser, client: Client, tmp_path: Path
) -> None:
    rows = park(cast, tmp_path / "a.xlsx", *[meeting(n, block=UNKNOWN, village=f"V{n}", women=n) for n in range(1, 6)])
    ((name, lines),) = sheets_of(export(client)).items()
    with_corrections(lines, {f"पंक्ति {n}": {"प्रखंड": "बसिया"} for n in range(2, 7)})
    key = lines[1][0]
    lines[1][0] = key[:-1] + ("0" if key[-1] != "0" else "1")
    lines[2][0] = ""
    lines[3][0] = f"{new_id().hex}-{key[-12:]}"
    lines[4][0] = row_key(rows[4])
    lines[4][lines[0].index("सही लिखें: प्रखंड")] = "Palkot"
    preview = bring(client, save({name: lines}))
    assert preview.context["recorded"] == 0
    assert [line for line, _why in preview.context["refused"]] == [f"{name}, पंक्ति {n}" for n in (2, 3, 4, 5, 6)]
    lines.pop(4)
    preview = bring(client, save({name: lines}))
    assert (preview.context["recorded"], len(preview.context["refused"])) == (1, 3)
    record(client, preview)
    assert recorded(cast) == [(5, "Basia")]
    other = bring(browser("khunti_coordinator"), save({name: lines}))
    assert (other.context["recorded"], len(other.context["refused"])) == (0, 4)
    assert UNKNOWN not in other.content.decode()


def test_a_row_that_has_changed_since_is_refused(cast: Cast, client: Client, tmp_path: Path) -> None:
    park(cast, tmp_path / "a.xlsx", meeting(1, block=UNKNOWN, women=5), meeting(2, block=UNKNOWN, village="T"))
    ((name, lines),) = sheets_of(export(client)).items()
    with_corrections(lines, {"पंक्ति 2": {"प्रखंड": "बसिया"}, "पंक्ति 3": {"प्रखंड": "बसिया"}})
    rows = park(cast, tmp_path / "a.xlsx", meeting(1, block=UNKNOWN, women=6), meeting(2, block=UNKNOWN, village="T"))
    assert len(rows) == 2
    preview = bring(client, save({name: lines}))
    assert (preview.context["recorded"], len(preview.context["refused"])) == (1, 1)


def test_rows_closed_meanwhile_are_counted_and_the_same_file_twice_is_harmless(
    cast: Cast, client: Client, tmp_path: Path
) -> None:
    rows = park(cast, tmp_path / "a.xlsx", *[meeting(n, block=UNKNOWN, village=f"V{n}", women=n) for n in (1, 2, 3)])
    ((name, lines),) = sheets_of(export(client)).items()
    content = save({name: with_corrections(lines, {f"पंक्ति {n}": {"प्रखंड": "बसिया"} for n in (2, 3, 4)})})
    with acting_as(cast.actor("coordinator")) as by:
        repair_row(by=by, parked=rows[0], cells={"block": "Palkot"})
    preview = bring(client, content)
    assert (preview.context["recorded"], preview.context["closed"]) == (2, 1)
    with acting_as(cast.actor("coordinator")) as by:
        repair_row(by=by, parked=rows[1], cells={"block": "Palkot"})
    done = record(client, preview)
    assert len(list(done.context["messages"])) == 2
    assert recorded(cast) == [(1, "Palkot"), (2, "Palkot"), (3, "Basia")]
    again = bring(client, content)
    assert (again.context["recorded"], again.context["closed"], again.context["refused"]) == (0, 3, [])
    assert 'value="record"' not in again.content.decode()
    record(client, preview)
    assert len(recorded(cast)) == 3


def test_a_figure_written_once_more_is_a_yes(cast: Cast, client: Client, tmp_path: Path) -> None:
    park(cast, tmp_path / "a.xlsx", meeting(1, women=400, total=400), meeting(2, women=500, village="T"))
    ((name, lines),) = sheets_of(export(client)).items()
    values = {"पंक्ति 2": {"महिलाएँ": "400", "कुल": "400"}, "पंक्ति 3": {"महिलाएँ": "50", "कुल": "50"}}
    columns = set(lines[0])
    known = {where: {c: v for c, v in one.items() if f"सही लिखें: {c}" in columns} for where, one in values.items()}
    preview = bring(client, save({name: with_corrections(lines, known)}))
    assert preview.context["recorded"] >= 1
    record(client, preview)
    assert (400, "Basia") in recorded(cast)


def test_nothing_in_the_workbook_is_a_formula(cast: Cast, client: Client, tmp_path: Path) -> None:
    evil = ["=HYPERLINK(1)", "+1+1", "-1+1", "@SUM(A1)", "=cmd|' /C calc'!A0"]
    rows = [meeting(n, block=f"{text} xyz", village=text, group=text) for n, text in enumerate(evil, start=1)]
    (tmp_path / "a.xlsx").write_bytes(save({SHG: [HEADER, *rows]}))
    import_workbook(tmp_path / "a.xlsx", cast.gumla)
    content = export(client)
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = {name: book.read(name).decode() for name in book.namelist() if "worksheets/" in name}
    assert parts
    assert not any("<f>" in text or "<f " in text for text in parts.values())
    ((_name, lines),) = sheets_of(content).items()
    village = lines[0].index("गाँव")
    assert [line[village] for line in lines[1:]] == [f"'{text}" for text in evil]


def test_rows_of_cases_do_not_leave(cast: Cast, client: Client, tmp_path: Path) -> None:
    header = ["S.No.", "Case code", "Date", "Type", "Follow-ups", "Status", "Closed on", "Block"]
    case = [1, "GUM-9", "31/02/2023", "Trafficking", "", "Open", "", "Xyzabad"]
    rows = park(cast, tmp_path / "a.xlsx", meeting(1, block=UNKNOWN), **{"Case work": [header, case]})
    sealed = next(row for row in rows if row.kind == "cases")
    assert client.get(EXPORT).context["sealed"] == 1
    content = export(client)
    assert len(sheets_of(content)) == 1
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert not any(b"GUM-9" in book.read(name) or b"Xyzabad" in book.read(name) for name in book.namelist())
    lines = [["पहचान", "सही लिखें: तारीख"], [row_key(sealed), "28/02/2023"]]
    preview = bring(client, save({"x": lines}))
    assert (preview.context["recorded"], len(preview.context["refused"])) == (0, 1)


def test_the_export_asks_for_a_purpose_and_is_in_the_ledger(cast: Cast, client: Client, tmp_path: Path) -> None:
    park(cast, tmp_path / "a.xlsx", meeting(1, block=UNKNOWN))
    assert client.post(EXPORT, {}).status_code == 200
    export(client)
    with acting_as(cast.actor("auditor")):
        event = Event.objects.get(verb="web.rows_exported")
    assert event.payload == {"rows": {"registers.parkedrow": 1}, "purpose": "checking"}


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "counsellor", "secretariat", "auditor"])
def test_other_roles_neither_take_nor_bring(part: str, browser: Browser) -> None:
    client = browser(part)
    assert client.get(EXPORT).status_code == 404
    assert client.get(REPAIRED).status_code == 404
    assert bring(client, save({"x": [["पहचान"]]})).status_code == 404


def test_another_kind_of_file_is_refused_in_words(cast: Cast, client: Client, tmp_path: Path) -> None:
    register = meetings(tmp_path / "a.xlsx", meeting(1)).read_bytes()
    for content in (b"", b"no workbook", register, save({"x": [["सही लिखें: प्रखंड"], [""]]})):
        answer = bring(client, content)
        assert answer.status_code == 422
        assert answer.context["form"].errors["workbook"]


def test_the_workbook_of_waiting_rows_is_no_register(cast: Cast, client: Client, tmp_path: Path) -> None:
    """It looks like one: every row would be parked or recorded once more."""
    park(cast, tmp_path / "a.xlsx", meeting(1, block=UNKNOWN))
    (tmp_path / "waiting.xlsx").write_bytes(export(client))
    with pytest.raises(Problem, match="waiting_rows"):
        import_workbook(tmp_path / "waiting.xlsx", cast.gumla)
    assert len(parked(cast)) == 1


def test_a_payload_of_somebody_else_or_an_altered_one_does_nothing(
    cast: Cast, browser: Browser, client: Client, tmp_path: Path
) -> None:
    park(cast, tmp_path / "a.xlsx", meeting(1, block=UNKNOWN))
    ((name, lines),) = sheets_of(export(client)).items()
    payload = bring(client, save({name: with_corrections(lines, {"पंक्ति 2": {"प्रखंड": "बसिया"}})})).context["payload"]
    for who, text in ((browser("khunti_coordinator"), payload), (client, payload[:-1]), (client, "x")):
        assert who.post(REPAIRED, {"payload": text}).status_code == 302
    assert recorded(cast) == []


@pytest.mark.parametrize("language", ["hi", "en"])
def test_no_two_columns_and_no_two_sheets_have_one_heading(language: str) -> None:
    with override(language):
        for kind in kinds().values():
            labels = [str(column_label(one)) for one in kind.fields]
            assert len(labels) == len(set(labels)), kind.code
        names = [sheet_name(str(kind_label(kind))) for kind in kinds()]
        assert all(0 < len(name) <= 31 for name in names)
        assert len(names) == len(set(names))


# A limit of so many bytes for each row more.
@pytest.mark.parametrize("count", [2_000, pytest.param(5_000, marks=pytest.mark.long)])
def test_thousands_of_rows_are_written_in_bounded_memory(cast: Cast, tmp_path: Path, count: int) -> None:
    row = park(cast, tmp_path / "a.xlsx", meeting(1, block=UNKNOWN))[0]

    def many(count: int) -> Iterable[ParkedRow]:
        for number in range(count):
            row.row_number = number
            row.cells = row.cells | {"village": f"गाँव {number}"}
            yield row

    def peak(count: int) -> int:
        tracemalloc.start()
        with acting_as(cast.actor("coordinator")), (tmp_path / f"{count}.xlsx").open("wb") as target:
            assert write_waiting_rows(target, many(count), {"shg_meeting": (set(row.cells), {"block"})}, {}) == count
        _size, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(count) < peak(500) + 666 * (count - 500)
