"""A folder's workbooks are taken in, and every other spreadsheet in it is named. Pure; no database."""

from pathlib import Path

from jatan.intake.registers.run import passed_over, workbooks_in


def _folder(path: Path, *names: str) -> Path:
    for name in names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).touch()
    return path


def test_every_spreadsheet_that_is_not_taken_in_is_named_with_a_reason(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        "a.xlsx",
        "B.XLSM",
        "old.xls",
        "sheet.ODS",
        "list.csv",
        "2022/b.xlsx",
        "2022/c.xls",
        "notes.txt",
        "n.json",
    )
    assert [path.name for path in workbooks_in([folder])] == ["B.XLSM", "a.xlsx"]
    assert {name: problem.code for name, problem in passed_over([folder]).items()} == {
        "old.xls": "not_a_workbook",
        "sheet.ODS": "not_a_workbook",
        "list.csv": "not_a_workbook",
        "2022/b.xlsx": "in_another_folder",
        "2022/c.xls": "not_a_workbook",
    }


def test_what_a_program_lays_beside_an_open_file_is_nobodys_register(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "~$a.xlsx", ".~lock.a.ods", ".cache/b.xls", "a.xlsx")
    assert passed_over([folder]) == {}
    assert [path.name for path in workbooks_in([folder, folder / "a.xlsx"])] == ["a.xlsx", "a.xlsx"]


def test_a_file_that_is_named_is_looked_at_itself(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "old.xls")
    assert passed_over([folder / "old.xls"]) == {}
    assert workbooks_in([folder / "old.xls"]) == [folder / "old.xls"]
