"""Rows put right at the office: author, day, reach by forum, and people who are on record already."""

import datetime as dt
import json

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.intake.fieldbook.actors import sender_of
from jatan.intake.fieldbook.bundle import bundle
from jatan.intake.fieldbook.held_rows import alike_in
from jatan.intake.fieldbook.repair import send_on
from jatan.intake.fieldbook.translate.entry import Decisions
from jatan.kernel import clock
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.contacts import start_contacts
from jatan.programme.safeguarding.models import Contact
from tests.cast import Cast
from tests.intake.fieldbook.field import Field, Row, days, leaving
from tests.programme.journeys.builders import a_journey

pytestmark = pytest.mark.django_db


def somebody_new(at_work: Field, name: str = "सोनी बाड़ा") -> dict[str, object]:
    answers = leaving(at_work)
    (one,) = answers["travellers"]
    del one["person"]
    one["new"] = {"name": name, "age": 16, "sex": "f", "village": "टोटो", "guardian_name": "जतरू बाड़ा"}
    return answers


def put_right(at_work: Field, row: Row, **more: object) -> str:
    with acting_as(at_work.cast.actor("coordinator")) as by:
        return send_on(by=by, row=at_work.stored(row)[-1], **more).state  # type: ignore[arg-type]


def test_a_row_put_right_is_the_leaders_and_comes_back_to_her_phone(at_work: Field, cast: Cast) -> None:
    row = at_work.row("leaving", somebody_new(at_work), written_at=clock.now() + dt.timedelta(days=3))
    assert at_work.receipt(row)["state"] == "parked"
    assert put_right(at_work, row, written_on=clock.today()) == "recorded"
    stored = at_work.stored(row)[0]
    with acting_as(cast.actor("coordinator")):
        person = Person.objects.get(name="सोनी बाड़ा")
        assert Journey.objects.get(person=person).recorded_by == cast.accounts["forum_leader"].pk
    assert (person.recorded_by, stored.decided_by) == (
        cast.accounts["forum_leader"].pk,
        cast.accounts["coordinator"].pk,
    )
    with acting_as(sender_of(at_work.device).actor) as leader:
        found = [
            one for name, bucket in bundle(leader, {}).items() if name.startswith("people/") for one in bucket["rows"]
        ]  # type: ignore[index]
    assert str(person.pk) in {str(one["id"]) for one in found}


def test_the_day_that_is_given_moves_journey_contact_and_return(at_work: Field, cast: Cast) -> None:
    """The phone's clock was five days behind when she wrote, and was set right before it sent."""
    Device.objects.update(enrolled_at=clock.now() - dt.timedelta(days=1))
    behind = clock.now() - dt.timedelta(days=5)
    with acting_as(cast.actor("coordinator")) as by:
        journey = a_journey(
            by,
            at_work.members[0],
            registered_on=clock.today() - dt.timedelta(days=9),
            leaves_on=clock.today() - dt.timedelta(days=8),
        )
        start_contacts(by, [journey])
    tomorrow = (behind.astimezone(clock.INDIA).date() + dt.timedelta(days=1)).isoformat()
    leaves = at_work.row("leaving", leaving(at_work, at_work.members[1], leaves_on=tomorrow), written_at=behind)
    spoke = (behind - dt.timedelta(minutes=10)).isoformat()
    home = at_work.row(
        "contact", {"journey": str(journey.pk), "outcome": "returned", "spoke_at": spoke}, written_at=behind
    )
    for row in (leaves, home):
        assert at_work.receipt(row)["state"] == "parked"
        assert at_work.waits(row) == ["clock"]
        assert put_right(at_work, row, written_on=clock.today()) == "recorded"
    with acting_as(cast.actor("coordinator")):
        new = Journey.objects.get(pk=leaves.id)
        assert (new.registered_on, new.leaves_on.isoformat()) == (clock.today(), days(1))
        contact = Contact.objects.get(organisation_id=cast.gumla.pk, outcome="returned")
        assert contact.contacted_at.astimezone(clock.INDIA).date() == clock.today()
        assert Journey.objects.get(pk=journey.pk).returned_on == clock.today()


