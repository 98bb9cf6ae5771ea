"""What a colleague tells by a coded message is done once, within her reach; what is doubtful waits and she is told."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.intake.messaging import selectors, services
from jatan.intake.messaging.choices import InState, Meaning, OutState, Purpose, Reason
from jatan.intake.messaging.delivery import send_due_messages
from jatan.intake.messaging.inbox import interpret_stored
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey, Pass
from jatan.programme.journeys.passes import replace_pass
from jatan.programme.journeys.services import issue_pass, record_return
from jatan.programme.people.base_command import row_values_with_name_fold
from jatan.programme.safeguarding.contacts import record_contact
from jatan.programme.safeguarding.models import Contact, Escalation
from tests.cast import FORUM, SINCE, Cast
from tests.intake.messaging.builders import (
    NOON,
    RecordingGateway,
    create_sms_contact,
    create_traveller,
    outbox,
    receive_text,
)
from tests.programme.groups.builders import a_member, group_command
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
LEADER = "9431012345"
TODAY = NOON.date()


@pytest.fixture
def leader(cast: Cast) -> Account:
    """A worker of one block of Gumla, who has a telephone."""
    account = cast.accounts["field_worker"]
    account.phone = LEADER
    account.save(update_fields=["phone"])
    return account


@pytest.fixture
def planned(cast: Cast, as_: Any) -> Journey:
    """She leaves in a week."""
    with as_("desk_operator") as by:
        return a_journey(by, a_person(by, cast, phone="9876543210"), leaves_on=TODAY + dt.timedelta(days=7))


@pytest.fixture
def away(cast: Cast, as_: Any) -> Journey:
    """She left a week ago, and contacts are agreed."""
    with as_("desk_operator") as by:
        return create_traveller(by, cast)


def code_of(journey: Journey) -> str:
    with acting_as(messaging_actor(all_organisation_ids())) as by:
        return issue_pass(by=by, journey=journey).code


def receive(text: str, **more: Any) -> Any:
    (row,) = receive_text(text, phone="+91" + LEADER, **more)
    return row


def issues() -> list[Issue]:
    with acting_as(messaging_actor(all_organisation_ids())):
        return list(Issue.objects.order_by("id"))


def now(journey: Journey) -> Journey:
    with acting_as(messaging_actor(all_organisation_ids())):
        return Journey.objects.get(pk=journey.pk)


def answers() -> list[tuple[str, str]]:
    return [(row.purpose, row.text) for row in outbox()]


def test_left_with_the_first_letters_of_the_code_marks_the_journey(
    leader: Account, planned: Journey, gateway: RecordingGateway
) -> None:
    code = code_of(planned)
    with clock.frozen_at(NOON.replace(hour=22)):
        row = receive(f"GAYI {code[:5].lower()} Surat")
        assert send_due_messages(gateway) == 1
    assert (row.state, row.meaning, row.about_journey, row.sent_by) == (
        InState.DONE, Meaning.LEFT, planned.pk, leader.pk
    )  # fmt: skip
    assert now(planned).leaves_on == TODAY
    assert issues() == []
    assert [message.text for message in gateway.handed] == [f"मिला: {code[:5]}, गई।"]
    assert gateway.handed[0].phone == LEADER


@pytest.mark.parametrize("written", ["9876543210", "+91 98765 43210", "९८७६५४३२१०", "91 98765 43210"])
def test_left_with_her_number(leader: Account, planned: Journey, written: str) -> None:
    receive(f"गई {written} सूरत")
    assert now(planned).leaves_on == TODAY
    assert answers() == [(Purpose.NOTED, "मिला: …210, गई।")]


def test_left_with_her_familys_number(leader: Account, planned: Journey, as_: Any) -> None:
    with as_("desk_operator"):
        Journey.objects.filter(pk=planned.pk).update(family_contact_phone="9470000001")
    receive("GAYI 9470000001")
    assert now(planned).leaves_on == TODAY


def test_the_day_is_the_one_on_which_the_message_arrived(leader: Account, planned: Journey) -> None:
    receive("GAYI 9876543210", at=NOON - dt.timedelta(days=2))
    assert now(planned).leaves_on == TODAY - dt.timedelta(days=2)


def test_left_a_second_time_changes_nothing(leader: Account, planned: Journey) -> None:
    receive("GAYI 9876543210")
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        row = receive("GAYI 9876543210", reference="again")
    assert row.state == InState.DONE
    assert now(planned).leaves_on == TODAY


def test_a_journey_without_a_day_gets_one_and_a_child_is_seen_at_once(leader: Account, cast: Cast, as_: Any) -> None:
    with as_("desk_operator") as by:
        girl = a_person(by, cast, phone="9876543210", age=16, name="रोशनी")
        journey = a_journey(by, girl, leaves_on=None)
    receive("GAYI 9876543210")
    assert now(journey).leaves_on == TODAY
    assert any(issue.is_urgent and issue.about_journey == journey.pk for issue in issues())


def test_somebody_on_record_without_a_journey_is_an_urgent_issue_and_no_journey(
    leader: Account, cast: Cast, as_: Any
) -> None:
    with as_("desk_operator") as by:
        person = a_person(by, cast, phone="9876543210")
    row = receive("GAYI 9876543210 Delhi")
    (issue,) = issues()
    assert (issue.is_urgent, issue.kind, issue.origin, issue.person_id) == (True, "registration", "message", person.pk)
    assert (issue.caller_phone, issue.caller_name) == (LEADER, "Test field_worker")
    assert issue.description == "GAYI 9876543210 Delhi"
    assert (row.state, row.issue) == (InState.DONE, issue.pk)
    assert answers() == [(Purpose.UNREGISTERED, "मिला: …210, गई। नाम दर्ज नहीं है, केंद्र आज फोन करेगा।")]
    with as_("desk_operator"):
        assert not Journey.objects.exists()


def test_an_unknown_number_is_an_urgent_issue_that_names_nobody_and_is_not_doubled(leader: Account, cast: Cast) -> None:
    receive("GAYI 9000000001 Delhi")
    receive("GAYI 9000000001 Delhi", reference="sent again by an anxious thumb")
    (issue,) = issues()
    assert (issue.kind, issue.person_id, issue.caller_phone) == ("registration", None, LEADER)
    receive("GAYI 9000000002 Delhi")
    assert len(issues()) == 2


def test_a_code_of_a_journey_that_is_over_is_about_its_person(leader: Account, away: Journey, as_: Any) -> None:
    code = code_of(away)
    with as_("desk_operator") as by:
        record_return(by=by, journey=now_with_place(away), on=TODAY)
    receive(f"GAYI {code}")
    (issue,) = issues()
    assert (issue.kind, issue.person_id) == ("registration", away.person_id)


def now_with_place(journey: Journey) -> Journey:
    return Journey.objects.select_related("place", "person").get(pk=journey.pk)


def test_a_replaced_pass_still_names_her(leader: Account, planned: Journey, as_: Any) -> None:
    code = code_of(planned)
    with as_("coordinator") as by:
        replace_pass(by=by, journey=now_with_place(planned))
    receive(f"GAYI {code}")
    assert now(planned).leaves_on == TODAY


def test_two_travellers_with_one_number_wait_for_the_desk_and_the_sender_is_told(
    leader: Account, planned: Journey, cast: Cast, as_: Any
) -> None:
    with as_("desk_operator") as by:
        other = a_journey(
            by, a_person(by, cast, name="अनीता", phone="9876543210"), leaves_on=TODAY + dt.timedelta(days=7)
        )
    row = receive("GAYI 9876543210")
    assert (row.state, row.reason, row.is_urgent) == (InState.WAITING, Reason.SEVERAL, True)
    assert {now(planned).leaves_on, now(other).leaves_on} == {TODAY + dt.timedelta(days=7)}
    assert answers() == [(Purpose.PASSED_ON, "मिला: …210, गई। पक्का नहीं हुआ, केंद्र आज देखेगा।")]
    with as_("desk_operator") as by:
        message = selectors.find_arrived(by, row.pk)
        assert {journey.pk for journey in selectors.journeys_for(by, message)} == {planned.pk, other.pk}
        services.decide(by=by, message=message, meaning=Meaning.LEFT, journey=now_with_place(other))
    assert now(other).leaves_on == TODAY
    assert now(planned).leaves_on == TODAY + dt.timedelta(days=7)


def test_a_mothers_number_does_not_say_who_of_them_has_left(
    leader: Account, planned: Journey, cast: Cast, as_: Any
) -> None:
    with as_("desk_operator") as by:
        a_person(by, cast, name="मंगरी", phone="9470000001")
        Journey.objects.filter(pk=planned.pk).update(family_contact_phone="9470000001")
    row = receive("GAYI 9470000001")
    assert row.reason == Reason.SEVERAL
    assert now(planned).leaves_on != TODAY


def test_a_mistyped_code_waits_and_the_sender_is_told(leader: Account, planned: Journey) -> None:
    row = receive("GAYI 7K9X2M4D")
    assert (row.state, row.reason, row.is_urgent) == (InState.WAITING, Reason.UNKNOWN_CODE, True)
    assert answers()[0][0] == Purpose.PASSED_ON


def test_the_beginning_of_two_codes_waits(leader: Account, planned: Journey, away: Journey) -> None:
    with acting_as(messaging_actor(all_organisation_ids())):
        for journey, code in ((planned, "7K9X2AAAAAAAAAAA"), (away, "7K9X2BBBBBBBBBBB")):
            code_of(journey)
            Pass.objects.filter(journey=journey).update(code=code)
    row = receive("KHABAR 7K9X2 ठीक")
    assert (row.state, row.reason) == (InState.WAITING, Reason.SEVERAL)
    assert receive("KHABAR 7K9X2B ठीक").about_journey == away.pk


def test_a_message_without_reference_waits_and_gets_the_three_codes(leader: Account, planned: Journey) -> None:
    row = receive("GAYI Sunita Delhi")
    assert (row.state, row.reason, row.is_urgent) == (InState.WAITING, Reason.NO_REFERENCE, True)
    ((purpose, text),) = answers()
    assert purpose == Purpose.CODES
    assert all(word in text for word in ("GAYI", "KHABAR", "MADAD"))
    assert "Sunita" not in text


def test_heard_from_and_well_closes_the_ladder(leader: Account, away: Journey, as_: Any) -> None:
    contact = create_sms_contact(away)
    with as_("desk_operator") as by:
        record_contact(by=by, contact=contact, outcome="unreachable")
    row = receive("खबर 9876543210 ठीक")
    assert (row.state, row.meaning, row.about_journey) == (InState.DONE, Meaning.SAFE, away.pk)
    with as_("desk_operator"):
        assert Contact.objects.get(pk=contact.pk).outcome == "safe"
        assert Escalation.objects.get().closed_because == "safe"
    assert answers() == [(Purpose.NOTED, "मिला: …210, ठीक।")]


def test_heard_from_without_a_contact_due_is_recorded(leader: Account, away: Journey, as_: Any) -> None:
    receive("KHABAR 9876543210 thik hai")
    with as_("desk_operator"):
        assert Contact.objects.get(journey=away).outcome == "safe"


def test_heard_from_and_in_danger_is_an_urgent_issue_about_her(leader: Account, away: Journey) -> None:
    row = receive("KHABAR 9876543210 khatra")
    (issue,) = issues()
    assert (issue.is_urgent, issue.about_journey, issue.person_id) == (True, away.pk, away.person_id)
    assert issue.caller_phone == LEADER
    assert (row.state, row.issue) == (InState.DONE, issue.pk)
    assert answers() == [(Purpose.NOTED, "मिला: …210, खतरा।")]


def test_well_after_an_alarm_does_not_take_the_alarm_back(leader: Account, away: Journey) -> None:
    receive("KHABAR 9876543210 khatra")
    row = receive("KHABAR 9876543210 thik")
    assert (row.state, row.reason) == (InState.WAITING, Reason.NOT_RECORDED)
    (issue,) = issues()
    assert issue.is_urgent
    assert [purpose for purpose, _text in answers()] == [Purpose.NOTED, Purpose.PASSED_ON]


def test_heard_from_without_how_she_is_waits(leader: Account, away: Journey, as_: Any) -> None:
    row = receive("KHABAR 9876543210 phone aaya")
    assert (row.state, row.reason, row.about_journey) == (InState.WAITING, Reason.NO_OUTCOME, away.pk)
    assert answers()[0][0] == Purpose.CODES
    with as_("desk_operator"):
        assert not Contact.objects.filter(journey=away).exclude(outcome="").exists()


def test_heard_from_with_a_word_for_help_is_told(leader: Account, away: Journey) -> None:
    row = receive("KHABAR 9876543210 madad nahi chahiye kya")
    assert (row.state, row.is_urgent) == (InState.WAITING, True)
    (issue,) = issues()
    assert (issue.pk, issue.about_journey) == (row.issue, away.pk)


def test_help_about_a_journey(leader: Account, away: Journey) -> None:
    receive(f"MADAD {code_of(away)[:6]} kamre me band hai")
    (issue,) = issues()
    assert (issue.is_urgent, issue.about_journey, issue.caller_phone) == (True, away.pk, LEADER)


@pytest.mark.parametrize("text", ["MADAD", "मदद सुनीता को मारते हैं", "MADAD 9000000001", "MADAD 7K9X2M4D", "2"])
def test_help_without_somebody_known_is_an_urgent_issue_at_once(leader: Account, cast: Cast, text: str) -> None:
    row = receive(text)
    (issue,) = issues()
    assert (issue.is_urgent, issue.person_id, issue.caller_phone) == (True, None, LEADER)
    assert issue.description == text
    assert (row.state, row.is_urgent) == (InState.DONE, True)
    assert len(answers()) == 1


def test_a_colleague_who_is_away_herself_and_writes_madad_means_herself(leader: Account, cast: Cast, as_: Any) -> None:
    with as_("desk_operator") as by:
        own = create_traveller(by, cast, phone=LEADER, name="अगुआ")
        other = create_traveller(by, cast)
    receive("madad")
    assert [issue.about_journey for issue in issues()] == [own.pk]
    receive("madad 9876543210")
    assert {issue.about_journey for issue in issues()} == {own.pk, other.pk}


def test_a_travellers_replies_mean_what_they_meant(leader: Account, away: Journey) -> None:
    contact = create_sms_contact(away)
    (row,) = receive_text("1")
    assert (row.state, row.meaning, row.sent_by) == (InState.DONE, Meaning.SAFE, None)
    (row,) = receive_text("GAYI 9876543210", reference="hers")
    assert (row.state, row.meaning) == (InState.WAITING, Meaning.UNCLEAR)
    assert answers() == []
    assert contact.journey_id == away.pk


def test_strangers_and_former_colleagues_mark_nothing(leader: Account, planned: Journey) -> None:
    (row,) = receive_text("GAYI 9876543210", phone="+919000000009")
    assert (row.state, row.reason) == (InState.WAITING, Reason.UNKNOWN_NUMBER)
    Posting.objects.filter(account=leader).update(until=TODAY - dt.timedelta(days=1))
    row = receive("GAYI 9876543210")
    assert (row.state, row.reason, row.sent_by) == (InState.WAITING, Reason.UNKNOWN_NUMBER, None)
    Posting.objects.filter(account=leader).update(until=None)
    Account.objects.filter(pk=leader.pk).update(is_active=False)
    assert receive("GAYI 9876543210", reference="no more").state == InState.WAITING
    assert now(planned).leaves_on == TODAY + dt.timedelta(days=7)


def test_nothing_beyond_her_reach_is_touched_or_told(leader: Account, cast: Cast, as_: Any) -> None:
    """Another block of her organisation, and another member: as if the number were nobody's."""
    with as_("desk_operator") as by:
        person = a_person(by, cast, phone="9876543211", place=cast.other_gumla_block)
        far = a_journey(by, person, leaves_on=TODAY + dt.timedelta(days=7), place=cast.other_gumla_block)
    with as_("khunti_desk") as by:
        stranger = a_person(by, cast, phone="9876543212", organisation=cast.khunti.id, place=cast.khunti_block)
        elsewhere = a_journey(by, stranger, leaves_on=TODAY + dt.timedelta(days=7))
    for phone in ("9876543211", "9876543212"):
        receive(f"GAYI {phone}")
    assert [now(journey).leaves_on for journey in (far, elsewhere)] == [TODAY + dt.timedelta(days=7)] * 2
    assert [(issue.organisation_id, issue.person_id) for issue in issues()] == [(cast.gumla.id, None)] * 2
    assert {text.split(",", 1)[1] for _purpose, text in answers()} == {" गई। नाम दर्ज नहीं है, केंद्र आज फोन करेगा।"}


