"""Danger in rows of a register that wait: told once, and nothing that the register says is lost when they are put
right."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.models import ParkedRow, ProposedCorrection
from jatan.intake.registers.repair.actions import (
    accept_correction,
    accept_same_columns,
    record_as_another,
    reject_correction,
    repair_row,
)
from jatan.intake.registers.run import import_workbook
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import SentTo, Status
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.services import resolve_issue, send_issue
from tests.intake.danger.doors import House
from tests.intake.registers.workbooks import write

pytestmark = pytest.mark.django_db
HEAD = [
    *("Date", "Name", "Phone", "Block", "Village", "Issue", "Status"),
    *("Sent to", "Sent on", "Reference number", "Reply"),
]


def _book(path: Path, *rows: dict[str, Any]) -> Path:
    usual = {
        "Date": f"{clock.today() - dt.timedelta(days=4):%d/%m/%Y}",
        "Phone": "9835012345",
        "Block": "Xyzabad",
        "Issue": "Violence",
        "Status": "Pending",
    }
    return write(path, {"Help desk": [HEAD, *([(usual | row).get(name, "") for name in HEAD] for row in rows)]})


def _waiting(house: House) -> list[ParkedRow]:
    with acting_as(importer_for(house.cast.gumla.pk)):
        rows = ParkedRow.objects.filter(organisation_id=house.cast.gumla.pk, status=ParkedStatus.OPEN)
        return list(rows.order_by("row_number"))


def _repaired(house: House, parked: ParkedRow, **cells: str) -> Issue:
    with acting_as(house.cast.actor("coordinator")) as by:
        cells = {"block": house.cast.gumla_block.name_en} | cells
        return Issue.objects.get(pk=repair_row(by=by, parked=parked, cells=cells))


FULL = {
    "Name": "Phulmani Toppo",
    "Village": "Karondi",
    "Sent to": "Police",
    "Sent on": f"{clock.today() - dt.timedelta(days=2):%d/%m/%Y}",
    "Reference number": "12/26",
    "Reply": "They will look",
}


def test_a_repaired_row_says_all_that_stands_in_the_register(house: House, tmp_path: Path) -> None:
    import_workbook(_book(tmp_path / "a.xlsx", FULL), house.cast.gumla)
    (reported,) = house.urgent()
    (parked,) = _waiting(house)
    after = _repaired(house, parked)
    assert after.pk == reported.pk
    assert after.received_on == clock.today() - dt.timedelta(days=4)
    assert (after.place, after.village) == (house.cast.gumla_block, "Karondi")
    assert (after.kind_as_written, after.status, after.sent_to) == ("Violence", Status.SENT, SentTo.POLICE)
    assert after.sent_on == clock.today() - dt.timedelta(days=2)
    assert (after.sent_to_as_written, after.reference_number, after.reply) == ("Police", "12/26", "They will look")
    assert after.is_urgent


def test_what_the_desk_wrote_meanwhile_stays(house: House, tmp_path: Path) -> None:
    import_workbook(_book(tmp_path / "a.xlsx", FULL), house.cast.gumla)
    (reported,) = house.urgent()
    with acting_as(house.cast.actor("desk_operator")) as by:
        send_issue(by=by, issue=reported, sent_to=SentTo.AHTU.value, sent_on=clock.today(), reference_number="7")
    (parked,) = _waiting(house)
    after = _repaired(house, parked)
    assert (after.status, after.sent_to, after.sent_on) == (Status.SENT, SentTo.AHTU, clock.today())
    assert (after.reference_number, after.reply) == ("7", "")
    assert after.received_on == clock.today() - dt.timedelta(days=4)
    assert after.village == "Karondi"


def test_many_rows_are_told_once_and_each_repaired_one_leaves_their_issue(house: House, tmp_path: Path) -> None:
    rows = [{"Name": f"Phulmani {number}"} for number in range(6)]
    book = _book(tmp_path / "a.xlsx", *rows)
    import_workbook(book, house.cast.gumla)
    (together,) = house.urgent()
    import_workbook(book, house.cast.gumla)
    changed = [row | {"Village": "Karondi"} for row in rows]
    import_workbook(_book(tmp_path / "b.xlsx", *changed), house.cast.gumla)
    assert [one.pk for one in house.urgent()] == [together.pk]
    waiting = _waiting(house)
    assert len(waiting) == 6
    made = [_repaired(house, one) for one in waiting[:5]]
    assert {one.caller_name for one in made} == {f"Phulmani {number}" for number in range(5)}
    assert together.pk in {one.pk for one in house.urgent()}
    made.append(_repaired(house, waiting[5]))
    # Everybody has an issue of her own now: the one that named them all is a double.
    assert {one.pk for one in house.urgent()} == {one.pk for one in made}
    assert len(made) == 6


def test_names_that_find_no_room_are_counted(house: House, tmp_path: Path) -> None:
    rows = [{"Name": f"Phulmani {number}", "Village": f"V{number}"} for number in range(43)]
    import_workbook(_book(tmp_path / "a.xlsx", *rows), house.cast.gumla)
    (together,) = house.urgent()
    assert "Phulmani 39" in together.description
    assert "Phulmani 40" not in together.description
    assert "3" in together.description.split("Phulmani 39")[1]


def test_a_changed_version_of_a_recorded_row_is_not_told_again(house: House, tmp_path: Path) -> None:
    row = {"Name": "Phulmani Toppo", "Block": house.cast.gumla_block.name_en}
    import_workbook(_book(tmp_path / "a.xlsx", row), house.cast.gumla)
    (before,) = house.urgent()
    import_workbook(_book(tmp_path / "b.xlsx", row | {"Block": "Xyzabad"}), house.cast.gumla)
    (waiting,) = _waiting(house)
    assert waiting.corrects_id is not None
    assert [one.pk for one in house.urgent()] == [before.pk]


@pytest.mark.parametrize(("status", "is_urgent"), [("Pending", True), ("Resolved", False)])
def test_an_accident_that_is_open_in_the_register_is_danger(
    house: House, tmp_path: Path, status: str, is_urgent: bool
) -> None:
    known = {"Name": "Etwa", "Issue": "Accident", "Status": status, "Block": house.cast.gumla_block.name_en}
    waits = {"Name": "Budhni", "Issue": "Accident", "Status": status}
    import_workbook(_book(tmp_path / "a.xlsx", known, waits), house.cast.gumla)
    names = {"Etwa", "Budhni"} if is_urgent else set()
    assert {(one.caller_name, one.kind) for one in house.urgent()} == {(name, "accident_death") for name in names}


# What stands in the register besides, and does not change.
STEADY = {"Name": "Etwa Oraon", "Issue": "Registration", "Phone": "9835012399", "Village": "Toto"}
BEFORE = {
    "resolved": {"Issue": "Violence", "Status": "Resolved"},
    "another_kind": {"Issue": "Registration"},
    "years_ago": {"Date": "03/04/2022"},
}


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("is_readable", [True, False])
def test_a_changed_row_that_is_danger_only_now_is_told_once(
    house: House, tmp_path: Path, before: str, is_readable: bool
) -> None:
    """Before: it waited silently as a proposed correction, or among the rows for repair."""
    known = {"Name": "Phulmani Toppo", "Block": house.cast.gumla_block.name_en}
    steady = STEADY | {"Block": house.cast.gumla_block.name_en}
    block = house.cast.gumla_block.name_en if is_readable else "Xyzabad"
    import_workbook(_book(tmp_path / "a.xlsx", steady, known | BEFORE[before]), house.cast.gumla)
    assert house.urgent() == []
    # With another day and another village it is another row for the importer.
    for number, village in enumerate(("", "Karondi", "Toto") if before != "years_ago" else ("",)):
        now = known | {"Block": block, "Village": village}
        book = _book(tmp_path / f"b{number}.xlsx", steady, now)
        import_workbook(book, house.cast.gumla)
        import_workbook(book, house.cast.gumla)
        (issue,) = house.urgent()
        assert (issue.caller_name, issue.kind) == ("Phulmani Toppo", "violence")
        assert house.alerts_out() == 1
    with acting_as(house.cast.actor("coordinator")) as by:
        if is_readable:
            proposed = ProposedCorrection.objects.filter(status="open").latest("id")
            accept_correction(by=by, correction=proposed)
            for one in ProposedCorrection.objects.filter(status="open"):
                reject_correction(by=by, correction=one)
        else:
            for parked in _waiting(house):
                repair_row(by=by, parked=parked, cells={"block": house.cast.gumla_block.name_en})
    # The record says so itself now.
    (after,) = house.urgent()
    assert after.caller_name == "Phulmani Toppo"


def test_a_changed_row_recorded_as_another_takes_over_what_told_of_it(house: House, tmp_path: Path) -> None:
    known = {"Name": "Phulmani Toppo", "Block": house.cast.gumla_block.name_en}
    import_workbook(_book(tmp_path / "a.xlsx", known | BEFORE["resolved"]), house.cast.gumla)
    import_workbook(_book(tmp_path / "b.xlsx", known), house.cast.gumla)
    (reported,) = house.urgent()
    with acting_as(house.cast.actor("coordinator")) as by:
        record_as_another(by=by, correction=ProposedCorrection.objects.get())
    assert [one.pk for one in house.urgent()] == [reported.pk]


def test_many_changed_rows_are_told_in_one_issue(house: House, tmp_path: Path) -> None:
    rows = [{"Name": f"Phulmani {number}", "Block": house.cast.gumla_block.name_en} for number in range(6)]
    import_workbook(_book(tmp_path / "a.xlsx", *(row | BEFORE["resolved"] for row in rows)), house.cast.gumla)
    import_workbook(_book(tmp_path / "b.xlsx", *rows), house.cast.gumla)
    (together,) = house.urgent()
    assert all(row["Name"] in together.description for row in rows)
    with acting_as(house.cast.actor("coordinator")) as by:
        accept_same_columns(
            by=by,
            organisation_id=house.cast.gumla.pk,
            kind="issues",
            columns=ProposedCorrection.objects.all()[0].fields,
        )
    assert {one.caller_name for one in house.urgent()} == {row["Name"] for row in rows}
    assert together.pk not in {one.pk for one in house.urgent()}


def test_a_record_that_the_desk_has_solved_is_not_told_again_for_a_slip_in_the_register(
    house: House, tmp_path: Path
) -> None:
    row = {"Name": "Phulmani Toppo", "Block": house.cast.gumla_block.name_en}
    import_workbook(_book(tmp_path / "a.xlsx", row), house.cast.gumla)
    (issue,) = house.urgent()
    with acting_as(house.cast.actor("desk_operator")) as by:
        resolve_issue(by=by, issue=issue, on=clock.today())
    import_workbook(_book(tmp_path / "b.xlsx", row | {"Village": "Karondi"}), house.cast.gumla)
    assert house.urgent() == []
