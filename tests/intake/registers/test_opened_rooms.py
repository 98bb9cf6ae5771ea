"""A workbook opens the rooms in which its rows lie, and says so; a look at it opens none."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.ledger.models import Event
from jatan.foundation.network.rooms import CLOSABLE, all_but
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.repair.actions import repair_row
from jatan.intake.registers.selectors import parked_rows
from tests.cast import Cast
from tests.intake.registers import workbooks
from tests.intake.registers.conftest import Import
from tests.web.conftest import Browser, browser

__all__ = ["browser"]

pytestmark = pytest.mark.django_db


def test_what_a_workbook_brings_opens_its_room(
    cast: Cast, browser: Browser, take_in: Import, behind_gumla: Callable[[], Any], tmp_path: Path
) -> None:
    cast.gumla.closed_rooms = all_but(())
    cast.gumla.save()
    path = workbooks.meetings(tmp_path / "a.xlsx", workbooks.meeting(1))
    take_in(path, dry_run=True)
    assert cast.actor("coordinator").closed_rooms == set(all_but(()))
    counts = take_in(path)
    assert [one["opened_rooms"] for one in counts.values() if "opened_rooms" in one] == [["meetings"]]
    assert cast.actor("coordinator").closed_rooms == {room.value for room in CLOSABLE} - {"meetings"}
    with behind_gumla():
        run = ImportRun.objects.get()
        event = Event.objects.get(organisation=cast.gumla, verb="rooms.opened")
        assert (event.about, event.payload) == (run.pk, {"rooms": ["meetings"]})
    page = browser("coordinator").get(f"/registers/runs/{run.pk}/")
    assert [str(label) for label in page.context["opened_rooms"]] == ["बैठकें और समूह"]
    assert "बैठकें और समूह" in page.content.decode().partition("<main")[2]


def test_a_workbook_of_open_rooms_says_nothing_of_them(cast: Cast, take_in: Import, tmp_path: Path) -> None:
    counts = take_in(workbooks.meetings(tmp_path / "a.xlsx", workbooks.meeting(1)))
    assert not any("opened_rooms" in one for one in counts.values())


def test_a_row_that_is_repaired_later_opens_its_room(
    cast: Cast, take_in: Import, as_: Any, behind_gumla: Callable[[], Any], tmp_path: Path
) -> None:
    take_in(workbooks.meetings(tmp_path / "a.xlsx", workbooks.meeting(1, block="Xyzabad")))
    cast.gumla.closed_rooms = all_but(())
    cast.gumla.save()
    with as_("coordinator") as by:
        repair_row(by=by, parked=parked_rows(by).get(), cells={"block": "Palkot"})
    cast.gumla.refresh_from_db()
    assert set(all_but(())) - set(cast.gumla.closed_rooms) == {"meetings"}
    with behind_gumla():
        repaired, opened = (
            Event.objects.get(organisation=cast.gumla, verb=verb) for verb in ("registers.row_repaired", "rooms.opened")
        )
    assert (opened.sequence, opened.about) == (repaired.sequence + 1, repaired.about)
