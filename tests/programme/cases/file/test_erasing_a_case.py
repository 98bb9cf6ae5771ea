"""A withdrawn case is deleted for good by two supervisors: keys, sections, papers; a receipt stays."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.erasure import Erased
from jatan.foundation.vault.models import SealedFile, Section, Wrap
from jatan.kernel.problems import Problem
from jatan.programme.cases import file_events
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.erasure import erase_withdrawn
from jatan.programme.cases.file.papers import PaperWriter, keep_paper
from jatan.programme.cases.file.withdrawal import bring_back_file, withdraw_file
from jatan.programme.cases.models import Case, CaseFact
from jatan.programme.cases.register import services
from tests.cast import SINCE
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db
SECOND = "second"


@pytest.fixture
def two(house: CaseHouse) -> CaseHouse:
    """A second supervisor with keys, in no team."""
    account = Account.objects.create(email="second@example.org", name="Second supervisor", password="")
    Posting.objects.create(account=account, role=Role.SUPERVISOR, organisation=house.cast.gumla, since=SINCE)
    house.cast.accounts[SECOND], house.keys.people[SECOND] = account, account.pk
    with house.acting("supervisor"):
        house.keys.join(SECOND)
    return house


def with_paper(house: CaseHouse) -> OpenCaseFile:
    case_file = house.open_case()
    writer = PaperWriter(house.cast.gumla.pk, case_file.case.pk)
    writer.add(b"%PDF-1 paper")
    writer.finish()
    mine: dict[str, Any] = {"by": house.by("counsellor"), "keyring": house.ring("counsellor")}
    return keep_paper(**mine, case_file=case_file, writer=writer, title="x", name="a.pdf", media_type="application/pdf")


def withdrawn(house: CaseHouse, part: str = "supervisor") -> Case:
    case_file = with_paper(house)
    with house.acting(part):
        mine: dict[str, Any] = {"by": house.by(part), "keyring": house.ring(part)}
        withdraw_file(**mine, case_file=house.read(case_file.case.pk, part), why="test", words="x")
    return case_file.case


def erase(house: CaseHouse, case: Case, part: str = SECOND, why: str = "never_was") -> Erased:
    with house.acting(part):
        return erase_withdrawn(by=house.by(part), keyring=house.ring(part), case=case, why=why)


def papers() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_second_supervisor_deletes_keys_sections_and_papers(
    two: CaseHouse, django_capture_on_commit_callbacks: Any
) -> None:
    case, other = withdrawn(two), two.open_case()
    kept = (Section.objects.filter(case=other.case.pk).count(), Wrap.objects.filter(case=other.case.pk).count())
    assert len(papers()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        gone = erase(two, case)
    assert min(gone.wraps, gone.sections, gone.files) > 0
    for table in (Section, Wrap, SealedFile):
        assert not table.objects.filter(case=case.pk).exists()
    assert papers() == []
    assert CaseFact.objects.count() == 1
    assert (Section.objects.filter(case=other.case.pk).count(), Wrap.objects.filter(case=other.case.pk).count()) == kept
    with two.acting("supervisor"):
        receipt = Event.objects.get(verb=file_events.FILE_ERASED)
    assert receipt.about == case.pk
    assert receipt.by == two.cast.accounts[SECOND].pk
    assert receipt.payload == {
        "why": "never_was",
        "wraps": gone.wraps,
        "sections": gone.sections,
        "files": 1,
        "letters": 0,
    }


def test_nobody_deletes_what_she_withdrew_or_worked_on_and_no_counsellor_anything(two: CaseHouse) -> None:
    case = withdrawn(two)
    for part in ("supervisor", "counsellor", "colleague"):
        with pytest.raises(Forbidden):
            erase(two, case, part)
    with two.acting("supervisor") as by:
        Case.objects.filter(pk=case.pk).update(assigned_to=two.cast.accounts[SECOND].pk)
        assert by.account_id != two.cast.accounts[SECOND].pk
    with pytest.raises(Forbidden):
        erase(two, case)
    assert Section.objects.filter(case=case.pk).exists()


def test_nothing_is_deleted_that_was_not_withdrawn_or_without_a_code(two: CaseHouse) -> None:
    live = two.open_case().case
    with pytest.raises(Forbidden):
        erase(two, live)
    case = withdrawn(two)
    with pytest.raises(Problem) as refused:
        erase(two, case, why="बुधनी ने कहा")
    assert refused.value.field == "why"
    with pytest.raises(Forbidden):
        erase_withdrawn(by=two.by(SECOND), keyring=two.ring("supervisor"), case=case, why="never_was")
    assert Section.objects.filter(case=case.pk).exists()


def test_it_is_deleted_once_and_never_comes_back(two: CaseHouse) -> None:
    case = withdrawn(two)
    erase(two, case)
    with pytest.raises(Forbidden):
        erase(two, case)
    with two.acting("supervisor") as by:
        with pytest.raises(Forbidden):
            bring_back_file(by=by, keyring=two.ring("supervisor"), case_id=case.pk, words="x")
        with pytest.raises(Forbidden):
            services.bring_back_case(by=by, case=case)
        row = Case.objects.get(pk=case.pk)
    assert (row.withdrawn_reason, row.withdrawn_by) == ("erased", two.cast.accounts["supervisor"].pk)


def test_postgresql_lets_no_section_go_while_somebody_holds_a_key(two: CaseHouse) -> None:
    case_file = two.open_case()
    with connection.cursor() as cursor:
        cursor.execute('DELETE FROM vault_section WHERE "case" = %s', [case_file.case.pk])
        assert cursor.rowcount == 0
    assert two.read(case_file.case.pk).file.all("register")
