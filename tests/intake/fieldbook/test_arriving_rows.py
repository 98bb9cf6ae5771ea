"""Rows of phones become records through the services, once, and none is lost whatever they hold."""

import datetime as dt
import json
import unicodedata
import uuid
from dataclasses import replace
from typing import Any, Literal

import pytest
from django.db import OperationalError

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.models import Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device, History
from jatan.foundation.devices.services import revoke
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import OrganisationDistrict
from jatan.intake.fieldbook import row_intake
from jatan.intake.fieldbook.choices import Reason
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.intake.fieldbook.repair import send_on
from jatan.kernel import clock
from jatan.programme.activities.models import Activity, Participation
from jatan.programme.flows import departures
from jatan.programme.groups.models import Membership
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Answer, Companion, Counselling, Journey
from jatan.programme.people.models import Consent, Person
from jatan.programme.safeguarding.models import Agreement, Contact, Escalation
from tests.cast import Cast
from tests.intake.fieldbook.field import CHECKLIST, Field, days, leaving
from tests.phones import enrolled
from tests.programme.flows.rules import faults_of

pytestmark = pytest.mark.django_db
SPOKE = "2026-01-01T10:00:00Z"


def test_a_departure_is_recorded_with_everything_that_belongs_to_it(at_work: Field, cast: Cast) -> None:
    row = at_work.row("leaving", leaving(at_work))
    receipt = at_work.receipt(row)
    assert (receipt["state"], receipt["sha256"], receipt["files"]) == ("recorded", row.sha256, [])
    with acting_as(cast.actor("coordinator")):
        journey = Journey.objects.select_related("person", "place").get()
        assert journey.pk == row.id
        assert (journey.person, journey.registered_on) == (at_work.members[0], clock.today())
        assert (journey.leaves_on.isoformat(), journey.destination.name_en) == (days(2), "Surat")
        assert (journey.work, journey.agent_name, journey.papers_in_hand) == ("brick_kiln", "रमेश ठेकेदार", ["voter_id"])
        assert journey.recorded_by == cast.accounts["forum_leader"].pk
        assert faults_of([journey]) == []
        assert Agreement.objects.get().journey_id == journey.pk
        assert Consent.objects.get().purpose == "contact"
        assert {one.question for one in Answer.objects.all()} == {"free_will", "wage_written"}
        assert Counselling.objects.get().topics == ["money"]
    stored = at_work.stored(row)[0]
    assert (stored.kind, stored.recorded, bytes(stored.sealed)) == (
        "leaving",
        {"journeys": [str(row.id)]},
        row.sealed,
    )


def test_somebody_new_a_child_and_who_goes_along(at_work: Field, cast: Cast) -> None:
    answers = leaving(at_work, at_work.members[0])
    new = {"name": "रोशनी उराँव", "sex": "f", "age": 15, "village": "टोटो", "phone": "9123456780"}
    answers["travellers"][0]["family"] = "1"
    answers["travellers"].append(
        {
            "new": new,
            "family": "1",
            "along": [{"name": "गुड़िया", "age": 9, "relation": "family"}],
            "answers": {"free_will": "no"},
            "checklist": CHECKLIST,
        }
    )
    assert at_work.receipt(at_work.row("leaving", answers))["state"] == "recorded"
    with acting_as(cast.actor("coordinator")):
        assert Journey.objects.count() == 2
        child = Journey.objects.get(person__name="रोशनी उराँव")
        assert (child.person.age, child.person.age_on, child.place_id) == (15, clock.today(), at_work.forum.place_id)
        assert {one.relation for one in Companion.objects.filter(journey=child)} == {"family"}
        assert faults_of([child]) == []
        assert Issue.objects.filter(is_urgent=True).exists()