@pytest.mark.parametrize(("seen_hours", "state"), [(1, "recorded"), (60, "parked")])
def test_a_day_between_two_times_of_the_server_is_asked_only_where_it_is_doubtful(
    at_work: Field, seen_hours: int, state: str
) -> None:
    """Her clock says a day in the future; the phone had met the house an hour, or two days and a half ago."""
    noon = clock.now().astimezone(clock.INDIA).replace(hour=12, minute=0)
    with clock.frozen_at(noon):
        row = at_work.row("help", {"kind": "other", "caller_name": "बुधनी"}, written_at=noon + dt.timedelta(days=3))
        seen = (noon - dt.timedelta(hours=seen_hours)).isoformat()
        row.seal(_with(row, {"number": 7, "server_seen": seen}))
        assert at_work.receipt(row)["state"] == state
    stored = at_work.stored(row)[0]
    assert (stored.number, stored.server_seen) == (7, dt.datetime.fromisoformat(seen))
    if state == "recorded":
        assert stored.written_at is not None
        assert stored.written_at.astimezone(clock.INDIA).date() == noon.date()


def test_a_later_row_that_knew_a_later_time_bounds_the_day(at_work: Field) -> None:
    noon = clock.now().astimezone(clock.INDIA).replace(hour=12, minute=0)
    with clock.frozen_at(noon):
        later = at_work.row("help", {"kind": "other"}, written_at=noon)
        later.seal(_with(later, {"number": 9, "server_seen": (noon - dt.timedelta(hours=58)).isoformat()}))
        assert at_work.receipt(later)["state"] == "recorded"
        row = at_work.row("help", {"kind": "other"}, written_at=noon + dt.timedelta(days=3))
        row.seal(_with(row, {"number": 8, "server_seen": (noon - dt.timedelta(hours=60)).isoformat()}))
        assert at_work.receipt(row)["state"] == "recorded"
        stored = at_work.stored(row)[0]
        assert stored.written_at is not None
        assert stored.written_at.astimezone(clock.INDIA).date() == (noon - dt.timedelta(hours=59)).date()


def _with(row: Row, more: dict[str, object]) -> bytes:
    content = {
        "kind": row.kind,
        "definitions": row.definitions,
        "written_at": row.written_at.isoformat(),
        "answers": row.answers,
        "files": [],
    }
    return json.dumps(content | more, ensure_ascii=False).encode()


def test_somebody_new_who_is_on_record_is_asked_about_and_never_recorded_twice(at_work: Field, cast: Cast) -> None:
    first, second = (at_work.row("leaving", somebody_new(at_work)) for _number in range(2))
    assert at_work.receipt(first)["state"] == "recorded"
    assert at_work.receipt(second)["state"] == "parked"
    assert at_work.waits(second) == ["same_person"]
    with acting_as(cast.actor("coordinator")):
        assert Person.objects.filter(name="सोनी बाड़ा").count() == 1
    assert put_right(at_work, second, decisions=Decisions(none_of=alike_in(at_work.stored(second)[0]))) == "recorded"
    with acting_as(cast.actor("coordinator")):
        assert Person.objects.filter(name="सोनी बाड़ा").count() == 2


def test_the_leader_of_another_forum_does_not_reach_a_member_of_this_one(at_work: Field, cast: Cast) -> None:
    """The reach by forum widens where she writes about her own people, and about nobody else."""
    elsewhere = cast.other_gumla_block
    with acting_as(cast.actor("coordinator")) as by:
        stranger = Person.objects.get(pk=at_work.members[0].pk)
        journey = a_journey(by, stranger, registered_on=clock.today(), leaves_on=clock.today(), place=elsewhere)
        start_contacts(by, [journey])
        at_work.forum.memberships.update(left_on=clock.today() - dt.timedelta(days=1))  # type: ignore[attr-defined]
    answers = {
        "journey": str(journey.pk),
        "outcome": "safe",
        "spoke_at": (clock.now() - dt.timedelta(minutes=1)).isoformat(),
    }
    row = at_work.row("contact", answers)
    assert at_work.receipt(row)["state"] == "parked"
    assert at_work.waits(row) == ["unknown_journey"]
