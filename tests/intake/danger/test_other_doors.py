"""Danger through the other doors: texts, missed calls, the help page, registers, the pages of the office. By night."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.choices import Arrival
from jatan.intake.messaging.models import InMessage
from jatan.intake.messaging.services import decide, link_to_person
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.repair.actions import repair_row
from jatan.intake.registers.run import import_workbook
from jatan.kernel import clock
from jatan.programme.journeys.services import issue_pass, note_trigger
from tests.cast import Cast
from tests.intake.calls.builders import deliver_all, send_call
from tests.intake.danger.doors import House
from tests.intake.messaging.builders import receive_text
from tests.intake.registers.workbooks import write
from tests.web.conftest import Browser, browser

__all__ = ["browser"]

pytestmark = pytest.mark.django_db
STRANGER = "+919835099999"


def _text_of_a_stranger(house: House) -> None:
    receive_text("मदद", phone=STRANGER)


def _half_a_character(house: House) -> None:
    receive_text("मदद \ud83d", phone=STRANGER)


def _text_of_the_traveller(house: House) -> None:
    _number(house, "9835011111")
    receive_text("मदद", phone="+919835011111")


def _missed_call_of_somebody_in_danger(house: House) -> None:
    _number(house, "9835011111")
    with acting_as(house.cast.actor("coordinator")) as by:
        note_trigger(by=by, journey=house.journey, code="papers_taken")
    house.alerts_out()
    receive_text("", phone="+919835011111", arrival=Arrival.MISSED_CALL)


def _help_page(house: House) -> None:
    with acting_as(house.cast.actor("coordinator")) as by:
        code = issue_pass(by=by, journey=house.journey).code
    send_call(code, words="मालिक काग़ज़ नहीं देता", phone="9835012345")
    deliver_all()


def _help_page_with_words_that_cannot_be_kept(house: House) -> None:
    with acting_as(house.cast.actor("coordinator")) as by:
        code = issue_pass(by=by, journey=house.journey).code
    send_call(code, words="2341 2341\x00 2346 \ud800", phone="2341 2341 2346")
    deliver_all()


def _number(house: House, phone: str) -> None:
    person = house.journey.person
    with acting_as(house.cast.actor("coordinator")):
        person.phone = phone
        person.save(update_fields=["phone"])


DOORS: list[Callable[[House], None]] = [
    _text_of_a_stranger,
    _half_a_character,
    _text_of_the_traveller,
    _missed_call_of_somebody_in_danger,
    _help_page,
    _help_page_with_words_that_cannot_be_kept,
]


@pytest.mark.parametrize("comes", DOORS)
def test_it_is_an_urgent_issue_once_and_told_in_the_night(house: House, comes: Callable[[House], None]) -> None:
    with clock.frozen_at(clock.now().astimezone(clock.INDIA).replace(hour=23, minute=30)):
        comes(house)
        (issue,) = house.urgent()
        assert issue.person or issue.caller_name or issue.caller_phone
        assert house.alerts_out() >= 1


def test_a_strangers_alarm_settles_into_its_issue_when_somebody_knows_her(house: House) -> None:
    (message,) = receive_text("मदद", phone=STRANGER)
    (before,) = house.urgent()
    assert message.issue == before.pk
    with acting_as(house.cast.actor("coordinator")) as by:
        link_to_person(by=by, message=InMessage.objects.get(pk=message.pk), person=house.journey.person)
    (after,) = house.urgent()
    assert (after.pk, after.person, after.about_journey) == (before.pk, house.journey.person, house.journey.pk)


def test_the_meaning_of_a_message_is_chosen_by_hand_and_opens_no_second_issue(house: House) -> None:
    (message,) = receive_text("मदद", phone=STRANGER)
    (before,) = house.urgent()
    with acting_as(house.cast.actor("coordinator")) as by:
        row = InMessage.objects.get(pk=message.pk)
        decide(by=by, message=row, meaning="unsafe", journey=house.journey)
    assert [one.pk for one in house.urgent()] == [before.pk]


@pytest.mark.parametrize("text", ["\ud800", "मदद \ud83d", "a\ud83d\ude00b", "x\x00y"])
def test_a_text_with_half_a_character_is_kept_by_the_gateways_door(
    cast: Cast, settings: LazySettings, text: str
) -> None:
    settings.JATAN_SMS = settings.JATAN_SMS | {"webhook_secret": "s" * 20}
    answer = Client().post(
        "/sms/arrived/",
        {"from": STRANGER, "text": text, "id": "1"},
        content_type="application/json",
        headers={"X-Jatan-Secret": "s" * 20},
    )
    assert answer.status_code == 200
    with acting_as(machine_for([cast.gumla.pk])):
        (row,) = InMessage.objects.filter(organisation_id=cast.gumla.pk)
    assert "\x00" not in row.text
    assert row.text.encode()


def _register(path: Path, *rows: tuple[str, str, str]) -> Path:
    """A register of the help desk with (day, name, issue); each row lies in a block that nobody knows."""
    head = ["Date", "Name", "Phone", "Block", "Issue", "Status"]
    lines = [[day, name, "9835012345", "Xyzabad", issue, "Pending"] for day, name, issue in rows]
    return write(path, {"Help desk": [head, *lines]})


def test_a_row_of_a_register_that_waits_is_told_and_repaired_into_its_issue(house: House, tmp_path: Path) -> None:
    today = f"{clock.today():%d/%m/%Y}"
    book = _register(tmp_path / "a.xlsx", (today, "Phulmani Toppo", "Missing contact"), (today, "Etwa", "Registration"))
    import_workbook(book, house.cast.gumla)
    (issue,) = house.urgent()
    assert (issue.caller_name, issue.kind) == ("Phulmani Toppo", "missing_contact")
    assert house.alerts_out() == 1
    import_workbook(book, house.cast.gumla)
    assert [one.pk for one in house.urgent()] == [issue.pk]
    with acting_as(house.cast.actor("coordinator")) as by:
        parked = ParkedRow.objects.get(organisation_id=house.cast.gumla.pk, issue=issue.pk)
        assert repair_row(by=by, parked=parked, cells={"block": house.cast.gumla_block.name_en}) == issue.pk
    assert [one.pk for one in house.urgent()] == [issue.pk]


def test_a_register_of_former_years_opens_nothing(house: House, tmp_path: Path) -> None:
    import_workbook(_register(tmp_path / "a.xlsx", ("03/04/2022", "Etwa", "Violence")), house.cast.gumla)
    assert house.urgent() == []


def test_a_workbook_full_of_danger_is_one_issue_that_names_all(house: House, tmp_path: Path) -> None:
    today = f"{clock.today():%d/%m/%Y}"
    rows = [(today, f"Phulmani {number}", "Violence") for number in range(9)]
    import_workbook(_register(tmp_path / "a.xlsx", *rows), house.cast.gumla)
    (issue,) = house.urgent()
    assert all(f"Phulmani {number}" in issue.description for number in range(9))


@pytest.mark.parametrize(
    "typed", [{"kind": "other", "is_urgent": "on"}, {"kind": "missing_contact"}, {"kind": "violence"}]
)
def test_danger_typed_at_the_office_in_the_night_is_told_though_nobody_ticked_it(
    house: House, browser: Browser, typed: dict[str, str]
) -> None:
    with clock.frozen_at(clock.now().astimezone(clock.INDIA).replace(hour=23, minute=30)):
        sent = {
            "received_on": f"{clock.today():%d/%m/%Y}",
            **typed,
            "caller_name": "बुधनी",
            "place": str(house.cast.gumla_block.pk),
        }
        answer = browser("counsellor").post("/issues/new/", sent)
        assert answer.status_code == 302, answer.content.decode()[:2000]
        assert len(house.urgent()) == 1
        assert house.alerts_out() == 1
