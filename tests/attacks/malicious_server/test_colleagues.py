"""A colleague with keys of her own, and with write access to the tables besides."""

import datetime as dt
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from jatan.foundation.vault import membership, statements
from jatan.foundation.vault.casekeys import Reader, delete_expired_wraps, grant, revoke
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import key_context, proof_context
from jatan.foundation.vault.directory import (
    authority_of,
    fingerprint_of,
    own_fingerprint,
    trusted_key,
    verifiers,
    verify_row,
)
from jatan.foundation.vault.keypairs import PublicKey
from jatan.foundation.vault.keyrings import CaseKey, signer_context, wrap_context
from jatan.foundation.vault.models import CaseStatement, DirectoryKey, SignerGift, TeamMember, TeamRoster, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signatures import CASE_USE, Signer
from jatan.foundation.vault.signed_bodies import head_of
from jatan.foundation.vault.signing_keys import _digest, certify_published, publish_signing_key
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from tests.attacks.malicious_server.test_who_may_read import fresh, made, person, reads
from tests.foundation.vault.earlier_version import as_before_signing_keys
from tests.foundation.vault.vault_office import VaultHouse

pytestmark = pytest.mark.django_db


def sign_row(
    keys: VaultHouse, case: uuid.UUID, name: str, number: int, change: Callable[[dict[str, Any]], object]
) -> None:
    """The statement of this number, signed by this colleague: the newest one with her name and the change."""
    last = CaseStatement.objects.filter(case=case).latest("number")
    ring, fields = keys.rings[name], json.loads(bytes(last.body))
    before = head_of(bytes(last.body)) if number > 1 else ""
    fields |= {"number": number, "before": before, "by": ring.holder.hex, "epoch": ring.epoch}
    change(fields)
    body = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
    row, _made = CaseStatement.objects.get_or_create(organisation_id=last.organisation_id, case=case, number=number)
    row.body, row.signature = body, ring.key.author().sign_message(CASE_USE + b"|" + body, CASE_USE)
    row.save()


def for_good(fields: dict[str, Any]) -> None:
    """Nobody's access ends."""
    fields["readers"] = [[*one[:4], ""] for one in fields["readers"]]


def wrap_to_herself(keys: VaultHouse, case: uuid.UUID, name: str, key: CaseKey) -> None:
    known = trusted_key(keys.organisation_id, Kind.USER, keys.people[name])
    Wrap.objects.filter(case=case, principal=keys.people[name]).delete()
    row = Wrap(
        organisation_id=keys.organisation_id,
        case=case,
        dek_version=key.version,
        kind=Kind.USER,
        principal=keys.people[name],
        epoch=known.epoch,
    )
    row.sealed = known.key.wrap(key.dek, wrap_context(row))
    row.save(force_insert=True)


@pytest.fixture
def limited(keys: VaultHouse) -> uuid.UUID:
    """A case of Asha's and Meera's that Rekha reads until today."""
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    return made(keys, "asha", person(keys, "asha"), person(keys, "meera"), person(keys, "rekha", clock.today()))


def test_who_reads_until_a_day_does_not_sign_herself_in_for_good(keys: VaultHouse, limited: uuid.UUID) -> None:
    kept = fresh(keys, "rekha").case_key(limited)
    with clock.frozen_at(clock.now() + dt.timedelta(days=3)):
        delete_expired_wraps(keys.organisation_id)
        sign_row(keys, limited, "rekha", 2, for_good)
        wrap_to_herself(keys, limited, "rekha", kept)
        assert not reads(keys, "rekha", limited)
        with pytest.raises(Refused):
            revoke(fresh(keys, "asha"), limited, new_id())
        CaseStatement.objects.filter(case=limited, number=2).delete()
        revoke(fresh(keys, "asha"), limited, new_id())
        assert [reads(keys, name, limited) for name in ("asha", "meera", "rekha")] == [True, True, False]


def test_who_reads_until_a_day_gives_the_case_to_nobody(keys: VaultHouse, limited: uuid.UUID) -> None:
    keys.join("sunita")
    with pytest.raises(Refused):
        grant(fresh(keys, "rekha"), limited, person(keys, "sunita"))


def test_a_chain_that_was_begun_anew_opens_no_entry_of_the_one_before(keys: VaultHouse, limited: uuid.UUID) -> None:
    sign_row(keys, limited, "rekha", 1, for_good)
    Wrap.objects.filter(case=limited, principal=keys.people["rekha"]).update(until=None)
    statements._kept.clear()
    for name in ("asha", "meera", "rekha"):
        with pytest.raises(Refused):
            reads(keys, name, limited)


def test_keys_that_were_replaced_begin_no_chain(keys: VaultHouse, limited: uuid.UUID) -> None:
    """Her telephone was stolen: what she signed before stays signed."""
    mine = made(keys, "rekha", person(keys, "rekha"), person(keys, "meera"), person(keys, "asha"))
    stolen = keys.rings["rekha"]
    keys.join("rekha")
    keys.rings["rekha"] = stolen
    statements._kept.clear()
    assert reads(keys, "asha", mine)
    sign_row(keys, limited, "rekha", 1, lambda fields: fields.update(at=clock.now().isoformat()))
    statements._kept.clear()
    assert not reads(keys, "meera", limited)
    with pytest.raises(Refused):
        statements.statement_of(keys.organisation_id, limited)
    found = verifiers(keys.organisation_id, [(keys.people["rekha"], 1)])
    assert found[keys.people["rekha"], 1].retired_at is not None


