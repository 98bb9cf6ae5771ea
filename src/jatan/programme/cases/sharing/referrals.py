"""Outgoing referrals: to another member by sealed letter, to an external partner by encrypted file.

Entry, letter and ledger are one transaction. Sending needs her consent to exactly this recipient or an approved
override; only the chosen parts are sent.
"""

import hashlib
import hmac
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import sharing_events
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.referral import sharing_basis
from jatan.programme.cases.entries.referral_states import is_over, state_of
from jatan.programme.cases.exchange.levels import Level, blind_id, coded_record, full_record
from jatan.programme.cases.exchange.of_file import Cover, record_of, restrict_to_parts
from jatan.programme.cases.exchange.of_person import NO_PLACE
from jatan.programme.cases.exchange.records import Record
from jatan.programme.cases.file.access import OpenCaseFile, open_identity
from jatan.programme.cases.file.case_fact import facts_secret
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.file.event_log import log_letter_event
from jatan.programme.cases.file.recipients import member_of, other_members
from jatan.programme.cases.sharing.contents import Packet, entries_passed, file_passed, parts_passed
from jatan.programme.cases.sharing.entry_letters import passed_entries
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL, Address, AnswerLetter, ReferralLetter
from jatan.programme.cases.sharing.mail import close_address, keep_address, receiving_team, seal_letter
from jatan.programme.cases.writers import require_team

# Parts that identify her: with one of them the record is at the full level, otherwise coded.
_IDENTIFYING_PARTS: Final = frozenset({"who", "contact", "notes", "law", "care", "papers"})


def send_referral(*, by: Actor, keyring: Keyring, case_file: OpenCaseFile, answers: Mapping[str, Any]) -> OpenCaseFile:
    """Refer or transfer a case to another member. `answers`: answers of kind `referral`; services add the rest.

    The recipient is the one named in the chosen consent or override. Raises Problem or Problems: no such member,
    no basis for sharing, the member has no keys.
    """
    require_team(by)
    cover = _chosen_basis(case_file, answers)
    member = member_of(cover, other_members(keyring.organisation_id))
    if member is None:
        raise Problem(
            "unreadable", _("No other member of the network has the name that stands there."), field="consent"
        )
    to = receiving_team(by, member.pk)
    opened = open_identity(by, keyring, case_file)
    with transaction.atomic():
        now, entry = _write_referral(by, keyring, opened, answers, cover, str(member.pk))
        seal_letter(keyring, to, REFERRAL, _letter(by, now, entry).to_plaintext())
        address = Address(reference=uuid.UUID(entry.get("reference")), case=case_file.case.pk, row=entry.row)
        keep_address(by, keyring, address)
        now = _write_answer(by, keyring, now, entry, {"state": "sent", "on": clock.today(), "by_letter": True})
        log_letter_event(by, case_file.case.organisation_id, sharing_events.LETTER_SENT, REFERRAL)
    return now


def refer_outside(*, by: Actor, keyring: Keyring, case_file: OpenCaseFile, answers: Mapping[str, Any]) -> OpenCaseFile:
    """Write a referral to an external partner. Downloading its encrypted file marks it as sent.

    Raises Problem for a member of the network: it gets a sealed letter.
    """
    cover = _chosen_basis(case_file, answers)
    if member_of(cover, other_members(keyring.organisation_id)) is not None:
        raise Problem("unreadable", _("This is a member of the network: it gets a sealed letter."), field="consent")
    now, _entry = _write_referral(by, keyring, case_file, answers, cover, "")
    return now


def note_answer(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, row: uuid.UUID, answers: Mapping[str, Any]
) -> OpenCaseFile:
    """Write the new state of a referral. A revocation is sent to a member by letter. Raises Problem or Problems."""
    require_team(by)
    entry = case_file.file.find(row)
    if entry is None or entry.kind != "referral" or entry.withdrawn:
        raise Problem("unreadable", field="referral")
    to = (
        receiving_team(by, uuid.UUID(entry.get("member")))
        if answers.get("state") == "revoked" and entry.get("member")
        else None
    )
    with transaction.atomic():
        now = _write_answer(by, keyring, case_file, entry, {**answers, "by_letter": to is not None})
        if is_over(str(answers.get("state"))):
            close_address(keyring, uuid.UUID(entry.get("reference")))
        if to is not None:
            answer = now.file.linked(row, "referral_answer", "referral")[-1]
            body = AnswerLetter(
                reference=uuid.UUID(entry.get("reference")),
                state="revoked",
                on=answer.get("on"),
                reason=answer.get("reason", ""),
            )
            seal_letter(keyring, to, ANSWER, body.to_plaintext())
            log_letter_event(by, case_file.case.organisation_id, sharing_events.LETTER_SENT, ANSWER)
    return now


