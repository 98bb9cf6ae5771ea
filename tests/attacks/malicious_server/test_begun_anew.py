"""What the ledger was told of chains: who has the key of a case, or deletes the newest rows, is told in the night."""

import json
import uuid

import pytest

from jatan.foundation.access import team_acts
from jatan.foundation.access.key_check import key_faults
from jatan.foundation.vault import statements
from jatan.foundation.vault.keyrings import CaseKey
from jatan.foundation.vault.models import CaseStatement, DirectoryKey, Section, Team, TeamRoster
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.section_store import seal_anew
from jatan.foundation.vault.signatures import CASE_USE
from jatan.foundation.vault.signed_bodies import head_of
from tests.programme.cases.case_office import CaseHouse
from tests.programme.cases.case_office import cast as cast
from tests.programme.cases.case_office import house as house
from tests.programme.cases.case_office import standing_house as standing_house

pytestmark = pytest.mark.django_db


def _faults(house: CaseHouse, about: uuid.UUID) -> list[str]:
    return [fault for fault in key_faults(house.cast.gumla.pk) if str(about) in fault]


def test_a_chain_begun_anew_by_whoever_has_the_key_is_told(house: CaseHouse) -> None:
    """She seals every part anew as well: nothing in the file itself tells it."""
    case = house.open_case().case.pk
    assert _faults(house, case) == []
    ring = house.ring("colleague")
    key = ring.case_key(case)
    (row,) = CaseStatement.objects.filter(case=case)
    fields = json.loads(bytes(row.body)) | {"by": ring.holder.hex, "epoch": ring.epoch}
    row.body = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    row.signature = ring.key.author().sign_message(CASE_USE + b"|" + bytes(row.body), CASE_USE)
    row.save()
    seal_anew(Section.objects.filter(case=case), key, CaseKey(key.dek, key.version, (head_of(bytes(row.body)),)))
    statements._kept.clear()
    assert house.can_read(case, "counsellor"), "what was signed and sealed by a reader is whole"
    assert _faults(house, case) == [f"case {case}: the ledger knows another first statement, or none"]


def test_a_team_put_back_to_an_earlier_roster_is_not_changed(house: CaseHouse) -> None:
    """Roster, epoch and directory agree again: only the ledger knows that there was a later one."""
    with house.acting("supervisor"):
        team_acts.renew_team(**house.mine("supervisor"), team=house.team)
    before = list(DirectoryKey.objects.filter(principal=house.team.pk).order_by("epoch"))
    assert [row.epoch for row in before] == [1, 2]
    missing = f"team {house.team.pk}: a later roster is missing"
    assert missing not in key_faults(house.cast.gumla.pk)
    DirectoryKey.objects.filter(principal=house.team.pk, epoch=2).delete()
    DirectoryKey.objects.filter(principal=house.team.pk, epoch=1).update(retired_at=None)
    Team.objects.filter(pk=house.team.pk).update(epoch=1)
    TeamRoster.objects.filter(team=house.team.pk, number=2).delete()
    house.team.refresh_from_db()
    with house.acting("supervisor"), pytest.raises(Refused):
        team_acts.renew_team(**house.mine("supervisor"), team=house.team)
    assert missing in key_faults(house.cast.gumla.pk)
