"""What another member refers to us: looked at, taken into a case of our own, or declined with a reason.

A letter says who sent it and cannot prove it: the page says to call their office before anything is done.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Organisation
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import open_letter, take_letter
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.referral_states import is_over
from jatan.programme.cases.file.access import Opened
from jatan.programme.cases.file.creation import open_case_file
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.file.event_log import tell_of_letter
from jatan.programme.cases.sharing.case_import import fill_from
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL, Address, AnswerLetter, ReferralLetter
from jatan.programme.cases.sharing.mail import close_address, keep_address, locked, post, receiving_team
from jatan.programme.cases.writers import require_team

__all__ = ["answer_referral", "decline_referral", "read_referral", "take_referral"]


def read_referral(keyring: Keyring, letter: Letter) -> ReferralLetter:
    """What a letter asks. Raises Problem for what is no referral, and vault Refused."""
    if letter.kind != REFERRAL:
        raise Problem("unreadable")
    return ReferralLetter.opened(open_letter(keyring, letter))


def take_referral(*, by: Actor, keyring: Keyring, letter: Letter, team: uuid.UUID) -> Opened:
    """Found a case of our own with what the letter tells, and tell its sender. Raises Problem, Problems, Refused."""
    require_team(by)
    with transaction.atomic():
        held = locked(letter)
        said = read_referral(keyring, held)
        found = open_case_file(by=by, keyring=keyring, team=team, kind=said.kind, opened_on=clock.today())
        sender = Organisation.objects.get(pk=held.sender_id)
        now = write_entry(by=by, keyring=keyring, found=found, kind="incoming", said=_incoming(said, sender))
        (entry,) = now.file.all("incoming")
        told: dict[str, Any] = {"record": said.record, "card": said.card, "parked": said.parked}
        now = fill_from(by=by, keyring=keyring, found=now, source=sender.name_hi, **told)
        keep_address(by, keyring, Address(reference=said.reference, case=found.case.pk, row=entry.row))
        now = _answered(by, keyring, now, entry, {"state": "accepted"})
        take_letter(held)
        tell_of_letter(by, held.organisation_id, sharing_events.LETTER_TAKEN, REFERRAL)
    return now


def decline_referral(*, by: Actor, keyring: Keyring, letter: Letter, reason: str) -> None:
    """Say no, with a reason, to the house that asked. No case is made. Raises Problem, Refused."""
    require_team(by)
    why = " ".join(reason.split())
    if not why or len(why) > 200:
        raise Problem("missing_required" if not why else "unreadable", field="reason")
    with transaction.atomic():
        held = locked(letter)
        said = read_referral(keyring, held)
        body = AnswerLetter(reference=said.reference, state="declined", on=clock.today(), reason=why)
        post(keyring, receiving_team(by, held.sender_id), ANSWER, body.sealable())
        take_letter(held)
        tell_of_letter(by, held.organisation_id, sharing_events.LETTER_TAKEN, REFERRAL, answer="declined")


def answer_referral(*, by: Actor, keyring: Keyring, found: Opened, row: uuid.UUID, said: Mapping[str, Any]) -> Opened:
    """Write down how we stand to a referral that came to us, and tell the house that asked, by letter if it can be."""
    entry = found.file.find(row)
    if entry is None or entry.kind != "incoming" or entry.withdrawn:
        raise Problem("unreadable", field="incoming")
    with transaction.atomic():
        return _answered(by, keyring, found, entry, said)


def _incoming(said: ReferralLetter, sender: Organisation) -> dict[str, Any]:
    texts = ("way", "service", "request", "urgency", "told", "asked_by", "call_back")
    return {name: getattr(said, name) for name in texts} | {
        "sender": sender.name_hi,
        "member": str(sender.pk),
        "taken_on": clock.today(),
        "answer_by": said.answer_by,
        "reference": str(said.reference),
    }


def _answered(by: Actor, keyring: Keyring, found: Opened, entry: Entry, said: Mapping[str, Any]) -> Opened:
    """The entry, and the letter where the other house can receive one: her help does not wait for their keys."""
    answers = {"on": clock.today(), **said, "incoming": entry.row}
    to = None
    if entry.get("member"):
        try:
            to = receiving_team(by, uuid.UUID(entry.get("member")))
        except Problem:
            to = None
    answers["by_letter"] = to is not None
    now = write_entry(by=by, keyring=keyring, found=found, kind="incoming_answer", said=answers)
    if is_over(str(answers.get("state"))):
        close_address(keyring, uuid.UUID(entry.get("reference")))
    if to is not None:
        written = now.file.linked(entry.row, "incoming_answer", "incoming")[-1]
        body = AnswerLetter(
            reference=uuid.UUID(entry.get("reference")),
            state=written.get("state"),
            on=written.get("on"),
            reason=written.get("reason", ""),
            words=written.get("words", ""),
        )
        post(keyring, to, ANSWER, body.sealable())
        tell_of_letter(by, found.case.organisation_id, sharing_events.LETTER_SENT, ANSWER)
    return now
