"""A referral travels sealed from Gumla to Khunti, becomes a case there, and its answer finds the case it is about."""

import datetime as dt
from typing import Any

import pytest

from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.letters import open_letter, receiver_of, send_letter
from jatan.foundation.vault.models import DirectoryKey, Letter, Section
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.received import incoming_state
from jatan.programme.cases.entries.referral_states import state_of
from jatan.programme.cases.file.access import OpenCaseFile, open_identity
from jatan.programme.cases.models import Case
from jatan.programme.cases.sharing.answers import Answers, discard_letter, take_answers
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL, AnswerLetter
from jatan.programme.cases.sharing.reception import answer_referral, decline_referral, read_referral, take_referral
from jatan.programme.cases.sharing.referrals import note_answer
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.two_offices import CARD, TwoHouses

pytestmark = pytest.mark.django_db
TODAY = clock.today()


def answers(house: CaseHouse) -> Answers:
    with house.acting():
        return take_answers(**house.mine())


def state(house: CaseHouse, case_file: OpenCaseFile) -> str:
    with house.acting():
        read = house.read(case_file.case.pk)
    return state_of(read.file, read.file.all("referral")[0])


def test_the_receiver_has_a_case_of_its_own_with_her_card_and_the_request(houses: TwoHouses) -> None:
    houses.send(houses.ready())
    case_file = houses.taken_in()
    assert case_file.case.organisation_id == houses.khunti.cast.khunti.pk
    with houses.khunti.acting("colleague"):
        read = houses.khunti.read(case_file.case.pk, "colleague")
        card = open_identity(houses.khunti.by("colleague"), houses.khunti.ring("colleague"), read).file.identity
    assert card is not None
    values = {name: card.get(name) for name in ("name", "sex", "phone", "village", "not_to_tell", "safe_ways", "age")}
    assert values == {name: CARD[name] for name in values}
    (incoming,) = read.file.all("incoming")
    assert incoming.get("request") == "दो महीने के लिए सुरक्षित जगह"
    assert (incoming.get("sender"), incoming.get("asked_by")) == ("गुमला सदस्य", "counsellor")
    assert incoming_state(read.file, incoming.row) == "accepted"


def test_a_receiver_whose_last_day_is_set_takes_nothing_in_and_may_decline(houses: TwoHouses) -> None:
    houses.send(houses.ready())
    last = clock.today() + dt.timedelta(days=30)
    Organisation.objects.filter(pk=houses.khunti.cast.khunti.pk).update(member_until=last)
    with pytest.raises(Problem) as raised:
        houses.taken_in()
    assert raised.value.code == "leaves"
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        decline_referral(**houses.khunti.mine(), letter=letter, reason="हम नेटवर्क छोड़ रहे हैं")


def test_unselected_parts_are_not_sent(houses: TwoHouses) -> None:
    case_file = houses.gumla.write(houses.ready(), "note", {"about": "कहानी", "text": "बहुत निजी बात"})
    houses.send(case_file, passed_on=["harm"])
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        sent = read_referral(houses.khunti.ring("counsellor"), letter)
        case = take_referral(**houses.khunti.mine(), letter=letter, team=houses.khunti.team.pk)
        kept = "".join(str(dict(entry.answers)) for entry in houses.khunti.read(case.case.pk).file.entries)
    assert sent.level == "coded"
    assert dict(sent.card) == {}
    assert "person" not in sent.record or "prs_FirstName" not in sent.record["person"][0]
    assert "बहुत निजी" not in kept
    assert CARD["name"] not in kept
    assert case_file.case.code not in kept
    assert str(case_file.case.pk) not in kept


def test_no_word_of_it_lies_open_on_the_way(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready())
    with houses.khunti.acting():
        (letter,) = Letter.objects.filter(kind=REFERRAL)
    assert letter.about is None
    for word in (CARD["name"], "सुरक्षित जगह", str(case_file.case.pk), case_file.case.code):
        assert word.encode() not in bytes(letter.sealed)
    values = Event.objects.filter(verb=sharing_events.LETTER_SENT).get()
    assert (values.about, values.payload) == (None, {"kind": "referral"})


