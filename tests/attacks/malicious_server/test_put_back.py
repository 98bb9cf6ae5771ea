"""Rows put back as they were on an earlier day: they agree with one another, and not with what the ledger was told."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Model

from jatan.foundation.access import team_acts
from jatan.foundation.access.daily_checks import check_keys
from jatan.foundation.access.kept_heads import HEADS_KEPT
from jatan.foundation.access.key_check import key_faults
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import record_event
from jatan.foundation.vault import statements
from jatan.foundation.vault.casekeys import Reader, grant, revoke
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.models import CaseStatement, DirectoryKey, Section, Team, TeamRoster, Wrap
from jatan.kernel.ids import new_id
from jatan.programme.cases.file.erasure import erase_withdrawn
from jatan.programme.cases.file.withdrawal import withdraw_file
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.case_office import cast as cast
from tests.programme.cases.case_office import house as house
from tests.programme.cases.case_office import standing_house as standing_house
from tests.programme.cases.file.test_erasing_a_case import SECOND
from tests.programme.cases.file.test_erasing_a_case import two as two

pytestmark = pytest.mark.django_db

type Undo = Callable[[], None]


def faults(house: CaseHouse) -> set[str]:
    statements._kept.clear()  # as in another process
    return set(key_faults(house.cast.gumla.pk))


def kept_events() -> int:
    return Event.objects.filter(verb=HEADS_KEPT).count()


def copied(*tables: type[Model], **rows: Any) -> Undo:
    """The rows of these tables; called, it puts them back in place of what is there then."""
    kept: list[tuple[Any, list[Any]]] = [(table, list(table._default_manager.filter(**rows))) for table in tables]

    def put_back() -> None:
        for table, of_before in kept:
            table._default_manager.filter(**rows).delete()
            table._default_manager.bulk_create(of_before)

    return put_back


def a_case(house: CaseHouse) -> uuid.UUID:
    """A case of the team and, by herself, of the counsellor's colleague."""
    found = house.open_case().case.pk
    house.keys.join("other")

    grant(house.ring("counsellor"), found, Reader(Kind.USER, house.keys.people["other"]))
    return found


def test_one_case_put_back_gives_a_reader_back_and_is_told(house: CaseHouse) -> None:
    """All her rows of the day before: chain, wraps and parts agree, and whoever was taken out reads again."""
    case = a_case(house)
    put_back = copied(CaseStatement, Wrap, Section, case=case)
    before = faults(house)
    check_keys()
    revoke(house.ring("counsellor"), case, house.keys.people["other"])
    check_keys()
    assert faults(house) == before, "honest growth is no fault"
    put_back()
    assert faults(house) - before == {f"case {case}: who reads it was put back to before what the ledger was told"}
    check_keys()
    assert faults(house) - before, "what was put back does not become what was told"


def test_colleagues_who_leave_and_come_back_are_no_fault(house: CaseHouse) -> None:
    """Out of a team, which gets a new key; new keys of her own; an entry more; another team."""
    case = a_case(house)
    check_keys()
    with house.acting("supervisor"):
        leaves = {"team": house.team, "holder": house.keys.people["colleague"]}
        team_acts.remove_from_team(**house.mine("supervisor"), **leaves)
        house.keys.join("colleague")
        team_acts.add_to_team(**house.mine("supervisor"), **leaves)
        house.keys.team("नई", "supervisor", "counsellor")
    house.write(house.read(case), "note", {"about": "x", "text": "y"})
    for _night in range(2):
        assert not [fault for fault in faults(house) if "the ledger was told" in fault]
        check_keys()


def test_a_case_put_back_before_the_night_is_not_told(house: CaseHouse) -> None:
    """What no night has seen stands in no ledger; the threat model says so."""
    case = a_case(house)
    before = faults(house)
    put_back = copied(CaseStatement, Wrap, Section, case=case)
    revoke(house.ring("counsellor"), case, house.keys.people["other"])
    put_back()
    assert faults(house) == before


def test_parts_of_a_file_put_back_are_told(house: CaseHouse) -> None:
    """The newest entry with its summary: the file is as it was before it was written."""
    case_file = house.open_case()
    case = case_file.case.pk
    put_back = copied(Section, case=case)
    house.write(case_file, "note", {"about": "x", "text": "y"})
    before = faults(house)
    check_keys()
    put_back()
    assert faults(house) - before == {f"case {case}: parts are missing that the ledger was told of"}


def test_a_case_that_is_gone_is_told(house: CaseHouse) -> None:
    case = house.open_case().case.pk
    check_keys()
    for table in (Wrap, CaseStatement, Section):
        table._default_manager.filter(case=case).delete()
    assert f"case {case}: what the ledger was told of is missing, and it tells of no deletion" in faults(house)


def test_a_case_that_two_supervisors_deleted_is_no_fault(two: CaseHouse) -> None:
    found = two.open_case()
    check_keys()
    before = faults(two)
    with two.acting("supervisor"):
        withdraw_file(**two.mine("supervisor"), case_file=two.read(found.case.pk, "supervisor"), why="test", words="x")
    with two.acting(SECOND):
        erase_withdrawn(**two.mine(SECOND), case=found.case, why="never_was")
    assert not [fault for fault in faults(two) - before if str(found.case.pk) in fault]
    check_keys()
    assert not CaseStatement.objects.filter(case=found.case.pk).exists()


