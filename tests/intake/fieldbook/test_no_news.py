"""No news of somebody, written on a phone: what the desk's page does, in the transaction that receives the row."""

import datetime as dt
import uuid
from typing import Any

import pytest

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook.repair import send_on
from jatan.kernel import clock
from jatan.programme.flows.no_news import ReportNoNews, report_no_news
from jatan.programme.helpdesk.choices import IssueKind, Origin
from jatan.programme.helpdesk.models import Issue, IssueFollowUp
from jatan.programme.journeys.models import Attachment, Journey
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.models import Escalation
from tests.intake.danger.conftest import house
from tests.intake.danger.doors import House
from tests.intake.fieldbook.field import days

__all__ = ["house"]

pytestmark = pytest.mark.django_db
SAID: dict[str, Any] = {
    "teller": "सलोमी केरकेट्टा",
    "relation": "माँ",
    "teller_phone": "९४७००११२२३",
    "last_seen": "लोहरदगा स्टेशन",
    "with_whom": "रवि साहू 9199900011",
    "marks": "ठुड्डी पर तिल",
    "tried": "ठेकेदार को फ़ोन किया",
    "is_feared": True,
}


def _about(house: House) -> dict[str, Any]:
    """As the phone names her: by her journey and herself."""
    named = {"journey": str(house.journey.pk), "person": str(house.journey.person_id)}
    return SAID | named | {"last_heard_on": days(-9)}


def _kept(house: House, model: Any, **which: Any) -> list[Any]:
    with acting_as(machine_for([house.cast.gumla.pk])):
        return list(model.objects.filter(organisation_id=house.cast.gumla.pk, **which))


def test_every_answer_is_in_the_issue_or_the_requests_and_the_ladder_has_begun(house: House) -> None:
    row = house.field.row("no_news", _about(house))
    assert house.field.receipt(row)["state"] == "recorded", house.field.waits(row)
    (issue,) = house.urgent()
    assert (issue.kind, issue.origin) == (IssueKind.MISSING_CONTACT, Origin.FIELD_BOOK)
    assert (issue.caller_name, issue.caller_phone) == ("सलोमी केरकेट्टा", "9470011223")
    assert (issue.person, issue.about_journey) == (house.journey.person, house.journey.pk)
    for name, stated in SAID.items():
        assert stated is True or stated in issue.description, name
    assert "बेचा" in issue.description
    (ladder,) = _kept(house, Escalation, journey=house.journey)
    assert (ladder.step_code, ladder.closed_at) == ("again", None)
    letters = _kept(house, OfficeLetter, issue=issue)
    assert sorted(one.office for one in letters) == ["ahtu", "police"]
    assert all("ठुड्डी पर तिल" in one.body and "बेचा" in one.body for one in letters)
    assert house.alerts_out() == 1
    house.field.receipt(row)
    assert len(house.urgent()) == 1


def test_about_a_member_who_is_away_it_is_about_her_journey(house: House) -> None:
    row = house.field.row("no_news", SAID | {"person": str(house.journey.person_id)})
    assert house.field.receipt(row)["state"] == "recorded"
    (issue,) = house.urgent()
    assert issue.about_journey == house.journey.pk
    assert len(_kept(house, Escalation)) == 1


def test_somebody_typed_by_name_is_no_new_person(house: House) -> None:
    before = len(_kept(house, Person))
    typed = {"name": "बिरसमनी केरकेट्टा", "sex": "f", "age": 20, "village": "अंबाडीह"}
    row = house.field.row("no_news", SAID | typed)
    assert house.field.receipt(row)["state"] == "recorded", house.field.waits(row)
    (issue,) = house.urgent()
    assert (issue.person, issue.sex, issue.age, issue.village) == (None, "f", 20, "अंबाडीह")
    assert "बिरसमनी केरकेट्टा" in issue.description
    assert len(_kept(house, Person)) == before
    assert len(_kept(house, OfficeLetter, issue=issue)) == 2


@pytest.mark.parametrize("chosen", ["person", "journey"])
def test_somebody_typed_by_name_is_chosen_in_one_step(house: House, chosen: str) -> None:
    """The office adds who she is; what was typed of her stays in the row."""
    typed = SAID | {"name": "बिरसी", "sex": "f", "age": 20, "village": "अंबाडीह", "teller_phone": "12"}
    row = house.field.row("no_news", typed)
    assert house.field.receipt(row)["state"] == "parked"
    named = {"person": str(house.journey.person_id), "journey": str(house.journey.pk)}
    with acting_as(house.cast.actor("coordinator")) as by:
        answers = typed | {"teller_phone": "9470011223", chosen: named[chosen]}
        done = send_on(by=by, row=house.field.stored(row)[0], answers=answers)
    assert done.state == "recorded", done.problems
    (issue,) = house.urgent()
    assert (issue.person, issue.about_journey) == (house.journey.person, house.journey.pk)
    assert len(_kept(house, OfficeLetter, issue=issue)) == 2


