"""One table decides what leaves a file with what is made of it; every kind of entry is decided for every packet."""

import dataclasses
import datetime as dt
import io
import json
from typing import Any

import pytest
import pyzipper

from jatan.foundation.vault.letters import receiver_of
from jatan.kernel import clock
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.kinds import Stage
from jatan.programme.cases.entries.legal_dues import HEARING_CODE
from jatan.programme.cases.entries.referral import PARTS
from jatan.programme.cases.file.access import OpenCaseFile, open_identity
from jatan.programme.cases.file.summary import summaries
from jatan.programme.cases.sharing.contents import (
    DECIDED,
    Packet,
    Passes,
    entries_passed,
    file_passed,
    parts_passed,
    verdict,
)
from jatan.programme.cases.sharing.entry_letters import PassedEntry, passed_entries
from jatan.programme.cases.sharing.exports import READABLE, make_export, take_export
from jatan.programme.cases.sharing.letter_bodies import REFERRAL, ReferralLetter
from jatan.programme.cases.sharing.mail import seal_letter
from jatan.programme.cases.sharing.readable import readable_file
from jatan.programme.cases.sharing.reception import read_referral, take_referral
from jatan.programme.cases.sharing.referrals import refer_outside
from tests.programme.cases.case_office import AGREED, AGREED_TODAY, CaseHouse
from tests.programme.cases.entries.paper import CasePaper
from tests.programme.cases.every_kind import text_of, with_every_kind
from tests.programme.cases.two_offices import CARD, REQUEST, TwoHouses, sharing

pytestmark = pytest.mark.django_db
TODAY = clock.today()
PARTNER = "गुमला बाल कल्याण समिति"
NAME = CARD["name"]
# One text of each kind that must, or must not, be read in what is made.
MARKS = {
    kind.code: [text_of(kind.code, field.name) for field in kind.fields if field.kind in ("line", "text")]
    for kind in KINDS.values()
}
SECRETS = [
    text_of(kind.code, field.name)
    for kind in KINDS.values()
    for field in kind.fields
    if field.kind == "machine" and not field.name.endswith("_since")
]
LAW = {code for code, kind in KINDS.items() if kind.stage == Stage.LEGAL}


def exported(house: CaseHouse, case_file: OpenCaseFile, **how: Any) -> tuple[str, str]:
    """(the readable page, everything in the file) of an export."""
    row, passphrase = make_export(**house.mine(), case_file=case_file, **how)
    content = take_export(**house.mine(), pk=row.pk)
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        texts = {name: archive.read(name, pwd=passphrase.encode()).decode() for name in archive.namelist()}
    return texts.get(READABLE, ""), "".join(texts.values())


def full_file(house: CaseHouse) -> OpenCaseFile:
    found = house.write(house.open_case(), "identity", CARD)
    found = house.write(found, "consent", {**AGREED_TODAY, "purpose": "police_court"})
    return with_every_kind(house, found)


def test_every_kind_is_decided_for_every_packet() -> None:
    """Whoever adds a kind of entry says in `sharing.contents` with what it leaves."""
    assert set(KINDS) - DECIDED == set()
    assert all(verdict(kind, packet) in Passes for kind in KINDS for packet in Packet)
    with pytest.raises(KeyError):
        verdict("of_tomorrow", Packet.TRANSFER)


def test_the_table_names_no_kind_that_there_is_not() -> None:
    assert DECIDED - set(KINDS) == set()


def test_an_undecided_kind_stays_here(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "identity", CARD)
    strange = dataclasses.replace(case_file.file.entries[0], kind="of_tomorrow")
    file = case_file.file.with_entry(strange)
    for packet in Packet:
        leaving = [*entries_passed(file, packet), *file_passed(file, packet).entries]
        assert "of_tomorrow" not in {one.kind for one in leaving}


def test_what_leaves_whole_for_another_house_has_a_part_by_which_it_is_chosen() -> None:
    parts = {part for part, _label in PARTS}
    for kind in KINDS:
        if Passes.WHOLE in (verdict(kind, Packet.REFERRAL), verdict(kind, Packet.TRANSFER)):
            carried = [part for part in parts if _file_with(kind, part)]
            assert len(carried) == 1, kind


def _file_with(kind: str, part: str) -> bool:
    paper = CasePaper(agreed=False, woman_of=None)
    paper.lay(kind, {"x": "y"}, None)
    return bool(entries_passed(paper.file, Packet.TRANSFER, [part]))