@pytest.mark.parametrize(("since", "until"), [(1, None), (-90, -1)], ids=["to come", "past"])
def test_somebody_unknown_needs_no_district_that_is_in_force(
    at_work: Field, cast: Cast, since: int, until: int | None
) -> None:
    """A worker's phone belongs to no forum: she lies where the member works, has worked or is going to work first."""
    today = clock.today()
    worker = replace(at_work, phone=enrolled(cast, "field_worker"))
    Posting.objects.filter(account=cast.accounts["field_worker"]).update(place=None)
    OrganisationDistrict.objects.filter(organisation=cast.gumla).update(
        since=today + dt.timedelta(days=since), until=until and today + dt.timedelta(days=until)
    )
    row = worker.row("help", {"kind": "other", "caller_name": "बुधनी", "description": "पैसा नहीं मिला"})
    assert (worker.receipt(row)["state"], worker.waits(row)) == ("recorded", [])
    with acting_as(importer_for(cast.gumla.id)):
        assert Issue.objects.get().place == cast.gumla_district


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("written", ["रोशनी उराँव", "Renée Ekká", "क़मरुन ज़ोया"])
def test_names_in_both_forms_of_unicode_arrive_as_they_were_written(
    at_work: Field, cast: Cast, written: str, form: Literal["NFC", "NFD"]
) -> None:
    name = unicodedata.normalize(form, written)
    answers = leaving(at_work)
    answers["travellers"] = [{"new": {"name": name, "sex": "f", "age": 22}}]
    assert at_work.receipt(at_work.row("leaving", answers))["state"] == "recorded"
    with acting_as(cast.actor("coordinator")):
        assert Journey.objects.select_related("person").get().person.name == name


def test_a_call_becomes_the_outcome_of_the_contact_it_names(at_work: Field, cast: Cast) -> None:
    at_work.receipt(at_work.row("leaving", leaving(at_work, leaves_on=days(-1))))
    with acting_as(cast.actor("coordinator")):
        journey = Journey.objects.get()
    spoke = clock.now().isoformat()
    call = {"journey": str(journey.pk), "contact": None, "outcome": "safe", "note": "ठीक है", "spoke_at": spoke}
    row = at_work.row("contact", call)
    assert at_work.receipt(row)["state"] == "recorded"
    with acting_as(cast.actor("coordinator")):
        found = Contact.objects.get()
        assert (found.outcome, found.note, found.contacted_by) == ("safe", "ठीक है", cast.accounts["forum_leader"].pk)
        assert Agreement.objects.get().heard_on == clock.today()
    again = at_work.row("contact", call)
    assert at_work.receipt(again)["state"] == "recorded"
    with acting_as(cast.actor("coordinator")):
        assert Contact.objects.count() == 1
        assert not Escalation.objects.exists()


def test_an_alarm_from_a_phone_is_an_urgent_issue(at_work: Field, cast: Cast) -> None:
    at_work.receipt(at_work.row("leaving", leaving(at_work, agent_name="")))
    with acting_as(cast.actor("coordinator")):
        journey = Journey.objects.get()
        before = Issue.objects.count()
    call = {
        "journey": str(journey.pk),
        "outcome": "unsafe",
        "note": "मालिक मारता है",
        "spoke_at": clock.now().isoformat(),
    }
    assert at_work.receipt(at_work.row("contact", call))["state"] == "recorded"
    with acting_as(cast.actor("coordinator")):
        assert Issue.objects.count() == before + 1
        assert Issue.objects.filter(is_urgent=True, description="मालिक मारता है").exists()


def test_a_meeting_is_counted_with_the_members_who_came(at_work: Field, cast: Cast) -> None:
    present = [str(one.pk) for one in at_work.members[:2]]
    answers = {"held_on": days(0), "topic": "ठेकेदार", "present": present, "women": 3, "decisions": "सब दर्ज करेंगे"}
    row = at_work.row("meeting", answers)
    assert at_work.receipt(row)["state"] == "recorded"
    with acting_as(cast.actor("coordinator")):
        meeting = Activity.objects.get()
        assert (meeting.kind, meeting.group_id, meeting.total, meeting.women) == (
            "forum_meeting",
            at_work.forum.pk,
            5,
            5,
        )
        assert meeting.held_on == clock.today()
        assert Participation.objects.count() == 2


