"""Whoever is taken out of a team knows the keys of its cases: what is written afterwards is sealed under other ones."""

import uuid

import pytest

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.casekeys import Reader, grant
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import CaseKey
from jatan.foundation.vault.models import Section
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.section_store import open_section
from jatan.foundation.vault.statements import RENEWED, statement_of
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.team_leaving import Renewed, renew_cases, take_out_of_team, waiting_cases
from jatan.programme.cases.file_events import KEYS_RENEWED
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db
NOTE = {"about": "बाद की बातचीत", "text": "नए पते पर चली गई"}


def take_out(house: CaseHouse, *cases: OpenCaseFile) -> Renewed:
    to = {one.case.pk: house.keys.people["counsellor"] for one in cases}
    with house.acting("supervisor"):
        return take_out_of_team(
            **house.mine("supervisor"), team=house.team, holder=house.keys.people["colleague"], to=to
        )


def opened_with(known: CaseKey, case: uuid.UUID) -> int:
    """How many parts of the file open with a key that somebody kept, whatever she says of its statement."""
    opened = 0
    for row in Section.objects.filter(case=case):
        stated = statement_of(row.organisation_id, case)
        assert stated is not None
        try:
            open_section(CaseKey(known.dek, row.dek_version, stated.heads), row)
        except Refused:
            continue
        opened += 1
    return opened


def test_what_is_written_after_she_left_does_not_open_with_the_key_that_she_knew(house: CaseHouse) -> None:
    case_file = house.write(house.open_case(), "note", NOTE)
    with house.acting("colleague"):
        known = house.ring("colleague").case_key(case_file.case.pk)
    assert opened_with(known, case_file.case.pk) > 0
    take_out(house)
    house.write(house.read(case_file.case.pk), "note", NOTE)
    assert opened_with(known, case_file.case.pk) == 0
    assert len(house.read(case_file.case.pk).file.all("note")) == 2
    stated = statement_of(house.cast.gumla.pk, case_file.case.pk)
    assert stated is not None
    assert (stated.change, stated.by) == (RENEWED, house.keys.people["supervisor"])


def test_one_case_that_was_altered_keeps_nobody_in_the_team(house: CaseHouse) -> None:
    one, other = house.open_case(), house.open_case()
    Section.objects.filter(case=one.case.pk).update(sealed=bytes(557))
    before = statement_of(house.cast.gumla.pk, other.case.pk)
    assert take_out(house) == Renewed(done=1, refused=1, waiting=1)
    after = statement_of(house.cast.gumla.pk, other.case.pk)
    assert before is not None
    assert after is not None
    assert after.version == before.version + 1
    assert not house.can_read(other.case.pk, "colleague")
    assert house.can_read(other.case.pk, "counsellor")


def version_of(house: CaseHouse, case: uuid.UUID) -> int:
    stated = statement_of(house.cast.gumla.pk, case)
    assert stated is not None
    return stated.version


def test_many_cases_get_their_keys_a_few_at_a_time_from_whoever_of_the_team_opens_hers(
    house: CaseHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jatan.programme.cases.file.team_leaving._AT_ONCE", 1)
    cases = [house.open_case().case.pk for _number in range(3)]
    assert take_out(house) == Renewed(done=1, refused=0, waiting=2)
    later = [case for case in cases if version_of(house, case) == 1]
    assert not any(house.can_read(case, "colleague") for case in cases), "she is out at once"
    for case in later:  # a statement by the newest roster, of the same key, hides no case that waits
        grant(house.ring("supervisor"), case, Reader(Kind.USER, house.keys.people["supervisor"]))
    with house.acting("supervisor"):
        assert waiting_cases(house.by("supervisor"), house.team) == 2
    assert renew_cases(**house.mine(), teams=[house.team.pk]) == Renewed(done=1, refused=0, waiting=1)
    assert renew_cases(**house.mine(), teams=[house.team.pk]) == Renewed(done=1, refused=0, waiting=0)
    assert renew_cases(**house.mine(), teams=[house.team.pk]) == Renewed(done=0, refused=0, waiting=0)
    assert [version_of(house, case) for case in cases] == [2, 2, 2]
    assert all(house.can_read(case, "counsellor") for case in cases)
    assert Event.objects.filter(verb=KEYS_RENEWED).count() == 3


def test_a_case_made_after_she_left_waits_for_nothing(house: CaseHouse) -> None:
    take_out(house)
    house.open_case()
    with house.acting("supervisor"):
        assert waiting_cases(house.by("supervisor"), house.team) == 0
