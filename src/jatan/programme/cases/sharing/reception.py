"""Incoming referrals of other members: read, accepted into a new case, or declined with a reason.

A letter that nobody signed may be from anybody, so the page asks to call their office first.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Organisation
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import delete_letter, open_verified
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.referral_states import is_over
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.creation import open_case_file
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.file.event_log import log_letter_event
from jatan.programme.cases.sharing.case_import import import_record
from jatan.programme.cases.sharing.entry_letters import write_passed_entries
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL, Address, AnswerLetter, ReferralLetter
from jatan.programme.cases.sharing.mail import close_address, keep_address, lock_letter, receiving_team, seal_letter
from jatan.programme.cases.sharing.same_case import numbers_in, open_known_case, write_numbers
from jatan.programme.cases.sharing.taken_back import TAKEN_BACK, require_not_taken_back, was_taken_back
from jatan.programme.cases.writers import require_team


def read_referral(keyring: Keyring, letter: Letter) -> ReferralLetter:
    """The referral in a letter. Raises Problem for another kind of letter and for one that was taken back
    (`taken_back`), and vault Refused."""
    if letter.kind != REFERRAL:
        raise Problem("unreadable")
    opened = open_verified(keyring, letter)
    request = ReferralLetter.opened(opened.plaintext)
    require_not_taken_back(keyring, letter, request.reference)
    return replace(request, is_signed=opened.signed_by is not None)


def take_referral(
    *, by: Actor, keyring: Keyring, letter: Letter, team: uuid.UUID, into: uuid.UUID | None = None
) -> OpenCaseFile:
    """Create a case from the letter, or put it `into` the case that it is about, and answer its sender.

    An existing case gets the request and the entries that it lacks; card, codes and everything written there stay as
    they are, and what would end something that runs there is kept to be read only. Raises Problem, Problems, Refused.
    """
    require_team(by)
    with transaction.atomic():
        held = lock_letter(letter)
        request = read_referral(keyring, held)
        case_file = (
            open_known_case(by, keyring, request, into)
            if into is not None
            else open_case_file(by=by, keyring=keyring, team=team, kind=request.kind, opened_on=clock.today())
        )
        sender = Organisation.objects.get(pk=held.sender_id)
        now = write_entry(
            by=by, keyring=keyring, case_file=case_file, kind="incoming", answers=_incoming_answers(request, sender)
        )
        entry = next(one for one in now.file.all("incoming") if one.get("reference") == str(request.reference))
        now = _write_contents(by, keyring, now, request, sender.name_hi, is_new=into is None)
        keep_address(by, keyring, Address(reference=request.reference, case=case_file.case.pk, row=entry.row))
        now = _write_answer(by, keyring, now, entry, {"state": "accepted"})
        delete_letter(held)
        log_letter_event(by, held.organisation_id, sharing_events.LETTER_TAKEN, REFERRAL)
    return now


def _write_contents(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, request: ReferralLetter, source: str, *, is_new: bool
) -> OpenCaseFile:
    """What a letter tells of her; the summary follows with our answer."""
    now, unread = write_passed_entries(by, keyring, case_file, request.entries, source, is_new=is_new)
    now = write_numbers(by, keyring, now, numbers_in(request), source)
    if not is_new:
        return now
    contents: dict[str, Any] = {"record": request.record, "card": request.card, "parked": request.parked}
    return import_record(by=by, keyring=keyring, case_file=now, source=source, unread=unread, **contents)


def decline_referral(*, by: Actor, keyring: Keyring, letter: Letter, reason: str) -> None:
    """Decline, with a reason sent to the sender. No case is created. Raises Problem, Refused."""
    require_team(by)
    why = " ".join(reason.split())
    if not why or len(why) > 200:
        raise Problem("missing_required" if not why else "unreadable", field="reason")
    with transaction.atomic():
        held = lock_letter(letter)
        request = read_referral(keyring, held)
        body = AnswerLetter(reference=request.reference, state="declined", on=clock.today(), reason=why)
        seal_letter(keyring, receiving_team(by, held.sender_id), ANSWER, body.to_plaintext())
        delete_letter(held)
        log_letter_event(by, held.organisation_id, sharing_events.LETTER_TAKEN, REFERRAL, answer="declined")


def answer_referral(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, row: uuid.UUID, answers: Mapping[str, Any]
) -> OpenCaseFile:
    """Write our answer to an incoming referral and send it to the sender by letter, if they have keys.

    Raises Problem(TAKEN_BACK) where the sender took it back, also while that letter waits.
    """
    entry = case_file.file.find(row)
    if entry is None or entry.kind != "incoming" or entry.withdrawn:
        raise Problem("unreadable", field="incoming")
    if was_taken_back(keyring, case_file.file, entry):
        raise Problem(TAKEN_BACK, _("They took it back. Nothing is answered any more."))
    with transaction.atomic():
        return _write_answer(by, keyring, case_file, entry, answers)


def _incoming_answers(request: ReferralLetter, sender: Organisation) -> dict[str, Any]:
    texts = ("way", "service", "request", "urgency", "told", "asked_by", "call_back", "colleague")
    return {name: getattr(request, name) for name in texts} | {
        "sender": sender.name_hi,
        "member": str(sender.pk),
        "taken_on": clock.today(),
        "answer_by": request.answer_by,
        "signed": request.is_signed,
        "reference": str(request.reference),
    }


def _write_answer(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, entry: Entry, given: Mapping[str, Any]
) -> OpenCaseFile:
    """Write the entry, and send the letter if the other member can receive one; the entry is written in any case."""
    answers = {"on": clock.today(), **given, "incoming": entry.row}
    to = None
    if entry.get("member"):
        try:
            to = receiving_team(by, uuid.UUID(entry.get("member")))
        except Problem:
            to = None
    answers["by_letter"] = to is not None
    now = write_entry(by=by, keyring=keyring, case_file=case_file, kind="incoming_answer", answers=answers)
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
        seal_letter(keyring, to, ANSWER, body.to_plaintext())
        log_letter_event(by, case_file.case.organisation_id, sharing_events.LETTER_SENT, ANSWER)
    return now
