"""Reading workbooks, and refusing dangerous ones."""

import datetime as dt
import struct
import zipfile
from pathlib import Path

import pytest

from jatan.intake.registers.workbook import safety
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.intake.registers.workbook.stream import StreamedWorkbook
from jatan.kernel.problems import Problem
from tests.intake.registers.workbook.saved_register import binary_workbook, record
from tests.intake.registers.workbooks import HEADER, meeting, meetings, write

MOMENT = dt.datetime(2022, 3, 4, 10, 30)  # noqa: DTZ001 - a cell has no time zone
PARTS = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def _zip(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _refused(path: Path) -> str:
    with pytest.raises(Problem) as refusal, open_workbook(path):
        pass
    return refusal.value.code


def test_cells_keep_their_type_and_formulas_give_cached_values(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"A": [["x", 1.5, dt.date(2022, 3, 4), MOMENT, ("=1+1", 2)]]})
    with open_workbook(path) as book:
        assert list(book.rows("A")) == [["x", 1.5, dt.date(2022, 3, 4), MOMENT, 2.0]]


def test_hidden_sheets_are_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"A": [["x"]], "B": [["y"]]}, hidden=["B"])
    with open_workbook(path) as book:
        assert book.names == ["A", "B"]
        assert list(book.rows("B")) == [["y"]]


@pytest.mark.parametrize("ending", ["xlsx", "xlsb"])
def test_an_empty_first_column_is_read_too(tmp_path: Path, ending: str) -> None:
    """Before: merged cells, errors and fonts were looked up one column beside the cells that they belong to."""
    path = tmp_path / f"a.{ending}"
    if ending == "xlsb":
        cells = record(0, struct.pack("<I", 0) + bytes(21)) + record(5, struct.pack("<IId", 1, 0, 7.0))
        cells += record(3, struct.pack("<II", 2, 0) + b"\x07")
        binary_workbook(path, record(129) + record(148, bytes(16)) + record(145) + cells + record(146) + record(130))
    else:
        write(path, {"A": [["", 7, ("=1/0", "#DIV/0!")]]})
    with open_workbook(path) as book:
        assert list(book.rows(book.names[0])) == [["", 7.0, "#DIV/0!"]]


def test_streamed_reading_gives_the_same_cells(tmp_path: Path) -> None:
    rows = [
        HEADER,
        *(meeting(n, date=dt.date(2022, 1, 1) + dt.timedelta(days=n)) for n in range(50)),
        [],
        [None, MOMENT, True, ("=1/2", 0.5), "नाम\nदो"],
    ]
    path = write(tmp_path / "a.xlsx", {"Ä & <b>": rows, "Empty": []})
    streamed = StreamedWorkbook(path)
    with open_workbook(path) as book:
        assert streamed.names == book.names
        for name in book.names:
            assert _trimmed(streamed.rows(name)) == _trimmed(book.rows(name))
    streamed.close()


def _trimmed(rows: object) -> list[list[object]]:
    trimmed = []
    for row in rows:  # type: ignore[attr-defined]
        cells = list(row)
        while cells and cells[-1] == "":
            cells.pop()
        trimmed.append(cells)
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


def test_sheet_with_two_distant_cells_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write(path, {"A": [["x"]]})
    _rewrite(
        path,
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
    )
    assert safety.check_workbook(path).is_big
    with open_workbook(path) as book:
        rows = list(book.rows("A"))
    assert rows[0] == ["x"]
    assert len(rows) < 1000


FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
HIDDEN_FAR = {
    "other quotes": FAR.replace(b'"', b"'"),
    "blanks around the sign": FAR.replace(b'r="X', b'r = "X'),
    "another attribute first": FAR.replace(b'<c r="X', b'<c s="0" r="X'),
    "no place at all": b'<row r="1048576">' + b"<c/>" * 16383 + b"<c><v>1</v></c></row>",
    "a false place beside": b'<!-- r="A1" --><row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
}


@pytest.mark.parametrize("far", HIDDEN_FAR.values(), ids=HIDDEN_FAR)
def test_distant_cell_is_found_in_every_notation(tmp_path: Path, far: bytes) -> None:
    path = write(tmp_path / "a.xlsx", {"A": [["x"]]})
    _rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far + b"</sheetData>"))
    assert safety.check_workbook(path).is_big
    with open_workbook(path) as book:
        assert next(iter(book.rows("A"))) == ["x"]


