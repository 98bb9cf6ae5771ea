"""Court and police ask for the file: in writing, decided by a second person, cut to what may go, alike in all formats.

Every text of the file names its kind and question, so what leaves is compared by what stands in it.
"""

import io
import itertools
import re
import uuid
from collections.abc import Mapping
from typing import Any

import pytest
import pyzipper
from django.utils.translation import override

from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import sharing_events
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.file_request import COURT_PARTS, NAMED
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.sharing.contents import Packet, Passes, verdict
from jatan.programme.cases.sharing.court_file import court_file
from jatan.programme.cases.sharing.exports import READABLE, make_export, take_export
from jatan.programme.cases.sharing.referrals import refer_outside
from tests.programme.cases.case_office import AGREED_TODAY, CaseHouse
from tests.programme.cases.every_kind import text_of, with_every_kind
from tests.programme.cases.two_offices import REQUEST, sharing

pytestmark = pytest.mark.django_db
TODAY = clock.today()
PARTNER = "गुमला बाल कल्याण समिति"
PARTS = [code for code, _label in COURT_PARTS]
WORDS = [code for code, _label in NAMED]
ORDER: Mapping[str, Any] = {
    "asked_by": "court",
    "office": "विशेष न्यायालय (पॉक्सो), गुमला",
    "number": "एसटी 41/2026",
    "ordered_on": TODAY,
    "asked_for": PARTS,
    "sealed": "yes",
    "she_knows": "yes",
}
TEXTS = ("line", "text")
MARKS = [(kind.code, field.name) for kind in KINDS.values() for field in kind.fields if field.kind in TEXTS]
# What waits for the court's word, as "kind.question"; of a shelter and of counselling the answers of that service.
HELD: Mapping[str, set[str]] = {
    "safe_place": {
        "identity.safe_times", "safety_plan.safe_place", "safety_plan.safe_contact", "restoration.with_whom",
        "restoration.her_words",
        "child_plan.carer_name", "child_plan.siblings", "shelter.provider", "shelter.what", "shelter.outcome",
    },
    "safety_plan": {"safety_plan.code_word", "safety_plan.danger_from", "safety_plan.to_call", "safety_plan.our_part"},
    "counselling": {"note.about", "note.text", "psychosocial.what", "psychosocial.outcome", "psychosocial.her_reason"},
    "assessment": {"assessment.needs", "assessment.urgent", "assessment.recruited_by_force_note"},
    "not_to_tell": {"identity.not_to_tell"},
}  # fmt: skip
# Every answer that goes to a court which asks for all parts and names nothing, by kind. Whoever adds a question to a
# kind that goes, or a kind, decides here whether a court, and the police, read it.
GOES = """
identity name other_names sex gender born_on birth_year age age_on age_basis age_papers community has_aadhaar
  papers_held marital children_count education citizenship other_citizenship guardian phone home_phone email village
  panchayat block district_code district street pincode state country languages first_language second_language
  disability
departure registered_on registered_by left_on origin transit destination companions agent agent_phone employer work
  wage hours advance contact contact_phone papers_in_hand last_heard_on
exploitation status decided_by types bondage sector division sex_types recruited relation controls age_when_taken
  source_state source_district transit transit_kinds destination_state destination_district left_on arrived_on
  months_held out_on way_out known_before destination_country recruited_on used_online
involved_organisation name roles type phone district_code town street pincode state country
place_of_harm type on district_code town street pincode state country words
alleged_offender accused_of said_by said_by_whom said_on roles relationship relation_words name other_names phone
  place works_for looks knows_where outcome outcome_on
child_plan is_safe_there carer_needs wish not_asked told family_view ties harm health school ways best decided_with
  review_on
goal words first_step by_on helper state state_on what_came
service kind what goal provider state offered_on appointment_at goes_along received_on outcome note_back her_reason
restoration on decided_by without_cwc looked_at
situation facts disability_percent hurt_percent source why_fewer
duty_done duty at to number note
offence day offences others note
legal_event event at journey_hours journey_minutes place number fir_kind outcome note
deadline_done event deadline done_on done_by reason
hearing at court purpose happened next_on next_purpose day_is_right
bail what on court warned_on no_warning note
witness_safety asked_on asked_of measures threat decision decided_on
claim head part applied_to number claimed claimed_on sanctioned sanctioned_on paid paid_on note
card title name media_type for_court length
"""
HELD_OF_CARD = {"safe_ways", "safe_times", "whereabouts", "not_to_tell"}