def test_a_coded_message_is_stored_where_the_colleague_works_and_nowhere_else(
    leader: Account, planned: Journey, cast: Cast, as_: Any
) -> None:
    with as_("khunti_desk") as by:
        a_person(by, cast, phone=LEADER, organisation=cast.khunti.id, place=cast.khunti_block)
    assert receive("GAYI 9876543210").organisation_id == cast.gumla.id


def test_a_colleague_of_two_members_writes_to_the_one_that_knows_her(leader: Account, cast: Cast, as_: Any) -> None:
    Posting.objects.create(account=leader, role=Role.COORDINATOR, organisation=cast.khunti, since=SINCE)
    with as_("khunti_desk") as by:
        person = a_person(by, cast, phone="9876543212", organisation=cast.khunti.id, place=cast.khunti_block)
        journey = a_journey(by, person, leaves_on=TODAY + dt.timedelta(days=7))
    row = receive("GAYI 9876543212")
    assert (row.organisation_id, row.about_journey) == (cast.khunti.id, journey.pk)


def test_free_text_of_a_colleague_waits_with_her_office_and_gets_the_codes_once_a_day(
    leader: Account, cast: Cast
) -> None:
    for number, text in enumerate(("didi kal phone kijiye", "aur kuch baat")):
        row = receive(text, reference=f"free:{number}")
        assert (row.state, row.reason, row.organisation_id) == (InState.WAITING, Reason.FREE_TEXT, cast.gumla.id)
    assert [purpose for purpose, _text in answers()] == [Purpose.CODES]
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        receive("kal bhi nahi aaye", reference="free:3")
    assert len(answers()) == 2


