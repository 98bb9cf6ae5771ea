"""Answers that came by letter find their case by the reference they bear. One that fits nothing changes nothing."""

import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import tell_refusal
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import open_letter, take_letter, waiting_letters
from jatan.foundation.vault.models import Letter
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.section_store import latest
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import sharing_events
from jatan.programme.cases.choices import PutAway
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.referral_states import is_over
from jatan.programme.cases.file.access import Opened, opened, readable_case
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.file.event_log import tell_of_letter
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL, Address, AnswerLetter, ReferralLetter
from jatan.programme.cases.sharing.mail import addresses, locked, refuse
from jatan.programme.cases.writers import require_team

__all__ = ["Answers", "put_away", "take_answers"]

# What the house that was asked may say, and what the house that asked.
_OF_ASKED: Final = frozenset({"accepted", "declined", "done"})
_OF_ASKING: Final = "revoked"

type _Addresses = dict[uuid.UUID, tuple[Letter, Address]]


@dataclass(frozen=True)
class Answers:
    """How many answers went into their files, and how many were refused and wait for a person."""

    taken: int
    refused: int


def take_answers(*, by: Actor, keyring: Keyring) -> Answers:
    """Write every waiting answer into the file it belongs to, each in its own transaction."""
    require_team(by)
    known, taken, refused = addresses(keyring), 0, 0
    for letter in waiting_letters(keyring, [ANSWER]):
        try:
            with transaction.atomic():
                _take(by, keyring, locked(letter), known)
            taken += 1
        except Refused as wrong:
            tell_refusal(by, wrong)
            refused += 1
        except (Problem, Problems, Forbidden) as wrong:
            why = wrong.code if isinstance(wrong, Problem) else "unreadable"
            if why != "taken_already":
                refuse(by, letter, why)
                refused += 1
    return Answers(taken, refused)


def put_away(*, by: Actor, keyring: Keyring, letter: Letter, why: str) -> None:
    """Take a letter that fits no case out of the way. `why` is one of `PutAway`: what it said is gone.

    A referral that can be read is answered and never put away. Raises Problem.
    """
    require_team(by)
    if why not in PutAway.values:
        raise Problem("missing_required", field="why")
    if letter.organisation_id != keyring.organisation_id or letter.team not in keyring.team_ids():
        raise Problem("unreadable")
    with transaction.atomic():
        held = locked(letter)
        if held.kind == REFERRAL and (why != PutAway.UNREADABLE or _is_readable(keyring, held)):
            raise Problem("unreadable", field="why")
        take_letter(held)
        tell_of_letter(by, held.organisation_id, sharing_events.LETTER_REFUSED, held.kind, why=why)


def _is_readable(keyring: Keyring, referral: Letter) -> bool:
    try:
        ReferralLetter.opened(open_letter(keyring, referral))
    except (Refused, Problem):
        return False
    return True


def _take(by: Actor, keyring: Keyring, letter: Letter, known: _Addresses) -> None:
    said = AnswerLetter.opened(open_letter(keyring, letter))
    where = known.get(said.reference)
    if where is None:
        _take_back_unread(by, keyring, letter, said)
        return
    address_letter, address = where
    case, key = readable_case(by, keyring, address.case)
    found = opened(case, key, latest(case.organisation_id, [case.pk]))
    entry = found.file.find(address.row)
    if entry is None or str(entry.get("reference")) != str(said.reference):
        raise Problem("no_such_reference")
    if str(entry.get("member")) != str(letter.sender_id):
        raise Problem("another_sender")
    _write(by, keyring, found, entry, said)
    if is_over(said.state):
        take_letter(address_letter)
    _close(by, letter)


def _write(by: Actor, keyring: Keyring, found: Opened, entry: Entry, said: AnswerLetter) -> None:
    """The answer as an entry, if whoever sent it may say this."""
    kinds = {("referral", True): "referral_answer", ("incoming", False): "incoming_answer"}
    kind = kinds.get((entry.kind, said.state in _OF_ASKED))
    if kind is None or (kind == "incoming_answer" and said.state != _OF_ASKING):
        raise Problem("another_sender")
    link = entry.kind
    answers = {
        link: entry.row,
        "state": said.state,
        "on": min(said.on, clock.today()),
        "reason": said.reason,
        "words": said.words,
        "by_letter": True,
    }
    write_entry(by=by, keyring=keyring, found=found, kind=kind, said=answers)


def _take_back_unread(by: Actor, keyring: Keyring, letter: Letter, said: AnswerLetter) -> None:
    """The house that asked takes its request back before we took it in: both letters are done with."""
    for waiting in waiting_letters(keyring, [REFERRAL]):
        if said.state != _OF_ASKING or waiting.sender_id != letter.sender_id:
            continue
        try:
            asked = ReferralLetter.opened(open_letter(keyring, waiting))
        except (Refused, Problem):
            continue
        if asked.reference == said.reference:
            for done in (locked(waiting), letter):
                _close(by, done)
            return
    raise Problem("no_such_reference")


def _close(by: Actor, letter: Letter) -> None:
    take_letter(letter)
    tell_of_letter(by, letter.organisation_id, sharing_events.LETTER_TAKEN, letter.kind)
