"""A letter put into a case of own ends nothing that runs there, and says of each entry which house wrote it."""

import dataclasses
import datetime as dt

import pytest
from django.utils import translation

from jatan.foundation.vault.letters import receiver_of
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.endings import running_items
from jatan.programme.cases.entries.identity import WHEREABOUTS
from jatan.programme.cases.entries.legal_answers import waits_for_supervisor
from jatan.programme.cases.entries.legal_track import duties_of
from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.entries.received import FROM_HOUSE, foreign_parts
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.summary import summaries
from jatan.programme.cases.sharing.entry_letters import PassedEntry
from jatan.programme.cases.sharing.letter_bodies import REFERRAL, ReferralLetter
from jatan.programme.cases.sharing.mail import seal_letter
from jatan.programme.cases.sharing.reception import read_referral, take_referral
from jatan.web.cases.letter_display import letter_parts
from tests.programme.cases.case_office import AGREED_TODAY
from tests.programme.cases.sharing.test_what_leaves import with_court_day
from tests.programme.cases.two_offices import CARD, TwoHouses, sharing

pytestmark = pytest.mark.django_db
TODAY = clock.today()
PRODUCE = "produce_before_cwc"
AT = "20/11/2026 10:00"
DANGER = {"on": TODAY, "how": "visit", "which": "other", "safe": "no", "in_danger": "yes"}
DANGER |= {"next_on": TODAY + dt.timedelta(days=1)}
COURT_DAY = {"at": AT, "court": "सिविल कोर्ट", "purpose": "her_evidence", "day_is_right": True}
SAFE = {"on": TODAY.isoformat(), "how": "visit", "which": "other", "safe": "yes", "in_danger": "no"}


def row() -> str:
    return str(new_id())


def first_taken(houses: TwoHouses) -> tuple[OpenCaseFile, OpenCaseFile]:
    """A case of Gumla, and the one that Khunti opened for its letter."""
    case_file = houses.send(houses.ready(purpose="hand_over"))
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        own = take_referral(**houses.khunti.mine(), letter=letter, team=houses.khunti.team.pk)
        return case_file, houses.khunti.write(own, "consent", AGREED_TODAY)


def sent_again(houses: TwoHouses, case_file: OpenCaseFile, *entries: PassedEntry) -> ReferralLetter:
    """A second letter of Gumla about it waits in Khunti, with these entries, as any programme could write them."""
    houses.send(case_file)
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        body = dataclasses.replace(read_referral(houses.khunti.ring("counsellor"), letter), entries=entries)
        letter.delete()
    with houses.gumla.acting():
        to = receiver_of(houses.khunti.keys.organisation_id)
        seal_letter(houses.gumla.ring("counsellor"), to, REFERRAL, body.to_plaintext())
    return body


def put_into(houses: TwoHouses, case_file: OpenCaseFile) -> OpenCaseFile:
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        take_referral(**houses.khunti.mine(), letter=letter, team=houses.khunti.team.pk, into=case_file.case.pk)
        return houses.khunti.read(case_file.case.pk)


def kept_of(case_file: OpenCaseFile) -> list[str]:
    return [foreign_parts(one)[0] for one in case_file.file.all("told_there")]


def test_she_stays_in_danger_whatever_the_other_house_writes(houses: TwoHouses) -> None:
    sent, own = first_taken(houses)
    with houses.khunti.acting():
        own = houses.khunti.write(own, "follow_up", DANGER)
    safe = PassedEntry("follow_up", row(), {**SAFE, "wellbeing": "अब ठीक है"})
    later = (TODAY + dt.timedelta(days=700)).isoformat()
    plan = PassedEntry("safety_plan", row(), {"danger_from": "कोई नहीं", "to_do": "कुछ नहीं", "review_on": later})
    sent_again(houses, sent, safe, plan)
    now = put_into(houses, own)
    assert "danger" in {one.code for one in open_items(now.file, TODAY)}
    with houses.khunti.acting():
        due = {one.due.code for one in summaries(houses.khunti.ring("counsellor"), [now.case.pk])}
    assert "danger" in due
    assert (len(now.file.all("follow_up")), kept_of(now)) == (1, ["follow_up", "safety_plan"])
    held = now.file.all("told_there")[0]
    assert held.get("source") == houses.gumla.cast.gumla.name_hi
    assert foreign_parts(held)[1]["wellbeing"] == "अब ठीक है"


def test_duties_and_deadlines_go_on_whatever_the_other_house_marked_as_done(houses: TwoHouses) -> None:
    sent, own = first_taken(houses)
    with houses.khunti.acting():
        own = houses.khunti.write(own, "situation", {"facts": ["trafficked", "found", "sexual"]})
        own = houses.khunti.write(own, "legal_event", {"event": "fir_refused", "at": AT})
        own = houses.khunti.write(own, "hearing", {**COURT_DAY, "next_on": TODAY + dt.timedelta(days=20)})
    before = running_items(own.file, TODAY)
    assert any(key[:1] == ("due",) and key[1].startswith("deadline:") for key in before)
    at, event = dt.datetime(2026, 11, 21, 10, 0, tzinfo=clock.INDIA).isoformat(), row()
    entries = (
        PassedEntry("situation", row(), {"facts": ["bonded"]}),
        PassedEntry("legal_event", event, {"event": "fir_registered", "at": at, "number": "041/26"}),
        PassedEntry("deadline_done", row(), {"event": event, "deadline": "fir_copy", "done_on": "2026-11-22"}),
        PassedEntry("legal_event", row(), {"event": "cwc_production", "at": at}),
        PassedEntry("duty_done", row(), {"duty": "report_to_police", "at": at, "to": "थाना"}),
        PassedEntry("hearing", row(), {"at": at, "court": COURT_DAY["court"], "purpose": "her_evidence"}),
    )
    sent_again(houses, sent, *entries)
    now = put_into(houses, own)
    after = running_items(now.file, TODAY)
    assert {key: day for key, day in before.items() if key not in after or after[key] > day} == {}
    assert "fir_registered" not in {one.get("event") for one in now.file.all("legal_event")}
    assert {"situation", "legal_event"} <= set(kept_of(now))