@pytest.fixture
def full(house: CaseHouse) -> OpenCaseFile:
    """Every kind of entry, every text question answered; a shelter and counselling among the services."""
    card = {field.name: text_of("identity", field.name) for field in KINDS["identity"].fields if field.kind in TEXTS}
    card |= {"sex": "f", "age": "24", "age_on": TODAY, "safe_ways": ["through"], "phone": "9835102030"}
    found = house.write(house.open_case(), "identity", card)
    found = house.write(found, "consent", {**AGREED_TODAY, "purpose": "police_court"})
    found = house.write(found, "consent", sharing(PARTNER, given_on=TODAY))
    for kind in ("shelter", "psychosocial"):
        texts = ("what", "provider", "goes_along", "outcome", "note_back", "her_reason")
        answers = {name: f"जाँच {kind}.{name}" for name in texts}
        found = house.write(found, "service", {**answers, "kind": kind, "state": "agreed"})
    return with_every_kind(house, found)


def asked(house: CaseHouse, case_file: OpenCaseFile, **more: Any) -> tuple[OpenCaseFile, Entry]:
    case_file = house.write(case_file, "file_request", {**ORDER, **more})
    return case_file, case_file.file.all("file_request")[-1]


def decided(house: CaseHouse, case_file: OpenCaseFile, request: Entry, decision: str = "agreed") -> OpenCaseFile:
    answers = {"request": request.row, "decision": decision, "reason": "आदेश पढ़ा", "on": TODAY}
    with house.acting("supervisor"):
        house.write(house.read(case_file.case.pk, "supervisor"), "file_request_decision", answers, "supervisor")
    return house.read(case_file.case.pk)


def exported(house: CaseHouse, case_file: OpenCaseFile, **how: Any) -> dict[str, str]:
    """The files of an export by name."""
    row, passphrase = make_export(**house.mine(), case_file=case_file, **how)
    with pyzipper.AESZipFile(io.BytesIO(take_export(**house.mine(), pk=row.pk))) as archive:
        return {name: archive.read(name, pwd=passphrase.encode()).decode() for name in archive.namelist()}


def for_court(house: CaseHouse, case_file: OpenCaseFile, **more: Any) -> dict[str, str]:
    case_file, request = asked(house, case_file, **more)
    case_file = decided(house, case_file, request)
    return exported(house, case_file, reason="court", request=request.row)


def marks_in(text: str) -> set[str]:
    """The questions whose answers stand in a text, as "kind.question"."""
    services = [(kind, field.name) for kind in ("shelter", "psychosocial") for field in KINDS["service"].fields]
    return {
        f"{kind}.{name}"
        for kind, name in [*MARKS, *services]
        if re.search(rf"(?<![\w.]){re.escape(kind)}\.{re.escape(name)}(?![\w.])", text)
    }


def agree(files: Mapping[str, str]) -> set[str]:
    """What all formats carry; fails where a file for machines holds what the page does not, or the two differ."""
    page, table, document = (marks_in(files.get(name, "")) for name in (READABLE, "htcds.csv", "htcds.json"))
    assert table == document
    if READABLE in files:
        assert document - page == set()
    return page | document


def test_a_court_gets_nothing_unnamed_in_any_format(house: CaseHouse, full: OpenCaseFile) -> None:
    """The files for machines held the counselling notes, the page safe place, code word and assessment."""
    found = agree(for_court(house, full))
    assert found & set().union(*HELD.values()) == set()
    for text in ("identity.name", "identity.street", "legal_event.place", "hearing.court", "card.title", "goal.words"):
        assert text in found, text
    for kind in KINDS:
        if verdict(kind, Packet.COURT) is Passes.OUT:
            assert not [mark for mark in found if mark.startswith(f"{kind}.")], kind


@pytest.mark.parametrize("named", WORDS)
def test_the_courts_word_opens_what_it_names_and_nothing_else(house: CaseHouse, full: OpenCaseFile, named: str) -> None:
    """Whatever parts are asked for: the word opens it by itself."""
    for parts in (PARTS, ["law"]):
        found = agree(for_court(house, full, asked_for=parts, named=[named]))
        assert HELD[named] - found == set()
        for other, held in HELD.items():
            assert other == named or not held & found, other


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_was_not_asked_for_is_in_no_format(house: CaseHouse, full: OpenCaseFile, part: str) -> None:
    kinds = {
        "who": {"identity"},
        "contact": {"identity"},
        "harm": {"exploitation", "place_of_harm", "involved_organisation", "alleged_offender"},
        "law": {"situation", "duty_done", "offence", "legal_event", "deadline_done", "hearing", "bail", "claim"}
        | {"witness_safety"},
        "papers": {"card"},
        "support": {"goal", "service", "shelter", "psychosocial", "restoration"},
        "care": {"departure", "child_plan"},
    }
    found = agree(for_court(house, full, asked_for=[part]))
    assert {mark.partition(".")[0] for mark in found} <= kinds[part]
    if part in ("who", "contact"):
        assert ("identity.name" in found) == (part == "who")
        assert ("identity.village" in found) == (part == "contact")


