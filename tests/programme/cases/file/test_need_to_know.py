"""A legal officer reads who she is, law and court, and papers for the court; the rest only with her consent."""

import datetime as dt

import pytest

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.section_store import latest
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.need_to_know import LEGAL_SEES, Sees, is_legal_due
from jatan.programme.cases.file.access import (
    OpenCaseFile,
    build_case_file,
    open_identity,
    reload_locked,
    revisions,
)
from jatan.programme.cases.file.access_grants import give_case
from jatan.programme.cases.file.papers import mark_for_court
from jatan.programme.cases.file.summary import summaries
from jatan.programme.cases.models import CaseFact
from jatan.programme.cases.sharing.exports import make_export, make_print
from jatan.programme.cases.sharing.referrals import refer_outside
from tests.programme.cases.case_office import AGREED_TODAY, CaseHouse
from tests.programme.cases.every_kind import with_every_kind
from tests.programme.cases.two_offices import CARD, REQUEST

pytestmark = pytest.mark.django_db
LEGAL = "legal_officer"
TODAY = clock.today()


def given(house: CaseHouse, case_file: OpenCaseFile) -> OpenCaseFile:
    """The case, whose key the legal officer was given."""
    with house.acting("supervisor"):
        house.keys.join(LEGAL)
    officer = house.keys.people[LEGAL]
    to = Reader(Kind.USER, officer)
    with house.acting():
        give_case(**house.mine("counsellor"), case_file=case_file, to=to, reason="अदालत", names={officer: "x"})
        return house.read(case_file.case.pk)


def full(house: CaseHouse) -> OpenCaseFile:
    return given(house, with_every_kind(house, house.write(house.open_case(), "identity", CARD)))


def agreed(house: CaseHouse, case_file: OpenCaseFile) -> None:
    house.write(case_file, "consent", {**AGREED_TODAY, "purpose": "legal_reads"})


def kinds_read(house: CaseHouse, case_file: OpenCaseFile) -> set[str]:
    with house.acting(LEGAL):
        return {entry.kind for entry in house.read(case_file.case.pk, LEGAL).file.entries}


def test_it_is_decided_for_every_kind() -> None:
    """Whoever adds a kind of entry says in `entries.need_to_know` when a legal officer reads it."""
    assert set(KINDS) - set(LEGAL_SEES) == set()


def test_the_decision_names_no_kind_that_there_is_not() -> None:
    assert set(LEGAL_SEES) - set(KINDS) == set()
    assert all(LEGAL_SEES[code] is Sees.ALWAYS for code, kind in KINDS.items() if kind.stage == "legal")
    for kind in ("assessment", "safety_plan", "follow_up", "note", "conference"):
        assert LEGAL_SEES[kind] is Sees.CONSENT


def test_without_her_consent_only_law_identity_and_papers_for_the_court(house: CaseHouse) -> None:
    read = kinds_read(house, full(house))
    listed = {code for code, kind in KINDS.items() if kind.section == "file"}
    allowed = {code for code in listed if LEGAL_SEES[code] in (Sees.ALWAYS, Sees.COURT)}
    assert not {"to_do", "papers_there", "told_there"} & read
    assert read == allowed


def test_she_reads_what_she_shall_do_and_nobody_elses(house: CaseHouse) -> None:
    case_file = given(house, house.write(house.open_case(), "identity", CARD))
    officer, colleague = house.keys.people[LEGAL], house.keys.people["colleague"]
    for whom, what in ((officer, "वकालतनामा"), (colleague, "डॉक्टर के पास ले जाना")):
        task = {"what": what, "for_whom": whom, "by_on": TODAY + dt.timedelta(days=2)}
        case_file = house.write(case_file, "to_do", task)
    with house.acting(LEGAL):
        read = house.read(case_file.case.pk, LEGAL)
        due = [one.due for one in summaries(house.ring(LEGAL), [case_file.case.pk]) if one.due.code == "to_do"]
    assert [one.get("what") for one in read.file.all("to_do")] == ["वकालतनामा"]
    assert [list(one.about) for one in due] == [[str(officer)]]
    agreed(house, case_file)
    with house.acting(LEGAL):
        assert len(house.read(case_file.case.pk, LEGAL).file.all("to_do")) == 2


def test_with_her_consent_counselling_too_and_never_what_is_the_teams_alone(house: CaseHouse) -> None:
    case_file = full(house)
    agreed(house, case_file)
    read = kinds_read(house, case_file)
    assert {"assessment", "safety_plan", "follow_up", "note"} <= read
    assert not {code for code, sees in LEGAL_SEES.items() if sees is Sees.NEVER} & read


def test_a_consent_taken_back_or_over_shows_nothing(house: CaseHouse) -> None:
    case_file = full(house)
    agreed(house, case_file)
    consent = house.read(case_file.case.pk).file.all("consent")[-1]
    now = house.read(case_file.case.pk)
    house.write(now, "withdrawal", {"consent": consent.row, "on": TODAY})
    assert "assessment" not in kinds_read(house, case_file)


