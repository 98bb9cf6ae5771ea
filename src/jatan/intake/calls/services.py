"""Verbs of the door: a call comes in, and the secretariat answers one that named no known pass.

`receive_call` does the same work for every code. Raises gate.Forbidden where the actor may not.
"""

import datetime as dt
import uuid

from django.db import transaction

from jatan.foundation.access import gate, rate_limits
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.rate_limits import RateLimit
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Organisation
from jatan.intake.calls import delivery, events
from jatan.intake.calls.models import CallForHelp, Who
from jatan.intake.calls.tasks import deliver_call
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem, without_aadhaar
from jatan.programme.journeys.passes import canonical

__all__ = ["answer_call", "pass_on", "receive_call"]

# Hostels and whole mobile networks share one address, so it is many; a code is one person's.
PER_ADDRESS, PER_CODE = 60, 30
_HOUR = dt.timedelta(hours=1)
_WORDS, _PHONE = 1000, 40


def receive_call(*, code: str, who: str, words: str, phone: str, address: str) -> bool:
    """Write down one call for help, whatever its code. False: this address called too often within the hour.

    Beyond PER_CODE calls an hour about one code they are counted and no longer written: the desk has thirty.
    """
    with transaction.atomic():
        from_here = rate_limits.allows(RateLimit("call-address", PER_ADDRESS, _HOUR), rate_limits.network_of(address))
        on_this = rate_limits.allows(RateLimit("call-code", PER_CODE, _HOUR), canonical(code))
        if not from_here:
            return False
        if on_this:
            call = CallForHelp(
                code=canonical(code),
                who=Who.OTHER if who == Who.OTHER else Who.SELF,
                words=_kept(words, _WORDS),
                phone=_kept_phone(phone),
            )
            CallForHelp.objects.bulk_create([call])
            deliver_call.enqueue(str(call.id))
    return True


def answer_call(*, by: Actor, call: CallForHelp, what_was_done: str) -> None:
    """Close a call that named no known pass, with what was done. Problem for one answered meanwhile."""
    with transaction.atomic():
        locked = _open_call(by, call)
        _close(by, locked, what_was_done)


def pass_on(*, by: Actor, call: CallForHelp, to: Organisation, what_was_done: str = "") -> uuid.UUID:
    """Hand a call that named no known pass to a member's help desk, where it is an urgent issue."""
    with transaction.atomic():
        locked = _open_call(by, call)
        locked.issue = delivery.bring_to_desk(locked, to)
        locked.words = locked.phone = ""
        _close(by, locked, what_was_done)
        return locked.issue


def _open_call(by: Actor, call: CallForHelp) -> CallForHelp:
    if call.organisation_id is None:
        raise gate.Forbidden(Permission.CALLS_ANSWER.value)
    gate.require(by, Permission.CALLS_ANSWER, organisation_id=call.organisation_id)
    locked = CallForHelp.objects.select_for_update().get(organisation_id=call.organisation_id, pk=call.pk)
    if locked.answered_at is not None or locked.issue is not None:
        raise Problem("not_at_this_stage")
    return locked


def _close(by: Actor, call: CallForHelp, what_was_done: str) -> None:
    problem = aadhaar_problem(what_was_done)
    if problem is not None:
        raise problem.at("what_was_done")
    call.answered_at, call.answered_by, call.what_was_done = clock.now(), by.account_id, what_was_done
    call.save(update_fields=["answered_at", "answered_by", "what_was_done", "issue", "words", "phone"])
    record_event(
        organisation_id=call.organisation_id,  # type: ignore[arg-type]
        by=by.account_id,
        verb=events.CALL_PASSED_ON if call.issue else events.CALL_ANSWERED,
        about_type=call._meta.label_lower,
        about=call.pk,
    )


def _kept(text: str, most: int) -> str:
    """Nobody who needs help is refused for how she writes: what cannot be kept is left out, the rest is kept."""
    return without_aadhaar(text.replace("\x00", "").strip())[:most]


def _kept_phone(text: str) -> str:
    """The number as given; "91 98765 43210" has twelve digits too and must stay."""
    return text.replace("\x00", "").strip()[:_PHONE] if parse_phone(text) else _kept(text, _PHONE)
