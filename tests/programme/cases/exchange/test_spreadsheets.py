"""IOM's spreadsheets are read as they come: variants understood, wrong codes parked with a reason, nothing lost."""

import datetime as dt
import io
import zipfile

import openpyxl
import pytest
import pyzipper

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.files import is_locked, read_file
from jatan.programme.cases.exchange.problems import exchange_problem
from jatan.programme.cases.exchange.records import Taken, single_row
from jatan.programme.cases.exchange.workbook import from_workbook
from tests.programme.cases.exchange.spreadsheets import (
    SURVIVOR,
    empty_survey_form,
    saved,
    survey_download,
    toolkit_workbook,
)
from tests.programme.cases.exchange.test_files_of_others import _in_hindi


def values(taken: Taken) -> dict[str, object]:
    """Field -> value of the only record."""
    (record,) = taken.records
    return {name: value for rows in record.values() for row in rows for name, value in row.items()}


@pytest.mark.parametrize("title", ["", "Human Trafficking Case Data"])
def test_the_toolkit_s_workbook_is_read_with_shifted_names_and_another_order_of_the_address(title: str) -> None:
    taken = from_workbook(toolkit_workbook([SURVIVOR], title=title))
    expected = SURVIVOR | {
        "prs_Gender": "Feminine",
        "vic_MethodsOfControl": ("DebtBondage", "TakesEarnings"),
        "vic_TypeOfExploitation": ("ForcedLabour",),
    }
    assert values(taken) == expected
    assert [one.text for one in taken.parked] == ([title] if title else [])


def test_the_download_of_the_survey_form_is_read() -> None:
    line = {
        "prs_FirstName": "Sita",
        "prs_Birthdate": dt.datetime(2009, 2, 28),  # noqa: DTZ001
        "prs_HomePhone": 919876543210,
        "vic_MethodsOfControl": "DebtBondage  RestrictsMovement",
        "con_Consent": True,
    }
    taken = from_workbook(survey_download([line]))
    assert taken.parked == ()
    assert values(taken) == {
        "prs_FirstName": "Sita",
        "prs_Birthdate": dt.date(2009, 2, 28),
        "prs_HomePhone": "919876543210",
        "vic_MethodsOfControl": ("DebtBondage",),
        "x_RestrictsMovement": True,
        "con_Consent": True,
    }


def test_a_column_for_each_code_is_one_answer() -> None:
    taken = from_workbook(survey_download([{"prs_FirstName": "Sita", "ticked": ("DebtBondage", "Other")}], ticks=True))
    assert taken.parked == ()
    assert values(taken)["vic_MethodsOfControl"] == ("DebtBondage", "Other")


def test_wrong_codes_and_unknown_columns_are_parked_with_a_reason_in_hindi_and_nothing_is_lost() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["prs_FirstName", "vic_TypeOfExploitation", "vic_ForcedLabourIndustry", "prs_Birthdate", "shoe size"])
    sheet.append(["A", "ForcedLabour Slavery", "F_Construction C_Manufacturing", "31/02/2009", 39])
    sheet.append(["B", "Begging", None, None, None])
    sheet.append([None, None, "Farming", None, None])
    taken = from_workbook(saved(book))
    assert [single_row(record, "person") for record in taken.records] == [
        {"prs_FirstName": "A"},
        {"prs_FirstName": "B"},
    ]
    first, second = taken.parked_of(0), taken.parked_of(1)
    assert {(one.field, one.text) for one in first} == {
        ("vic_TypeOfExploitation", "Slavery"),
        ("vic_ForcedLabourIndustry", "F_Construction C_Manufacturing"),
        ("prs_Birthdate", "31/02/2009"),
        ("shoe size", "39"),
        ("vic_ForcedLabourIndustry", "Farming"),
    }
    assert [(one.field, one.text) for one in second] == [("vic_TypeOfExploitation", "Begging")]
    assert len(first) + len(second) == len(taken.parked)
    for one in taken.parked:
        reason = _in_hindi(exchange_problem(one.problem.code).message)
        assert any("\u0900" <= letter <= "\u097f" for letter in reason), one.problem.code


def test_lines_of_one_case_keep_what_could_not_be_read_with_their_case() -> None:
    table = "x_record,prs_FirstName,hte_Type,prs_Gender\n1,A,Recruitment,\n1,,Transit,odd\n2,B,,Feminine\n2,,Nowhere,\n"
    taken = read_file(table.encode(), "")
    assert [one.text for one in taken.parked_of(0)] == ["odd"]
    assert [one.text for one in taken.parked_of(1)] == ["Nowhere"]


def test_a_second_sheet_with_cases_is_told_and_not_dropped_in_silence() -> None:
    book = openpyxl.load_workbook(io.BytesIO(toolkit_workbook([SURVIVOR])))
    other = book.create_sheet("2025")
    other.append(["prs_FirstName", "prs_SecondName", "prs_Gender"])
    other.append(["B", "C", "Male"])
    taken = from_workbook(saved(book))
    assert len(taken.records) == 1
    assert [(one.field, one.problem.code) for one in taken.parked_of(0)] == [("2025", "another_sheet")]


def test_the_empty_form_is_told_from_the_filled_table() -> None:
    with pytest.raises(Problem, match="empty_form"):
        from_workbook(empty_survey_form())


def test_only_a_locked_file_asks_for_a_passphrase() -> None:
    workbook = toolkit_workbook([SURVIVOR])
    assert not is_locked(workbook)
    assert not is_locked(b"prs_FirstName\nA\n")
    assert read_file(workbook, "").records == from_workbook(workbook).records
    assert read_file("\ufeffprs_FirstName\nसीता\n".encode(), "").records[0]["person"] == ({"prs_FirstName": "सीता"},)
    assert len(read_file(b'[{"person": {"prs_FirstName": "A"}}]', "").records) == 1


def test_a_workbook_that_another_house_locked_is_read_with_its_passphrase() -> None:
    target = io.BytesIO()
    with pyzipper.AESZipFile(target, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"1234 5678")
        archive.writestr("cases.xlsx", toolkit_workbook([SURVIVOR]))
    assert is_locked(target.getvalue())
    assert len(read_file(target.getvalue(), "1234 5678").records) == 1
    with pytest.raises(Problem, match="unreadable"):
        read_file(target.getvalue(), "other")


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\x00\x00", b"hello\n", "नमस्ते\n".encode(), b"%PDF-1.7"]
)
def test_any_other_file_is_refused(content: bytes) -> None:
    with pytest.raises(Problem, match="unreadable"):
        read_file(content, "x")


def test_a_workbook_in_pieces_is_refused() -> None:
    whole = toolkit_workbook([SURVIVOR])
    for end in (100, len(whole) // 2, len(whole) - 10):
        with pytest.raises(Problem, match="unreadable"):
            from_workbook(whole[:end])


@pytest.mark.parametrize("megabytes", [20, 65])
def test_a_workbook_that_unpacks_to_more_than_it_may_is_refused(megabytes: int) -> None:
    target = io.BytesIO(toolkit_workbook([SURVIVOR]))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/picture.png", b"\0" * (megabytes * 1024 * 1024))
    with pytest.raises(Problem, match="workbook_too_large"):
        from_workbook(target.getvalue())


@pytest.mark.parametrize("cell", ["A1048576", "XFD2"])
def test_a_cell_far_out_makes_no_room_for_all_before_it(cell: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(toolkit_workbook([SURVIVOR])))
    book["HTCDS data"][cell] = "x"
    with pytest.raises(Problem, match="workbook_too_large"):
        from_workbook(saved(book))
