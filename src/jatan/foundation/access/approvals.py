"""The second person agrees to or refuses an act on somebody's access. Agreeing makes it take effect."""

import datetime as dt

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.authority import log_account_event
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import AccessRequest, Outcome, RequestKind
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.second_person import is_proven, is_waiting, may_decide
from jatan.foundation.access.second_person_codes import code_digest, new_code
from jatan.foundation.access.services import (
    INVITATION_HOURS,
    GivePosting,
    add_posting,
    close_invitations,
    reopen_account,
    take_second_steps_away,
)
from jatan.kernel import clock


def agree(*, by: Actor, request: AccessRequest) -> str:
    """Agree; the act takes effect. Returns the code that `by` hands to the person herself, "" if no link is open.

    The code is returned here only. With it the link works for 72 hours. Somebody whose account may be in other hands
    (second_person.is_proven) begins anew with link and code. Raises Forbidden.
    """
    with transaction.atomic():
        locked = _locked(request)
        if not may_decide(by, locked) or not (locked.account.is_active or locked.kind == RequestKind.REOPEN):
            raise Forbidden("access_approve")
        was_proven = is_proven(locked.account)
        _decide(by, locked, Outcome.APPROVED, "access.second_person_agreed")
        return _PERFORM[RequestKind(locked.kind)](by, locked, was_proven)


def refuse(*, by: Actor, request: AccessRequest) -> None:
    """Refuse; nothing changes, and a link that waited is void. Raises Forbidden."""
    with transaction.atomic():
        locked = _locked(request)
        if not may_decide(by, locked):
            raise Forbidden("access_approve")
        _end(by, locked, "access.second_person_refused")


def may_take_back(by: Actor, request: AccessRequest) -> bool:
    """True for who asked, while it waits."""
    return request.outcome == "" and request.asked_by_id is not None and request.asked_by_id == by.account_id


def take_back(*, by: Actor, request: AccessRequest) -> None:
    """Take back what one asked for oneself. Raises Forbidden."""
    with transaction.atomic():
        locked = _locked(request)
        if not may_take_back(by, locked):
            raise Forbidden("access_approve")
        _end(by, locked, "access.second_person_request_taken_back")


def _end(by: Actor, request: AccessRequest, verb: str) -> None:
    _decide(by, request, Outcome.REFUSED, verb)
    if request.kind in (RequestKind.POSTING, RequestKind.LINK):
        close_invitations(request.account)


def _locked(request: AccessRequest) -> AccessRequest:
    """The request, locked. Raises Forbidden if it was decided meanwhile."""
    rows = AccessRequest.objects.select_for_update(of=("self",)).select_related("account", "place")
    locked = rows.get(organisation_id=request.organisation_id, pk=request.pk)
    if locked.outcome:
        raise Forbidden("decided already")
    return locked


def _decide(by: Actor, request: AccessRequest, outcome: Outcome, verb: str) -> None:
    request.outcome, request.decided_by_id, request.decided_at = outcome, by.account_id, clock.now()
    request.save(update_fields=["outcome", "decided_by", "decided_at"])
    codes = {"kind": request.kind} | ({"role": request.role} if request.role else {})
    log_account_event(by, verb, request.account, request.organisation_id, **codes)


def _posting(by: Actor, request: AccessRequest, was_proven: bool) -> str:
    account = request.account
    command = GivePosting(
        role=Role(request.role),
        organisation_id=request.organisation_id,
        place=request.place,
        group=request.group,
        since=max(request.since or clock.today(), clock.today()),
    )
    add_posting(by, account, command)
    if was_proven:
        close_invitations(account)
        return ""
    if account.has_usable_password():
        account.set_unusable_password()
        account.save(update_fields=["password"])
        take_second_steps_away(by, account, request.organisation_id)
    return "" if is_waiting(account) else _release_link(request)


def _link(by: Actor, request: AccessRequest, was_proven: bool) -> str:
    return _release_link(request)


def _second_step(by: Actor, request: AccessRequest, was_proven: bool) -> str:
    take_second_steps_away(by, request.account, request.organisation_id)
    return ""


def _reopen(by: Actor, request: AccessRequest, was_proven: bool) -> str:
    reopen_account(by, request.account, request.organisation_id)
    return ""


_PERFORM = {
    RequestKind.POSTING: _posting,
    RequestKind.LINK: _link,
    RequestKind.SECOND_STEP: _second_step,
    RequestKind.REOPEN: _reopen,
}


def _release_link(request: AccessRequest) -> str:
    """Let the newest open link work from now on, with a code. Returns the code; "" if there is none."""
    found = request.account.invitations.filter(used_at__isnull=True).order_by("-made_at").first()
    if found is None:
        return ""
    code = new_code()
    found.code_digest = code_digest(found.pk, code)
    found.expires_at = clock.now() + dt.timedelta(hours=INVITATION_HOURS)
    found.save(update_fields=["code_digest", "expires_at"])
    return code