def referral_record(case_file: OpenCaseFile, entry: Entry) -> Record:
    """The record of a referral, at its level. Raises Problem("no_consent_to_share") without a valid basis today."""
    today = clock.today()
    if sharing_basis(case_file.file, entry.answers, today) is None:
        raise _no_ground()
    cover = Cover(str(entry.get("recipient")), is_override=entry.get("override") is not None)
    file = file_passed(case_file.file, Packet(str(entry.get("way"))))
    record = restrict_to_parts(record_of(file, today, cover), entry.get("passed_on", []))
    return (
        full_record(record)
        if disclosure_level(entry) is Level.FULL
        else coded_record(record, uuid.uuid4().bytes + uuid.uuid4().bytes)
    )


def require_ground(case_file: OpenCaseFile, row: uuid.UUID) -> None:
    """Raise Problem("no_consent_to_share") for a referral that was taken back, or that nothing carries today."""
    entry = case_file.file.find(row)
    if (
        entry is None
        or entry.withdrawn
        or state_of(case_file.file, entry) == "revoked"
        or sharing_basis(case_file.file, entry.answers, clock.today()) is None
    ):
        raise _no_ground()


def _no_ground() -> Problem:
    return Problem("no_consent_to_share", _("Nothing carries this referral today. Ask her first."))


def disclosure_level(entry: Entry) -> Level:
    """Full if it contains identifying parts, else coded."""
    return Level.FULL if _IDENTIFYING_PARTS & set(entry.get("passed_on", [])) else Level.CODED


def referral_entries(case_file: OpenCaseFile, entry: Entry) -> list[Entry]:
    """Entries that a referral passes on whole: those of its parts, at the full level only. Oldest first."""
    if disclosure_level(entry) is not Level.FULL:
        return []
    return entries_passed(case_file.file, Packet(str(entry.get("way"))), entry.get("passed_on", []))


def _chosen_basis(case_file: OpenCaseFile, answers: Mapping[str, Any]) -> Entry:
    """The named consent or override; validated when the referral is written."""
    field = "override" if answers.get("override") else "consent"
    entry = case_file.file.find(str(answers.get(field) or ""))
    if entry is None or entry.kind != field:
        raise Problem("missing_required", field=field)
    return entry


def _write_referral(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, given: Mapping[str, Any], cover: Entry, member: str
) -> tuple[OpenCaseFile, Entry]:
    reference = str(uuid.uuid4())
    answers = {
        **given,
        "passed_on": parts_passed(str(given.get("way")), given.get("passed_on") or []),
        "recipient": str(cover.get("recipient")),
        "member": member,
        "sent_on": clock.today(),
        "reference": reference,
    }
    now = write_entry(by=by, keyring=keyring, case_file=case_file, kind="referral", answers=answers)
    entry = next(one for one in now.file.all("referral") if one.get("reference") == reference)
    return now, entry


def _write_answer(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, entry: Entry, given: Mapping[str, Any]
) -> OpenCaseFile:
    answers = {**given, "referral": entry.row}
    return write_entry(by=by, keyring=keyring, case_file=case_file, kind="referral_answer", answers=answers)


def _letter(by: Actor, case_file: OpenCaseFile, entry: Entry) -> ReferralLetter:
    texts: dict[str, Any] = {
        name: str(entry.get(name, "")) for name in ("way", "service", "request", "urgency", "told", "call_back")
    }
    identity = case_file.file.identity
    parts = set(entry.get("passed_on", []))
    if {"who", "contact"} & parts and identity is None:
        raise Problems([Problem("missing_required", _("Her identity card is not written yet."), field="passed_on")])
    answers = identity.answers if identity is not None and "contact" in parts else {}
    return ReferralLetter(
        **texts,
        reference=uuid.UUID(entry.get("reference")),
        kind=case_file.case.kind,
        asked_by=_role(by),
        sent_on=entry.get("sent_on"),
        answer_by=entry.get("answer_by"),
        level=disclosure_level(entry).value,
        record=referral_record(case_file, entry),
        card={name: answers[name] for name in NO_PLACE if answers.get(name)},
        colleague=_name(by),
        entries=passed_entries(referral_entries(case_file, entry)),
        mark=_mark(case_file, str(entry.get("member"))),
    )


def _role(by: Actor) -> str:
    """The sender's role."""
    return next((post.role.value for post in by.posts), "")


def _name(by: Actor) -> str:
    """The sender's own name: whoever gets the letter asks for her on the telephone."""
    rows = Account.objects.filter(pk=by.account_id) if by.account_id is not None else Account.objects.none()
    return str(rows.values_list("name", flat=True).first() or "")


def _mark(case_file: OpenCaseFile, member: str) -> str:
    """The same for every letter about this case to this member; another one for every other member."""
    key = hmac.new(facts_secret(case_file), f"letters:{member}".encode(), hashlib.sha256).digest()
    return blind_id("case", str(case_file.case.pk), key)
