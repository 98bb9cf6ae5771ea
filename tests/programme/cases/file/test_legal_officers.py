"""A legal officer opens the cases whose key she was given, writes their law and notes, and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.models import SealedFile
from jatan.kernel import clock
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.legal_track import deadlines_of, duties_of
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import give_case, take_case_from
from jatan.programme.cases.file.creation import open_case_file
from jatan.programme.cases.file.entry_store import withdraw_entry, writer_of
from jatan.programme.cases.file.papers import PaperWriter, keep_paper
from jatan.programme.cases.file.summary import summaries
from tests.cast import SINCE
from tests.programme.cases.builders import a_case
from tests.programme.cases.case_office import AGREED, OPENED_ON, CaseHouse
from tests.programme.cases.file.test_writing_in_a_file import CARD, NOTE, codes

pytestmark = pytest.mark.django_db
LEGAL = "legal_officer"


def given(house: CaseHouse) -> OpenCaseFile:
    """A case of the team whose key the legal officer was given."""
    found = house.write(house.open_case(), "identity", CARD)
    with house.acting("supervisor"):
        house.keys.join(LEGAL)
    officer = house.keys.people[LEGAL]
    mine: dict[str, Any] = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
    with house.acting():
        give_case(**mine, case_file=found, to=Reader(Kind.USER, officer), reason="अदालत", names={officer: "x"})
    return found


def test_she_opens_what_she_was_given_and_no_other_case(house: CaseHouse) -> None:
    case_file, other = given(house), house.open_case()
    with house.acting(LEGAL):
        assert house.read(case_file.case.pk, LEGAL).file.code == case_file.case.code
        with pytest.raises(Forbidden):
            house.read(other.case.pk, LEGAL)


def test_she_writes_law_and_notes(house: CaseHouse) -> None:
    case_file = given(house)
    with house.acting(LEGAL):
        now = house.write(house.read(case_file.case.pk, LEGAL), "situation", {"facts": ["sexual"]}, LEGAL)
        now = house.write(now, "legal_event", {"event": "fir_registered", "at": "20/11/2026 10:00"}, LEGAL)
        now = house.write(now, "note", NOTE, LEGAL)
        (step,) = now.file.all("legal_event")
        taken = withdraw_entry(
            by=house.by(LEGAL), keyring=house.ring(LEGAL), case_file=now, row=step.row, reason="दूसरा केस"
        )
    assert taken.file.all("legal_event") == []


@pytest.mark.parametrize("kind", [code for code, kind in KINDS.items() if "legal" not in kind.writers])
def test_she_writes_no_other_kind(house: CaseHouse, kind: str) -> None:
    case_file = given(house)
    answers = {"consent": AGREED, "identity": CARD}.get(kind, {})
    with house.acting(LEGAL), pytest.raises(Forbidden):
        house.write(house.read(case_file.case.pk, LEGAL), kind, answers, LEGAL)


def test_she_takes_nothing_back_that_she_could_not_write(house: CaseHouse) -> None:
    case_file = given(house)
    (consent,) = case_file.file.all("consent")
    with house.acting(LEGAL), pytest.raises(Forbidden):
        withdraw_entry(by=house.by(LEGAL), keyring=house.ring(LEGAL), case_file=case_file, row=consent.row, reason="x")
    assert house.read(case_file.case.pk).file.all("consent")


def test_she_adds_no_paper_and_nothing_of_it_stays_on_the_disk(
    house: CaseHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "papers")
    case_file = given(house)
    with house.acting(LEGAL):
        writer = PaperWriter(case_file.case.organisation_id, case_file.case.pk)
        writer.add(b"x" * 100)
        with pytest.raises(Forbidden):
            keep_paper(
                by=house.by(LEGAL),
                keyring=house.ring(LEGAL),
                case_file=case_file,
                writer=writer,
                title="FIR",
                name="fir.pdf",
                media_type="application/pdf",
            )
    assert not SealedFile.objects.filter(case=case_file.case.pk).exists()
    assert not [path for path in (tmp_path / "papers").rglob("*") if path.is_file()]


def test_she_neither_begins_a_case_nor_says_who_reads_one(house: CaseHouse) -> None:
    found = given(house)
    colleague = house.keys.people["colleague"]
    with house.acting(LEGAL):
        mine: dict[str, Any] = {"by": house.by(LEGAL), "keyring": house.ring(LEGAL)}
        with pytest.raises(Forbidden):
            open_case_file(**mine, team=house.team.pk, kind="trafficking", opened_on=OPENED_ON)
        with pytest.raises(Forbidden):
            give_case(**mine, case_file=found, to=Reader(Kind.USER, colleague), reason="x", names={colleague: "x"})
        with pytest.raises(Forbidden):
            take_case_from(**mine, case_file=found, principal=colleague, name="x", reason="x")
        with pytest.raises(Forbidden):
            a_case(house.by(LEGAL), house.cast, code="LEGAL-1", opened_on=OPENED_ON)


def test_a_counsellor_who_is_a_legal_officer_too_works_as_a_counsellor(house: CaseHouse) -> None:
    Posting.objects.create(
        account=house.cast.accounts["counsellor"],
        role=Role.LEGAL_OFFICER,
        organisation=house.cast.gumla,
        since=SINCE,
    )
    assert not writer_of(house.by("counsellor")).is_legal
    assert writer_of(house.by(LEGAL)).is_legal
    assert house.write(house.open_case(), "note", NOTE).file.all("note")


def test_what_is_known_for_the_law_is_corrected_and_never_taken_back(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "situation", {"facts": ["sexual"]})
    (row,) = case_file.file.all("situation")
    with pytest.raises(Problems) as refused:
        withdraw_entry(
            by=house.by("counsellor"), keyring=house.ring("counsellor"), case_file=case_file, row=row.row, reason="x"
        )
    assert codes(refused.value) == {("kept", "row")}
    assert {one.duty.code for one in duties_of(house.read(case_file.case.pk).file, clock.today()) if one.is_open} == {
        "report_sexual_offence"
    }


def test_before_any_consent_duties_and_steps_of_the_law_can_be_written(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(agreed=False), "situation", {"facts": ["sexual"]})
    case_file = house.write(
        case_file, "duty_done", {"duty": "report_sexual_offence", "at": "23/11/2026 ०९:००", "to": "महिला थाना"}
    )
    case_file = house.write(case_file, "legal_event", {"event": "fir_registered", "at": "23/11/2026 10:00"})
    assert not [one for one in duties_of(case_file.file, clock.today()) if one.is_open]
    with pytest.raises(Problems) as refused:
        house.write(case_file, "claim", {"head": "other:wages", "claimed": "5000", "claimed_on": "23/11/2026"})
    assert codes(refused.value) == {("consent_first", None)}


def test_days_of_the_law_are_read_again_out_of_the_sealed_file_and_out_of_its_small_section(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "situation", {"facts": ["rape"]})
    case_file = house.write(case_file, "offence", {"day": "01/11/2026", "offences": ["BNS 64"]})
    case_file = house.write(case_file, "legal_event", {"event": "fir_registered", "at": "20/11/2026 10:00"})
    read = house.read(case_file.case.pk).file
    days = {one.deadline.code: one.deadline.day for one in deadlines_of(read, clock.today()) if one.deadline.day}
    assert {code: str(day) for code, day in days.items()} == {
        "investigation_ended": "2027-01-20",
        "victim_told_progress": "2027-02-18",
    }
    summary = [one.due for one in summaries(house.ring("counsellor"), [case_file.case.pk])]
    kept = {due.code: (due.whose, due.is_hard) for due in summary}
    assert kept["deadline:investigation_ended"] == ("police", True)
    # The FIR under its section is the report: nothing of ours is open.
    assert "duty:report_sexual_offence" not in kept