def test_sheet_part_with_other_name_or_utf16_is_measured(tmp_path: Path) -> None:
    sheet = b"<worksheet><sheetData>" + FAR + b"</sheetData></worksheet>"
    assert safety.check_workbook(_zip(tmp_path / "a.xlsx", PARTS | {"other/sheet.bin": sheet})).is_big
    wide = sheet.decode().encode("utf-16")
    assert safety.check_workbook(_zip(tmp_path / "b.xlsx", PARTS | {"xl/worksheets/sheet1.xml": wide})).is_big


def test_endless_tag_is_not_kept_in_memory(tmp_path: Path) -> None:
    endless = PARTS | {"xl/worksheets/sheet1.xml": b"<c " + b"a" * 3_000_000}
    assert safety.check_workbook(_zip(tmp_path / "a.xlsx", endless)).is_big


@pytest.mark.parametrize("cell", [b'<c r="B1" t="s"><v>99</v></c>', b'<c r="B1" s="x"><v>1</v></c>'])
def test_invalid_shared_string_index_is_a_damaged_workbook(tmp_path: Path, cell: bytes) -> None:
    path = write(tmp_path / "a.xlsx", {"A": [["x"]]})
    _rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</row>", cell + b"</row>"))
    with pytest.raises(Problem, match="not_a_workbook"):
        list(StreamedWorkbook(path).rows("A"))


def test_streamed_cell_keeps_non_numbers_and_drops_nul_and_surrogates(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"A": [["x"]]})
    more = b'<c r="B1"><v>abc</v></c><c r="C1" t="str"><v>a_x0000_b_xD800_c</v></c>'
    _rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</row>", more + b"</row>"))
    assert next(iter(StreamedWorkbook(path).rows("A"))) == ["x", "abc", "abc"]


def test_a_zip_bomb_is_not_opened(tmp_path: Path) -> None:
    bomb = PARTS | {"xl/worksheets/sheet1.xml": b"<sheetData>" + b" " * 50_000_000}
    assert _refused(_zip(tmp_path / "bomb.xlsx", bomb)) == "dangerous_workbook"


def test_too_many_parts_are_not_opened(tmp_path: Path) -> None:
    many = PARTS | {f"xl/media/{number}.png": b"" for number in range(safety.MAX_PARTS + 1)}
    assert _refused(_zip(tmp_path / "many.xlsx", many)) == "dangerous_workbook"


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd"])
def test_a_part_outside_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    assert _refused(_zip(tmp_path / "out.xlsx", PARTS | {name: b"x"})) == "dangerous_workbook"


def test_a_link_inside_the_archive_is_refused(tmp_path: Path) -> None:
    path = _zip(tmp_path / "link.xlsx", PARTS)
    link = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    assert _refused(path) == "dangerous_workbook"


def test_entities_in_a_streamed_sheet_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", {"A": [["x"]]})
    entity = b'<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    _rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<worksheet", entity + b"<worksheet", 1))
    with pytest.raises(Problem, match="dangerous_workbook"):
        list(StreamedWorkbook(path).rows("A"))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_workbook"),
        (b"PK\x03\x04 broken", "not_a_workbook"),
        (b"%PDF-1.7", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "not_a_workbook"),
    ],
)
def test_invalid_or_encrypted_file_gives_its_code(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert _refused(path) == code


def test_a_zip_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    assert _refused(_zip(tmp_path / "a.xlsx", {"a.txt": b"hello"})) == "not_a_workbook"


def test_a_damaged_sheet_is_no_workbook(tmp_path: Path) -> None:
    path = meetings(tmp_path / "a.xlsx", meeting(1))
    _rewrite(path, "xl/worksheets/sheet1.xml", lambda xml: xml[: len(xml) // 2])
    with pytest.raises(Problem, match="not_a_workbook"), open_workbook(path) as book:
        list(book.rows(book.names[0]))


def test_external_links_are_never_followed_and_macros_never_run(tmp_path: Path) -> None:
    path = meetings(tmp_path / "a.xlsx", meeting(1, village='=DDE("cmd";"/c calc";"x")'))
    _add(path, "xl/externalLinks/externalLink1.xml", b'<externalLink Target="http://192.0.2.1/x.xlsx"/>')
    _add(path, "xl/vbaProject.bin", b"\x00macro")
    with open_workbook(path) as book:
        assert len(list(book.rows(book.names[0]))) == 2


def _add(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)


def _rewrite(path: Path, name: str, change: object) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    parts[name] = change(parts[name])  # type: ignore[operator]
    _zip(path, parts)
