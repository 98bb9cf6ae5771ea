"""Take answer letters into their case files, found by reference. A letter that fits no case changes nothing."""

import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import log_refusal
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import delete_letter, open_verified, waiting_letters
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
from jatan.programme.cases.sharing.taken_back import REVOKED, counterpart_of, taken_back_in
from jatan.programme.cases.writers import require_team

# States that the receiver of a referral may send; its sender sends REVOKED alone.
_OF_ASKED: Final = frozenset({"accepted", "declined", "done"})

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

    A referral that was taken back goes with the letter that took it back, whichever of the two is deleted. Raises
    Problem for any other readable referral: that must be accepted or declined; and for a letter that takes back what is
    in a case of ours: that goes into its file.
    """
    require_team(by)
    if why not in PutAway.values:
        raise Problem("missing_required", field="why")
    if letter.organisation_id != keyring.organisation_id or letter.team not in keyring.team_ids():
        raise Problem("unreadable")
    with transaction.atomic():
        held = lock_letter(letter)
        other = counterpart_of(keyring, held)
        if other is None and _is_of_a_case(by, keyring, held):
            message = _("It takes back what is in a case of ours. Put the answers into their files instead.")
            raise Problem("belongs_to_case", message, field="why")
        if held.kind == REFERRAL and not _may_discard(keyring, held, other, why):
            raise Problem("unreadable", field="why")
        for one in (held, other):
            if one is not None:
                delete_letter(one)
                log_letter_event(by, one.organisation_id, sharing_events.LETTER_REFUSED, one.kind, why=why)


def _is_of_a_case(by: Actor, keyring: Keyring, letter: Letter) -> bool:
    """Whether a letter takes back a referral that is in a case which we can open."""
    reference = taken_back_in(keyring, letter) if letter.kind == ANSWER and _is_verified(keyring, letter) else None
    kept = addresses(keyring).get(reference) if reference is not None else None
    if kept is None:
        return False
    try:
        readable_case(by, keyring, kept[1].case)
    except Forbidden:
        return False
    return True


def _may_discard(keyring: Keyring, referral: Letter, revocation: Letter | None, why: str) -> bool:
    if revocation is not None:
        return why == PutAway.TAKEN_BACK
    return why == PutAway.UNREADABLE and not _is_readable(keyring, referral)


def _is_verified(keyring: Keyring, letter: Letter) -> bool:
    try:
        open_verified(keyring, letter)
    except Refused:
        return False
    return True


def _is_readable(keyring: Keyring, referral: Letter) -> bool:
    try:
        ReferralLetter.opened(open_verified(keyring, referral).plaintext)
    except (Refused, Problem):
        return False
    return True


def _take(by: Actor, keyring: Keyring, letter: Letter, known: _Addresses) -> None:
    answer = AnswerLetter.opened(open_verified(keyring, letter).plaintext)
    where = known.get(answer.reference)
    if where is None:
        _revoke_unread(by, keyring, letter)
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
    if kind is None or (kind == "incoming_answer" and answer.state != REVOKED):
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


def _revoke_unread(by: Actor, keyring: Keyring, letter: Letter) -> None:
    """The sender revokes a referral that we have not accepted: close both letters."""
    referral = counterpart_of(keyring, letter)
    if referral is None:
        raise Problem("no_such_reference")
    for done in (lock_letter(referral), letter):
        _close(by, done)


def _close(by: Actor, letter: Letter) -> None:
    delete_letter(letter)
    log_letter_event(by, letter.organisation_id, sharing_events.LETTER_TAKEN, letter.kind)