def test_a_transfer_takes_everything_and_notes_only_if_they_are_chosen() -> None:
    assert set(parts_passed("transfer", [])) == {part for part, _label in PARTS} - {"notes"}
    assert "notes" in parts_passed("transfer", ["notes"])
    assert parts_passed("referral", ["harm", "who"]) == ["who", "harm"]


def test_her_copy_carries_what_the_table_says(house: CaseHouse) -> None:
    packet = Packet.HER_COPY
    page, everything = exported(house, full_file(house), reason="her_copy", level="full")
    for kind, marks in MARKS.items():
        if kind in ("identity", "consent", "register", "papers_there") or not marks:
            continue
        is_whole = verdict(kind, packet) is Passes.WHOLE
        shown = [mark for mark in marks if mark in page]
        assert shown == (marks if is_whole else []), kind
        if verdict(kind, packet) is Passes.OUT:
            assert not [mark for mark in marks if mark in everything], kind
    for text in (NAME, CARD["not_to_tell"], *MARKS["hearing"], *MARKS["claim"], *MARKS["card"]):
        assert text in page, text
    for kind in ("legal_event", "assessment", "safety_plan"):
        assert verdict(kind, packet) is Passes.WHOLE
    assert not [secret for secret in SECRETS if secret in everything]


def test_in_codes_no_entry_and_no_text_leaves(house: CaseHouse) -> None:
    page, everything = exported(house, full_file(house), reason="supervision", level="coded")
    assert page == ""
    assert not [mark for marks in MARKS.values() for mark in marks if mark in everything]


def test_a_file_for_a_partner_outside_has_the_parts_that_were_chosen(house: CaseHouse) -> None:
    case_file = house.write(full_file(house), "consent", sharing(PARTNER, given_on=TODAY))
    answers = {**REQUEST, "consent": case_file.file.all("consent")[-1].row, "passed_on": ["who", "law"]}
    case_file = refer_outside(**house.mine(), case_file=case_file, answers=answers)
    row = case_file.file.all("referral")[-1].row
    page, everything = exported(house, case_file, reason="referral", referral=row)
    assert all(mark in page for kind in LAW for mark in MARKS[kind])
    for kind in ("assessment", "safety_plan", "card", "note", "follow_up", "override"):
        assert not [mark for mark in MARKS[kind] if mark in everything], kind


def with_court_day(house: CaseHouse, case_file: OpenCaseFile, days: int = 9) -> OpenCaseFile:
    at = dt.datetime.combine(TODAY + dt.timedelta(days=days), dt.time(10, 30), clock.INDIA)
    hearing = {"at": at, "court": "पॉक्सो अदालत, गुमला", "purpose": "her_evidence", "day_is_right": True}
    case_file = house.write(case_file, "legal_event", {"event": "fir_registered", "at": "20/11/2026 10:00"})
    return house.write(case_file, "hearing", hearing)


def test_after_a_transfer_the_receiving_house_has_the_court_day_in_its_diary(houses: TwoHouses) -> None:
    houses.send(
        with_court_day(houses.gumla, houses.ready(purpose="hand_over")),
        way="transfer",
        service="case_work",
        passed_on=["who"],
    )
    case_file = houses.taken_in()
    with houses.khunti.acting("colleague"):
        due = [one.due for one in summaries(houses.khunti.ring("colleague")) if one.case == case_file.case.pk]
        read = houses.khunti.read(case_file.case.pk, "colleague").file
    assert [one.on for one in due if one.code == HEARING_CODE] == [TODAY + dt.timedelta(days=9)]
    (fir,) = read.all("legal_event")
    assert fir.get("event") == "fir_registered"
    (hearing,) = read.all("hearing")
    assert (hearing.get("court"), hearing.get("purpose")) == ("पॉक्सो अदालत, गुमला", "her_evidence")


def test_a_referral_without_the_part_law_takes_no_court_day_along(houses: TwoHouses) -> None:
    houses.send(with_court_day(houses.gumla, houses.ready()))
    assert not houses.taken_in().file.all("hearing", "legal_event")


