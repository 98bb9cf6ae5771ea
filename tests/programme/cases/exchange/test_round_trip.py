"""What we write we read back: every field, every code, in both forms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.csv_form import from_csv, to_csv
from jatan.programme.cases.exchange.json_form import from_json, to_json
from jatan.programme.cases.exchange.records import Record, validate_record
from jatan.programme.cases.exchange.standard import FIELDS, PROFILE, standard_book
from tests.programme.cases.exchange.samples import every_code, whole_record

FORMS = [(to_csv, from_csv), (to_json, from_json)]


def with_value(name: str, value: object) -> Record:
    return {FIELDS[name].section: ({name: value},)}  # type: ignore[dict-item]


def test_the_standard_has_84_fields_40_of_them_core_and_three_deprecated() -> None:
    standard = [field for field in FIELDS.values() if not field.is_extension]
    assert len(standard) == 84
    assert sum(field.is_core for field in standard) == 40
    assert sum(field.is_core and not field.is_deprecated for field in standard) == 38
    assert sum(field.is_deprecated for field in standard) == 3


def test_nineteen_lists_have_the_length_of_the_standard_and_its_misspelling() -> None:
    lengths = [len(standard_book()["codes"][f"V{number}"]) for number in range(1, 20)]
    assert lengths == [9, 6, 6, 9, 3, 5, 3, 15, 10, 16, 11, 21, 4, 12, 15, 4, 3, 3, 9]
    assert "Unaquainted" in standard_book()["codes"]["V7"]


@pytest.mark.parametrize(("write", "read"), FORMS)
def test_all_fields_come_back_as_they_were(write: object, read: object) -> None:
    record = validate_record(whole_record())
    assert {name for rows in record.values() for row in rows for name in row} == set(FIELDS)
    taken = read(write([record, record], "full"))  # type: ignore[operator]
    assert taken.parked == ()
    assert taken.level == "full"
    assert taken.records == (record, record)


@pytest.mark.parametrize(("write", "read"), FORMS)
def test_every_code_of_every_list_comes_back(write: object, read: object) -> None:
    records = [
        validate_record(with_value(name, (code,) if FIELDS[name].holds_many else code)) for name, code in every_code()
    ]
    taken = read(write(records, "full"))  # type: ignore[operator]
    assert taken.parked == ()
    assert list(taken.records) == records
    assert len(records) == 330


@given(st.text(max_size=200))
def test_any_text_comes_back_or_is_refused_and_never_becomes_another(text: str) -> None:
    record = with_value("cco_CaseComment", text)
    try:
        kept = validate_record(record)
    except Problem:
        return
    for write, read in FORMS:
        taken = read(write([kept], "full"))
        assert list(taken.records) == ([kept] if kept else [])
        assert taken.parked == ()


def test_a_spreadsheet_takes_no_cell_for_a_formula() -> None:
    texts = ["=1+1", "+cmd", "-2", "@x", "'=kept", "＝full width"]
    content = to_csv([validate_record(with_value("cco_CaseComment", text)) for text in texts], "full")
    cells = [line.split(",")[-1] for line in content.splitlines() if PROFILE in line]
    assert not any(
        cell.strip('"').startswith(("=", "+", "-", "@", "＝"))
        for line in content.splitlines()
        for cell in line.split(",")
        if "919" not in cell
    )
    assert cells
    back = [row["cco_CaseComment"] for record in from_csv(content).records for row in record["comment"]]
    assert back == texts


@pytest.mark.parametrize("section", ["nonsense", "case"])
def test_a_field_in_the_wrong_place_is_never_written(section: str) -> None:
    with pytest.raises(Problem, match="unknown_field"):
        to_csv([{section: ({"prs_FirstName": "x"},)}], "full")


def test_a_section_that_stands_once_cannot_stand_twice() -> None:
    row = {"prs_FirstName": "x"}
    with pytest.raises(Problem, match="unknown_field"):
        validate_record({"person": (row, row)})
