"""Rows of phones that hold more than a page can write, or what breaks the reader: danger in them is told all the same,
and never without bound."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.services import revoke
from jatan.intake.fieldbook import danger, quotas
from jatan.intake.fieldbook.choices import FlowKind
from jatan.intake.fieldbook.definitions import MOST_TRAVELLERS
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.intake.fieldbook.repair import send_on
from jatan.intake.fieldbook.signs import signs
from jatan.kernel import clock
from jatan.programme.journeys.questions import MOST_ALONG
from jatan.programme.people.models import Person
from tests.intake.danger.doors import House
from tests.intake.fieldbook.field import leaving
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db


def girls(number: int) -> dict[str, Any]:
    new = [{"new": {"name": f"लड़की {one}", "age": 15, "sex": "f"}, "phone": "9835012345"} for one in range(number)]
    return {"journey": {"work": "brick_kiln"}, "travellers": new}


@pytest.mark.parametrize("many", [MOST_TRAVELLERS + 1, 400])
def test_so_many_travellers_are_read_as_a_row_can_hold_and_one_sign_says_there_are_more(many: int) -> None:
    found = signs(FlowKind.LEAVING, {"travellers": [{}] * many}, {}, clock.today())
    assert [one.path for one in found] == [*(f"travellers.{number}" for number in range(MOST_TRAVELLERS)), "more"]
    assert found[-1].unread == many - MOST_TRAVELLERS


def test_so_many_fellows_are_read_as_a_row_can_hold() -> None:
    adult = {"new": {"name": "बुधनी", "age": 30}, "along": [{"age": 40, "relation": "family"}] * (MOST_ALONG + 5)}
    (more,) = signs(FlowKind.LEAVING, {"travellers": [adult]}, {}, clock.today())
    assert (more.path, more.unread) == ("more", 5)
    adult["along"] = adult["along"][:MOST_ALONG]  # type: ignore[index]
    assert signs(FlowKind.LEAVING, {"travellers": [adult]}, {}, clock.today()) == []


def test_a_row_opens_no_more_issues_than_it_can_hold_travellers(house: House) -> None:
    row = house.field.row("leaving", girls(40))
    assert house.field.receipt(row)["state"] == "parked"
    issues = house.urgent()
    assert len(issues) == MOST_TRAVELLERS + 1
    assert str(40 - MOST_TRAVELLERS) in issues[-1].description


def test_a_phone_that_was_taken_back_opens_one_issue_for_a_row(house: House) -> None:
    row = house.field.row("leaving", girls(3))
    with acting_as(house.cast.actor("coordinator")) as by:
        revoke(by=by, device=house.field.device)
    house.field.receipt(row)
    (issue,) = house.urgent()
    assert issue.caller_name == "लड़की 0"
    assert "लड़की 1" in issue.description
    assert "लड़की 2" in issue.description


@pytest.fixture
def fault(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A fault in the reader, until it is undone."""

    def fail(*_args: Any) -> Any:
        raise RuntimeError("a fault that nobody has thought of")

    with monkeypatch.context() as patch:
        patch.setattr(danger, "signs", fail)
        yield patch


def test_a_fault_of_the_reader_refuses_no_row_of_a_full_phone(
    house: House, fault: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "OF_A_PHONE", dataclasses.replace(quotas.OF_A_PHONE, rows=0))
    row = house.field.row("help", {"kind": "violence", "is_urgent": True})
    assert house.field.receipt(row)["state"] == "recorded"


def test_after_a_fault_a_row_is_told_again_and_nothing_twice(house: House, fault: pytest.MonkeyPatch) -> None:
    """Also where it was told before: what had not failed stays told."""
    fault.undo()
    row = house.field.row("leaving", girls(2) | {"colour": "red"})
    house.field.receipt(row)
    reported = {one.pk for one in house.urgent()}
    with acting_as(importer_for(house.cast.gumla.pk)):
        stored = ReceivedRow.objects.get(row=row.id)
        stored.issues.pop("travellers.1")
        stored.save(update_fields=["issues"])
        fault.setattr(danger, "signs", lambda *_args: 1 / 0)
        danger.report(stored, device=house.field.device)
    kept = house.field.stored(row)[0]
    assert set(kept.issues) == {"travellers.0"}
    assert kept.untold_at is not None
    assert danger.report_what_waits() == 0
    fault.undo()
    assert danger.report_what_waits() == 1
    assert danger.report_what_waits() == 0
    (new,) = [one for one in house.urgent() if one.pk not in reported]
    assert new.caller_name == "लड़की 1"


def test_rows_that_always_fail_do_not_hold_up_the_others(
    house: House, fault: pytest.MonkeyPatch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(danger, "_BATCH", 1)
    rows = [house.field.row("leaving", girls(1) | {"colour": "red"}) for _number in range(2)]
    house.field.send(*rows)
    before = [house.field.stored(row)[0].untold_at for row in rows]
    danger.report_what_waits()
    danger.report_what_waits()
    after = [house.field.stored(row)[0].untold_at for row in rows]
    assert all(old is not None and new is not None and new > old for old, new in zip(before, after, strict=True))


def test_who_puts_a_row_right_lends_the_writer_no_reach(house: House) -> None:
    """A sign that is found in the repair names somebody outside her forum: it is no issue of hers."""
    with acting_as(house.cast.actor("coordinator")) as by:
        stranger = a_person(by, house.cast, name="दूर की लड़की", age=15, age_on=clock.today(), birth_year=None)
        Person.objects.filter(pk=stranger.pk).update(place=house.cast.other_gumla_block)
    row = house.field.row("leaving", leaving(house.field, house.girl) | {"colour": "red"})
    house.field.receipt(row)
    (stored,) = house.field.stored(row)
    answers = leaving(house.field, house.girl, stranger) | {"colour": "red"}
    with acting_as(house.cast.actor("coordinator")) as by:
        assert send_on(by=by, row=stored, answers=answers).state == "parked"
    (issue,) = [one for one in house.urgent() if one.person == stranger]
    assert issue.recorded_by != house.cast.accounts["forum_leader"].pk
