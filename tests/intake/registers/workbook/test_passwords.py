"""Workbooks that are protected by a password. No database."""

import io
from pathlib import Path

import msoffcrypto
import pytest

from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.problems import Problem
from tests.intake.registers.workbook.saved_register import DATA
from tests.intake.registers.workbooks import meeting, meetings


def encrypted(path: Path, password: str) -> Path:
    """A workbook of one meeting, encrypted as Excel does."""
    out = io.BytesIO()
    with meetings(path, meeting(1)).open("rb") as file:
        msoffcrypto.OfficeFile(file).encrypt(password, out)
    path.write_bytes(out.getvalue())
    return path


def _refusal(path: Path, password: str = "") -> str:
    with pytest.raises(Problem) as refused, open_workbook(path, password=password):
        pass
    return refused.value.code


@pytest.mark.parametrize("name", ["password.xls", "password.xlsb"])
def test_protected_files_of_excel_are_read_with_their_password_only(name: str) -> None:
    with open_workbook(DATA / name, password="1234") as book:
        assert list(book.rows("Sheet1"))[1][:3] == ["String", 1, 1.1]
    assert _refusal(DATA / name) == "protected_workbook"
    assert _refusal(DATA / name, "12345") == "wrong_password"


def test_a_password_in_hindi_opens_a_workbook(tmp_path: Path) -> None:
    path = encrypted(tmp_path / "a.xlsx", "गुमला २०२२")
    with open_workbook(path, password="गुमला २०२२") as book:
        assert len(list(book.rows(book.names[0]))) == 2
    assert _refusal(path, "गुमला 2022") == "wrong_password"


def test_a_workbook_whose_cells_alone_are_protected_needs_no_password(tmp_path: Path) -> None:
    with open_workbook(encrypted(tmp_path / "a.xlsx", "VelvetSweatshop")) as book:
        assert len(list(book.rows(book.names[0]))) == 2


def test_a_protected_open_document_says_what_to_do() -> None:
    assert _refusal(DATA / "password.ods", "1234") == "password_not_supported"


def test_a_password_is_no_harm_to_a_workbook_without_one(tmp_path: Path) -> None:
    with open_workbook(meetings(tmp_path / "a.xlsx", meeting(1)), password="1234") as book:
        assert len(book.names) == 1


def test_nothing_decrypted_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with open_workbook(DATA / "password.xls", password="1234") as book:
        list(book.rows("Sheet1"))
    assert list(tmp_path.iterdir()) == []
