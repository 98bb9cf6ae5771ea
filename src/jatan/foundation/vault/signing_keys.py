"""Signing keys of people who had keys before there were any: published by their holders, certified by a supervisor.

Whoever opens her keys publishes her signing key beside her public key, with a proof: its digest, sealed under the key
of a team that she and a supervisor belong to. The proof counts while the team has that key; after that she makes it
again when she opens her keys. A row put in by somebody who only writes tables has no such proof: it waits, as that of
whoever shares no team with a supervisor, for the ceremony in which two people compare fingerprints.
"""

import hashlib
import uuid
from collections.abc import Iterable
from itertools import islice

from django.db.models.functions import Length

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import proof_context
from jatan.foundation.vault.directory import authority_of, is_complete, sign_key, verify_row
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, SignerGift, Team, TeamMember
from jatan.foundation.vault.opened_keys import OpenedKey
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.rosters import rosters_of
from jatan.foundation.vault.teams import SYMMETRIC_WRAP

_AT_ONCE = 50


def publish_signing_key(keyring: Keyring) -> DirectoryKey | None:
    """Put the holder's signing key into her row of the directory, if it is not there.

    A supervisor certifies her own at once; then its row is returned, and so is one that waits to be certified as a
    whole: its fingerprint is another now.
    """
    row = DirectoryKey.objects.filter(
        organisation_id=keyring.organisation_id, kind=Kind.USER, principal=keyring.holder, epoch=keyring.epoch
    ).first()
    if row is None or is_complete(row):
        return None
    signing = keyring.key.author().verifier()
    if not row.signature:
        if bytes(row.signing) == signing.raw:
            return None
        row.signing = signing.raw
        row.save(update_fields=["signing"])
        return row
    if keyring.is_signer():
        verify_row(row, authority_of(keyring.organisation_id))
        if bytes(row.public) != keyring.key.public().raw:
            raise Refused("signature")
        row.signing, row.proof = signing.raw, b""
        sign_key(row, keyring.signer())
        row.save(update_fields=["signing", "proof"])
        return row
    teams = _teams_shared_with_a_signer(keyring)
    if bytes(row.signing) == signing.raw and _is_proved(keyring, row, teams):
        return None
    proof = _proof(keyring, signing.raw, teams)
    if (bytes(row.signing), bytes(row.proof)) != (signing.raw, proof):
        row.signing, row.proof = signing.raw, proof
        row.save(update_fields=["signing", "proof"])
    return None


def certify_published(keyring: Keyring) -> list[DirectoryKey]:
    """Certify the published signing keys that are proved, with a supervisor's keyring. Returns their rows; nothing for
    anybody else."""
    if not keyring.is_signer():
        return []
    rows = DirectoryKey.objects.filter(organisation_id=keyring.organisation_id, kind=Kind.USER, retired_at__isnull=True)
    waiting = (
        rows.exclude(signing=b"").exclude(signature=b"").alias(length=Length("proof")).filter(length=SYMMETRIC_WRAP)
    )
    # Those that she cannot prove keep nobody else waiting: they do not count.
    to_certify = (
        row for row in waiting.order_by("made_at", "id").iterator(chunk_size=_AT_ONCE) if not is_complete(row)
    )
    return list(islice((row for row in to_certify if _certify(keyring, row)), _AT_ONCE))


def _certify(keyring: Keyring, row: DirectoryKey) -> bool:
    try:
        verify_row(row, authority_of(keyring.organisation_id))
        if not _is_proved(keyring, row, _shared(keyring, row.principal)):
            return False
    except Refused:
        return False
    row.proof = b""
    sign_key(row, keyring.signer())
    row.save(update_fields=["proof"])
    return True


def _proof(keyring: Keyring, signing: bytes, teams: Iterable[Team]) -> bytes:
    """What shows that the holder published this key; empty if she shares no team with anybody who certifies."""
    for team in teams:
        held = _held(keyring, team)
        if held is not None:
            context = _context(keyring.organisation_id, keyring.holder, keyring.epoch, team)
            return held.wrap_case_key(_digest(signing), context)
    return b""


def _is_proved(keyring: Keyring, row: DirectoryKey, teams: Iterable[Team]) -> bool:
    # Only under the team's symmetric key: anybody can seal to its public key.
    if len(row.proof) != SYMMETRIC_WRAP:
        return False
    for team in teams:
        held = _held(keyring, team)
        try:
            context = _context(row.organisation_id, row.principal, row.epoch, team)
            if held is not None and held.unwrap_case_key(bytes(row.proof), context) == _digest(bytes(row.signing)):
                return True
        except Refused:
            continue
    return False


def _held(keyring: Keyring, team: Team) -> OpenedKey | None:
    """The key of a team; None if she was not given it, and of one that is damaged: her other teams go on."""
    try:
        return keyring.held(team.pk, team.epoch)
    except Refused:
        return None


def _teams_shared_with_a_signer(keyring: Keyring) -> list[Team]:
    signers = SignerGift.objects.filter(organisation_id=keyring.organisation_id).values("holder")
    shared = TeamMember.objects.filter(
        organisation_id=keyring.organisation_id, until__isnull=True, holder__in=signers, team_id__in=keyring.team_ids()
    )
    teams = Team.objects.filter(organisation_id=keyring.organisation_id, pk__in=shared.values("team_id"))
    return list(teams.order_by("pk"))


def _shared(keyring: Keyring, holder: uuid.UUID) -> list[Team]:
    """Teams of both, as their rosters say: a row of membership proves nothing."""
    rosters = rosters_of(keyring.organisation_id, keyring.team_ids())
    named = [team for team, held in rosters.by_team.items() if holder in held[-1].members]
    return list(Team.objects.filter(organisation_id=keyring.organisation_id, pk__in=named))


def _context(organisation_id: uuid.UUID, holder: uuid.UUID, epoch: int, team: Team) -> bytes:
    return proof_context(organisation=organisation_id, holder=holder, epoch=epoch, team=team.pk, team_epoch=team.epoch)


def _digest(signing: bytes) -> bytes:
    return hashlib.sha256(b"s1|signing|" + signing).digest()
