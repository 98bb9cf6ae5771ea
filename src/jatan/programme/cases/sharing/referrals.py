"""Referring somebody on: to another member by a sealed letter, to a partner outside by an encrypted file.

Entry, letter and ledger are one transaction. Nothing goes without her consent to exactly this recipient or an override
that was agreed to; what goes is what was chosen, and no more.
"""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import present_members
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import sharing_events
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.referral import covering
from jatan.programme.cases.entries.referral_states import is_over
from jatan.programme.cases.exchange.levels import Level, coded, full
from jatan.programme.cases.exchange.of_file import Cover, record_of, told
from jatan.programme.cases.exchange.of_person import NO_PLACE
from jatan.programme.cases.exchange.records import Record
from jatan.programme.cases.file.access import Opened, open_identity
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.file.event_log import tell_of_letter
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL, Address, AnswerLetter, ReferralLetter
from jatan.programme.cases.sharing.mail import close_address, keep_address, post, receiving_team
from jatan.programme.cases.writers import require_team

__all__ = ["level_of", "member_called", "note_answer", "refer_outside", "referral_record", "send_referral"]

# Parts that tell who she is: with one of them a record is full, without them coded.
_TELLING: Final = frozenset({"who", "contact", "notes"})


def member_called(name: str, keyring: Keyring) -> Organisation | None:
    """The other member that bears this name, in either language."""
    wanted = _folded(name)
    others = present_members(clock.today()).exclude(pk=keyring.organisation_id)
    return next((one for one in others if wanted in (_folded(one.name_hi), _folded(one.name_en))), None)


def send_referral(*, by: Actor, keyring: Keyring, found: Opened, said: Mapping[str, Any]) -> Opened:
    """Refer or hand a case over to another member. `said`: answers of kind `referral`; the rest is the machine's.

    The recipient is the one whom the chosen consent or override names. Raises Problem or Problems: no such member,
    nothing that carries it, no keys over there.
    """
    require_team(by)
    cover = _chosen(found, said)
    member = member_called(str(cover.get("recipient")), keyring)
    if member is None:
        raise Problem(
            "unreadable", _("No other member of the network has the name that stands there."), field="consent"
        )
    to = receiving_team(by, member.pk)
    opened = open_identity(by, keyring, found)
    with transaction.atomic():
        now, entry = _written(by, keyring, opened, said, cover, str(member.pk))
        post(keyring, to, REFERRAL, _letter(by, now, entry).sealable())
        address = Address(reference=uuid.UUID(entry.get("reference")), case=found.case.pk, row=entry.row)
        keep_address(by, keyring, address)
        now = _answered(by, keyring, now, entry, {"state": "sent", "on": clock.today(), "by_letter": True})
        tell_of_letter(by, found.case.organisation_id, sharing_events.LETTER_SENT, REFERRAL)
    return now


def refer_outside(*, by: Actor, keyring: Keyring, found: Opened, said: Mapping[str, Any]) -> Opened:
    """Write a referral to a partner outside. It is handed over as an encrypted file and counts as sent with that."""
    cover = _chosen(found, said)
    now, _entry = _written(by, keyring, found, said, cover, "")
    return now


def note_answer(*, by: Actor, keyring: Keyring, found: Opened, row: uuid.UUID, said: Mapping[str, Any]) -> Opened:
    """Write down what came of a referral. Taken back, a member is told by letter. Raises Problem or Problems."""
    require_team(by)
    entry = found.file.find(row)
    if entry is None or entry.kind != "referral" or entry.withdrawn:
        raise Problem("unreadable", field="referral")
    to = (
        receiving_team(by, uuid.UUID(entry.get("member")))
        if said.get("state") == "revoked" and entry.get("member")
        else None
    )
    with transaction.atomic():
        now = _answered(by, keyring, found, entry, {**said, "by_letter": to is not None})
        if is_over(str(said.get("state"))):
            close_address(keyring, uuid.UUID(entry.get("reference")))
        if to is not None:
            answer = now.file.linked(row, "referral_answer", "referral")[-1]
            body = AnswerLetter(
                reference=uuid.UUID(entry.get("reference")),
                state="revoked",
                on=answer.get("on"),
                reason=answer.get("reason", ""),
            )
            post(keyring, to, ANSWER, body.sealable())
            tell_of_letter(by, found.case.organisation_id, sharing_events.LETTER_SENT, ANSWER)
    return now


def referral_record(found: Opened, entry: Entry) -> Record:
    """What this referral tells, at its level. Raises Problem("no_consent_to_share") when nothing carries it today."""
    today = clock.today()
    if covering(found.file, entry.answers, today) is None:
        raise Problem("no_consent_to_share", _("Nothing carries this referral today. Ask her first."))
    cover = Cover(str(entry.get("recipient")), is_override=entry.get("override") is not None)
    record = told(record_of(found.file, today, cover), entry.get("passed_on", []))
    return full(record) if level_of(entry) is Level.FULL else coded(record, uuid.uuid4().bytes + uuid.uuid4().bytes)


def level_of(entry: Entry) -> Level:
    """Full where it tells who she is, else coded."""
    return Level.FULL if _TELLING & set(entry.get("passed_on", [])) else Level.CODED


def _chosen(found: Opened, said: Mapping[str, Any]) -> Entry:
    """The consent or override that was named; whether it carries the referral is asked when it is written."""
    field = "override" if said.get("override") else "consent"
    entry = found.file.find(str(said.get(field) or ""))
    if entry is None or entry.kind != field:
        raise Problem("missing_required", field=field)
    return entry


def _written(
    by: Actor, keyring: Keyring, found: Opened, said: Mapping[str, Any], cover: Entry, member: str
) -> tuple[Opened, Entry]:
    reference = str(uuid.uuid4())
    answers = {
        **said,
        "recipient": str(cover.get("recipient")),
        "member": member,
        "sent_on": clock.today(),
        "reference": reference,
    }
    now = write_entry(by=by, keyring=keyring, found=found, kind="referral", said=answers)
    entry = next(one for one in now.file.all("referral") if one.get("reference") == reference)
    return now, entry


def _answered(by: Actor, keyring: Keyring, found: Opened, entry: Entry, said: Mapping[str, Any]) -> Opened:
    answers = {**said, "referral": entry.row}
    return write_entry(by=by, keyring=keyring, found=found, kind="referral_answer", said=answers)


def _letter(by: Actor, found: Opened, entry: Entry) -> ReferralLetter:
    texts: dict[str, Any] = {
        name: str(entry.get(name, "")) for name in ("way", "service", "request", "urgency", "told", "call_back")
    }
    identity = found.file.identity
    parts = set(entry.get("passed_on", []))
    if {"who", "contact"} & parts and identity is None:
        raise Problems([Problem("missing_required", _("Her identity card is not written yet."), field="passed_on")])
    answers = identity.answers if identity is not None and "contact" in parts else {}
    return ReferralLetter(
        **texts,
        reference=uuid.UUID(entry.get("reference")),
        kind=found.case.kind,
        asked_by=_role(by),
        sent_on=entry.get("sent_on"),
        answer_by=entry.get("answer_by"),
        level=level_of(entry).value,
        record=referral_record(found, entry),
        card={name: answers[name] for name in NO_PLACE if answers.get(name)},
    )


def _role(by: Actor) -> str:
    """As what she asks: her role in the house, not who she is."""
    return next((post.role.value for post in by.posts), "")


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()