def test_a_transfer_takes_assessment_safety_plan_and_the_list_of_papers_but_no_key(houses: TwoHouses) -> None:
    houses.send(with_every_kind(houses.gumla, houses.ready(purpose="hand_over")), way="transfer", passed_on=["who"])
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        sent = read_referral(houses.khunti.ring("counsellor"), letter).to_plaintext().decode()
    case_file = houses.taken_in()
    assert not [secret for secret in SECRETS if secret in sent]
    for kind in KINDS:
        if verdict(kind, Packet.TRANSFER) is Passes.WHOLE and kind not in ("card", "papers_there"):
            assert case_file.file.all(kind), kind
    (papers,) = case_file.file.all("papers_there")
    assert text_of("card", "title") in papers.get("papers")
    (done,) = case_file.file.all("deadline_done")
    assert done.get("event") == case_file.file.all("legal_event")[0].row
    for kind in ("override", "feedback", "reader", "facts", "closure_request"):
        assert not [mark for mark in MARKS[kind] if mark in sent], kind
    assert not [mark for mark in MARKS["note"] if mark in sent]


def test_at_the_coded_level_no_entry_goes_in_a_letter(houses: TwoHouses) -> None:
    houses.send(with_every_kind(houses.gumla, houses.ready()), passed_on=["harm", "support"])
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        sent = read_referral(houses.khunti.ring("counsellor"), letter)
    assert (sent.level, sent.entries) == ("coded", ())


def test_a_letter_of_an_earlier_version_still_opens(houses: TwoHouses) -> None:
    houses.send(with_court_day(houses.gumla, houses.ready(purpose="hand_over")), way="transfer", passed_on=["who"])
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        sent = read_referral(houses.khunti.ring("counsellor"), letter)
    body = json.loads(sent.to_plaintext())
    for name in ("entries", "colleague", "mark"):
        del body[name]
    earlier = ReferralLetter.opened(json.dumps(body).encode())
    assert (earlier.entries, earlier.colleague, earlier.mark) == ((), "", "")


@pytest.mark.parametrize(
    "entry",
    [
        PassedEntry("facts", "1", {"secret": "00" * 32}),
        PassedEntry("card", "1", {"title": "x", "file": "y", "key": "z"}),
        PassedEntry("consent", "1", {**AGREED}),
        PassedEntry("override_review", "1", {"decision": "agreed"}),
        PassedEntry("closure_decision", "1", {"decision": "agreed"}),
        PassedEntry("of_tomorrow", "1", {"a": "b"}),
        PassedEntry("hearing", "1", {"at": "gestern", "court": ["x"], "purpose": {"a": 1}}),
        PassedEntry("deadline_done", "1", {"event": "another case's row"}),
    ],
    ids=lambda entry: entry.kind,
)
def test_a_hostile_letter_writes_nothing_that_may_not_come_in(houses: TwoHouses, entry: PassedEntry) -> None:
    houses.send(houses.ready())
    (letter,) = houses.waiting(houses.khunti, REFERRAL)
    with houses.khunti.acting():
        sent = read_referral(houses.khunti.ring("counsellor"), letter)
    forged = dataclasses.replace(sent, entries=(entry,))
    receiver = receiver_of(houses.khunti.keys.organisation_id)
    seal_letter(houses.gumla.ring("counsellor"), receiver, REFERRAL, forged.to_plaintext())
    last = houses.waiting(houses.khunti, REFERRAL)[-1]
    with houses.khunti.acting():
        case_file = take_referral(**houses.khunti.mine(), letter=last, team=houses.khunti.team.pk)
        read = houses.khunti.read(case_file.case.pk).file
    assert {one.kind for one in read.entries} <= {
        "register", "incoming", "incoming_answer", "profile", "imported", "papers_there", "foreign_case"
    }  # fmt: skip


def test_her_card_travels_as_a_card_and_not_twice(houses: TwoHouses) -> None:
    houses.send(houses.ready(purpose="hand_over"), way="transfer", passed_on=["who"])
    case_file = houses.taken_in()
    with houses.khunti.acting():
        card = open_identity(houses.khunti.by("counsellor"), houses.khunti.ring("counsellor"), case_file).file.identity
    assert card is not None
    assert card.get("not_to_tell") == CARD["not_to_tell"]


def test_what_no_person_reads_is_in_no_entry_of_a_letter(house: CaseHouse) -> None:
    case_file = open_identity(house.by("counsellor"), house.ring("counsellor"), full_file(house))
    rows = passed_entries(one for one in case_file.file.entries)
    assert not [secret for secret in SECRETS if secret in str([one.to_json() for one in rows])]


def test_the_page_to_read_takes_no_text_for_markup() -> None:
    paper = CasePaper()
    paper.write("note", about="<script>alert(1)</script>", text='"><img src=x>')
    page = readable_file(paper.file, entries_passed(paper.file, Packet.HER_COPY), Packet.HER_COPY, {})
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
