"""Consistency checks of an organisation's keys that need no private key."""

import uuid
from collections.abc import Iterator

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.boxes import KEY_BYTES
from jatan.foundation.vault.casekeys import FEWEST_READERS, people_among_readers, team_members
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import authority_of, context_of
from jatan.foundation.vault.keypairs import PRIVATE_BYTES, WRAP_OVERHEAD, PublicKey
from jatan.foundation.vault.membership import fingerprint_of
from jatan.foundation.vault.models import DirectoryKey, Section, SignerGift, TeamGift, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.signatures import SIGNER_BYTES, Verifier
from jatan.foundation.vault.teams import SYMMETRIC_WRAP

__all__ = ["key_faults"]

type _Known = dict[tuple[str, uuid.UUID, int], DirectoryKey]
_WRAP = WRAP_OVERHEAD + KEY_BYTES


def key_faults(organisation_id: uuid.UUID) -> list[str]:
    """Faults as lines of codes and ids, e.g. "case <id>: keys of two versions". Empty if all is in order, and for an
    organisation without a key ceremony."""
    rows = list(DirectoryKey.objects.filter(organisation_id=organisation_id).order_by("made_at", "id"))
    try:
        authority = authority_of(organisation_id)
    except Refused:
        return ["authority missing"] if any(row.signature for row in rows) else []
    newest: dict[tuple[str, uuid.UUID], int] = {}
    for row in rows:
        newest[row.kind, row.principal] = max(row.epoch, newest.get((row.kind, row.principal), 0))
    active = [row for row in rows if row.retired_at is None]
    # `directory.trusted_key` ignores an older key whose retirement was undone, so nothing may be wrapped to it either.
    current = {
        (row.kind, row.principal, row.epoch): row for row in active if row.epoch == newest[row.kind, row.principal]
    }
    reactivated = [row for row in active if row.epoch < newest[row.kind, row.principal]]
    return [
        *_directory_faults(organisation_id, rows, authority),
        *[f"key {row.kind} {row.principal} {row.epoch}: retired, and called living again" for row in reactivated],
        *_gift_faults(organisation_id, current),
        *_case_faults(organisation_id, current),
    ]


def _directory_faults(organisation_id: uuid.UUID, rows: list[DirectoryKey], authority: Verifier) -> Iterator[str]:
    events = Event.objects.filter(organisation_id=organisation_id, verb__startswith="keys.")
    fingerprints = set(events.filter(payload__has_key="fingerprint").values_list("payload__fingerprint", flat=True))
    for row in rows:
        name = f"key {row.kind} {row.principal} {row.epoch}"
        try:
            if row.signature:
                authority.verify(PublicKey(bytes(row.public)), context_of(row), bytes(row.signature))
            if fingerprint_of(row) not in fingerprints:
                yield f"{name}: the ledger knows no such fingerprint"
        except Refused as refused:
            yield f"{name}: {refused.code}"
    if not any(row.kind == Kind.RECOVERY and row.signature for row in rows):
        yield "recovery key missing"


def _gift_faults(organisation_id: uuid.UUID, current: _Known) -> Iterator[str]:
    for gift in TeamGift.objects.filter(organisation_id=organisation_id).order_by("id"):
        name = f"gift of team {gift.team_id} {gift.epoch} to {gift.principal}"
        if (Kind.TEAM, gift.team_id, gift.epoch) not in current:
            yield f"{name}: no such key of the team"
        if not any(kind == gift.kind and who == gift.principal for kind, who, _epoch in current):
            yield f"{name}: nobody holds that key"
        if len(gift.sealed) != PRIVATE_BYTES + WRAP_OVERHEAD:
            yield f"{name}: length"
    for signer in SignerGift.objects.filter(organisation_id=organisation_id).order_by("id"):
        if (Kind.USER, signer.holder, signer.epoch) not in current or len(
            signer.sealed
        ) != SIGNER_BYTES + WRAP_OVERHEAD:
            yield f"signing key of {signer.holder}: nobody holds that key, or length"


def _case_faults(organisation_id: uuid.UUID, current: _Known) -> Iterator[str]:
    wraps: dict[uuid.UUID, list[Wrap]] = {}
    for wrap in Wrap.objects.filter(organisation_id=organisation_id).order_by("id").iterator(chunk_size=2000):
        wraps.setdefault(wrap.case, []).append(wrap)
        key = current.get((wrap.kind, wrap.principal, wrap.epoch))
        if key is None or not key.signature:
            yield f"case {wrap.case}: given to a key of {wrap.kind} {wrap.principal} that does not count"
        if len(wrap.sealed) not in {SYMMETRIC_WRAP, _WRAP}:
            yield f"case {wrap.case}: length"
    teams = {wrap.principal for held in wraps.values() for wrap in held if wrap.kind == Kind.TEAM}
    members = team_members(organisation_id, teams)
    for case, held in wraps.items():
        if len({wrap.dek_version for wrap in held}) != 1:
            yield f"case {case}: keys of two versions"
        if not any(wrap.kind == Kind.RECOVERY for wrap in held):
            yield f"case {case}: the recovery officers cannot open it"
        if len(people_among_readers(held, members)) < FEWEST_READERS:
            yield f"case {case}: fewer than two people can open it"
    sealed = Section.objects.filter(organisation_id=organisation_id).values_list("case", "dek_version").distinct()
    for case, version in sealed:
        if version not in {wrap.dek_version for wrap in wraps.get(case, [])}:
            yield f"case {case}: a part is sealed under a key that nobody was given"
