"""What a letter says after she took her consent back, or her referral was taken back: on both sides, with real keys."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.rooms import Room, all_but
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.letters import send_letter
from jatan.foundation.vault.models import DirectoryKey, Letter
from jatan.intake.room_duties import Duty, duties_of
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.received import incoming_state
from jatan.programme.cases.entries.referral_states import state_of
from jatan.programme.cases.file.access import OpenCaseFile, open_identity
from jatan.programme.cases.sharing.answers import Answers, discard_letter, take_answers
from jatan.programme.cases.sharing.ended_consent import (
    withdraw_and_shut,
    write_and_shut,
    write_consents_and_shut,
)
from jatan.programme.cases.sharing.exports import make_export, take_export
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL, AnswerLetter
from jatan.programme.cases.sharing.letter_preview import preview_letter
from jatan.programme.cases.sharing.reception import answer_referral, decline_referral, read_referral, take_referral
from jatan.programme.cases.sharing.referrals import note_answer, refer_outside
from tests.programme.cases.case_office import AGREED_TODAY, WITH_MOTHER
from tests.programme.cases.two_offices import CARD, REQUEST, TwoHouses, sharing

pytestmark = pytest.mark.django_db
TODAY = clock.today()
# About eighteen years before a day between these two.
BORN = TODAY + dt.timedelta(days=3) - dt.timedelta(days=18 * 365 + 4)
GROWN_AT = clock.now() + dt.timedelta(days=6)
type Ending = Callable[[TwoHouses, OpenCaseFile], OpenCaseFile]


def her_yes(case_file: OpenCaseFile) -> Entry:
    return next(one for one in case_file.file.all("consent") if one.get("purpose") == "share")


def she_takes_it_back(houses: TwoHouses, case_file: OpenCaseFile) -> OpenCaseFile:
    answers = {"consent": her_yes(case_file).row, "on": TODAY}
    return write_and_shut(**houses.gumla.mine(), case_file=case_file, kind="withdrawal", answers=answers)


def the_consent_was_a_mistake(houses: TwoHouses, case_file: OpenCaseFile) -> OpenCaseFile:
    row = her_yes(case_file).row
    return withdraw_and_shut(**houses.gumla.mine(), case_file=case_file, row=row, reason="दूसरे की सहमति थी")


def the_referral_is_taken_back(houses: TwoHouses, case_file: OpenCaseFile) -> OpenCaseFile:
    (entry,) = case_file.file.all("referral")
    answers = {"state": "revoked", "on": TODAY, "reason": "दूसरी जगह मिल गई"}
    return note_answer(**houses.gumla.mine(), case_file=case_file, row=entry.row, answers=answers)


def the_card_says_that_she_is_grown_up(houses: TwoHouses, case_file: OpenCaseFile) -> OpenCaseFile:
    """Her mother had agreed for her, as for a girl of seventeen; a certificate says that she is older."""
    with houses.gumla.acting("supervisor"):
        opened = houses.gumla.read(case_file.case.pk, "supervisor")
        opened = open_identity(houses.gumla.by("supervisor"), houses.gumla.ring("supervisor"), opened)
        card = {**CARD, "born_on": BORN - dt.timedelta(days=400), "age_basis": "school"}
        return write_and_shut(**houses.gumla.mine("supervisor"), case_file=opened, kind="identity", answers=card)


def she_agrees_herself_to_the_work_alone(houses: TwoHouses, case_file: OpenCaseFile) -> OpenCaseFile:
    """Some days later she is grown up and asked herself."""
    with clock.frozen_at(GROWN_AT), houses.gumla.acting():
        opened = houses.gumla.read(case_file.case.pk)
        own = {"case_file": opened, "purposes": ["case_work"], "answers": {**AGREED_TODAY, "given_on": clock.today()}}
        return write_consents_and_shut(**houses.gumla.mine(), **own)


def the_override_is_refused_when_it_is_looked_at_again(houses: TwoHouses, case_file: OpenCaseFile) -> OpenCaseFile:
    return decide(houses, case_file, decision="refused", again_on=None)


def the_override_is_changed(houses: TwoHouses, case_file: OpenCaseFile) -> OpenCaseFile:
    (override,) = case_file.file.all("override")
    changed = {"row": override.row, "base": 1, "answers": {**override.answers, "words": "कुछ और"}}
    return write_and_shut(**houses.gumla.mine(), case_file=case_file, kind="override", **changed)


ENDINGS: list[Ending] = [
    she_takes_it_back,
    the_consent_was_a_mistake,
    the_referral_is_taken_back,
    the_card_says_that_she_is_grown_up,
    she_agrees_herself_to_the_work_alone,
    the_override_is_refused_when_it_is_looked_at_again,
    the_override_is_changed,
]
OF_A_CHILD = {the_card_says_that_she_is_grown_up, she_agrees_herself_to_the_work_alone}
OVERRIDDEN = {the_override_is_refused_when_it_is_looked_at_again, the_override_is_changed}
by_every_ending = pytest.mark.parametrize("ending", ENDINGS, ids=lambda one: one.__name__)


def decide(houses: TwoHouses, case_file: OpenCaseFile, **more: Any) -> OpenCaseFile:
    """The supervisor decides on the override of a case."""
    again_on = TODAY + dt.timedelta(days=30)
    review = {"override": case_file.file.all("override")[-1].row, "reason": "क़ानून कहता है", "on": TODAY}
    with houses.gumla.acting("supervisor"):
        opened = houses.gumla.read(case_file.case.pk, "supervisor")
        answers = {**review, "decision": "agreed", "again_on": again_on, **more}
        common = {"case_file": opened, "kind": "override_review", "answers": answers}
        return write_and_shut(**houses.gumla.mine("supervisor"), **common)


def ready(houses: TwoHouses, ending: Ending, recipient: str = "") -> tuple[OpenCaseFile, dict[str, Any]]:
    """A case of Gumla, and the consent or override that carries a referral of it and can end so."""
    to = recipient or houses.gumla.cast.khunti.name_hi
    if ending in OVERRIDDEN:
        found = houses.gumla.write(houses.gumla.open_case(), "identity", CARD)
        asked = {"recipient": to, "service": "shelter", "reason": "danger", "words": "ख़तरा", "asked_on": TODAY}
        decide(houses, houses.gumla.write(found, "override", asked))
        found = houses.gumla.read(found.case.pk)
        found = open_identity(houses.gumla.by("counsellor"), houses.gumla.ring("counsellor"), found)
        return found, {"override": found.file.all("override")[-1].row, "consent": None}
    if ending in OF_A_CHILD:
        found = houses.gumla.write(houses.gumla.open_case(agreed=False), "identity", {**CARD, "born_on": BORN})
        for purpose in ("case_work", "share"):
            found = houses.gumla.write(found, "consent", {**sharing(to), **WITH_MOTHER, "purpose": purpose})
    else:
        found = houses.ready(recipient=recipient)
    return found, {"consent": her_yes(found).row}


def sent(houses: TwoHouses, ending: Ending) -> OpenCaseFile:
    case_file, ground = ready(houses, ending)
    return houses.send(case_file, **ground)


def letter_at_khunti(houses: TwoHouses) -> Letter:
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    return letter


def state_at_gumla(houses: TwoHouses, case_file: OpenCaseFile) -> str:
    with houses.gumla.acting():
        read = houses.gumla.read(case_file.case.pk).file
    return state_of(read, read.all("referral")[0])


def refused_code(act: Callable[[], object]) -> str:
    with pytest.raises(Problem) as refused:
        act()
    return refused.value.code


def readings() -> int:
    return Event.objects.filter(verb__contains="letter_read").count()


def test_a_letter_opens_its_room_for_whoever_reads_it(houses: TwoHouses) -> None:
    def closed() -> list[str]:
        return Organisation.objects.get(pk=houses.khunti.ring("counsellor").organisation_id).closed_rooms

    sent(houses, she_takes_it_back)
    letter = letter_at_khunti(houses)
    Organisation.objects.update(closed_rooms=all_but(()))
    with houses.khunti.acting():
        for _twice in range(2):
            assert preview_letter(houses.khunti.by("counsellor"), houses.khunti.ring("counsellor"), letter)
    assert closed() == [code for code in all_but(()) if code != Room.HELP]
    assert Duty.LETTERS in duties_of(letter.organisation_id, Room.HELP)


@pytest.mark.parametrize("was_read", [False, True], ids=["unread", "read"])
@by_every_ending
def test_every_door_of_the_receiver_is_shut_at_once_and_deleting_is_left(
    houses: TwoHouses, ending: Ending, was_read: bool
) -> None:
    case_file = sent(houses, ending)
    letter = letter_at_khunti(houses)
    if was_read:
        with houses.khunti.acting():
            assert preview_letter(houses.khunti.by("counsellor"), houses.khunti.ring("counsellor"), letter)
    ending(houses, case_file)
    assert state_at_gumla(houses, case_file) == "revoked"
    before = readings()
    for part in ("counsellor", "supervisor"):
        by, ring = houses.khunti.by(part), houses.khunti.ring(part)
        common = {"by": by, "keyring": ring, "letter": letter}
        with houses.khunti.acting(part):
            doors: list[Callable[[], object]] = [
                lambda by=by, ring=ring: preview_letter(by, ring, letter),  # type: ignore[misc]
                lambda ring=ring: read_referral(ring, letter),  # type: ignore[misc]
                lambda common=common: take_referral(**common, team=houses.khunti.team.pk),  # type: ignore[misc]
                lambda common=common: decline_referral(**common, reason="जगह नहीं"),  # type: ignore[misc]
            ]
            assert [refused_code(door) for door in doors] == ["taken_back"] * 4
    assert readings() == before
    with houses.khunti.acting():
        assert (
            refused_code(lambda: discard_letter(**houses.khunti.mine(), letter=letter, why="unreadable"))
            == "unreadable"
        )
        discard_letter(**houses.khunti.mine(), letter=letter, why="taken_back")
    assert houses.waiting(houses.khunti, REFERRAL) == houses.waiting(houses.khunti, ANSWER) == []


@by_every_ending
def test_deleting_the_letter_that_took_it_back_does_not_open_it_again(houses: TwoHouses, ending: Ending) -> None:
    ending(houses, sent(houses, ending))
    (answer,) = houses.waiting(houses.khunti, ANSWER)
    with houses.khunti.acting():
        discard_letter(**houses.khunti.mine(), letter=answer, why="twice")
    assert houses.waiting(houses.khunti, REFERRAL) == houses.waiting(houses.khunti, ANSWER) == []


@by_every_ending
def test_putting_the_answers_into_their_files_clears_both(houses: TwoHouses, ending: Ending) -> None:
    ending(houses, sent(houses, ending))
    with houses.khunti.acting():
        assert take_answers(**houses.khunti.mine()) == Answers(1, 0)
    assert houses.waiting(houses.khunti, REFERRAL) == houses.waiting(houses.khunti, ANSWER) == []


@by_every_ending
def test_taken_into_a_case_before_the_case_there_says_so_and_nothing_is_answered_any_more(
    houses: TwoHouses, ending: Ending
) -> None:
    case_file = sent(houses, ending)
    with houses.khunti.acting():
        taken = take_referral(**houses.khunti.mine(), letter=letter_at_khunti(houses), team=houses.khunti.team.pk)
    with houses.gumla.acting():
        take_answers(**houses.gumla.mine())
        case_file = houses.gumla.read(case_file.case.pk)
    ending(houses, case_file)
    assert state_at_gumla(houses, case_file) == "revoked"
    with houses.khunti.acting():
        take_answers(**houses.khunti.mine())
        read = houses.khunti.read(taken.case.pk)
        (incoming,) = read.file.all("incoming")
        assert incoming_state(read.file, incoming.row) == "revoked"
        done = {"case_file": read, "row": incoming.row, "answers": {"state": "done"}}
        assert refused_code(lambda: answer_referral(**houses.khunti.mine(), **done)) == "taken_back"


def test_while_the_revocation_waits_the_taken_case_answers_nothing_either(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready())
    with houses.khunti.acting():
        taken = take_referral(**houses.khunti.mine(), letter=letter_at_khunti(houses), team=houses.khunti.team.pk)
    with houses.gumla.acting():
        take_answers(**houses.gumla.mine())
        she_takes_it_back(houses, houses.gumla.read(case_file.case.pk))
    (answer,) = houses.waiting(houses.khunti, ANSWER)
    with houses.khunti.acting():
        mislaid = {**houses.khunti.mine(), "letter": answer, "why": "twice"}
        assert refused_code(lambda: discard_letter(**mislaid)) == "belongs_to_case"
        (incoming,) = taken.file.all("incoming")
        done = {"case_file": taken, "row": incoming.row, "answers": {"state": "done"}}
        assert refused_code(lambda: answer_referral(**houses.khunti.mine(), **done)) == "taken_back"


@pytest.mark.parametrize("forged", ["another house", "another reference", "another state"])
def test_only_the_house_that_sent_it_shuts_a_letter_and_only_that_one(houses: TwoHouses, forged: str) -> None:
    houses.send(houses.ready())
    letter, khunti = letter_at_khunti(houses), houses.khunti
    reference = read_reference(houses, letter)
    body = AnswerLetter(
        reference=uuid.uuid4() if forged == "another reference" else reference,
        state="declined" if forged == "another state" else "revoked",
        on=TODAY,
        reason="x",
    )
    forger = khunti if forged == "another house" else houses.gumla
    with forger.acting():
        sender = forger.keys.organisation_id
        send_letter(khunti.keys.organisation_id, kind=ANSWER, plaintext=body.to_plaintext(), sender=sender)
    with khunti.acting():
        assert read_referral(khunti.ring("counsellor"), letter).reference == reference


def read_reference(houses: TwoHouses, letter: Letter) -> uuid.UUID:
    with houses.khunti.acting():
        return read_referral(houses.khunti.ring("counsellor"), letter).reference


def test_a_consent_that_another_referral_stands_on_shuts_that_one_alone(houses: TwoHouses) -> None:
    case_file = houses.send(houses.ready())
    other = houses.gumla.write(case_file, "consent", {**her_yes(case_file).answers, "purpose": "statistics"})
    statistics = other.file.all("consent")[-1]
    answers = {"consent": statistics.row, "on": TODAY}
    write_and_shut(**houses.gumla.mine(), case_file=other, kind="withdrawal", answers=answers)
    assert state_at_gumla(houses, case_file) == "sent"
    assert read_reference(houses, letter_at_khunti(houses))


@pytest.mark.parametrize("ending", [one for one in ENDINGS if one is not the_referral_is_taken_back])
def test_it_ends_also_where_the_other_house_has_lost_its_keys_and_telling_them_stays_due(
    houses: TwoHouses, ending: Ending
) -> None:
    case_file = sent(houses, ending)
    with houses.khunti.acting("supervisor"):
        DirectoryKey.objects.filter(organisation=houses.khunti.cast.khunti, kind=Kind.TEAM).update(signature=b"")
    now = ending(houses, case_file)
    assert state_of(now.file, now.file.all("referral")[0]) == "sent"
    assert "referral_to_revoke" in {due.code for due in dues_of(now.file, TODAY)}


def outside(houses: TwoHouses, ending: Ending = she_takes_it_back) -> OpenCaseFile:
    case_file, ground = ready(houses, ending, "सखी केंद्र, गुमला")
    answers = {**REQUEST, **ground, "answer_by": TODAY + dt.timedelta(days=7)}
    return refer_outside(**houses.gumla.mine(), case_file=case_file, answers=answers)


@by_every_ending
def test_a_file_for_somebody_outside_is_handed_over_no_more(houses: TwoHouses, ending: Ending) -> None:
    supervisor = houses.gumla.mine("supervisor")
    case_file = outside(houses, ending)
    (entry,) = case_file.file.all("referral")
    with houses.gumla.acting("supervisor"):
        opened = houses.gumla.read(case_file.case.pk, "supervisor")
        row, _phrase = make_export(**supervisor, case_file=opened, reason="referral", referral=entry.row)
    ending(houses, case_file)
    with houses.gumla.acting("supervisor"):
        assert refused_code(lambda: take_export(**supervisor, pk=row.pk)) == "no_consent_to_share"
        again = houses.gumla.read(case_file.case.pk, "supervisor")
        with pytest.raises((Problem, Problems)):
            make_export(**supervisor, case_file=again, reason="referral", referral=entry.row)


@pytest.mark.parametrize("ending", [one for one in ENDINGS if one is not the_referral_is_taken_back])
def test_a_file_that_was_handed_over_stays_due_to_be_told_of(houses: TwoHouses, ending: Ending) -> None:
    supervisor = houses.gumla.mine("supervisor")
    case_file = outside(houses, ending)
    (entry,) = case_file.file.all("referral")
    with houses.gumla.acting("supervisor"):
        opened = houses.gumla.read(case_file.case.pk, "supervisor")
        row, _phrase = make_export(**supervisor, case_file=opened, reason="referral", referral=entry.row)
        assert take_export(**supervisor, pk=row.pk)
    now = ending(houses, houses.gumla.read(case_file.case.pk))
    assert "referral_to_revoke" in {due.code for due in dues_of(now.file, TODAY)}
    if ending is she_agrees_herself_to_the_work_alone:
        return  # days later, when the file itself has run out
    with houses.gumla.acting("supervisor"):
        assert refused_code(lambda: take_export(**supervisor, pk=row.pk)) == "no_consent_to_share"


@pytest.mark.parametrize("is_same", [True, False], ids=["to the same house", "to another"])
def test_what_she_agrees_to_herself_at_eighteen_goes_on_and_nothing_else(houses: TwoHouses, is_same: bool) -> None:
    case_file = sent(houses, she_agrees_herself_to_the_work_alone)
    to = houses.gumla.cast.khunti.name_hi if is_same else "सखी केंद्र, गुमला"
    with clock.frozen_at(GROWN_AT), houses.gumla.acting():
        own = {"purposes": ["case_work", "share"], "answers": {**sharing(to), "given_on": clock.today()}}
        write_consents_and_shut(**houses.gumla.mine(), case_file=houses.gumla.read(case_file.case.pk), **own)
    assert state_at_gumla(houses, case_file) == ("sent" if is_same else "revoked")


def test_nothing_is_shut_and_something_is_due_from_her_birthday_on_while_nobody_writes(houses: TwoHouses) -> None:
    case_file = sent(houses, she_agrees_herself_to_the_work_alone)
    (due,) = [one for one in dues_of(case_file.file, TODAY) if one.code == "referral_to_revoke"]
    assert TODAY < due.on <= GROWN_AT.date()
    assert state_at_gumla(houses, case_file) == "sent"