def test_help_becomes_an_issue_about_her_open_journey(at_work: Field, cast: Cast) -> None:
    at_work.receipt(at_work.row("leaving", leaving(at_work, agent_name="")))
    person = at_work.members[0]
    answers = {"person": str(person.pk), "kind": "unpaid_wages", "description": "तीन महीने से पैसा नहीं", "is_urgent": True}
    assert at_work.receipt(at_work.row("help", answers))["state"] == "recorded"
    stranger = {"caller_name": "बुधनी", "caller_phone": "98765 43211", "village": "पलकोट", "kind": "other"}
    assert at_work.receipt(at_work.row("help", stranger))["state"] == "recorded"
    with acting_as(cast.actor("coordinator")):
        her_issue = Issue.objects.get(person=person, kind="unpaid_wages")
        assert (her_issue.origin, her_issue.is_urgent, her_issue.next_follow_up_on) == (
            "field_book",
            True,
            clock.today(),
        )
        assert her_issue.about_journey == Journey.objects.get().pk
        other = Issue.objects.get(caller_name="बुधनी")
        assert (other.village, other.caller_phone, other.is_urgent) == ("पलकोट", "9876543211", False)


def test_everything_sent_again_changes_nothing(at_work: Field, cast: Cast) -> None:
    """A phone that lost its index sends all it has once more."""
    rows = [
        at_work.row("leaving", leaving(at_work)),
        at_work.row("meeting", {"held_on": days(0), "present": [str(at_work.members[0].pk)]}),
        at_work.row("help", {"kind": "other", "caller_name": "बुधनी"}),
    ]
    first = at_work.send(*rows)
    with acting_as(cast.actor("coordinator")):
        before = (Journey.objects.count(), Activity.objects.count(), Issue.objects.count(), Event.objects.count())
    assert at_work.send(*reversed(rows))["receipts"] == list(reversed(first["receipts"]))
    for row in rows:
        assert at_work.receipt(row) in first["receipts"]
    with acting_as(cast.actor("coordinator")):
        after = (Journey.objects.count(), Activity.objects.count(), Issue.objects.count(), Event.objects.count())
    assert after == before


def test_other_bytes_under_one_id_are_kept_beside_the_first(at_work: Field, cast: Cast) -> None:
    one = at_work.row("help", {"kind": "other", "caller_name": "बुधनी"})
    other = at_work.row("help", {"kind": "other", "caller_name": "शनिचरी"}, id=one.id)
    assert at_work.receipt(one)["state"] == "recorded"
    assert at_work.receipt(other) | {"at": ""} == {
        "id": str(one.id),
        "sha256": other.sha256,
        "files": [],
        "state": "conflict",
        "waits": True,
        "said": at_work.receipt(other)["said"],
        "at": "",
    }
    assert [(row.variant, row.state, row.sha256) for row in at_work.stored(one)] == [
        (1, "recorded", one.sha256),
        (2, "conflict", other.sha256),
    ]
    assert at_work.receipt(one)["state"] == "recorded"
    with acting_as(cast.actor("coordinator")):
        assert [issue.caller_name for issue in Issue.objects.all()] == ["बुधनी"]


def test_damaged_bytes_wait_and_the_right_ones_still_come_in(at_work: Field, cast: Cast) -> None:
    row = at_work.row("help", {"kind": "other", "caller_name": "बुधनी"})
    right = row.sealed
    row.sealed = right[:-1] + bytes([right[-1] ^ 1])
    assert at_work.receipt(row)["state"] == "parked"
    assert at_work.waits(row) == ["cannot_be_opened"]
    row.sealed = right
    assert at_work.receipt(row)["state"] == "recorded"
    assert [one.state for one in at_work.stored(row)] == ["parked", "recorded"]


