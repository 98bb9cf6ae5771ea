"""Text files: delimiter, encoding, and what is no table. No database."""

from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.problems import Problem

HINDI = 'क्रम,दिनांक,गाँव\n1,12/03/2022,"नवापुर, टोला"\n2,,कुम्हारी\n'
READ = [["क्रम", "दिनांक", "गाँव"], ["1", "12/03/2022", "नवापुर, टोला"], ["2", "", "कुम्हारी"]]


def _rows(path: Path, content: bytes) -> list[list[Any]]:
    path.write_bytes(content)
    with open_workbook(path) as book:
        return list(book.rows(book.names[0]))


def _refusal(path: Path, content: bytes) -> str:
    with pytest.raises(Problem) as refused:
        _rows(path, content)
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_hindi_is_read_in_every_encoding_and_with_every_line_end(tmp_path: Path, encoding: str, line_end: str) -> None:
    assert _rows(tmp_path / "a.csv", HINDI.replace("\n", line_end).encode(encoding)) == READ


def test_windows_1252_is_read(tmp_path: Path) -> None:
    assert _rows(tmp_path / "a.csv", "Name;Café\nA;naïve – “b”\n".encode("cp1252"))[1] == ["A", "naïve – “b”"]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("a,b\n1;2,3\n4;5,6\n", ["1;2", "3"]),
        ("a;b\n1,5;2,5\n3,5;4\n", ["1,5", "2,5"]),
        ("a\tb\n1,234\t2\n", ["1,234", "2"]),
        ("a|b\nx; y|z\n", ["x; y", "z"]),
        ("Meetings of 2022\n\na;b\nSafe migration, rights;2\nHealth, law;3\n", ["Safe migration, rights", "2"]),
        ("sep=;\na;b\n1;2\n", ["1", "2"]),
        ('a,b\n"two\nlines",2\n', ["two\nlines", "2"]),
    ],
)
def test_the_delimiter_is_found(tmp_path: Path, text: str, row: list[str]) -> None:
    assert row in _rows(tmp_path / "a.csv", text.encode())


def test_only_what_loses_nothing_becomes_a_number(tmp_path: Path) -> None:
    cells = ["0651", "12", "1.25", "12.0", "3.10", "1e5", "TRUE", "true", "24.5.2021", "9876543210", "nan"]
    read = _rows(tmp_path / "a.csv", ("\t".join(cells) + "\n").encode())[0]
    assert read == ["0651", "12", 1.25, 12.0, "3.10", "1e5", True, "true", "24.5.2021", "9876543210", "nan"]


def test_the_sheet_is_named_as_the_uploaded_file(tmp_path: Path) -> None:
    path = tmp_path / "0123abcd"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with open_workbook(path, name="Gumla - SHG meetings.csv") as book:
        assert book.names == ["Gumla - SHG meetings"]


DAMAGED_HINDI = {
    "saved as ANSI": "a,b\nनवापुर,टोला\nसीता,गीता\n".encode("ascii", "replace"),
    "read as Windows-1252 and saved again": HINDI.encode().decode("cp1252", "replace").encode(),
    "cut within a letter and continued": HINDI.encode()[:-4] + b"\xe0\n",
    "mixed with another encoding": HINDI.encode() + "3,,café\n".encode("cp1252"),
}


@pytest.mark.parametrize("content", DAMAGED_HINDI.values(), ids=DAMAGED_HINDI)
def test_damaged_hindi_is_refused_rather_than_recorded(tmp_path: Path, content: bytes) -> None:
    assert _refusal(tmp_path / "a.csv", content) == "letters_lost"


def test_single_question_marks_are_no_damage(tmp_path: Path) -> None:
    assert len(_rows(tmp_path / "a.csv", b"a,b\n?,1\n?,2\nwho??,3\n?,??\n")) == 5


@pytest.mark.parametrize(
    "content",
    [
        b"<html><table><tr><td>a,b</td></tr></table>",
        b"<?xml version='1.0'?><a>1,2</a>",
        b"%PDF-1.7 1,2\n3,4",
        b"{\\rtf1 a,b\nc,d}",
        b'{"a": 1, "b": 2}',
        b'[{"a": 1, "b": 2}]',
        b"Dear Sir\nno table here\n",
        b"\x89PNG\r\n\x1a\n,,,,",
        b"a,b\n\x00\x01\x02,\x03",
    ],
)
def test_other_kinds_of_file_are_no_table(tmp_path: Path, content: bytes) -> None:
    assert _refusal(tmp_path / "a.csv", content) == "not_a_workbook"
