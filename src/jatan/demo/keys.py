"""Key ceremonies of the demo's two members: one passphrase for everybody, the officers' shares in files of JATAN_HOME.

A real installation has the shares on paper with three officers and a different passphrase for each person. Here
everything is readable so that anybody can explore: nothing in a demo is secret.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings

from jatan.foundation.access import key_acts, team_acts
from jatan.foundation.access.actors import Actor, Post, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Organisation
from jatan.foundation.vault import ceremonies, enrolment
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import delete_authority, fingerprint_of
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, Team
from jatan.foundation.vault.passphrases import DEMO_PASSPHRASE
from jatan.foundation.vault.shares import share_text
from jatan.kernel.files import write_file_durably

# Key holders by organisation code; the first is the supervisor who certifies the others' keys.
HOLDERS: Final[Mapping[str, Sequence[str]]] = {
    "D03": ("supervisor@demo.jatan", "counsellor@demo.jatan", "counsellor2@demo.jatan", "legal@demo.jatan"),
    "D02": ("khunti.supervisor@demo.jatan", "khunti.counsellor@demo.jatan"),
}
# A legal officer is granted single cases and is in no team.
_OUTSIDE_TEAMS: Final = frozenset({Role.LEGAL_OFFICER})
_TEAM: Final = "परामर्श टीम"
_HEAD: Final = (
    "यह नमूना है (jatan demo): ये हिस्से किसी असली फ़ाइल को नहीं खोलते।\n"
    "This is a demo: these shares open no real file. In a real house each officer keeps one on paper, and nothing else."
)


@dataclass(frozen=True)
class Worker:
    """An account of the demo with its unlocked keyring."""

    actor: Actor
    keyring: Keyring
    name: str


def make_keys() -> None:
    """Hold the ceremony and create keys and a team for each member of HOLDERS that has none; one transaction each."""
    for code, emails in HOLDERS.items():
        organisation = Organisation.objects.get(code=code)
        officers = Actor(None, (Post(Role.SUPERVISOR, organisation.id),))
        with acting_as(officers):
            if Team.objects.filter(organisation_id=organisation.id).exists():
                continue
            shares = _ceremony(organisation)
            accounts = [Account.objects.get(email=email) for email in emails]
            _set_up(organisation, shares, accounts)


def people_with_keys() -> dict[str, Worker]:
    """Every account of HOLDERS by sign-in name, with its keyring unlocked by the demo's passphrase."""
    found: dict[str, Worker] = {}
    for emails in HOLDERS.values():
        for account in Account.objects.filter(email__in=emails):
            found[account.email] = _at_work(account)
    return found


def shares_file(organisation: Organisation) -> Path:
    """Path of the file with the officers' shares of a demo member; only its owner can read it."""
    return Path(settings.VAULT_AUTHORITIES).parent / "demo" / f"shares-{organisation.code}.txt"


def _ceremony(organisation: Organisation) -> Sequence[bytes]:
    if not DirectoryKey.objects.filter(organisation_id=organisation.id, kind=Kind.RECOVERY).exists():
        delete_authority(organisation.id)  # left by a killed build, whose rows were rolled back
    made = ceremonies.hold_ceremony(organisation.id)
    _record_key_event(
        organisation, "keys.ceremony_held", organisation.id, fingerprint=made.fingerprint, authority=made.authority
    )
    parts = [_HEAD, *(f"{number}.\n{share_text(share)}" for number, share in enumerate(made.shares, start=1))]
    _write_private_file(shares_file(organisation), "\n\n".join(parts) + "\n")
    return made.shares


def _set_up(organisation: Organisation, shares: Sequence[bytes], accounts: Iterable[Account]) -> None:
    first, *others = accounts
    with acting_as(actor_of(first)) as by:
        key_acts.set_up_keys(by=by, passphrase=DEMO_PASSPHRASE)
        row = _own_key(by)
        ceremonies.certify_supervisor(organisation.id, shares[:2], row)
        _record_key_event(organisation, "keys.sworn_in", row.principal, fingerprint=fingerprint_of(row))
        keyring = _at_work(first).keyring
    for account in others:
        with acting_as(actor_of(account)) as she:
            key_acts.set_up_keys(by=she, passphrase=DEMO_PASSPHRASE)
            row = _own_key(she)
        with acting_as(by):
            team_acts.certify_key_of(by=by, keyring=keyring, row=row)
    members = [one.pk for one in others if not _OUTSIDE_TEAMS & {post.role for post in actor_of(one).posts}]
    with acting_as(by):
        team_acts.create_team(by=by, keyring=keyring, name=_TEAM, holders=members)


def _own_key(by: Actor) -> DirectoryKey:
    row = key_acts.my_key(by)
    if row is None:
        raise LookupError("no directory key found after set_up_keys")
    return row


def _at_work(account: Account) -> Worker:
    with acting_as(actor_of(account)) as by:
        office = key_acts.key_office(by)
        return Worker(by, enrolment.unlock(office, account.pk, DEMO_PASSPHRASE), account.name)


def _record_key_event(organisation: Organisation, verb: str, about: uuid.UUID, **codes: str) -> None:
    record_event(
        organisation_id=organisation.id, by=None, verb=verb, about_type="vault", about=about, payload=dict(codes)
    )


def _write_private_file(path: Path, text: str) -> None:
    write_file_durably(path, text.encode(), replaces=True)