@pytest.mark.parametrize(
    ("plain", "code"),
    [
        (b"", "unknown_kind"),
        (b"\xff\xfe", "unknown_kind"),
        (b"[" * 5000, "unknown_kind"),
        (b'{"kind":"weather","answers":{}}', "unknown_kind"),
        (b'{"kind":"help","answers":[],"written_at":"2026-01-01T10:00:00Z"}', "unknown_kind"),
        (b'{"kind":"help","answers":{"kind":"other"},"written_at":"gestern"}', "clock"),
        (b'{"kind":"help","answers":{"kind":"other"},"written_at":"2026-01-01T10:00:00"}', "clock"),
        (b'{"kind":"help","answers":{"kind":"other"},"written_at":"0001-01-01T00:00:00+14:00"}', "clock"),
        (b'{"kind":"help","answers":{"kind":"other"},"written_at":"1970-01-01T10:00:00Z"}', "clock"),
    ],
)
def test_what_is_no_row_waits_and_is_no_error(at_work: Field, plain: bytes, code: str) -> None:
    row = at_work.row("help", {})
    row.seal(plain)
    assert at_work.receipt(row)["state"] == "parked"
    assert at_work.waits(row) == [code]


@pytest.mark.parametrize(
    ("kind", "answers", "code"),
    [
        ("help", {"kind": "other", "colour": "red"}, "unknown_question"),
        ("help", {"kind": "other", "\u0000\ud800": "red"}, "unknown_question"),
        ("help", {"kind": "other", "x" * 400: "red"}, "unknown_question"),
        ("help", {}, "missing_required"),
        ("help", {"kind": "other", "person": str(uuid.uuid4())}, "unknown_person"),
        ("help", {"kind": "other", "description": "आधार 4991 1866 5246"}, "aadhaar_number"),
        ("meeting", {"held_on": "2199-01-01", "women": 3}, "date_in_future"),
        ("meeting", {"held_on": "2026-02-30", "women": 3}, "no_such_date"),
        (
            "contact",
            {"journey": str(uuid.uuid4()), "outcome": "safe", "spoke_at": "2026-01-01T10:00:00Z"},
            "unknown_journey",
        ),
        ("leaving", {"travellers": []}, "missing_required"),
        ("leaving", {"travellers": [{"person": str(uuid.uuid4())}]}, "unknown_person"),
        ("leaving", {"travellers": [{"new": {"name": "क", "age": 30}}], "despite_open": "all"}, "unreadable"),
        ("leaving", {"travellers": [{"new": {"name": "क", "age": 30}}], "despite_open": ["x"]}, "unreadable"),
        ("meeting", {"held_on": "2026-01-01", "women": 3, "despite_open": []}, "unknown_question"),
    ],
)
def test_an_answer_that_cannot_be_parks_the_row_with_its_reason(
    at_work: Field, kind: str, answers: dict[str, Any], code: str
) -> None:
    row = at_work.row(kind, {})
    row.seal(
        json.dumps(
            {"kind": kind, "definitions": "1", "written_at": clock.now().isoformat(), "answers": answers, "files": []}
        ).encode()
    )
    assert at_work.receipt(row)["state"] == "parked"
    assert code in at_work.waits(row)