def test_every_file_says_the_same_in_every_format(house: CaseHouse, full: OpenCaseFile) -> None:
    """Her copy, referral and handing over to somebody outside: what the machine reads, a person reads."""
    agree(exported(house, full, reason="her_copy", level="full"))
    coded = exported(house, full, reason="supervision", level="coded")
    assert agree(coded) == set()
    # A whole case and its notes go with her yes to handing it over alone.
    full = house.write(full, "consent", sharing(PARTNER, given_on=TODAY, purpose="hand_over"))
    (consent,) = (one.row for one in full.file.all("consent") if one.get("purpose") == "hand_over")
    every = ["who", "contact", "harm", "support", "law", "care", "papers", "notes"]
    chosen: list[list[str]] = [every, *([one] for one in ("who", "contact", "law", "care", "notes"))]
    for way, parts in itertools.product(("referral", "transfer"), chosen):
        answers = {**REQUEST, "way": way, "consent": consent, "passed_on": parts}
        full = refer_outside(**house.mine(), case_file=full, answers=answers)
        found = agree(exported(house, full, reason=way, referral=full.file.all("referral")[-1].row))
        if way == "referral":
            assert ("note.text" in found) == ("notes" in parts)
            assert ("assessment.needs" in found) == ("care" in parts)
            assert ("identity.name" in found) == ("who" in parts)


def test_every_answer_of_every_kind_is_decided_for_a_court() -> None:
    """What is asked of her anew goes nowhere unseen; the machine's own answers are of no page."""
    nobody, now = uuid.UUID(int=0), clock.now()
    entries = [
        Entry(
            kind.code, new_id(), 1, now, nobody, {field.name: "x" for field in kind.fields if field.kind != "machine"}
        )
        for kind in KINDS.values()
    ]
    (card,) = (one for one in entries if one.kind == "identity")
    file = CaseFile(nobody, nobody, "", "", TODAY, is_closed=False, entries=tuple(entries), identity=card)
    cut = court_file(file, PARTS, [])
    assert cut.identity is not None
    found = {one.kind: set(one.answers) for one in (cut.identity, *cut.entries)}
    assert {kind for kind in found if verdict(kind, Packet.COURT) is Passes.RECORD} == {
        "consent", "withdrawal", "register",
    }  # fmt: skip
    lines = re.sub(r"\n +", " ", GOES).split("\n")
    decided = {kind: set(names) for kind, *names in (line.split() for line in lines if line)}
    assert {kind: names for kind, names in found.items() if verdict(kind, Packet.COURT) is Passes.WHOLE} == decided
    assert set(decided["identity"]) | HELD_OF_CARD == {field.name for field in KINDS["identity"].fields}


def test_the_page_says_who_asked_and_what_is_not_given(house: CaseHouse, full: OpenCaseFile) -> None:
    page = for_court(house, full, asked_for=["who", "law"], named=["assessment"])[READABLE]
    head = page.partition("<section>")[0]
    with override("hi"):
        left = [str(label) for code, label in NAMED if code != "assessment"]
        left += [str(label) for code, label in COURT_PARTS if code not in ("who", "law")]
        given = str(dict(NAMED)["assessment"])
        sealed = str(KINDS["file_request"].field("sealed").words("yes"))
    assert [text for text in (ORDER["office"], ORDER["number"], sealed, *left) if text not in head] == []
    assert given not in head


def test_it_is_a_record_in_the_file_and_an_event_without_names(house: CaseHouse, full: OpenCaseFile) -> None:
    full, request = asked(house, full, named=["not_to_tell"])
    full = decided(house, full, request)
    exported(house, full, reason="court", request=request.row)
    (given,) = (one for one in house.read(full.case.pk).file.all("file_given") if one.get("request") == request.row)
    assert (given.get("parts"), given.get("named"), given.get("on")) == (PARTS, ["not_to_tell"], TODAY)
    made = Event.objects.filter(verb=sharing_events.EXPORT_MADE).latest("sequence")
    assert (made.payload["reason"], made.payload["level"]) == ("court", "full")
    assert not any(text in str(made.payload) for text in (ORDER["office"], ORDER["number"], "41/2026"))


