"""The identity of rows."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.intake.registers.recognise.rows import Cell
from jatan.intake.registers.reconcile.identity import Occurrences, agreement, digest, marks

ROW: dict[str, Cell] = {
    "date": "12/03/2022",
    "block": "बंदगाँव",
    "women": 12.0,
    "phone": "9876543210",
    "topic": "COVID-19",
}
OTHERWISE: dict[str, Cell] = {
    "topic": "covid 19 ",
    "women": "१२",
    "phone": "+91 98765-43210",
    "block": "बंदगांव",
    "date": dt.date(2022, 3, 12),
}


def test_date_style_digits_case_and_column_order_keep_the_identity() -> None:
    assert digest("issues", ROW) == digest("issues", OTHERWISE)


@pytest.mark.parametrize("name", list(ROW))
def test_different_content_in_any_cell_changes_the_identity(name: str) -> None:
    assert digest("issues", ROW | {name: "13/03/2022" if name == "date" else "7"}) != digest("issues", ROW)


def test_empty_cell_is_not_zero() -> None:
    assert digest("issues", {"women": 0.0}) != digest("issues", {})


def test_equal_rows_count_once_per_serial() -> None:
    seen = Occurrences()
    assert [seen.place(b"a", "1"), seen.place(b"a", "2"), seen.place(b"a", "1"), seen.place(b"b", "1")] == [
        0,
        1,
        None,
        0,
    ]
    assert (seen.count(b"a"), seen.count(b"b"), seen.count(b"c")) == (2, 1, 0)


def test_marks_show_which_cells_differ() -> None:
    assert agreement(marks("issues", ROW), marks("issues", OTHERWISE)) == 1
    assert agreement(marks("issues", ROW), marks("issues", ROW | {"women": 13.0})) == 0.8
    assert agreement(marks("issues", ROW), marks("issues", {"date": "1/1/2021", "block": "बानो"})) == 0


@given(
    st.dictionaries(
        st.sampled_from(["date", "women", "village", "phone"]), st.one_of(st.text(), st.floats(allow_nan=False))
    )
)
def test_identity_is_defined_and_stable_for_any_cells(cells: dict[str, Cell]) -> None:
    assert digest("issues", cells) == digest("issues", dict(reversed(cells.items())))
    assert len(digest("issues", cells)) == 16
