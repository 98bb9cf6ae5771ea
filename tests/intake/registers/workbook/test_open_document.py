"""What an OpenDocument spreadsheet holds besides its cells is not taken for a cell. No database."""

import datetime as dt
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.problems import Problem

DAY = dt.date(2022, 3, 5)
_NAMES = "office table text calcext draw"


def _book(path: Path, spreadsheet: str, kind: str = "spreadsheet") -> Path:
    names = " ".join(f'xmlns:{name}="urn:{name}"' for name in _NAMES.split())
    body = f"<office:body><office:spreadsheet>{spreadsheet}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", f"<office:document-content {names}>{body}</office:document-content>")
    return path


def _row(tmp_path: Path, cells: str) -> list[Any]:
    table = f'<table:table table:name="A"><table:table-row>{cells}</table:table-row></table:table>'
    with open_workbook(_book(tmp_path / "a.ods", table)) as book:
        return next(iter(book.rows("A")), [])


def _cell(inside: str, attributes: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (_cell("<text:p>12</text:p>", 'office:value-type="float" office:value="12"'), 12.0),
        (_cell("<text:p>₹ 5</text:p>", 'office:value-type="currency" office:value="5"'), 5.0),
        (_cell("<text:p>x</text:p>", 'office:value-type="date" office:date-value="2022-03-04"'), dt.date(2022, 3, 4)),
        (
            _cell("<text:p>x</text:p>", 'office:value-type="date" office:date-value="2022-03-04T10:30:00"'),
            dt.datetime(2022, 3, 4, 10, 30),  # noqa: DTZ001 - a cell has no time zone
        ),
        (_cell("<text:p>x</text:p>", 'office:value-type="date" office:date-value="2022-03-05T00:00:00.00"'), DAY),
        (_cell("<text:p>31/02</text:p>", 'office:value-type="date" office:date-value="2022-02-31"'), "31/02"),
        (_cell("<text:p>TRUE</text:p>", 'office:value-type="boolean" office:boolean-value="true"'), True),
        (_cell("<text:p>a</text:p><text:p>b</text:p>"), "a\nb"),
        (_cell('<text:p>a<text:s text:c="2"/>b<text:tab/><text:span>c</text:span></text:p>'), "a  b\tc"),
        (_cell("<office:annotation><text:p>remark</text:p></office:annotation><text:p>a</text:p>"), "a"),
        (_cell("<text:p>a</text:p><draw:frame><draw:text-box><text:p>b</text:p></draw:text-box></draw:frame>"), "a"),
        (_cell("<text:p>#REF!</text:p>", 'office:value-type="string" calcext:value-type="error"'), "#REF!"),
        (_cell("<text:p>Err:502</text:p>", 'office:value-type="float" calcext:value-type="error"'), "Err:502"),
    ],
)  # fmt: skip
def test_a_cell_has_its_type_and_its_own_text_only(tmp_path: Path, cell: str, value: Any) -> None:
    assert _row(tmp_path, cell) == [value]


def test_a_formula_that_was_never_calculated_is_named(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="not_calculated") as refused:
        _row(tmp_path, _cell("<text:p>a</text:p>") + _cell("", 'table:formula="of:=5+6"'))
    assert "B1" in str(refused.value.message)


def test_covered_cells_are_empty_and_merged_cells_are_reported(tmp_path: Path) -> None:
    merged = _cell("<text:p>a</text:p>", 'table:number-columns-spanned="2" table:number-rows-spanned="3"')
    row = f"<table:table-row>{merged}<table:covered-table-cell><text:p>old</text:p></table:covered-table-cell>"
    row += f"{_cell('<text:p>c</text:p>')}</table:table-row>"
    table = f'<table:table table:name="A"><table:table-row/>{row}</table:table>'
    with open_workbook(_book(tmp_path / "a.ods", table)) as book:
        assert list(book.rows("A")) == [[], ["a", "", "c"]]
        assert book.merged("A") == [(1, 0, 3, 1)]


def test_deleted_rows_that_are_remembered_are_not_read(tmp_path: Path) -> None:
    deleted = _cell("<text:p>old</text:p>")
    deleted = f"<table:tracked-changes><table:deletion>{deleted}</table:deletion></table:tracked-changes>"
    table = (
        f'<table:table table:name="A"><table:table-row>{_cell("<text:p>a</text:p>")}</table:table-row></table:table>'
    )
    with open_workbook(_book(tmp_path / "a.ods", deleted + table)) as book:
        assert [list(book.rows(name)) for name in book.names] == [[["a"]]]


def test_a_large_workbook_is_read_again_for_each_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jatan.intake.registers.workbook.open_document._CELLS_IN_MEMORY", 3)
    row = f"<table:table-row>{_cell('<text:p>{}</text:p>')}</table:table-row>"
    tables = "".join(
        f'<table:table table:name="{name}">{"".join(row.format(f"{name}{n}") for n in range(3))}</table:table>'
        for name in "AB"
    )
    with open_workbook(_book(tmp_path / "a.ods", tables)) as book:
        assert [list(book.rows(name)) for name in "ABA"] == [[[f"{name}{n}"] for n in range(3)] for name in "ABA"]


def test_a_text_document_is_no_workbook(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="not_a_workbook"), open_workbook(_book(tmp_path / "a.odt", "", kind="text")):
        pass