def test_the_same_arrival_is_one_act_and_one_answer(leader: Account, planned: Journey) -> None:
    row = receive("MADAD 9876543210", reference="files:1")
    assert receive_text("MADAD 9876543210", phone="+91" + LEADER, reference="files:1") == []
    interpret_stored(row.organisation_id, row.pk)
    assert len(issues()) == len(answers()) == 1


def test_no_answer_holds_a_name_a_place_or_the_whole_number(
    leader: Account, planned: Journey, gateway: RecordingGateway
) -> None:
    for text in (
        "GAYI 9876543210 Gumla",
        "KHABAR 9876543210 thik Sunita",
        "MADAD 9876543210",
        "GAYI गुमला",
        "GAYI 9000000001",
    ):
        receive(text)
    send_due_messages(gateway)
    sent = " ".join(message.text for message in gateway.handed)
    assert len(gateway.handed) == 5
    assert {row.state for row in outbox()} == {OutState.SENT}
    assert not [word for word in ("Gumla", "गुमला", "Sunita", "सुनीता", "9876543210", "9000000001") if word in sent]


def test_the_ledger_says_that_a_machine_wrote_it_down_and_names_nobody(
    leader: Account, planned: Journey, as_: Any
) -> None:
    receive("GAYI 9876543210 Surat")
    with as_("coordinator"):
        event = Event.objects.get(verb="journeys.journey_left")
    assert event.by is None
    assert "9876543210" not in str(event.payload)


