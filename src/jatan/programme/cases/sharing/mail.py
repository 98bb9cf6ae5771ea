"""Sealed letters for case work: the vault's letter functions with errors as Problems."""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import key_office, log_refusal
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring, memberships
from jatan.foundation.vault.letters import (
    NoReceiver,
    Receiver,
    delete_letter,
    open_letter,
    receiver_of,
    send_letter,
    waiting_letters,
)
from jatan.foundation.vault.models import Letter
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.file.event_log import log_letter_event
from jatan.programme.cases.sharing.letter_bodies import ADDRESS, Address
from jatan.programme.cases.writers import require_team


def receiving_team(by: Actor, organisation_id: uuid.UUID) -> Receiver:
    """The team that receives an organisation's letters. Raises Problem; an uncertified key is logged in the ledger."""
    try:
        return receiver_of(organisation_id)
    except NoReceiver:
        raise Problem(
            "no_receiver", _("They have no keys yet, so nothing can be sent sealed. Call them."), field="member"
        ) from None
    except Refused as refused:
        log_refusal(by, refused)
        raise Problem(
            "not_vouched_for", _("Nobody has vouched for their key. Nothing was sent. Call them."), field="member"
        ) from None


def seal_letter(keyring: Keyring, to: Receiver, kind: str, plaintext: bytes) -> Letter:
    """Seal a letter from our organisation to a team, signed by the holder."""
    sender = keyring.organisation_id
    return send_letter(
        to.organisation_id, kind=kind, plaintext=plaintext, sender=sender, signed_by=keyring, receiver=to
    )


def keep_address(by: Actor, keyring: Keyring, address: Address) -> None:
    """Store which case a reference belongs to, as a letter to ourselves."""
    seal_letter(keyring, receiving_team(by, keyring.organisation_id), ADDRESS, address.to_plaintext())


def addresses(keyring: Keyring) -> dict[uuid.UUID, tuple[Letter, Address]]:
    """Address letters by reference. Letters that cannot be opened are skipped."""
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
    """Delete the address of a reference, after its last answer."""
    if (kept := addresses(keyring).get(reference)) is not None:
        delete_letter(kept[0])


def find_letter(by: Actor, pk: uuid.UUID, kinds: Collection[str]) -> Letter:
    """A waiting letter of these kinds to one of the actor's teams; needs no key. Raises Forbidden."""
    require_team(by)
    office = key_office(by)
    teams = memberships(office, by.account_id or uuid.UUID(int=0)).values("team_id")
    found = Letter.objects.filter(organisation_id=office, kind__in=list(kinds), pk=pk, team__in=teams).first()
    if found is None:
        raise Forbidden(Permission.CASES_RECORD.value)
    return found


def lock_letter(letter: Letter) -> Letter:
    """Lock the letter for this transaction. Raises Problem if a colleague accepted it meanwhile."""
    held = Letter.objects.select_for_update().filter(organisation_id=letter.organisation_id, pk=letter.pk).first()
    if held is None:
        raise Problem("taken_already", _("A colleague has taken this letter in already."))
    return held


def log_refused_letter(by: Actor, letter: Letter, why: str) -> None:
    """Log a refused letter in the ledger and leave it waiting."""
    log_letter_event(by, letter.organisation_id, sharing_events.LETTER_REFUSED, letter.kind, why=why)