def test_a_signed_team_is_not_signed_once_more_as_its_rows_say(keys: VaultHouse) -> None:
    """Its first-form signature is put back from a backup, its rosters are deleted, its wraps point elsewhere."""
    for name in ("asha", "meera", "rekha"):
        keys.join(name)
    team = keys.team("shelter", "supervisor", "asha", "meera")
    case = made(keys, "asha", Reader(Kind.TEAM, team.pk))
    row = DirectoryKey.objects.get(kind=Kind.TEAM, principal=team.pk)
    context = key_context(organisation=row.organisation_id, kind=row.kind, principal=row.principal, epoch=row.epoch)
    row.signature = keys.rings["supervisor"].signer().sign(PublicKey(bytes(row.public)), context)
    row.save()
    TeamRoster.objects.filter(team=team.pk).delete()
    Wrap.objects.filter(principal=team.pk).update(principal=new_id())
    TeamMember.objects.create(organisation_id=keys.organisation_id, team=team, holder=keys.people["rekha"])
    with pytest.raises(Refused):
        membership.sign_as_found(fresh(keys, "supervisor"), team)
    assert not TeamRoster.objects.filter(team=team.pk).exists()
    assert not reads(keys, "rekha", case)


def test_a_row_that_the_organisation_did_not_sign_is_in_no_first_roster(keys: VaultHouse) -> None:
    """It would say that she has later keys than hers, and she would be given no key of the team again."""
    keys.join("asha")
    team = keys.team("shelter", "supervisor", "asha")
    as_before_signing_keys(keys)
    row = DirectoryKey.objects.get(kind=Kind.USER, principal=keys.people["asha"])
    DirectoryKey.objects.create(
        organisation_id=row.organisation_id,
        kind=row.kind,
        principal=row.principal,
        epoch=9,
        public=row.public,
        signature=bytes(row.signature),
        retired_at=clock.now(),
    )
    roster = membership.sign_as_found(fresh(keys, "supervisor"), team)
    assert roster.members[keys.people["asha"]] == 1


def test_a_signing_key_that_was_emptied_is_not_certified(keys: VaultHouse) -> None:
    """A colleague would put her own in its place, with a proof of a team that a row of membership says is common."""
    for name in ("mallory", "asha"):
        keys.join(name)
    keys.join("rekha", is_vouched=False)
    rows = DirectoryKey.objects.filter(principal=keys.people["rekha"])
    rows.update(signing=b"")
    assert own_fingerprint(rows.get(), keys.rings["rekha"].key) != fingerprint_of(rows.get())
    with pytest.raises(Refused):
        membership.certify_key(fresh(keys, "supervisor"), rows.get())
    assert not rows.get().signature
    assert publish_signing_key(fresh(keys, "rekha")) is not None
    assert own_fingerprint(rows.get(), keys.rings["rekha"].key) == fingerprint_of(rows.get())
    membership.certify_key(fresh(keys, "supervisor"), rows.get())
    verify_row(rows.get(), authority_of(keys.organisation_id))


def test_a_row_of_membership_proves_nobodys_signing_key(keys: VaultHouse) -> None:
    for name in ("mallory", "rekha"):
        keys.join(name)
    team = keys.team("open", "supervisor", "mallory")
    (row,) = DirectoryKey.objects.filter(principal=keys.people["rekha"])
    context = key_context(organisation=row.organisation_id, kind=row.kind, principal=row.principal, epoch=row.epoch)
    signature = keys.rings["supervisor"].signer().sign(PublicKey(bytes(row.public)), context)
    TeamMember.objects.create(organisation_id=keys.organisation_id, team=team, holder=keys.people["rekha"])
    held = fresh(keys, "mallory").team(team.pk, team.epoch)
    forged = keys.rings["mallory"].key.author().verifier().raw
    proved = proof_context(
        organisation=keys.organisation_id, holder=row.principal, epoch=row.epoch, team=team.pk, team_epoch=team.epoch
    )
    proof = held.wrap_case_key(_digest(forged), proved)
    DirectoryKey.objects.filter(pk=row.pk).update(signing=forged, proof=proof, signature=signature)
    assert certify_published(fresh(keys, "supervisor")) == []


def test_a_signing_key_of_somebody_else_signs_nothing_in_the_organisations_name(keys: VaultHouse) -> None:
    """Anybody can seal one to a supervisor; the directory would be signed with it."""
    keys.join("asha")
    team = keys.team("shelter", "supervisor", "asha")
    as_before_signing_keys(keys)
    known = trusted_key(keys.organisation_id, Kind.USER, keys.people["supervisor"])
    gift = SignerGift.objects.get(holder=keys.people["supervisor"])
    gift.sealed = known.key.wrap(Signer.made().raw, signer_context(keys.organisation_id, gift.holder, gift.epoch))
    gift.save()
    with pytest.raises(Refused):
        publish_signing_key(fresh(keys, "supervisor"))
    with pytest.raises(Refused):
        membership.sign_as_found(fresh(keys, "supervisor"), team)
    for row in DirectoryKey.objects.filter(organisation_id=keys.organisation_id):
        verify_row(row, authority_of(keys.organisation_id))
