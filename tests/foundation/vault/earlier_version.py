"""What writes the tables as their owner can, past every policy; and keys and cases as an earlier version left them."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from pytest_django import DjangoDbBlocker

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.contexts import key_context
from jatan.foundation.vault.keypairs import PublicKey
from jatan.foundation.vault.keyrings import CaseKey, Keyring
from jatan.foundation.vault.models import CaseStatement, DirectoryKey, Section, TeamRoster
from jatan.foundation.vault.section_store import seal_anew
from tests.foundation.vault.vault_office import VaultHouse

_WRITTEN = ("vault_teamroster", "vault_casestatement", "vault_section", "vault_directorykey", "vault_letter")


@contextmanager
def written_by_their_owner(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """These tables are written as their owner can, past every policy. Begun before a test's transaction."""
    with django_db_blocker.unblock():
        _set("DISABLE")
    try:
        yield
    finally:
        with django_db_blocker.unblock():
            _set("ENABLE")


def _set(word: str) -> None:
    with connections["owner"].cursor() as cursor:
        for table in _WRITTEN:
            cursor.execute(f"ALTER TABLE {table} {word} ROW LEVEL SECURITY")


def as_before_signing_keys(keys: VaultHouse) -> None:
    """Rows of the directory as an earlier version made them: nobody signs, and no roster stands behind a team."""
    signer = keys.rings["supervisor"].signer()
    for row in DirectoryKey.objects.filter(organisation_id=keys.organisation_id).exclude(signature=b""):
        context = key_context(organisation=row.organisation_id, kind=row.kind, principal=row.principal, epoch=row.epoch)
        row.signing, row.proof = b"", b""
        row.signature = signer.sign(PublicKey(bytes(row.public)), context)
        row.save()
    TeamRoster.objects.filter(organisation_id=keys.organisation_id).delete()


def as_before_statements(ring: Keyring, case: uuid.UUID) -> None:
    """A case that `ring` opens, as an earlier version left it."""
    key = ring.case_key(case)
    seal_anew(
        Section.objects.filter(organisation_id=ring.organisation_id, case=case), key, CaseKey(key.dek, key.version)
    )
    CaseStatement.objects.filter(organisation_id=ring.organisation_id, case=case).delete()


def people_with_certified_keys(keys: VaultHouse) -> set[uuid.UUID]:
    """Those whose signing keys count."""
    rows = DirectoryKey.objects.filter(organisation_id=keys.organisation_id, kind=Kind.USER).exclude(signing=b"")
    return {row.principal for row in rows if bytes(row.signature)[:1] == b"\x02"}