def test_a_consent_that_nobody_gave_shows_nothing(house: CaseHouse) -> None:
    case_file = full(house)
    with pytest.raises(Problems):
        house.write(case_file, "consent", {**AGREED_TODAY, "purpose": "legal_reads", "given_by": "nobody"})
    assert "assessment" not in kinds_read(house, case_file)


def test_the_team_reads_everything_as_before(house: CaseHouse) -> None:
    case_file = full(house)
    with house.acting("colleague"):
        read = house.read(case_file.case.pk, "colleague")
    assert {one.kind for one in read.file.entries} >= {code for code, one in KINDS.items() if one.section == "file"}
    assert read.hidden == ()


def test_a_paper_is_hers_to_read_only_once_it_is_meant_for_the_court(house: CaseHouse) -> None:
    found = house.write(house.open_case(), "identity", CARD)
    card = {"title": "FIR", "name": "a", "media_type": "image/png", "length": 1, "file": "x", "key": "y", "digest": "z"}
    case_file = given(house, house.write(found, "card", card))
    assert "card" not in kinds_read(house, case_file)
    (row,) = case_file.file.all("card")
    with house.acting(LEGAL), pytest.raises(Forbidden):
        mark_for_court(**house.mine(LEGAL), case_file=case_file, row=row.row, is_meant=True)
    mark_for_court(**house.mine("counsellor"), case_file=case_file, row=row.row, is_meant=True)
    assert "card" in kinds_read(house, case_file)
    now = house.read(case_file.case.pk)
    mark_for_court(**house.mine("counsellor"), case_file=now, row=row.row, is_meant=False)
    assert "card" not in kinds_read(house, case_file)


def test_no_door_of_the_services_shows_her_more(house: CaseHouse) -> None:
    """Every way in which the programme opens a file for a reader, and what comes out of it."""
    case_file = full(house)
    hidden = {one.row for one in case_file.file.entries if LEGAL_SEES[one.kind] in (Sees.CONSENT, Sees.NEVER)}
    assert len(hidden) > 10
    with house.acting(LEGAL):
        read = house.read(case_file.case.pk, LEGAL)
        sections = latest(read.case.organisation_id, [read.case.pk])
        doors = [
            read,
            open_identity(house.by(LEGAL), house.ring(LEGAL), read),
            reload_locked(read),
            build_case_file(read.case, read.key, sections, by=house.by(LEGAL)),
            house.write(read, "note", {"about": "अदालत", "text": "अगली तारीख"}, LEGAL),
        ]
        for door in doors:
            assert not {entry.row for entry in door.file.entries} & hidden
            assert {entry.row for entry in door.whole.entries} >= hidden
        assert [revisions(read, row) for row in hidden] == [[]] * len(hidden)
        due = [one.due.code for one in summaries(house.ring(LEGAL), [read.case.pk])]
        for make in (make_export, make_print):
            with pytest.raises(Forbidden):
                make(**house.mine(LEGAL), case_file=read, **({"reason": "her_copy"} if make is make_export else {}))
        answers = {**REQUEST, "consent": case_file.file.all("consent")[0].row}
        with pytest.raises(Forbidden):
            refer_outside(**house.mine(LEGAL), case_file=read, answers=answers)
    team = [one.due.code for one in summaries(house.ring("counsellor"), [read.case.pk])]
    assert set(due) < set(team)
    assert all(is_legal_due(code) for code in due)
    assert "danger" not in due


def test_what_she_writes_loses_nothing_that_she_does_not_see(house: CaseHouse) -> None:
    """The sealed line of dues and the statistics are made from the whole file, whoever wrote last."""
    plan = {
        "words": "स्कूल जाना",
        "state": KINDS["goal"].field("state").choices[0][0],
        "by_on": TODAY + dt.timedelta(days=5),
    }
    found = house.write(house.open_case(), "identity", CARD)
    found = house.write(found, "goal", plan)
    case_file = given(house, found)
    before = {one.due.code for one in summaries(house.ring("counsellor"), [case_file.case.pk])}
    facts = list(CaseFact.objects.order_by("pk").values())
    with house.acting(LEGAL):
        read = house.read(case_file.case.pk, LEGAL)
        house.write(read, "note", {"about": "अदालत", "text": "अगली तारीख"}, LEGAL)
    after = {one.due.code for one in summaries(house.ring("counsellor"), [case_file.case.pk])}
    assert "goal" in before
    assert after == before
    assert list(CaseFact.objects.order_by("pk").values()) == facts


def test_her_own_notes_she_reads_and_those_of_others_not(house: CaseHouse) -> None:
    case_file = full(house)
    with house.acting(LEGAL):
        read = house.read(case_file.case.pk, LEGAL)
        house.write(read, "note", {"about": "अदालत", "text": "अगली तारीख"}, LEGAL)
        (note,) = house.read(case_file.case.pk, LEGAL).file.all("note")
    assert note.get("about") == "अदालत"