def test_the_desk_says_whose_it_is_and_the_journey_is_marked(leader: Account, planned: Journey, as_: Any) -> None:
    row = receive("GAYI Sunita")
    with as_("desk_operator") as by:
        message = selectors.find_arrived(by, row.pk)
        with pytest.raises(Problem):
            services.decide(by=by, message=message, meaning=Meaning.LEFT)
        services.decide(by=by, message=message, meaning=Meaning.LEFT, journey=now_with_place(planned))
    assert now(planned).leaves_on == TODAY


@pytest.mark.parametrize(
    "text",
    ["GAYI", "KHABAR", "GAYI \x00", "GAYI " + "9" * 400, "GAYI %", "MADAD '; DROP TABLE", "KHABAR " + "क" * 3000],
)
def test_hostile_coded_texts_are_stored_and_answered(leader: Account, cast: Cast, text: str) -> None:
    row = receive(text)
    assert row.state in (InState.WAITING, InState.DONE)
    assert row.reason != Reason.NOT_RECORDED


def test_an_aadhaar_number_is_not_kept(leader: Account, cast: Cast) -> None:
    row = receive("MADAD 2341 2341 2346")
    assert "2341" not in row.text
    assert all("2341" not in issue.description for issue in issues())


def test_a_number_of_two_accounts_names_neither(leader: Account, cast: Cast) -> None:
    Account.objects.filter(pk=cast.accounts["coordinator"].pk).update(phone=LEADER)
    row = receive("MADAD")
    assert row.sent_by is None
    (issue,) = issues()
    assert (issue.caller_name, issue.caller_phone) == ("", LEADER)


def test_a_forum_leader_tells_of_the_people_of_her_forum_and_of_nobody_else(cast: Cast, as_: Any) -> None:
    Account.objects.filter(pk=cast.accounts["forum_leader"].pk).update(phone=LEADER)
    with as_("coordinator") as by:
        forum = Group(
            **row_values_with_name_fold(group_command(cast, village="टोटो")), id=FORUM, recorded_by=by.account_id
        )
        forum.save(force_insert=True)
        mine = a_person(by, cast, phone="9876543210")
        a_member(by, Group.objects.select_related("place").get(pk=FORUM), mine)
        later = TODAY + dt.timedelta(days=7)
        journey = a_journey(by, mine, leaves_on=later)
        other = a_journey(by, a_person(by, cast, name="आशा", phone="9876543211"), leaves_on=later)
    assert receive("GAYI 9876543210").state == InState.DONE
    receive("GAYI 9876543211")
    assert (now(journey).leaves_on, now(other).leaves_on) == (TODAY, later)
    assert [(issue.kind, issue.person_id) for issue in issues()] == [("registration", None)]