def open_duties(file: CaseFile) -> set[str]:
    return {one.duty.code for one in duties_of(file, TODAY) if one.is_open}


def test_what_a_supervisor_of_the_other_house_set_aside_waits_for_ours(houses: TwoHouses) -> None:
    """A new case too: nobody here has agreed that the duty does not apply."""
    sent = houses.ready(purpose="hand_over")
    agreed = {"is_confirmed": True, "confirmed_because": "घर पर देखा"}
    answers = {"duty": PRODUCE, "answer": "not_applicable", "why": "at_home", "reason": "माँ के साथ है"}
    with houses.gumla.acting("supervisor"):
        houses.gumla.write(houses.gumla.read(sent.case.pk, "supervisor"), "duty_answer", answers | agreed, "supervisor")
    with houses.gumla.acting():
        sent = houses.gumla.read(sent.case.pk)
        assert PRODUCE not in open_duties(sent.file)
        houses.send(sent, way="transfer")
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        own = take_referral(**houses.khunti.mine(), letter=letter, team=houses.khunti.team.pk)
    (answer,) = own.file.all("duty_answer")
    assert PRODUCE in open_duties(own.file)
    assert waits_for_supervisor(answer)
    assert (answer.get("confirmed_because"), answer.get("reason")) == ("घर पर देखा", "माँ के साथ है")
    with houses.khunti.acting("supervisor"):
        read = houses.khunti.read(own.case.pk, "supervisor")
        now = houses.khunti.write(read, "duty_answer", answers | agreed, "supervisor", row=answer.row)
        assert PRODUCE not in open_duties(now.file)


@pytest.mark.parametrize("where", [code for code, _words in WHEREABOUTS])
@pytest.mark.parametrize("way", ["transfer", "referral"])
def test_where_the_child_is_goes_along_so_no_hours_run_falsely(houses: TwoHouses, where: str, way: str) -> None:
    sent = houses.gumla.write(houses.gumla.open_case(), "identity", {**CARD, "whereabouts": where})
    sent = houses.gumla.write(sent, "consent", sharing(houses.khunti.cast.khunti.name_hi, purpose="hand_over"))
    houses.send(sent, way=way, passed_on=["who"])
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        own = take_referral(**houses.khunti.mine(), letter=letter, team=houses.khunti.team.pk)
    assert open_duties(sent.file) == open_duties(own.file)
    assert (PRODUCE in open_duties(own.file)) == (where == "with_us")


def test_what_ends_nothing_counts_and_names_its_house(houses: TwoHouses) -> None:
    sent, own = first_taken(houses)
    with_day = with_court_day(houses.gumla, sent)
    for _time in range(2):
        houses.send(with_day, way="transfer", passed_on=["who"])
        now = put_into(houses, own)
    (hearing,) = now.file.all("hearing")
    assert hearing.get(FROM_HOUSE) == houses.gumla.cast.gumla.name_hi
    assert kept_of(now) == []
    with houses.khunti.acting():
        answers = {name: value for name, value in hearing.answers.items() if name != FROM_HOUSE}
        now = houses.khunti.write(now, "hearing", {**answers, "court": "दूसरी अदालत"}, row=hearing.row)
    assert now.file.all("hearing")[0].get(FROM_HOUSE) == houses.gumla.cast.gumla.name_hi


def test_a_report_of_danger_counts(houses: TwoHouses) -> None:
    sent, own = first_taken(houses)
    kept = {name: one.isoformat() if isinstance(one, dt.date) else one for name, one in DANGER.items()}
    sent_again(houses, sent, PassedEntry("follow_up", row(), kept))
    now = put_into(houses, own)
    assert "danger" in {one.code for one in open_items(now.file, TODAY)}


def test_the_same_letter_twice_is_kept_aside_once(houses: TwoHouses) -> None:
    sent, own = first_taken(houses)
    for _time in range(2):
        sent_again(houses, sent, PassedEntry("follow_up", row(), SAFE))
        now = put_into(houses, own)
    assert kept_of(now) == ["follow_up"]


def test_the_entries_of_a_letter_are_shown_before_it_is_taken_in(houses: TwoHouses) -> None:
    sent, _own_file = first_taken(houses)
    event = row()
    entries = (
        PassedEntry("legal_event", event, {"event": "fir_registered", "at": "2026-11-21T10:00:00+05:30"}),
        PassedEntry("deadline_done", row(), {"event": event, "deadline": "fir_copy", "done_on": "2026-11-22"}),
        PassedEntry("follow_up", row(), {**SAFE, "wellbeing": "अब ठीक है", "next_on": "कल"}),
        PassedEntry("override", row(), {"words": "छिपा"}),
        PassedEntry("card", row(), {"title": "एफ़आईआर की नकल", "key": "छिपी चाबी"}),
    )
    letter = sent_again(houses, sent, *entries)
    with translation.override("hi"):
        parts = {str(title): [(str(label), words) for label, words in pairs] for title, pairs in letter_parts(letter)}
    text = str(parts)
    for word in ("अब ठीक है", "एफ़आईआर की नकल", "21 नवंबर 2026, 10:00", "22 नवंबर 2026"):
        assert word in text, word
    assert "छिप" not in text
    unread = parts["जो पढ़ा नहीं जा सका"]
    assert any(words == "कल" for _label, words in unread)