def test_an_answer_finds_its_case(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready())
    other = houses.gumla.open_case()
    case = houses.taken_in()
    assert answers(houses.gumla) == Answers(1, 0)
    assert state(houses.gumla, case_file) == "accepted"
    with houses.khunti.acting():
        row = case.file.all("incoming")[0].row
        answer_referral(**houses.khunti.mine(), case_file=case, row=row, answers={"state": "done", "words": "जगह मिली"})
    assert answers(houses.gumla) == Answers(1, 0)
    assert answers(houses.gumla) == Answers(0, 0)
    assert state(houses.gumla, case_file) == "done"
    with houses.gumla.acting():
        assert houses.gumla.read(other.case.pk).file.all("referral_answer") == []
        assert houses.gumla.read(case_file.case.pk).file.last("referral_answer").get("words") == "जगह मिली"  # type: ignore[union-attr]
    assert houses.waiting(houses.gumla, "address") == []


def test_declined_with_a_reason_no_case_is_made_and_the_sender_learns_why(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready())
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        with pytest.raises(Problem):
            decline_referral(**houses.khunti.mine(), letter=letter, reason=" ")
        decline_referral(**houses.khunti.mine(), letter=letter, reason="जगह नहीं है")
        assert not Case.objects.filter(organisation=houses.khunti.cast.khunti).exists()
    answers(houses.gumla)
    with houses.gumla.acting():
        last = houses.gumla.read(case_file.case.pk).file.last("referral_answer")
    assert last is not None
    assert (last.get("state"), last.get("reason")) == ("declined", "जगह नहीं है")


def test_a_letter_is_taken_in_once(houses: TwoHouses) -> None:
    houses.send(houses.ready())
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    houses.taken_in()
    with houses.khunti.acting(), pytest.raises(Problem) as caught:
        take_referral(**houses.khunti.mine("counsellor"), letter=letter, team=houses.khunti.team.pk)
    assert caught.value.code == "taken_already"
    with houses.khunti.acting():
        assert Case.objects.filter(organisation=houses.khunti.cast.khunti).count() == 1
        assert not Letter.objects.filter(pk=letter.pk).exists()


@pytest.mark.parametrize("is_read", [False, True])
def test_taken_back_by_the_sender_the_receiver_learns_of_it(houses: TwoHouses, is_read: bool) -> None:
    case_file = houses.send(houses.ready())
    case = houses.taken_in() if is_read else None
    with houses.gumla.acting():
        now = houses.gumla.read(case_file.case.pk)
        row = now.file.all("referral")[0].row
        given = {"state": "revoked", "on": TODAY, "reason": "उसने मना कर दिया"}
        note_answer(**houses.gumla.mine(), case_file=now, row=row, answers=given)
    assert answers(houses.khunti) == Answers(1, 0)
    assert houses.waiting(houses.khunti, REFERRAL) == []
    if case is not None:
        with houses.khunti.acting():
            read = houses.khunti.read(case.case.pk)
        assert incoming_state(read.file, read.file.all("incoming")[0].row) == "revoked"


def forged(houses: TwoHouses, sender: CaseHouse, body: AnswerLetter) -> None:
    with sender.acting():
        send_letter(
            houses.gumla.keys.organisation_id,
            kind=ANSWER,
            plaintext=body.to_plaintext(),
            sender=sender.keys.organisation_id,
        )


def test_a_forged_or_misdirected_answer_changes_nothing_and_is_logged(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready())
    case = houses.taken_in()
    answers(houses.gumla)
    reference = case.file.all("incoming")[0].get("reference")
    body = AnswerLetter(reference=reference, state="done", on=TODAY)
    forged(houses, houses.gumla, body)  # the right reference under another sender
    forged(houses, houses.khunti, AnswerLetter(reference=case_file.case.pk, state="done", on=TODAY))  # a guess
    forged(houses, houses.khunti, AnswerLetter(reference=reference, state="revoked", on=TODAY))  # not theirs to say
    before = Section.objects.filter(case=case_file.case.pk).count()
    assert answers(houses.gumla) == Answers(0, 3)
    assert state(houses.gumla, case_file) == "accepted"
    with houses.gumla.acting():
        assert Section.objects.filter(case=case_file.case.pk).count() == before
    values = Event.objects.filter(verb=sharing_events.LETTER_REFUSED).order_by("sequence")
    assert {event.payload["why"] for event in values} == {"another_sender", "no_such_reference"}
    (first, *_rest) = houses.waiting(houses.gumla, ANSWER)
    with houses.gumla.acting():
        with pytest.raises(Problem):
            discard_letter(**houses.gumla.mine(), letter=first, why="because")
        discard_letter(**houses.gumla.mine(), letter=first, why="not_ours")
        assert Event.objects.filter(verb=sharing_events.LETTER_REFUSED).latest("sequence").payload["why"] == "not_ours"
    assert len(houses.waiting(houses.gumla, ANSWER)) == 2


