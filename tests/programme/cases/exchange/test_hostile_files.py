"""Whatever a file holds, reading it ends with records, parked values or a Problem, and nothing else."""

import json

from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange.csv_form import from_csv, to_csv
from jatan.programme.cases.exchange.json_form import from_json, to_json
from jatan.programme.cases.exchange.levels import coded_record
from jatan.programme.cases.exchange.records import Taken
from jatan.programme.cases.exchange.standard import FIELDS, SECTIONS

ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["=1", "०९", "NaN"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
NAMES = st.sampled_from([*FIELDS, *SECTIONS, "records", "x_record", "_id", "a/prs_First_Name"]) | st.text(max_size=8)


def taken_whole(taken: Taken) -> None:
    """What was taken can be written in both forms and at the coded level, and read again without a word parked."""
    for content in (
        to_csv(taken.records, "full"),
        to_csv([coded_record(one, b"k" * 32) for one in taken.records], "coded"),
    ):
        if taken.records and len(content.splitlines()) > 1:
            assert from_csv(content).parked == ()
    assert from_json(to_json(taken.records, "full")).records == taken.records


@given(
    st.lists(st.dictionaries(NAMES, ANYTHING | st.dictionaries(NAMES, ANYTHING, max_size=4), max_size=4), max_size=3)
)
def test_any_document_is_taken_parked_or_refused(records: object) -> None:
    try:
        taken = from_json(json.dumps(records))
    except Problem:
        return
    taken_whole(taken)


@given(st.lists(st.lists(NAMES | st.text(max_size=10), max_size=6), max_size=4))
def test_any_table_is_taken_parked_or_refused(rows: list[list[str]]) -> None:
    cells = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    try:
        taken = from_csv("\r\n".join(cells))
    except Problem:
        return
    taken_whole(taken)


@given(st.binary(max_size=200))
def test_any_bytes_are_taken_parked_or_refused(content: bytes) -> None:
    for read in (from_csv, from_json):
        try:
            taken_whole(read(content))
        except Problem as problem:
            assert problem.code == "unreadable"  # noqa: PT017
