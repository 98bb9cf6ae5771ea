"""Versions of one row of a register: what the desk has done about one is not lost with the next, and a worse one is
told."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ProposedCorrection
from jatan.intake.registers.repair.actions import (
    accept_correction,
    record_as_another,
    reject_correction,
    repair_row,
)
from jatan.intake.registers.run import import_workbook
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.helpdesk.services import ISSUE, follow_up_issue, resolve_issue
from jatan.programme.letters.choices import LetterKind
from tests.intake.danger.doors import House
from tests.intake.danger.test_registers import STEADY, _book, _waiting
from tests.programme.letters.builders import a_letter

pytestmark = pytest.mark.django_db
PENDING = {"Issue": "Violence", "Status": "Pending"}
RESOLVED = {"Issue": "Violence", "Status": "Resolved"}
CHILD = {"Issue": "Child labour", "Status": "Pending"}


class Office:
    """An office that sends its register again and again: one row about one woman."""

    def __init__(self, house: House, path: Path) -> None:
        self.house, self._path, self._sent = house, path, 0
        # The day stands in the register: a version sent after midnight is of the same row.
        usual = {"Block": house.cast.gumla_block.name_en, "Date": f"{clock.today() - dt.timedelta(days=4):%d/%m/%Y}"}
        self._row, self._steady = {"Name": "Phulmani Toppo", **usual}, STEADY | usual

    def sends(self, cells: dict[str, Any], **more: str) -> None:
        self._sent += 1
        book = _book(self._path / f"{self._sent}.xlsx", self._steady, self._row | cells | more)
        import_workbook(book, self.house.cast.gumla)

    def decides(self, decide: Callable[..., Any], proposed: ProposedCorrection | None = None) -> None:
        with acting_as(self.house.cast.actor("coordinator")) as by:
            decide(by=by, correction=proposed or self.proposed()[-1])

    def proposed(self) -> list[ProposedCorrection]:
        with acting_as(importer_for(self.house.cast.gumla.pk)):
            return list(ProposedCorrection.objects.filter(status="open").order_by("id"))


@pytest.fixture
def office(house: House, tmp_path: Path) -> Office:
    return Office(house, tmp_path)


def _asks_again(by: Actor, issue: Issue) -> None:
    follow_up_issue(by=by, issue=issue, on=clock.today(), note="थाने से बात हुई")


def _writes_a_letter(by: Actor, issue: Issue) -> None:
    a_letter(by, issue, LetterKind.POLICE)


def _corrects(by: Actor, issue: Issue) -> None:
    ISSUE.amend(by=by, row=issue, changes={"description": "पति ने मारा"})


WORK = {"asked": _asks_again, "letter": _writes_a_letter, "corrected": _corrects}


@pytest.mark.parametrize("work", WORK)
@pytest.mark.parametrize("decide", [accept_correction, reject_correction])
def test_an_issue_on_which_the_desk_has_worked_is_never_withdrawn(
    house: House, office: Office, work: str, decide: Callable[..., Any]
) -> None:
    office.sends(RESOLVED)
    office.sends(PENDING)
    (reported,) = house.urgent()
    with acting_as(house.cast.actor("coordinator")) as by:
        WORK[work](by, reported)
        if decide is reject_correction:
            # Then the record itself says so by now, and the correction says nothing new.
            first = Issue.objects.exclude(pk=reported.pk).get(kind="violence")
            ISSUE.amend(by=by, row=first, changes={"status": "received", "resolved_on": None, "is_urgent": True})
    office.decides(decide)
    assert reported.pk in {one.pk for one in house.urgent()}
    with acting_as(house.cast.actor("coordinator")):
        notes = list(IssueFollowUp.objects.filter(issue=reported.pk).order_by("id").values_list("note", flat=True))
    assert len(notes) == (2 if work == "asked" else 1)


def test_an_issue_that_nobody_has_touched_is_withdrawn_when_its_record_says_the_same(
    house: House, office: Office
) -> None:
    office.sends(RESOLVED)
    office.sends(PENDING)
    (reported,) = house.urgent()
    office.decides(accept_correction)
    (after,) = house.urgent()
    assert after.pk != reported.pk


@pytest.mark.parametrize("is_carried", [True, False])
def test_what_an_earlier_version_told_becomes_the_record_of_the_later_one(
    house: House, office: Office, is_carried: bool
) -> None:
    """From a row for repair to a correction, or from one version to the next."""
    office.sends(RESOLVED)
    if is_carried:
        office.sends(PENDING, Block="Xyzabad")
        assert _waiting(house)
        office.sends(PENDING)
        assert not _waiting(house)
    else:
        office.sends(PENDING)
        office.sends(PENDING, Village="Karondi")
    (reported,) = house.urgent()
    with acting_as(house.cast.actor("coordinator")) as by:
        _asks_again(by, reported)
    assert house.alerts_out() == 1
    office.decides(record_as_another)
    assert [one.pk for one in house.urgent()] == [reported.pk]
    assert house.alerts_out() == 1


def test_two_versions_recorded_as_others_are_two_records(house: House, office: Office) -> None:
    office.sends(RESOLVED)
    office.sends(PENDING)
    office.sends(PENDING, Village="Karondi")
    (reported,) = house.urgent()
    for proposed in office.proposed():
        office.decides(record_as_another, proposed)
    first, second = house.urgent()
    assert first.pk == reported.pk
    assert second.village == "Karondi"


@pytest.mark.parametrize("before", ["recorded", "repair", "correction"])
def test_a_worse_version_is_told_in_the_issue_that_told_of_the_one_before(
    house: House, office: Office, before: str
) -> None:
    unreadable = {"Block": "Xyzabad"} if before == "repair" else {}
    if before == "correction":
        office.sends(RESOLVED)
    office.sends(CHILD, **unreadable)
    (issue,) = house.urgent()
    assert issue.kind == "child_labour"
    assert house.alerts_out() == 1
    with clock.frozen_at(clock.now() + dt.timedelta(hours=2)):
        for village in ("", "Karondi"):
            office.sends(PENDING, Village=village, **unreadable)
            (after,) = house.urgent()
            assert after.pk == issue.pk
            with acting_as(house.cast.actor("coordinator")):
                (note,) = IssueFollowUp.objects.filter(issue=issue.pk).values_list("note", flat=True)
            assert "हिंसा" in note
            assert house.alerts_out() == 2


def test_a_worse_version_of_what_the_desk_has_closed_is_told_anew(house: House, office: Office) -> None:
    office.sends(CHILD, Block="Xyzabad")
    (issue,) = house.urgent()
    with acting_as(house.cast.actor("coordinator")) as by:
        resolve_issue(by=by, issue=issue, on=clock.today())
    office.sends(CHILD, Block="Xyzabad", Village="Karondi")
    assert house.urgent() == []
    office.sends(PENDING, Block="Xyzabad", Village="Karondi")
    (after,) = house.urgent()
    assert (after.kind, after.village) == ("violence", "Karondi")
    (parked,) = _waiting(house)
    with acting_as(house.cast.actor("coordinator")) as by:
        repair_row(by=by, parked=parked, cells={"block": house.cast.gumla_block.name_en})
    assert [one.pk for one in house.urgent()] == [after.pk]
