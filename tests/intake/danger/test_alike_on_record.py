"""Danger in a row that may be on record already: told, unless the record tells of just that danger of just her."""

import datetime as dt
import itertools
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.reconcile.alike import alike_of
from jatan.intake.registers.repair.actions import repair_row
from jatan.intake.registers.repair.joined_rows import join_rows
from jatan.intake.registers.run import import_workbook
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import IssueKind
from jatan.programme.helpdesk.models import Issue
from tests.intake.danger.doors import House
from tests.intake.registers.workbooks import write
from tests.programme.helpdesk.builders import an_issue

pytestmark = pytest.mark.django_db
HEAD = ("Date", "Name", "Phone", "Block", "Village", "Issue", "Status")
WRITTEN = {
    IssueKind.VIOLENCE: "Violence",
    IssueKind.CHILD_MARRIAGE: "Child marriage",
    IssueKind.STRANDED: "Stranded",
}
PHONE = "9835012345"


def _day() -> dt.date:
    return clock.today() - dt.timedelta(days=4)


def _book(house: House, path: Path, *rows: dict[str, str]) -> Path:
    usual = {"Date": f"{_day():%d/%m/%Y}", "Block": house.cast.gumla_block.name_en, "Status": "Pending"}
    return write(path, {"Help desk": [HEAD, *([(usual | row).get(name, "") for name in HEAD] for row in rows)]})


def _on_record(house: House, **answers: Any) -> Issue:
    usual = {"kind": IssueKind.OTHER, "caller_name": "", "caller_phone": "", "village": "", "is_urgent": True}
    with acting_as(house.cast.actor("coordinator")) as by:
        fixed = {"received_on": _day(), "person": None, "place": house.cast.gumla_block, "description": ""}
        return an_issue(by, house.cast, **(fixed | usual | answers))


def _waiting(house: House) -> list[ParkedRow]:
    with acting_as(importer_for(house.cast.gumla.pk)):
        rows = ParkedRow.objects.filter(organisation_id=house.cast.gumla.pk, status=ParkedStatus.OPEN)
        return list(rows.order_by("sheet", "row_number"))


THREE = [
    {"Name": "Sunita Munda", "Issue": "Violence", "Village": "Karondi", "Phone": PHONE},
    {"Name": "Sunita Kujur", "Issue": "Child marriage", "Village": "Toto", "Phone": PHONE},
    {"Name": "Sunita Toppo", "Issue": "Stranded", "Village": "Navapur", "Phone": PHONE},
]


@pytest.mark.parametrize("known", [{"caller_name": "Sunita"}, {"caller_phone": PHONE}])
def test_one_vague_record_silences_nobody(known: dict[str, str], house: House, tmp_path: Path) -> None:
    record = _on_record(house, **known)
    import_workbook(_book(house, tmp_path / "a.xlsx", *THREE), house.cast.gumla)
    assert [alike_of(row.problems) for row in _waiting(house)] == [record.pk] * 3
    names = {one.caller_name for one in house.urgent() if one.pk != record.pk}
    assert names == {row["Name"] for row in THREE}


_SAME, _OTHER, _NONE = "same", "other", "none"
# On record beside the row: the kind of danger, the name, the telephone, the village; how many such rows come.
CASES = list(
    itertools.product(
        [IssueKind.VIOLENCE, IssueKind.OTHER], [_SAME, "given", _NONE], [_SAME, _NONE], [_SAME, _OTHER, _NONE], [1, 3]
    )
)


def _given(number: int) -> str:
    one, two = divmod(number, 10)
    return f"{'kmnrslptgb'[one]}a{'kmnrslptgb'[two]}o".title()


def test_danger_is_silent_only_beside_the_same_danger_of_the_same_name(house: House, tmp_path: Path) -> None:
    """Every way of agreeing, each with a name and a telephone of its own."""
    rows, silent = [], []
    for number, (kind, name, phone, village, times) in enumerate(CASES):
        called, number_of = f"{_given(number)} Munda", f"98350{number:05}"
        known = {_SAME: called, "given": f"{_given(number)} Kujur", _NONE: ""}[name]
        where = {_SAME: "Karondi", _OTHER: "Navapur", _NONE: ""}[village]
        _on_record(house, kind=kind, caller_name=known, caller_phone=number_of if phone == _SAME else "", village=where)
        # The nearest stands last in the register, where the village is on record.
        nearest = times - 1 if village == _SAME else 0
        for time, lives in enumerate(("Toto", "Kotari", "Karondi")[-times:]):
            agrees = kind == IssueKind.VIOLENCE and name == _SAME and village != _OTHER
            silent.append(agrees and time == nearest)
            rows.append({"Name": called, "Issue": "Violence", "Phone": number_of, "Village": lives})
    book = _book(house, tmp_path / "a.xlsx", *rows)
    import_workbook(book, house.cast.gumla)
    waiting = _waiting(house)
    quiet = {(row.row_number - 2) for row in waiting if row.issue is None}
    assert quiet == {number for number, is_silent in enumerate(silent) if is_silent}
    import_workbook(book, house.cast.gumla)
    assert [(row.pk, row.issue) for row in _waiting(house)] == [(row.pk, row.issue) for row in waiting]


@pytest.mark.parametrize(
    ("known", "is_withdrawn"),
    [
        ({"kind": IssueKind.VIOLENCE, "caller_name": "Sunita Munda", "village": "Karondi"}, True),
        ({"kind": IssueKind.OTHER, "caller_name": "Sunita Munda", "village": "Karondi"}, False),
        ({"kind": IssueKind.VIOLENCE, "caller_phone": PHONE}, False),
    ],
)
def test_her_own_issue_goes_only_where_the_record_tells_of_her_danger(
    known: dict[str, str], is_withdrawn: bool, house: House, tmp_path: Path
) -> None:
    """A row that waited for its block was told, then looks like a record when it is mended."""
    import_workbook(_book(house, tmp_path / "a.xlsx", THREE[0] | {"Block": "Xyzabad"}), house.cast.gumla)
    (reported,) = house.urgent()
    record = _on_record(house, **known)
    (parked,) = _waiting(house)
    with acting_as(house.cast.actor("coordinator")) as by:
        join_rows(by=by, parked=parked, cells={"block": house.cast.gumla_block.name_en})
    assert {one.pk for one in house.urgent()} == {record.pk} | (set() if is_withdrawn else {reported.pk})


def test_the_issue_of_many_rows_stays_for_the_one_whose_record_tells_of_no_danger(house: House, tmp_path: Path) -> None:
    rows = [{"Name": f"{_given(number)} Munda", "Issue": "Violence", "Block": "Xyzabad"} for number in range(6)]
    import_workbook(_book(house, tmp_path / "a.xlsx", *rows), house.cast.gumla)
    (together,) = house.urgent()
    _on_record(house, caller_name=rows[0]["Name"])
    block = {"block": house.cast.gumla_block.name_en}
    first, *others = _waiting(house)
    with acting_as(house.cast.actor("coordinator")) as by:
        join_rows(by=by, parked=first, cells=block)
        for row in others:
            repair_row(by=by, parked=row, cells=block)
    assert together.pk in {one.pk for one in house.urgent()}