def test_people_of_another_forum_and_another_member_are_unknown_to_the_phone(at_work: Field, cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")):
        Membership.objects.filter(person=at_work.members[2]).update(left_on=clock.today() - dt.timedelta(days=1))
    row = at_work.row("help", {"kind": "other", "person": str(at_work.members[2].pk)})
    assert at_work.receipt(row)["state"] == "parked"
    assert at_work.waits(row) == ["unknown_person"]


def test_an_open_journey_that_the_phone_did_not_show_waits_for_a_person(at_work: Field, cast: Cast) -> None:
    first = at_work.row("leaving", leaving(at_work))
    at_work.receipt(first)
    second = at_work.row("leaving", leaving(at_work))
    assert at_work.receipt(second)["state"] == "parked"
    assert at_work.waits(second) == ["open_journey"]
    shown = at_work.row("leaving", leaving(at_work) | {"despite_open": [str(first.id)]})
    assert at_work.receipt(shown)["state"] == "recorded"


def test_an_id_that_belongs_to_another_record_is_not_taken_for_it(at_work: Field, cast: Cast) -> None:
    first = at_work.row("leaving", leaving(at_work))
    at_work.receipt(first)
    with acting_as(cast.actor("coordinator")):
        Journey.objects.update(returned_on=clock.today())
    with acting_as(importer_for(cast.gumla.id)):
        ReceivedRow.objects.filter(row=first.id).update(row=uuid.uuid4())
    stolen = at_work.row("leaving", leaving(at_work, work="brick_kiln"), id=first.id)
    assert at_work.receipt(stolen)["state"] == "parked"
    assert at_work.waits(stolen) == ["id_taken"]


def test_two_phones_that_wrote_about_one_meeting_are_shown_side_by_side(at_work: Field, cast: Cast) -> None:
    other = enrolled(cast)
    mine = at_work.row("meeting", {"held_on": days(0), "women": 5})
    her_issue = at_work.row("meeting", {"held_on": days(0), "women": 6}, id=uuid.uuid4())
    her_issue.device = uuid.UUID(other.device_id)
    her_issue.__post_init__()
    at_work.receipt(mine)
    (receipt,) = at_work.send(her_issue, phone=other)["receipts"]
    assert receipt["state"] == "parked"
    (reason,) = at_work.stored(her_issue)[0].problems
    with acting_as(cast.actor("coordinator")):
        assert reason == {
            "code": "same_meeting",
            "field": "held_on",
            "candidates": [str(Activity.objects.get().pk)],
        }


def test_the_day_is_that_of_writing_by_our_calendar(at_work: Field, cast: Cast) -> None:
    """The phone's clock is five days ahead, and the row was written two days before it is sent."""
    ahead = dt.timedelta(days=5)
    written = clock.now() - dt.timedelta(days=2)
    Device.objects.update(enrolled_at=clock.now() - dt.timedelta(days=30))
    phone_today = (written + ahead).astimezone(clock.INDIA).date()
    row = at_work.row(
        "leaving",
        leaving(at_work, leaves_on=(phone_today + dt.timedelta(days=1)).isoformat(), expected_return_on=days(60)),
        written_at=written + ahead,
    )
    assert at_work.receipt(row, device_time=(clock.now() + ahead).isoformat())["state"] == "recorded"
    with acting_as(cast.actor("coordinator")):
        journey = Journey.objects.get()
        today = written.astimezone(clock.INDIA).date()
        assert (journey.registered_on, journey.leaves_on) == (today, today + dt.timedelta(days=1))
        assert journey.expected_return_on.isoformat() == days(60)
    assert abs(at_work.stored(row)[0].skew_seconds - ahead.total_seconds()) < 5


def test_a_clock_that_was_set_right_in_between_asks_a_person(at_work: Field) -> None:
    row = at_work.row("help", {"kind": "other"}, written_at=clock.now() + dt.timedelta(days=3))
    assert at_work.receipt(row)["state"] == "parked"
    assert at_work.waits(row) == ["clock"]


def test_what_was_written_before_the_phone_was_enrolled_anew_is_no_wrong_clock(at_work: Field, cast: Cast) -> None:
    """Her book was enrolled again today; what she wrote in it three days ago goes now, under the new phone's name."""
    Device.objects.update(enrolled_at=clock.now() - dt.timedelta(days=30))
    row = at_work.row("help", {"kind": "other"}, written_at=clock.now() - dt.timedelta(days=3))
    assert at_work.receipt(row, phone=enrolled(cast))["state"] == "recorded"
    with acting_as(cast.actor("coordinator")):
        assert Issue.objects.get().received_on.isoformat() == days(-3)


def test_a_phone_that_was_taken_back_delivers_into_quarantine(at_work: Field, cast: Cast) -> None:
    row = at_work.row("leaving", leaving(at_work))
    with acting_as(cast.actor("coordinator")) as by:
        revoke(by=by, device=at_work.device)
    answer = at_work.send(row)
    assert answer["wipe"] is True
    assert answer["receipts"][0]["state"] == "quarantined"
    stored = at_work.stored(row)[0]
    assert (stored.kind, [one["code"] for one in stored.problems]) == ("", ["taken_back"])
    with acting_as(cast.actor("coordinator")):
        assert not Journey.objects.exists()


@pytest.mark.parametrize("end", ["expired", "posting", "account"])
def test_rows_of_an_ended_phone_wait_too(at_work: Field, cast: Cast, end: str) -> None:
    row = at_work.row("help", {"kind": "other"})
    if end == "expired":
        Device.objects.update(expires_at=clock.now())
    elif end == "posting":
        Posting.objects.filter(account=cast.accounts["forum_leader"]).update(until=clock.today() - dt.timedelta(days=1))
    else:
        account = cast.accounts["forum_leader"]
        account.is_active = False
        account.save(update_fields=["is_active"])
    assert at_work.receipt(row)["state"] == "quarantined"


@pytest.mark.parametrize("fault", [ValueError("boom"), KeyError("x"), OperationalError("deadlock detected")])
def test_a_translation_that_fails_unexpectedly_parks_the_row_and_undoes_what_it_wrote(
    at_work: Field, cast: Cast, fault: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = row_intake.translate

    def broken(by: Any, entry: Any) -> Any:
        real(by, entry)
        raise fault

    row = at_work.row("leaving", leaving(at_work))
    with monkeypatch.context() as patch:
        patch.setattr(row_intake, "translate", broken)
        assert at_work.receipt(row)["state"] == "parked"
    assert at_work.waits(row) == [Reason.UNEXPECTED]
    with acting_as(cast.actor("coordinator")):
        assert not Journey.objects.exists()
        assert not Consent.objects.exists()


def test_two_requests_in_each_others_way_are_tried_again(
    at_work: Field, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, tries = row_intake.translate, []

    def once(by: Any, entry: Any) -> Any:
        tries.append(entry.id)
        if len(tries) == 1:
            raise OperationalError("deadlock detected")
        return real(by, entry)

    monkeypatch.setattr(row_intake, "translate", once)
    assert at_work.receipt(at_work.row("leaving", leaving(at_work)))["state"] == "recorded"
    assert len(tries) == 2


def test_a_constraint_asked_at_commit_parks_the_row_instead_of_losing_it(
    at_work: Field, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = at_work.row("leaving", leaving(at_work))
    with monkeypatch.context() as patch:
        patch.setattr(departures, "start_contacts", lambda *args, **more: [])
        assert at_work.receipt(row)["state"] == "parked"
    with acting_as(cast.actor("coordinator")):
        assert not Journey.objects.exists()
        assert Person.objects.count() == 3


def test_one_bad_row_does_not_keep_the_others_waiting(at_work: Field) -> None:
    good = [at_work.row("help", {"kind": "other", "caller_name": f"क {number}"}) for number in range(3)]
    sent: list[Any] = [good[0].sent(), {"id": "x"}, None, {"id": str(uuid.uuid4()), "sealed": "%%%"}, good[1].sent()]
    sent += [good[2].sent() | {"files": [{"id": 1}]}]
    answer = at_work.phone.post("rows", {"rows": sent, "app": "1"})
    assert [one["id"] for one in answer.json()["receipts"]] == [str(good[0].id), str(good[1].id)]


def test_receipts_can_be_asked_for_later_and_only_by_the_same_person(at_work: Field, cast: Cast) -> None:
    row = at_work.row("help", {"kind": "other"})
    receipt = at_work.receipt(row)
    asked = {"ids": [str(row.id), str(uuid.uuid4()), "x", 7]}
    answer = at_work.phone.post("receipts", asked).json()
    assert (answer["receipts"], answer["wipe"]) == ([receipt], False)
    again = enrolled(cast)
    assert again.post("receipts", asked).json()["receipts"] == [receipt]
    stranger = enrolled(cast, "field_worker")
    assert stranger.post("receipts", asked).json()["receipts"] == []


def test_a_phone_enrolled_anew_sends_what_it_sealed_before(at_work: Field) -> None:
    row = at_work.row("help", {"kind": "other"})
    again = enrolled(at_work.cast)
    (receipt,) = at_work.send(row, phone=again)["receipts"]
    assert receipt["state"] == "recorded"


def test_a_row_of_another_person_under_her_phone_does_not_open(at_work: Field, cast: Cast) -> None:
    stranger = enrolled(cast, "field_worker")
    row = at_work.row("help", {"kind": "other"})
    (receipt,) = at_work.send(row, phone=stranger)["receipts"]
    assert receipt["state"] == "parked"
    assert at_work.waits(row) == ["cannot_be_opened"]


def test_what_the_phone_says_of_itself_is_kept_and_nothing_names_anybody(at_work: Field, caplog: Any) -> None:
    row = at_work.row("help", {"kind": "other", "caller_name": "बुधनी"})
    answer = at_work.send(row, unsent=4, oldest_unsent=(clock.now() - dt.timedelta(days=1)).isoformat())
    device = at_work.device
    assert (device.unsent, device.app_version, device.sent_at is not None) == (4, "1", True)
    assert "बुधनी" not in str(answer)
    assert "बुधनी" not in caplog.text
    (stored,) = at_work.stored(row)
    assert "बुधनी".encode() not in bytes(stored.sealed)


@pytest.mark.parametrize(
    ("module", "step"),
    [
        (departures.registration, "register_departures"),
        (departures, "start_contacts"),
        (departures, "sync_journey_statements"),
        (departures, "hand_off_triggers"),
        (departures, "check_other_journeys"),
    ],
)
def test_a_fault_at_any_step_leaves_nothing_half_and_the_second_try_succeeds(
    at_work: Field, cast: Cast, module: Any, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: Any, **_more: Any) -> None:
        raise RuntimeError("struck")

    row = at_work.row("leaving", leaving(at_work))
    with monkeypatch.context() as patch:
        patch.setattr(module, step, broken)
        assert at_work.receipt(row)["state"] == "parked"
    with acting_as(cast.actor("coordinator")) as by:
        assert not Journey.objects.exists()
        assert not Consent.objects.exists()
        assert not Agreement.objects.exists()
        done = send_on(by=by, row=at_work.stored(row)[0])
        assert done.state == "recorded"
        assert faults_of(list(Journey.objects.select_related("person"))) == []
    assert at_work.receipt(row)["state"] == "recorded"


def test_after_a_restore_a_phone_learns_another_epoch_and_what_is_missing(at_work: Field, cast: Cast) -> None:
    row = at_work.row("help", {"kind": "other"})
    before = at_work.send(row)["epoch"]
    with acting_as(importer_for(cast.gumla.id)):
        ReceivedRow.objects.filter(row=row.id).update(row=uuid.uuid4())  # as if it had come after the backup
    History.objects.create(began_at=clock.now() + dt.timedelta(seconds=1))
    answer = at_work.phone.post("receipts", {"ids": [str(row.id)]}).json()
    assert answer["epoch"] != before
    assert answer["receipts"] == []
    assert at_work.receipt(row)["state"] == "recorded"