def test_nothing_is_made_before_somebody_else_decided(house: CaseHouse, full: OpenCaseFile) -> None:
    full, request = asked(house, full)
    for answer in ("refused", "agreed"):
        with pytest.raises(Problem, match="not_decided"):
            exported(house, full, reason="court", request=request.row)
        if answer == "refused":
            full = decided(house, full, request, answer)
    with pytest.raises(Problem, match="not_decided"):
        exported(house, full, reason="court")


def test_whoever_wrote_it_down_does_not_decide_and_nobody_decides_twice(house: CaseHouse, full: OpenCaseFile) -> None:
    case = full.case.pk
    with house.acting("supervisor"):
        written = house.write(house.read(case, "supervisor"), "file_request", ORDER, "supervisor")
        own = written.file.all("file_request")[-1]
    assert _refused(house, own, "supervisor") == {"another_person"}
    _now, request = asked(house, house.read(case))
    assert _refused(house, request, "colleague") == {"supervisor_only"}
    decided(house, full, request)
    assert _refused(house, request, "supervisor") == {"already"}


def _refused(house: CaseHouse, request: Entry, part: str) -> set[str]:
    answers = {"request": request.row, "decision": "agreed", "reason": "x", "on": TODAY}
    case = _case_of(house, request)
    with house.acting(part), pytest.raises(Problems) as caught:
        house.write(house.read(case, part), "file_request_decision", answers, part)
    return {one.code for one in caught.value.problems}


def _case_of(house: CaseHouse, request: Entry) -> Any:
    return next(
        pk for pk in house.ring("supervisor").case_keys() if house.read(pk, "counsellor").file.find(request.row)
    )


def test_the_police_need_her_yes_and_open_nothing_that_is_held(house: CaseHouse) -> None:
    found = house.write(house.open_case(), "identity", {"name": "सोनी", "sex": "f", "age": "24", "age_on": TODAY})
    with pytest.raises(Problems) as caught:
        asked(house, found, asked_by="police", named=["assessment"])
    assert [one.code for one in caught.value.problems] == ["court_only"]
    found, request = asked(house, found, asked_by="police", asked_for=["who"])
    assert _refused(house, request, "supervisor") == {"no_consent"}
    found = house.write(found, "consent", {**AGREED_TODAY, "purpose": "police_court"})
    found = decided(house, found, request)
    consent = found.file.all("consent")[-1]
    assert "सोनी" in exported(house, found, reason="court", request=request.row)[READABLE]
    found = house.write(house.read(found.case.pk), "withdrawal", {"consent": consent.row, "on": TODAY})
    with pytest.raises(Problem, match="no_consent"):
        exported(house, found, reason="court", request=request.row)


def test_what_the_police_may_have_is_looked_at_again_when_it_is_fetched(house: CaseHouse) -> None:
    found = house.write(house.open_case(), "identity", {"name": "सोनी", "sex": "f", "age": "24", "age_on": TODAY})
    found = house.write(found, "consent", {**AGREED_TODAY, "purpose": "police_court"})
    consent = found.file.all("consent")[-1]
    found, request = asked(house, found, asked_by="police", asked_for=["who"])
    found = decided(house, found, request)
    row, _passphrase = make_export(**house.mine(), case_file=found, reason="court", request=request.row)
    take_export(**house.mine(), pk=row.pk)
    house.write(house.read(found.case.pk), "withdrawal", {"consent": consent.row, "on": TODAY})
    with pytest.raises(Problem, match="no_consent"):
        take_export(**house.mine(), pk=row.pk)


def test_a_court_is_obeyed_without_her_yes_and_the_record_says_so(house: CaseHouse) -> None:
    found = house.write(house.open_case(), "identity", {"name": "सोनी", "sex": "f", "age": "24", "age_on": TODAY})
    files = for_court(house, found, asked_for=["who"])
    assert '"x_consent_override": true' in files["htcds.json"]


def test_a_request_is_due_until_it_is_decided_and_given(house: CaseHouse) -> None:
    found = house.write(house.open_case(), "identity", {"name": "सोनी", "sex": "f", "age": "24", "age_on": TODAY})
    found, request = asked(house, found, asked_for=["who"], answer_by=TODAY)
    due = {one.code: one.on for one in dues_of(found.file, TODAY) if one.row == request.row}
    assert due == {"file_request_to_decide": TODAY}
    found = decided(house, found, request)
    assert {one.code for one in dues_of(found.file, TODAY) if one.row == request.row} == {"file_to_give"}
    exported(house, found, reason="court", request=request.row)
    read = house.read(found.case.pk).file
    assert not [one for one in dues_of(read, TODAY) if one.row == request.row]
