"""Somebody who writes tables deletes an entry, or its newest revision: the page of the file says that it is missing.

Before, the file opened without a word, one entry shorter.
"""

from collections.abc import Callable, Iterator

import pytest
from pytest_django import DjangoDbBlocker

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.casekeys import Reader
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.models import Section
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.access_grants import give_case, take_case_from
from tests.foundation.vault.earlier_version import written_by_their_owner
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked

pytestmark = pytest.mark.django_db
NOTE = {"about": "पहली बातचीत", "text": "ठेकेदार ने काग़ज़ रख लिए"}
MISSING = "इस फ़ाइल में कुछ गायब है"


@pytest.fixture(scope="module", autouse=True)
def _owner_writes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with written_by_their_owner(django_db_blocker):
        yield


@pytest.fixture
def case_file(house: CaseHouse) -> OpenCaseFile:
    """A file with two notes, the first revised once."""
    made = house.write(house.open_case(), "note", NOTE)
    (note,) = made.file.all("note")
    made = house.write(made, "note", {**NOTE, "text": "ठीक किया हुआ"}, row=note.row)
    return house.write(made, "note", NOTE)


def _an_entry(case_file: OpenCaseFile) -> None:
    Section.objects.filter(case=case_file.case.pk, row=case_file.file.all("note")[1].row).delete()


def _the_newest_revision(case_file: OpenCaseFile) -> None:
    Section.objects.filter(case=case_file.case.pk, row=case_file.file.all("note")[0].row, revision=2).delete()


def _both(case_file: OpenCaseFile) -> None:
    _an_entry(case_file)
    _the_newest_revision(case_file)


def _the_summary(case_file: OpenCaseFile) -> None:
    Section.objects.filter(case=case_file.case.pk, name="summary").delete()


@pytest.mark.parametrize("change", [_an_entry, _the_newest_revision, _both, _the_summary])
def test_a_deleted_entry_is_told_when_the_file_is_opened(
    house: CaseHouse, unlocked: Unlocked, case_file: OpenCaseFile, change: Callable[[OpenCaseFile], None]
) -> None:
    client, path = unlocked("counsellor"), f"/cases/{case_file.case.pk}/"
    assert MISSING not in client.get(path).content.decode()
    change(case_file)
    answer = client.get(path)
    assert answer.status_code == 200
    assert MISSING in answer.content.decode()
    assert Event.objects.filter(verb="keys.refused", payload__why="lost").exists()


def test_nothing_is_missing_after_what_is_done_with_a_file(
    house: CaseHouse, unlocked: Unlocked, case_file: OpenCaseFile
) -> None:
    people, case = house.keys.people, case_file.case.pk
    to = Reader(Kind.USER, people["supervisor"])
    give_case(**house.mine(), case_file=house.read(case), to=to, reason="अदालत", names={to.principal: "x"})
    assert house.read(case).lost is None
    take_case_from(**house.mine(), case_file=house.read(case), principal=to.principal, name="x", reason="काम पूरा")
    house.write(house.read(case), "identity", {"name": "बुधनी उराँव"})
    assert house.read(case).lost is None
    assert MISSING not in unlocked("counsellor").get(f"/cases/{case}/").content.decode()


def test_what_was_lost_is_told_until_it_is_back(house: CaseHouse, case_file: OpenCaseFile) -> None:
    (row,) = Section.objects.filter(case=case_file.case.pk, row=case_file.file.all("note")[1].row)
    _an_entry(case_file)
    lost = house.read(case_file.case.pk).lost
    assert lost is not None
    assert (lost.entries, lost.writings, lost.number) == (1, 1, 1)
    assert lost.since is not None
    for _again in range(2):
        house.write(house.read(case_file.case.pk), "note", NOTE)
        assert house.read(case_file.case.pk).lost == lost, "also after others wrote in the file"
    row.save(force_insert=True)
    assert house.read(case_file.case.pk).lost is None
