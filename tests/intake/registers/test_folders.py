"""A folder's workbooks are imported, and its other spreadsheets reported. No database."""

from pathlib import Path

from jatan.intake.registers.run import ignored_spreadsheets, workbooks_in


def _folder(path: Path, *names: str) -> Path:
    for name in names:
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).touch()
    return path


def test_ignored_spreadsheets_are_reported_with_a_reason(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path,
        "a.xlsx",
        "B.XLSM",
        "old.xls",
        "sheet.ODS",
        "list.csv",
        "tablet.numbers",
        "2022/b.xlsx",
        "2022/c.fods",
        "notes.txt",
        "n.json",
    )
    assert [path.name for path in workbooks_in([folder])] == ["B.XLSM", "a.xlsx", "list.csv", "old.xls", "sheet.ODS"]
    assert {name: problem.code for name, problem in ignored_spreadsheets([folder]).items()} == {
        "tablet.numbers": "not_a_workbook",
        "2022/b.xlsx": "in_another_folder",
        "2022/c.fods": "not_a_workbook",
    }


def test_lock_files_and_hidden_files_are_ignored(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "~$a.xlsx", ".~lock.a.ods", ".cache/b.xls", "a.xlsx")
    assert ignored_spreadsheets([folder]) == {}
    assert [path.name for path in workbooks_in([folder, folder / "a.xlsx"])] == ["a.xlsx", "a.xlsx"]


def test_given_file_is_imported_whatever_its_name(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "old.xls")
    assert ignored_spreadsheets([folder / "old.xls"]) == {}
    assert workbooks_in([folder / "old.xls"]) == [folder / "old.xls"]