def test_a_letter_whose_row_was_swapped_does_not_open_and_the_others_are_taken(houses: TwoHouses) -> None:
    found = houses.send(houses.ready())
    case = houses.taken_in()
    with houses.khunti.acting():
        row = case.file.all("incoming")[0].row
        answer_referral(**houses.khunti.mine(), case_file=case, row=row, answers={"state": "done"})
    first, second = houses.waiting(houses.gumla, ANSWER)
    with houses.gumla.acting("supervisor"):
        Letter.objects.filter(pk=second.pk).update(sealed=bytes(first.sealed))
    assert answers(houses.gumla) == Answers(1, 1)
    assert state(houses.gumla, found) == "accepted"


@pytest.mark.parametrize("change", ["sender", "kind", "epoch"])
def test_a_letter_whose_row_says_something_else_does_not_open(houses: TwoHouses, change: str) -> None:
    """Attack 41: whoever can write in the database makes it come from another house, or be another thing."""
    houses.send(houses.ready())
    values: dict[str, Any] = {"sender": houses.khunti.cast.khunti, "kind": ANSWER, "epoch": 7}
    with houses.khunti.acting("supervisor"):
        Letter.objects.filter(kind=REFERRAL).update(**{change: values[change]})
    with houses.khunti.acting():
        letter = Letter.objects.get(organisation=houses.khunti.cast.khunti)
        with pytest.raises(Refused):
            open_letter(houses.khunti.ring("counsellor"), letter)


def test_who_has_no_keys_is_called_and_nothing_is_written(houses: TwoHouses) -> None:
    case_file = houses.ready()
    with houses.khunti.acting("supervisor"):
        DirectoryKey.objects.filter(organisation=houses.khunti.cast.khunti, kind=Kind.TEAM).update(signature=b"")
    before = Section.objects.filter(case=case_file.case.pk).count()
    with pytest.raises(Problem) as caught:
        houses.send(case_file)
    assert caught.value.code == "no_receiver"
    assert Section.objects.filter(case=case_file.case.pk).count() == before


def test_an_uncertified_key_receives_nothing_and_is_logged(houses: TwoHouses) -> None:
    found = houses.ready()
    with houses.khunti.acting("supervisor"):
        team = DirectoryKey.objects.get(organisation=houses.khunti.cast.khunti, kind=Kind.TEAM)
        team.signature = bytes(64)
        team.save()
    with pytest.raises(Problem) as caught:
        houses.send(found)
    assert caught.value.code == "not_vouched_for"
    assert Letter.objects.count() == 0
    assert Event.objects.filter(verb="keys.refused").exists()


def test_after_a_transfer_is_accepted_closure_is_proposed(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready(purpose="hand_over"), way="transfer")
    houses.taken_in()
    answers(houses.gumla)
    with houses.gumla.acting():
        read = houses.gumla.read(case_file.case.pk)
    assert "transfer_accepted" in {due.code for due in dues_of(read.file, TODAY)}
    assert not read.file.is_closed


def test_an_answer_that_does_not_come_is_due_and_so_is_consent_that_ended(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready())
    (due,) = [due for due in dues_of(case_file.file, TODAY) if due.row]  # besides the duty of who may be a child
    assert (due.code, due.on) == ("referral_answer", TODAY + dt.timedelta(days=7))
    consent = next(one for one in case_file.file.all("consent") if one.get("purpose") == "share")
    case_file = houses.gumla.write(case_file, "withdrawal", {"consent": consent.row, "on": TODAY})
    assert {due.code for due in dues_of(case_file.file, TODAY) if due.row} == {"referral_answer", "referral_to_revoke"}


def test_the_receiving_team_is_found_by_everybody_and_read_by_its_own(houses: TwoHouses) -> None:
    houses.send(houses.ready())
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    assert letter.team == receiver_of(houses.khunti.cast.khunti.pk).team
    with houses.gumla.acting():
        assert not Letter.objects.filter(pk=letter.pk).exists()
