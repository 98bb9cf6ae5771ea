"""Danger that was written on a phone never waits: whatever is wrong with its row, an urgent issue and an alert come
of it.

Every danger with every reason to park, by day and in quiet hours. The reason that a phone has sent too much is added
where quotas are counted.
"""

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.foundation.devices.services import revoke
from jatan.intake.fieldbook.held_rows import alike_in
from jatan.intake.fieldbook.repair import send_on
from jatan.intake.fieldbook.translate.entry import Decisions
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import Origin
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.models import Contact
from tests.intake.danger.doors import House
from tests.intake.fieldbook.field import Row, leaving

pytestmark = pytest.mark.django_db

DAY, NIGHT = 12, 23


def answers_of(house: House, danger: str, **more: Any) -> tuple[str, dict[str, Any]]:
    """Kind and answers of a row that carries this danger."""
    if danger == "hard_stop":
        return "leaving", leaving(house.field, house.girl) | more
    if danger == "unsafe":
        spoke = (clock.now() - dt.timedelta(minutes=5)).isoformat()
        return "contact", {
            "journey": str(house.journey.pk),
            "outcome": "unsafe",
            "note": "रो रही थी",
            "spoke_at": spoke,
        } | more
    if danger == "no_news":
        return "no_news", {
            "person": str(house.field.members[1].pk),
            "teller": "सलोमी",
            "teller_phone": "9835012345",
        } | more
    kind = {"help": {"kind": "other", "is_urgent": True}, "missing": {"kind": "missing_contact"}}[danger]
    about = {"person": str(house.field.members[1].pk), "description": "नौ दिन से फ़ोन बंद", "caller_phone": "9835012345"}
    return "help", {**kind, **about, **more}


def _written(house: House, danger: str, answers: Mapping[str, Any] | None = None, **more: Any) -> Row:
    kind, usual = answers_of(house, danger)
    return house.field.row(kind, usual if answers is None else answers, **more)


def move_to_other_block(house: House) -> None:
    """All people and journeys lie in another block than that of whoever writes."""
    elsewhere = house.cast.other_gumla_block
    with acting_as(house.cast.actor("coordinator")):
        Person.objects.filter(organisation_id=house.cast.gumla.pk).update(place=elsewhere)
        Journey.objects.filter(organisation_id=house.cast.gumla.pk).update(place=elsewhere)
        house.girl.refresh_from_db()
        house.journey.refresh_from_db()


def _other_block(house: House, danger: str) -> Row:
    move_to_other_block(house)
    return _written(house, danger)


def due_contact_waits(house: House) -> None:
    """A contact of hers is due tomorrow, and waits."""
    with acting_as(house.cast.actor("coordinator")):
        Contact.objects.create(
            organisation_id=house.cast.gumla.pk,
            place=house.journey.place,
            journey=house.journey,
            due_on=clock.today() + dt.timedelta(days=1),
            by_whom="forum_leader",
            rule="test",
            answer_by=clock.now() + dt.timedelta(days=2),
        )


def _due_contact_waits(house: House, danger: str) -> Row:
    due_contact_waits(house)
    return _written(house, danger)


def _clock(house: House, danger: str) -> Row:
    return _written(house, danger, written_at=clock.now() + dt.timedelta(days=3))


def _unknown_person(house: House, danger: str) -> Row:
    kind, answers = answers_of(house, danger)
    if danger == "hard_stop":
        answers["travellers"][0]["person"] = str(uuid.uuid4())
    else:
        answers["journey" if danger == "unsafe" else "person"] = str(uuid.uuid4())
    return house.field.row(kind, answers)


def _duplicate(house: House, danger: str) -> Row:
    """Another phone of hers has sent the same already, under another id."""
    house.field.send(_written(house, danger))
    return _written(house, danger)


def _taken_back(house: House, danger: str) -> Row:
    row = _written(house, danger)
    with acting_as(house.cast.actor("coordinator")) as by:
        revoke(by=by, device=house.field.device)
    return row


def _missing_answer(house: House, danger: str) -> Row:
    _kind, answers = answers_of(house, danger)
    if danger == "hard_stop":
        del answers["travellers"][0]["consents"][0]["text_version"]
    elif danger == "unsafe":
        del answers["spoke_at"]
    elif danger == "no_news":
        answers["teller_phone"] = "12"
    else:
        answers["caller_phone"] = "12"
    return _written(house, danger, answers)