def test_a_team_and_the_directory_put_back_are_told(house: CaseHouse) -> None:
    """Roster, epoch and directory agree again."""
    office = house.cast.gumla.pk
    put_back = copied(TeamRoster, DirectoryKey, organisation_id=office)
    before = faults(house)
    with house.acting("supervisor"):
        team_acts.renew_team(**house.mine("supervisor"), team=house.team)
    check_keys()
    renewed = Team.objects.get(pk=house.team.pk).epoch
    put_back()
    Team.objects.filter(pk=house.team.pk).update(epoch=renewed - 1)
    assert faults(house) - before >= {
        f"team {house.team.pk}: its rosters were put back to before what the ledger was told",
        f"key team {house.team.pk} {renewed}: missing, and the ledger was told of it",
    }


def test_a_signing_key_taken_out_of_the_directory_is_told(house: CaseHouse) -> None:
    """As it was before it was certified."""
    before = faults(house)
    check_keys()
    row = DirectoryKey.objects.filter(kind=Kind.USER, principal=house.keys.people["colleague"]).get()
    DirectoryKey.objects.filter(pk=row.pk).update(signature=b"")
    name = f"key user {row.principal} {row.epoch}"
    assert f"{name}: put back to before what the ledger was told" in faults(house) - before


@pytest.mark.parametrize("signature", [b"", b"x", b"\x02" + b"x" * 3_373])
def test_a_key_that_nobody_signed_is_not_kept(house: CaseHouse, signature: bytes) -> None:
    """Whoever puts one in, and takes it out, leaves no fault that stays."""
    before = faults(house)
    row = DirectoryKey.objects.filter(kind=Kind.USER, principal=house.keys.people["colleague"]).get()
    row.pk, row.principal, row.signature = new_id(), new_id(), signature
    row.save(force_insert=True)
    check_keys()
    row.delete()
    assert faults(house) == before


def test_rows_of_a_case_that_is_none_are_not_kept(house: CaseHouse) -> None:
    """Whoever puts them in, and takes them out, leaves no fault that stays."""
    before = faults(house)
    row = Section.objects.filter(case=house.open_case().case.pk).latest("revision")
    check_keys()
    row.pk, row.case, row.row, row.revision = new_id(), new_id(), new_id(), 1
    row.save(force_insert=True)
    check_keys()
    Section.objects.filter(pk=row.pk).delete()
    assert faults(house) == before


def test_rows_added_in_the_place_of_those_that_were_deleted_are_told(house: CaseHouse) -> None:
    """As many as before, and none that a page would read."""
    case_file = house.open_case()
    case, put_back = case_file.case.pk, copied(Section, case=case_file.case.pk)
    of_before = list(Section.objects.filter(case=case))
    house.write(house.read(case), "note", {"about": "x", "text": "y"})
    before, count = faults(house), Section.objects.filter(case=case).count()
    check_keys()
    put_back()
    for row in of_before[: count - len(of_before)]:
        row.pk, row.revision = new_id(), 0
        row.save(force_insert=True)
    assert Section.objects.filter(case=case).count() == count
    assert f"case {case}: writings of an entry are missing, or were added beside them" in faults(house) - before


def test_a_whole_vault_that_is_gone_is_told(house: CaseHouse) -> None:
    check_keys()
    office = house.cast.gumla.pk
    for table in (Wrap, CaseStatement, Section, TeamRoster, DirectoryKey):
        table._default_manager.filter(organisation_id=office).delete()
    assert faults(house)
    assert check_keys() > 0


def test_what_was_told_is_not_taken_back_by_another_event(house: CaseHouse) -> None:
    """Whoever writes the ledger as the application may add to it: a lower number counts for nothing, and what cannot be
    read is told."""
    case = a_case(house)
    put_back = copied(CaseStatement, Wrap, Section, case=case)
    revoke(house.ring("counsellor"), case, house.keys.people["other"])
    check_keys()
    before = faults(house)
    put_back()
    office = house.cast.gumla.pk
    head = CaseStatement.objects.filter(case=case).count()
    record_event(organisation_id=office, by=None, verb=HEADS_KEPT, payload={"statements": {case.hex: [head, "x"]}})
    assert any("who reads it was put back" in fault for fault in faults(house) - before)
    for wrong in (
        {"statements": 7},
        {"statements": {case.hex: [1]}},
        {"keys": {"x": [1, ""]}},
        {"parts": {"é": [1, ""]}},
    ):
        record_event(organisation_id=office, by=None, verb=HEADS_KEPT, payload=wrong)
        assert "ledger: what it was told of chains and keys cannot be read" in faults(house)


def test_a_night_in_which_nothing_changed_tells_the_ledger_nothing(house: CaseHouse) -> None:
    house.open_case()
    check_keys()
    first = kept_events()
    assert first > 0
    check_keys()
    assert kept_events() == first
