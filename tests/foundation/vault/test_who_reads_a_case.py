"""Exactly those who were given a case can open it, at every turn of its life."""

import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from jatan.foundation.vault import ceremonies, enrolment, membership
from jatan.foundation.vault.casekeys import Reader, TooFewReaders, grant, make_case_key, permanent_readers, revoke
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import team_context
from jatan.foundation.vault.directory import trusted_key
from jatan.foundation.vault.keypairs import PrivateKey, PublicKey
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, Section, Slot, Team, TeamGift, Wrap
from jatan.foundation.vault.passphrases import WeakPassphrase
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.section_store import latest, open_section, write_section
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from tests.foundation.vault.vault_office import WORDS, VaultHouse

pytestmark = pytest.mark.django_db
STORY = "कोठी के तीसरे तल्ले पर".encode()


def a_case(keys: VaultHouse, *readers: str) -> uuid.UUID:
    case = new_id()
    by = keys.rings[readers[0]]
    key = make_case_key(by, case, [Reader(Kind.USER, keys.people[name]) for name in readers])
    write_section(by, case, key, "narrative", STORY)
    return case


def reads(ring: Keyring, case: uuid.UUID) -> bool:
    try:
        key = ring.case_key(case)
    except Refused:
        return False
    rows = latest(ring.organisation_id, [case], "narrative")
    return [open_section(key, row) for row in rows] == [STORY]


def counts(keys: VaultHouse, name: str, key: PublicKey, epoch: int | None) -> bool:
    """Whether something would be sealed to this key of hers."""
    try:
        return trusted_key(keys.organisation_id, Kind.USER, keys.people[name], epoch=epoch).key == key
    except Refused:
        return False


