"""The post of a house, as cases use it: letters sealed and opened with what goes wrong put into words."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import key_office, tell_refusal
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import (
    NoReceiver,
    Receiver,
    open_letter,
    receiver_of,
    send_letter,
    take_letter,
    waiting_letters,
)
from jatan.foundation.vault.models import Letter, TeamMember
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.file.event_log import tell_of_letter
from jatan.programme.cases.sharing.letter_bodies import ADDRESS, Address
from jatan.programme.cases.writers import require_team

__all__ = [
    "addresses",
    "close_address",
    "find_letter",
    "keep_address",
    "locked",
    "post",
    "receiving_team",
    "refuse",
]


def receiving_team(by: Actor, organisation_id: uuid.UUID) -> Receiver:
    """The team that receives a house's letters. Raises Problem; a key not vouched for is told in the ledger."""
    try:
        return receiver_of(organisation_id)
    except NoReceiver:
        raise Problem(
            "no_receiver", _("They have no keys yet, so nothing can be sent sealed. Call them."), field="member"
        ) from None
    except Refused as refused:
        tell_refusal(by, refused)
        raise Problem(
            "not_vouched_for", _("Nobody has vouched for their key. Nothing was sent. Call them."), field="member"
        ) from None


def post(keyring: Keyring, to: Receiver, kind: str, plaintext: bytes) -> Letter:
    """Seal a letter of ours to a team."""
    return send_letter(to.organisation_id, kind=kind, plaintext=plaintext, sender=keyring.organisation_id, receiver=to)


def keep_address(by: Actor, keyring: Keyring, address: Address) -> None:
    """A letter to ourselves that says which case a reference stands for."""
    post(keyring, receiving_team(by, keyring.organisation_id), ADDRESS, address.sealable())


def addresses(keyring: Keyring) -> dict[uuid.UUID, tuple[Letter, Address]]:
    """Our own letters to ourselves, by reference. One that does not open is left where it is."""
    found: dict[uuid.UUID, tuple[Letter, Address]] = {}
    for letter in waiting_letters(keyring, [ADDRESS]):
        if letter.sender_id != keyring.organisation_id:
            continue
        try:
            address = Address.opened(open_letter(keyring, letter))
        except (Refused, Problem):
            continue
        found[address.reference] = (letter, address)
    return found


def close_address(keyring: Keyring, reference: uuid.UUID) -> None:
    """Nothing more can come under this reference."""
    if (kept := addresses(keyring).get(reference)) is not None:
        take_letter(kept[0])


def find_letter(by: Actor, pk: uuid.UUID, kinds: Collection[str]) -> Letter:
    """A waiting letter of these kinds to a team of hers; needs no key. Raises Forbidden where there is none."""
    require_team(by)
    office = key_office(by)
    holder = by.account_id or uuid.UUID(int=0)
    hers = TeamMember.objects.filter(organisation_id=office, holder=holder, until__isnull=True)
    rows = Letter.objects.filter(organisation_id=office, kind__in=list(kinds))
    found = rows.filter(pk=pk, team__in=hers.values("team_id")).first()
    if found is None:
        raise Forbidden(Permission.CASES_RECORD.value)
    return found


def locked(letter: Letter) -> Letter:
    """The letter, held for this transaction. Raises Problem when a colleague took it in meanwhile."""
    held = Letter.objects.select_for_update().filter(organisation_id=letter.organisation_id, pk=letter.pk).first()
    if held is None:
        raise Problem("taken_already", _("A colleague has taken this letter in already."))
    return held


def refuse(by: Actor, letter: Letter, why: str) -> None:
    """A letter that changes nothing: told in the ledger, and left waiting for a person."""
    tell_of_letter(by, letter.organisation_id, sharing_events.LETTER_REFUSED, letter.kind, why=why)