def _unknown_question(house: House, danger: str) -> Row:
    _kind, answers = answers_of(house, danger)
    return _written(house, danger, answers | {"colour": "red"})


def _other_version(house: House, danger: str) -> Row:
    kind, answers = answers_of(house, danger)
    row = house.field.row(kind, answers)
    row.seal(json.dumps({"kind": "of_another_page", "answers": answers}, ensure_ascii=False).encode())
    return row


def _same_id(house: House, danger: str) -> Row:
    before = house.field.row("help", {"kind": "scheme_delayed"})
    house.field.send(before)
    return _written(house, danger, id=before.id)


def _no_right(house: House, danger: str) -> Row:
    """The forum was taken from the phone's account by another name: nothing of it is within reach any more."""
    row = _written(house, danger)
    Device.objects.update(expires_at=clock.now())
    return row


REASONS: dict[str, Callable[[House, str], Row]] = {
    "none": _written,
    "other_block": _other_block,
    "due_contact_waits": _due_contact_waits,
    "clock": _clock,
    "unknown_person": _unknown_person,
    "duplicate": _duplicate,
    "taken_back": _taken_back,
    "missing_answer": _missing_answer,
    "unknown_question": _unknown_question,
    "other_version": _other_version,
    "same_id": _same_id,
    "time_over": _no_right,
}
DANGERS = ("hard_stop", "unsafe", "help", "missing", "no_news")
# Those that are no reason to park any more.
RECORDED = ("none", "other_block", "due_contact_waits")
EVERY = [
    pytest.param(danger, reason, hour, marks=[] if hour == NIGHT else pytest.mark.long)
    for reason in REASONS
    for danger in DANGERS
    for hour in (DAY, NIGHT)
]


@pytest.mark.parametrize(("danger", "reason", "hour"), EVERY)
def test_an_urgent_issue_exists_once_and_an_alert_has_gone_out(
    house: House, danger: str, reason: str, hour: int
) -> None:
    now = clock.now().astimezone(clock.INDIA).replace(hour=hour, minute=0)
    with clock.frozen_at(now if now >= clock.now() else now + dt.timedelta(days=1)):
        row = REASONS[reason](house, danger)
        before = {one.pk for one in house.urgent()}
        before_it = house.alerts_out()
        receipt = house.field.receipt(row)
        stored = house.field.stored(row)[-1]
        assert (receipt["state"] == "recorded") == (
            reason in RECORDED or (reason == "duplicate" and danger != "hard_stop")
        ), stored.problems
        named = {uuid.UUID(one) for one in (stored.issues or {}).values()}
        new = [one for one in house.urgent() if one.pk not in before]
        is_joined = reason == "duplicate" and danger != "hard_stop"
        assert len(new) == (0 if is_joined else 1)
        assert named == ({one.pk for one in new} if stored.state != "recorded" else named)
        about = {"hard_stop": house.girl, "unsafe": house.field.members[0]}.get(danger, house.field.members[1])
        for one in new:
            assert one.person == (None if reason == "unknown_person" else about)
            assert one.caller_name or reason == "unknown_person"
            assert one.next_follow_up_on == clock.today()
        assert house.alerts_out() == before_it + len(new)
        # Sent again, whatever became of it: nothing is told twice.
        house.field.receipt(row)
        assert len(house.urgent()) == len(before) + len(new)


@pytest.mark.parametrize("danger", DANGERS)
@pytest.mark.parametrize("reason", ["clock", "duplicate", "taken_back", "unknown_question"])
def test_a_row_settles_into_the_issue_that_told_of_it(house: House, danger: str, reason: str) -> None:
    row = REASONS[reason](house, danger)
    house.field.receipt(row)
    (stored,) = house.field.stored(row)
    before = house.urgent()
    with acting_as(house.cast.actor("coordinator")) as by:
        kind, answers = answers_of(house, danger)
        done = (
            send_on(
                by=by,
                row=stored,
                answers=answers if reason == "unknown_question" else None,
                written_on=clock.today() if reason == "clock" else None,
                decisions=Decisions(despite_open=True, none_of=alike_in(stored)),
            )
            if stored.state != "recorded"
            else stored
        )
    assert (done.state, done.kind) == ("recorded", kind)
    assert [one.pk for one in house.urgent()] == [one.pk for one in before]
    assert all(one.person is not None and one.origin in Origin.values for one in house.urgent())
