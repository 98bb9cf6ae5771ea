"""Recovery rehearsed on real files: the pepper is gone, all passphrases of an office are gone, one officer is gone."""

import itertools
from pathlib import Path

import pytest
from django.conf import settings

from jatan.foundation.access import key_acts, team_acts
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.vault import ceremonies, enrolment, membership
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey
from jatan.foundation.vault.refusal import Refused
from jatan.programme.cases.file.access import OpenCaseFile, open_file
from tests.foundation.vault.vault_office import WORDS
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db
NOTE = {"about": "पहली बातचीत", "text": "ठेकेदार ने काग़ज़ रख लिए"}
NEW_WORDS = "पलाश के नीचे सूखा कुआँ"


@pytest.fixture
def found(house: CaseHouse) -> OpenCaseFile:
    return house.write(house.open_case(), "note", NOTE)


def reads(house: CaseHouse, part: str, ring: Keyring, found: OpenCaseFile) -> bool:
    with house.acting(part):
        return [entry.get("text") for entry in open_file(house.by(part), ring, found.case.pk).file.all("note")] == [
            NOTE["text"]
        ]


def test_without_the_pepper_passphrases_open_nothing_and_codes_still_do(
    house: CaseHouse, found: OpenCaseFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "VAULT_PEPPER_FILE", tmp_path / "gone")
    gumla, counsellor = house.cast.gumla.pk, house.keys.people["counsellor"]
    with pytest.raises(Refused):
        enrolment.unlock(gumla, counsellor, WORDS)
    ring = enrolment.unlock_with_code(gumla, counsellor, house.keys.codes["counsellor"][0])
    assert reads(house, "counsellor", ring, found)


@pytest.mark.parametrize("pair", list(itertools.combinations(range(3), 2)))
def test_any_two_officers_give_a_whole_office_its_files_back(
    house: CaseHouse, found: OpenCaseFile, pair: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pepper, passphrases and codes are all lost, and the third officer is gone."""
    (tmp_path / "new-pepper").write_text("cd" * 32, "ascii")
    monkeypatch.setattr(settings, "VAULT_PEPPER_FILE", tmp_path / "new-pepper")
    shares = [house.keys.shares[number] for number in pair]
    gumla = house.cast.gumla.pk
    for part in ("supervisor", "counsellor", "colleague"):
        with house.acting(part):
            ring = ceremonies.recover_holder(gumla, shares, house.keys.people[part])
            enrolment.change_passphrase(ring, NEW_WORDS)
            again = enrolment.unlock(gumla, house.keys.people[part], NEW_WORDS)
        assert reads(house, part, again, found)


def test_one_officer_alone_opens_nothing(house: CaseHouse, found: OpenCaseFile) -> None:
    for share in house.keys.shares:
        with pytest.raises(Refused):
            ceremonies.recover_holder(house.cast.gumla.pk, [share, share], house.keys.people["counsellor"])


def test_new_keys_open_nothing_until_a_supervisor_gives_the_team_again(house: CaseHouse, found: OpenCaseFile) -> None:
    counsellor = house.keys.people["counsellor"]
    with house.acting():
        key_acts.set_up_keys(by=house.by("counsellor"), passphrase=NEW_WORDS)
        ring = enrolment.unlock(house.cast.gumla.pk, counsellor, NEW_WORDS)
        with pytest.raises(Forbidden):
            open_file(house.by("counsellor"), ring, found.case.pk)
    with house.acting("supervisor"):
        row = DirectoryKey.objects.get(principal=counsellor, retired_at__isnull=True)
        team_acts.certify_key_of(by=house.by("supervisor"), keyring=house.ring("supervisor"), row=row)
    assert reads(house, "counsellor", ring, found)


def test_after_the_team_got_a_new_key_its_old_files_open(house: CaseHouse, found: OpenCaseFile) -> None:
    with house.acting("supervisor"):
        membership.start_epoch(house.ring("supervisor"), house.team)
    assert reads(house, "colleague", house.ring("colleague"), found)