def test_only_those_to_whom_it_was_given_read_it(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    case = a_case(keys, "asha", "meera")
    assert [reads(keys.rings[name], case) for name in ("asha", "meera", "rekha", "supervisor")] == [
        True,
        True,
        False,
        False,
    ]


def test_a_case_with_a_single_reader_is_refused(keys: VaultHouse) -> None:
    asha = keys.join("asha")
    with pytest.raises(TooFewReaders):
        make_case_key(asha, new_id(), [Reader(Kind.USER, asha.holder)])


def test_a_granted_case_opens_until_its_last_day(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    case = a_case(keys, "asha", "meera")
    today = clock.today()
    grant(keys.rings["asha"], case, Reader(Kind.USER, keys.people["rekha"], until=today))
    assert reads(keys.rings["rekha"], case)
    with clock.frozen_at(clock.now() + dt.timedelta(days=1)):
        assert not reads(keys.rings["rekha"], case)


def test_granting_needs_access_to_the_case(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    case = a_case(keys, "asha", "meera")
    with pytest.raises(Refused):
        grant(keys.rings["rekha"], case, Reader(Kind.USER, keys.people["rekha"]))


def test_revoking_a_reader_makes_a_new_key_and_reseals_every_section(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    case = a_case(keys, "asha", "meera", "rekha")
    known = keys.rings["rekha"].case_key(case)
    revoke(keys.rings["asha"], case, keys.people["rekha"])
    assert [reads(keys.rings[name], case) for name in ("asha", "meera", "rekha")] == [True, True, False]
    for row in Section.objects.filter(case=case):
        with pytest.raises(Refused):
            open_section(known, row)


def test_revoking_the_last_but_one_reader_is_refused(keys: VaultHouse) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    case = a_case(keys, "asha", "meera")
    with pytest.raises(TooFewReaders):
        revoke(keys.rings["asha"], case, keys.people["meera"])


def test_leaving_a_team_ends_access_to_its_cases_and_joining_gives_it(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera")
    case = new_id()
    key = make_case_key(keys.rings["asha"], case, [Reader(Kind.TEAM, team.pk)])
    write_section(keys.rings["asha"], case, key, "narrative", STORY)
    assert len(Wrap.objects.get(case=case, kind=Kind.TEAM).sealed) == 77
    membership.remove_member(keys.rings["supervisor"], team, keys.people["meera"])
    membership.add_member(keys.rings["supervisor"], team, keys.people["rekha"])
    for ring in keys.rings.values():
        ring._teams.clear()
    assert [reads(keys.rings[name], case) for name in ("asha", "meera", "rekha")] == [True, False, True]
    assert permanent_readers(keys.organisation_id, case) == {
        keys.people[name] for name in ("supervisor", "asha", "rekha")
    }


def test_a_referral_from_outside_the_team_is_wrapped_to_its_public_key(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    team = keys.team("legal", "supervisor", "rekha")
    case = a_case(keys, "asha", "meera")
    grant(keys.rings["asha"], case, Reader(Kind.TEAM, team.pk))
    assert len(Wrap.objects.get(case=case, kind=Kind.TEAM).sealed) == 1168
    assert reads(keys.rings["rekha"], case)


def test_a_new_key_pair_opens_nothing_until_access_is_given_again(keys: VaultHouse) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera")
    case = new_id()
    key = make_case_key(keys.rings["asha"], case, [Reader(Kind.TEAM, team.pk)])
    write_section(keys.rings["asha"], case, key, "narrative", STORY)
    keys.join("meera")
    assert not reads(keys.rings["meera"], case)
    assert membership.give_team_keys_again(keys.rings["supervisor"], keys.people["meera"]) == 1
    assert reads(keys.rings["meera"], case)


def test_a_member_with_an_uncertified_key_does_not_block_removing_another(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera", "rekha")
    case = new_id()
    key = make_case_key(keys.rings["asha"], case, [Reader(Kind.TEAM, team.pk)])
    write_section(keys.rings["asha"], case, key, "narrative", STORY)
    waiting = enrolment.enrol(keys.organisation_id, keys.people["meera"], WORDS)[0]
    membership.remove_member(keys.rings["supervisor"], team, keys.people["rekha"])
    held = TeamGift.objects.filter(team=team, kind=Kind.USER).values_list("principal", flat=True)
    assert set(held) == {keys.people["supervisor"], keys.people["asha"]}
    membership.certify_key(keys.rings["supervisor"], waiting)
    assert membership.give_team_keys_again(keys.rings["supervisor"], keys.people["meera"]) == 1
    assert reads(enrolment.unlock(keys.organisation_id, keys.people["meera"], WORDS), case)
    assert not reads(Keyring(keys.organisation_id, keys.people["rekha"], keys.rings["rekha"].key, 1), case)


def test_a_team_needs_certified_keys_of_all_members(keys: VaultHouse) -> None:
    keys.join("asha")
    enrolment.enrol(keys.organisation_id, keys.people["asha"], WORDS)
    with pytest.raises(Refused) as refused:
        keys.team("shelter", "supervisor", "asha")
    assert refused.value.code == "signature"


def test_a_supervisor_with_new_keys_certifies_but_cannot_pass_on_the_team_key(keys: VaultHouse) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    keys.team("shelter", "supervisor", "asha", "meera")
    keys.join("supervisor")
    keys.join("meera")
    assert membership.give_team_keys_again(keys.rings["supervisor"], keys.people["meera"]) == 0
    assert membership.give_team_keys_again(keys.rings["asha"], keys.people["supervisor"]) == 1
    assert membership.give_team_keys_again(keys.rings["supervisor"], keys.people["meera"]) == 1


def test_a_time_limited_team_does_not_count_as_permanent_reader(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    team = keys.team("legal", "supervisor", "rekha")
    case = a_case(keys, "asha", "meera")
    grant(keys.rings["asha"], case, Reader(Kind.TEAM, team.pk, until=clock.today()))
    assert permanent_readers(keys.organisation_id, case) == {keys.people["asha"], keys.people["meera"]}
    with pytest.raises(TooFewReaders):
        revoke(keys.rings["asha"], case, keys.people["meera"])


def test_a_recovery_code_opens_once_without_the_pepper(keys: VaultHouse, settings: Any, tmp_path: Path) -> None:
    keys.join("asha")
    keys.join("meera")
    case = a_case(keys, "asha", "meera")
    settings.VAULT_PEPPER_FILE = tmp_path / "gone"
    with pytest.raises(Refused):
        enrolment.unlock(keys.organisation_id, keys.people["asha"], WORDS)
    code = keys.codes["asha"][4]
    assert reads(enrolment.unlock_with_code(keys.organisation_id, keys.people["asha"], code), case)
    with pytest.raises(Refused):
        enrolment.unlock_with_code(keys.organisation_id, keys.people["asha"], code)
    with pytest.raises(Refused):
        enrolment.unlock_with_code(keys.organisation_id, keys.people["meera"], keys.codes["asha"][5])


def test_two_officers_recover_a_whole_office_and_one_cannot(keys: VaultHouse) -> None:
    """Pepper gone, every passphrase of the office forgotten, one officer gone: the other two bring it back."""
    for name in ("asha", "meera"):
        keys.join(name)
    case = a_case(keys, "asha", "meera")
    Slot.objects.filter(kind="code").delete()
    first, _gone, third = keys.shares
    for name in ("asha", "meera"):
        ring = ceremonies.recover_holder(keys.organisation_id, [first, third], keys.people[name])
        assert reads(ring, case)
        enrolment.change_passphrase(ring, "नया वाक्य चार शब्दों वाला")
        again = enrolment.unlock(keys.organisation_id, keys.people[name], "नया वाक्य चार शब्दों वाला")
        assert reads(again, case)
    with pytest.raises(Refused):
        ceremonies.recover_holder(keys.organisation_id, [first], keys.people["asha"])


def test_nothing_is_wrapped_to_an_uncertified_key(keys: VaultHouse) -> None:
    asha = keys.join("asha")
    stranger = new_id()
    enrolment.enrol(keys.organisation_id, stranger, WORDS)
    with pytest.raises(Refused) as refused:
        make_case_key(asha, new_id(), [Reader(Kind.USER, asha.holder), Reader(Kind.USER, stranger)])
    assert refused.value.code == "signature"


def test_a_public_key_swapped_in_the_database_is_refused(keys: VaultHouse) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    thief = PrivateKey.made().public().raw
    DirectoryKey.objects.filter(principal=keys.people["meera"]).update(public=thief)
    with pytest.raises(Refused) as refused:
        a_case(keys, "asha", "meera")
    assert refused.value.code == "signature"
    with pytest.raises(Refused):
        trusted_key(keys.organisation_id, Kind.USER, keys.people["meera"])


def test_a_retired_key_of_a_person_does_not_count_again_when_its_row_is_altered(keys: VaultHouse) -> None:
    """The old key may be in a thief's hands: with leave to write in the table she could call it living again."""
    for name in ("asha", "meera"):
        keys.join(name)
    old = keys.rings["meera"].key.public()
    enrolment.enrol(keys.organisation_id, keys.people["meera"], WORDS)
    for _step in ("while her new key waits", "when it is vouched for"):
        DirectoryKey.objects.filter(principal=keys.people["meera"], epoch=1).update(retired_at=None)
        for epoch in (None, 1):
            assert not counts(keys, "meera", old, epoch)
        waiting = DirectoryKey.objects.get(principal=keys.people["meera"], epoch=2)
        if not waiting.signature:
            membership.certify_key(keys.rings["supervisor"], waiting)
    DirectoryKey.objects.filter(principal=keys.people["meera"], epoch=2).update(retired_at=clock.now())
    with pytest.raises(Refused):
        trusted_key(keys.organisation_id, Kind.USER, keys.people["meera"])


def test_a_retired_key_of_a_team_does_not_count_again_when_its_row_is_altered(keys: VaultHouse) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera")
    membership.remove_member(keys.rings["supervisor"], team, keys.people["meera"])
    rows = DirectoryKey.objects.filter(kind=Kind.TEAM, principal=team.pk)
    rows.filter(epoch=1).update(retired_at=None)
    assert trusted_key(keys.organisation_id, Kind.TEAM, team.pk).epoch == 2
    with pytest.raises(Refused):
        trusted_key(keys.organisation_id, Kind.TEAM, team.pk, epoch=1)
    rows.filter(epoch=2).update(retired_at=clock.now())
    with pytest.raises(Refused):
        trusted_key(keys.organisation_id, Kind.TEAM, team.pk)
    rows.filter(epoch=2).delete()
    with pytest.raises(Refused):
        trusted_key(keys.organisation_id, Kind.TEAM, team.pk)


def test_a_forged_gift_of_a_team_key_is_refused(keys: VaultHouse) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    team: Team = keys.team("shelter", "supervisor", "asha", "meera")
    row = TeamGift.objects.get(team=team, principal=keys.people["asha"])
    context = team_context(organisation=keys.organisation_id, team=team.pk, epoch=1, member=keys.people["asha"])
    row.sealed = keys.rings["asha"].key.public().wrap(PrivateKey.made().raw, context)
    TeamGift.objects.filter(pk=row.pk).update(sealed=row.sealed)
    with pytest.raises(Refused) as refused:
        keys.rings["asha"].team(team.pk, 1)
    assert refused.value.code == "signature"


def test_wraps_swapped_between_cases_or_copied_to_another_reader_do_not_open(keys: VaultHouse) -> None:
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    one, other = a_case(keys, "asha", "meera"), a_case(keys, "asha", "meera")
    mine = Wrap.objects.get(case=one, principal=keys.people["asha"])
    Wrap.objects.filter(case=other, principal=keys.people["asha"]).update(sealed=mine.sealed)
    with pytest.raises(Refused):
        keys.rings["asha"].case_key(other)
    Wrap.objects.create(
        organisation_id=keys.organisation_id,
        case=one,
        dek_version=1,
        kind=Kind.USER,
        principal=keys.people["rekha"],
        epoch=1,
        sealed=mine.sealed,
    )
    with pytest.raises(Refused):
        keys.rings["rekha"].case_key(one)


def test_an_older_revision_in_place_of_a_newer_one_does_not_open(keys: VaultHouse) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    case = a_case(keys, "asha", "meera")
    asha = keys.rings["asha"]
    key = asha.case_key(case)
    first = Section.objects.get(case=case)
    second = write_section(asha, case, key, "narrative", b"later", row=first.row)
    assert second.revision == 2
    Section.objects.filter(pk=second.pk).update(sealed=first.sealed)
    with pytest.raises(Refused):
        open_section(key, Section.objects.get(pk=second.pk))


def test_no_table_of_the_vault_contains_plaintext_or_keys(keys: VaultHouse) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    case = a_case(keys, "asha", "meera")
    asha = keys.rings["asha"]
    secrets = [STORY, asha.key.raw, asha.case_key(case).dek, WORDS.encode(), enrolment.pepper()]
    with connection.cursor() as cursor:
        for table in [name for name in connection.introspection.table_names(cursor) if name.startswith("vault_")]:
            cursor.execute(f"SELECT string_agg(t::text, '') FROM {table} t")
            content = cursor.fetchone()[0] or ""
            assert not [secret for secret in secrets if secret.hex() in content or str(secret) in content]


@pytest.mark.parametrize("passphrase", ["", "चार", "one two three", "a b c d", "शब्द " * 3])
def test_a_weak_passphrase_is_refused(keys: VaultHouse, passphrase: str) -> None:
    with pytest.raises(WeakPassphrase):
        enrolment.enrol(keys.organisation_id, new_id(), passphrase)


def test_opening_five_thousand_cases_needs_four_queries_and_one_per_team(
    keys: VaultHouse, django_assert_max_num_queries: Any
) -> None:
    for name in ("asha", "meera"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera")
    for _n in range(20):
        make_case_key(keys.rings["asha"], new_id(), [Reader(Kind.TEAM, team.pk)])
    # Statements are verified once in a process, by three queries more.
    for most in (9, 6):
        ring = enrolment.unlock(keys.organisation_id, keys.people["asha"], WORDS)
        with django_assert_max_num_queries(most):
            assert len(ring.case_keys()) == 20
