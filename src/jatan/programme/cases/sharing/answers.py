"""Take answer letters into their case files, found by reference. A letter that fits no case changes nothing."""

import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import log_refusal
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import delete_letter, open_letter, waiting_letters
from jatan.foundation.vault.models import Letter
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.section_store import latest
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import sharing_events
from jatan.programme.cases.choices import PutAway
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.referral_states import is_over
from jatan.programme.cases.file.access import OpenCaseFile, build_case_file, readable_case
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.file.event_log import log_letter_event
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL, Address, AnswerLetter, ReferralLetter
from jatan.programme.cases.sharing.mail import addresses, lock_letter, log_refused_letter
from jatan.programme.cases.writers import require_team

__all__ = ["Answers", "discard_letter", "take_answers"]

# States that the receiver of a referral may send, and the one that its sender may send.
_OF_ASKED: Final = frozenset({"accepted", "declined", "done"})
_OF_ASKING: Final = "revoked"

type _Addresses = dict[uuid.UUID, tuple[Letter, Address]]


@dataclass(frozen=True)
class Answers:
    """Number of answers written into files, and of those refused, which stay waiting."""

    taken: int
    refused: int


def take_answers(*, by: Actor, keyring: Keyring) -> Answers:
    """Write every waiting answer into its file, each in its own transaction."""
    require_team(by)
    known, taken, refused = addresses(keyring), 0, 0
    for letter in waiting_letters(keyring, [ANSWER]):
        try:
            with transaction.atomic():
                _take(by, keyring, lock_letter(letter), known)
            taken += 1
        except Refused as wrong:
            log_refusal(by, wrong)
            refused += 1
        except (Problem, Problems, Forbidden) as wrong:
            why = wrong.code if isinstance(wrong, Problem) else "unreadable"
            if why != "taken_already":
                log_refused_letter(by, letter, why)
                refused += 1
    return Answers(taken, refused)


def discard_letter(*, by: Actor, keyring: Keyring, letter: Letter, why: str) -> None:
    """Delete a letter that fits no case. `why`: a code of `PutAway`.

    Raises Problem for a readable referral: that must be accepted or declined.
    """
    require_team(by)
    if why not in PutAway.values:
        raise Problem("missing_required", field="why")
    if letter.organisation_id != keyring.organisation_id or letter.team not in keyring.team_ids():
        raise Problem("unreadable")
    with transaction.atomic():
        held = lock_letter(letter)
        if held.kind == REFERRAL and (why != PutAway.UNREADABLE or _is_readable(keyring, held)):
            raise Problem("unreadable", field="why")
        delete_letter(held)
        log_letter_event(by, held.organisation_id, sharing_events.LETTER_REFUSED, held.kind, why=why)


def _is_readable(keyring: Keyring, referral: Letter) -> bool:
    try:
        ReferralLetter.opened(open_letter(keyring, referral))
    except (Refused, Problem):
        return False
    return True


def _take(by: Actor, keyring: Keyring, letter: Letter, known: _Addresses) -> None:
    answer = AnswerLetter.opened(open_letter(keyring, letter))
    where = known.get(answer.reference)
    if where is None:
        _revoke_unread(by, keyring, letter, answer)
        return
    address_letter, address = where
    case, key = readable_case(by, keyring, address.case)
    case_file = build_case_file(case, key, latest(case.organisation_id, [case.pk]))
    entry = case_file.file.find(address.row)
    if entry is None or str(entry.get("reference")) != str(answer.reference):
        raise Problem("no_such_reference")
    if str(entry.get("member")) != str(letter.sender_id):
        raise Problem("another_sender")
    _write(by, keyring, case_file, entry, answer)
    if is_over(answer.state):
        delete_letter(address_letter)
    _close(by, letter)


def _write(by: Actor, keyring: Keyring, case_file: OpenCaseFile, entry: Entry, answer: AnswerLetter) -> None:
    """Write the answer as an entry, if its sender may send this state."""
    kinds = {("referral", True): "referral_answer", ("incoming", False): "incoming_answer"}
    kind = kinds.get((entry.kind, answer.state in _OF_ASKED))
    if kind is None or (kind == "incoming_answer" and answer.state != _OF_ASKING):
        raise Problem("another_sender")
    link = entry.kind
    answers = {
        link: entry.row,
        "state": answer.state,
        "on": min(answer.on, clock.today()),
        "reason": answer.reason,
        "words": answer.words,
        "by_letter": True,
    }
    write_entry(by=by, keyring=keyring, case_file=case_file, kind=kind, answers=answers)


def _revoke_unread(by: Actor, keyring: Keyring, letter: Letter, answer: AnswerLetter) -> None:
    """The sender revokes a referral that we have not accepted: close both letters."""
    for waiting in waiting_letters(keyring, [REFERRAL]):
        if answer.state != _OF_ASKING or waiting.sender_id != letter.sender_id:
            continue
        try:
            asked = ReferralLetter.opened(open_letter(keyring, waiting))
        except (Refused, Problem):
            continue
        if asked.reference == answer.reference:
            for done in (lock_letter(waiting), letter):
                _close(by, done)
            return
    raise Problem("no_such_reference")


def _close(by: Actor, letter: Letter) -> None:
    delete_letter(letter)
    log_letter_event(by, letter.organisation_id, sharing_events.LETTER_TAKEN, letter.kind)
