"""What was imported before days were sealed: rows are known still, and tell no day any more."""

import datetime as dt
from hashlib import blake2b
from typing import Any
from zlib import crc32

import pytest
from psycopg.types.json import Jsonb

from jatan.intake.registers.identity import digest, marks
from jatan.intake.registers.rows import Cell
from jatan.kernel.ids import new_id
from tests.migrating import OldHouse, old_house

__all__ = ["old_house"]

CELLS: dict[str, Cell] = {"case_code": "GUM-2", "date": "2023-02-14", "case_kind": "violence"}
PROBLEM = {"code": "no_such_date", "field": "date", "message": "31/02/2023", "candidates": ["Palkot"]}
AT = dt.datetime(2024, 5, 17, 9, 30, tzinfo=dt.UTC)


def _plain(cells: dict[str, Cell]) -> tuple[bytes, dict[str, int]]:
    """As rows of every register were known before."""
    normal = {"case_code": "gum 2", "date": "2023-02-14", "case_kind": "violence"}
    text = "\x1f".join(f"{name}={normal[name]}" for name in sorted(cells))
    return blake2b(text.encode(), digest_size=16).digest(), {name: crc32(normal[name].encode()) for name in cells}


@pytest.fixture
def imported(old_house: OldHouse) -> OldHouse:
    """One row of a case that is in, one of a meeting with the same words, rows that wait and rows that do not."""
    old_house.migrate("registers", "0002_walls")
    office, run = new_id(), new_id()
    old_house.insert(
        "network_organisation", id=office, code="G", kind="member", name_hi="ग", name_en="G", member_since=AT.date()
    )
    old_house.insert(
        "registers_importrun", id=run, organisation_id=office, file_name="a.xlsx", file_digest="", stored_as="",
        started_at=AT, is_dry_run=False, status="done", problem="", counts=Jsonb({}), unknown_sheets=Jsonb([]),
        sheet_now="", rows_done=0,
    )  # fmt: skip
    identity, plain = _plain(CELLS)
    common: dict[str, Any] = {"organisation_id": office, "run_id": run, "sheet": "s", "serial": ""}
    for number, kind in enumerate(("cases", "issues")):
        row = {**common, "id": new_id(), "kind": kind, "identity": identity, "row_number": number, "occurrence": 0}
        record = {"marks": Jsonb(plain), "record_label": "x", "record_id": new_id()}
        old_house.insert("registers_importedrow", **row, **record)
        warning = {"run_id": run, "imported_row_id": row["id"], "code": "several_days", "field": "date"}
        old_house.insert("registers_rowwarning", id=new_id(), organisation_id=office, detail="14/2", **warning)
    for number, status in enumerate(("open", "closed", "dismissed")):
        row = {**common, "id": new_id(), "kind": "cases", "identity": identity, "row_number": number}
        said = {"cells": Jsonb(CELLS), "problems": Jsonb([PROBLEM]), "code": "no_such_date", "reason": ""}
        old_house.insert("registers_parkedrow", occurrence=number, status=status, **row, **said)
    return old_house


def test_rows_that_are_in_are_known_by_keyed_marks_and_other_registers_as_before(imported: OldHouse) -> None:
    imported.migrate("registers", "0004_waiting_rows_written_anew")
    rows = {
        row[0]: (bytes(row[1]), row[2])
        for row in imported.rows("SELECT kind, identity, marks FROM registers_importedrow")
    }
    assert rows["issues"] == _plain(CELLS)
    assert rows["cases"] == (digest("cases", CELLS), marks("cases", CELLS))
    assert rows["cases"][0] != rows["issues"][0]


def test_rows_that_wait_no_longer_are_emptied_and_warnings_tell_no_day(imported: OldHouse) -> None:
    imported.migrate("registers", "0004_waiting_rows_written_anew")
    said = {row[0]: row[1:] for row in imported.rows("SELECT status, cells, problems FROM registers_parkedrow")}
    emptied = ({}, [{"code": "no_such_date", "field": "date", "message": "", "candidates": []}])
    assert said == {"open": (CELLS, [PROBLEM]), "closed": emptied, "dismissed": emptied}
    details = imported.rows(
        "SELECT i.kind, w.detail FROM registers_rowwarning w JOIN registers_importedrow i ON i.id = w.imported_row_id"
    )
    assert dict(details) == {"cases": "", "issues": "14/2"}
