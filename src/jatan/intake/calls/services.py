"""Services of calls for help: receive one, and answer or pass on one whose pass code is unknown.

`receive_call` does the same work for every code. The others raise gate.Forbidden where the actor may not.
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
from jatan.kernel.text.storable import storable
from jatan.programme.journeys.passes import normalise_pass_code

# Calls an hour. Hostels and mobile networks share one address, so its limit is high; a code is one person's.
PER_ADDRESS, PER_CODE = 60, 30
_HOUR = dt.timedelta(hours=1)
_MAX_WORDS, _MAX_PHONE = 1000, 40
# Less is the time that sending takes; more is a clock that was changed in between.
_SHORTEST_WAIT, _LONGEST_WAIT = dt.timedelta(minutes=2), dt.timedelta(days=90)


def receive_call(
    *,
    code: str,
    who: str,
    words: str,
    phone: str,
    address: str,
    sent_id: uuid.UUID | None = None,
    waited: dt.timedelta | None = None,
) -> bool:
    """Store one call for help, whatever its code. False when this address called too often within the hour.

    A call with a `sent_id` that is stored already is not stored again. `waited`: how long it lay on her telephone.

    Beyond PER_CODE calls an hour about one code, calls are counted but not stored: the desk has enough of them. Calls
    without a code have only the limit of their address: they are of different people.
    """
    with transaction.atomic():
        address_allowed = rate_limits.allows(
            RateLimit("call-address", PER_ADDRESS, _HOUR), rate_limits.address_key(address)
        )
        known = normalise_pass_code(code)
        code_allowed = rate_limits.allows(RateLimit("call-code", PER_CODE, _HOUR), known) or not known
        if not address_allowed:
            return False
        if code_allowed:
            call = CallForHelp(
                code=known,
                who=Who.OTHER if who == Who.OTHER else Who.SELF,
                words=_clean_text(words, _MAX_WORDS),
                phone=_clean_phone(phone),
                sent_id=sent_id,
                waited_seconds=_clean_wait(waited),
            )
            # Without a query that would say whether it is there: a task for a call that is not stored does nothing.
            CallForHelp.objects.bulk_create([call], ignore_conflicts=True)
            deliver_call.enqueue(str(call.id))
    return True


def answer_call(*, by: Actor, call: CallForHelp, what_was_done: str) -> None:
    """Close a call with an unknown pass code. Raises Problem when it was answered meanwhile."""
    with transaction.atomic():
        locked = _open_call(by, call)
        _close(by, locked, what_was_done)


def pass_on_call(*, by: Actor, call: CallForHelp, to: Organisation, what_was_done: str = "") -> uuid.UUID:
    """Give a call with an unknown pass code to a member's help desk as an urgent issue; return the issue's id."""
    with transaction.atomic():
        locked = _open_call(by, call)
        locked.issue = delivery.open_desk_issue(locked, to)
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


def _clean_text(text: str, max_length: int) -> str:
    """Drop what cannot be stored and possible Aadhaar numbers and cut to `max_length`, rather than refuse the call."""
    return without_aadhaar(storable(text).strip())[:max_length]


def _clean_phone(text: str) -> str:
    """The number as given; "91 98765 43210" has twelve digits like an Aadhaar number, but is kept."""
    return storable(text).strip()[:_MAX_PHONE] if parse_phone(text) else _clean_text(text, _MAX_PHONE)


def _clean_wait(waited: dt.timedelta | None) -> int | None:
    if waited is None or not _SHORTEST_WAIT <= waited <= _LONGEST_WAIT:
        return None
    return int(waited.total_seconds())