def test_a_journey_and_somebody_else_wait_for_a_person(house: House) -> None:
    row = house.field.row("no_news", _about(house) | {"person": str(house.field.members[2].pk)})
    assert house.field.receipt(row)["state"] == "parked"
    assert [(one["code"], one["field"]) for one in house.field.stored(row)[0].problems] == [("unreadable", "person")]
    assert len(house.urgent()) == 1


def test_what_the_desk_has_written_already_is_another_alarm_and_no_second_issue(house: House) -> None:
    with acting_as(house.cast.actor("desk_operator")) as by:
        journey = Journey.objects.select_related("person", "place").get(pk=house.journey.pk)
        usual = {"organisation": journey.organisation_id, "place": journey.place, "village": journey.village}
        stated = ReportNoNews(journey=journey, person=journey.person, teller="मतियस", **usual)
        known = report_no_news(by=by, command=stated)
    row = house.field.row("no_news", _about(house))
    assert house.field.receipt(row)["state"] == "recorded", house.field.waits(row)
    assert [one.pk for one in house.urgent()] == [known.pk]
    (note,) = _kept(house, IssueFollowUp, issue=known)
    assert "सलोमी केरकेट्टा" in note.note
    assert len(_kept(house, OfficeLetter, issue=known)) == 2
    assert len(_kept(house, Escalation)) == 1


def test_a_row_that_waits_has_its_issue_and_ladder_and_settles_into_them(house: House) -> None:
    answers = _about(house) | {"teller_phone": "12"}
    row = house.field.row("no_news", answers)
    assert house.field.receipt(row)["state"] == "parked"
    (before,) = house.urgent()
    assert (before.kind, before.caller_name, before.caller_phone) == ("missing_contact", "सलोमी केरकेट्टा", "")
    assert before.about_journey == house.journey.pk
    for stated in ("लोहरदगा स्टेशन", "ठुड्डी पर तिल", "रवि साहू 9199900011", "माँ"):
        assert stated in before.description
    (ladder,) = _kept(house, Escalation, journey=house.journey)
    assert ladder.step_code == "again"
    assert house.alerts_out() == 1
    (stored,) = house.field.stored(row)
    with acting_as(house.cast.actor("coordinator")) as by:
        done = send_on(by=by, row=stored, answers=_about(house))
    assert done.state == "recorded", done.problems
    (after,) = house.urgent()
    assert (after.pk, after.caller_phone) == (before.pk, "9470011223")
    assert len(_kept(house, Escalation)) == 1
    assert len(_kept(house, OfficeLetter, issue=after)) == 2


def test_nobody_named_and_nobody_known_is_an_issue_all_the_same(house: House) -> None:
    row = house.field.row("no_news", SAID | {"journey": str(uuid.uuid4())})
    assert house.field.receipt(row)["state"] == "parked"
    (issue,) = house.urgent()
    assert (issue.person, issue.caller_name) == (None, "सलोमी केरकेट्टा")
    assert house.alerts_out() == 1


def test_her_photograph_becomes_the_face_on_the_requests(house: House) -> None:
    photo = house.field.photo()
    row = house.field.row("no_news", _about(house), photos=[photo])
    house.field.receipt(row)
    assert house.field.send_photo(photo, row).json()["complete"]
    (face,) = _kept(house, Attachment)
    assert (face.journey_id, face.kind) == (house.journey.pk, "face")


def test_a_photograph_of_somebody_typed_stays_with_the_row(house: House) -> None:
    photo = house.field.photo()
    row = house.field.row("no_news", SAID | {"name": "बिरसमनी"}, photos=[photo])
    house.field.receipt(row)
    assert house.field.send_photo(photo, row).json()["complete"]
    assert _kept(house, Attachment) == []


def test_who_came_home_meanwhile_waits_for_a_person_with_an_issue(house: House) -> None:
    with acting_as(house.cast.actor("coordinator")):
        Journey.objects.filter(pk=house.journey.pk).update(returned_on=clock.today() - dt.timedelta(days=1))
    row = house.field.row("no_news", _about(house))
    assert house.field.receipt(row)["state"] == "parked"
    (issue,) = house.urgent()
    assert issue.person == house.journey.person
    assert _kept(house, Escalation) == []
    assert len(_kept(house, Issue)) == 1
