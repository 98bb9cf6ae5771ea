"""The second person: who must agree before somebody gets more access than the one who gives it has herself.

Needed for a role that shows rows about persons or cases which the giver does not see herself, and for every role that
manages accounts (or else the second person could be made up too). So a coordinator posts field workers and desk
operators of her own office alone, because they see less than she does; a supervisor, a counsellor, a legal officer or
another coordinator waits. The secretariat and the administrator see no rows, so all roles that do wait.

Who agrees: another coordinator or a supervisor of that member. For a member without another coordinator also the
secretariat. For acts of the secretariat also the administrator, and the reverse. For the server's command line the
secretariat, or without one the administrator. Never the asker, never the account that it is about.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Final

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.authority import log_account_event, waiting_postings
from jatan.foundation.access.models import AccessRequest, Account, Outcome, Posting, RequestKind
from jatan.foundation.access.permissions import NEEDS_SECOND_STEP, OF_PERSONS, TABLE, Level, Permission, Role
from jatan.kernel import clock

# How long a decided request is shown to those who could have agreed to it.
RECENT: Final = dt.timedelta(days=14)
_ROWS: Final = frozenset({Level.OWN, Level.GROUP, Level.PLACE, Level.ORGANISATION, Level.NETWORK})
_OF_MEMBER: Final = frozenset({Role.COORDINATOR, Role.SUPERVISOR})
_OF_NETWORK: Final = frozenset({Role.SECRETARIAT, Role.ADMINISTRATOR})


def needs_second_person(by: Actor, role: Role, organisation_id: uuid.UUID) -> bool:
    """True if `by` alone may not give this role there."""
    gives = TABLE[role]
    if Permission.ACCOUNTS_MANAGE in gives:
        return True
    shown = (permission for permission in OF_PERSONS if _ROWS & set(gives.get(permission, ())))
    return any(organisation_id not in by.reach(permission).organisations for permission in shown)


def needs_second_person_for(by: Actor, account: Account) -> bool:
    """True if `by` alone may not make an act after which somebody could enter as this account."""
    held = Posting.objects.filter(account=account).filter(Q(until__isnull=True) | Q(until__gte=clock.today()))
    rows: list[Posting | AccessRequest] = [*held, *waiting_postings(account)]
    roles = {(Role(row.role), row.organisation_id) for row in rows}
    return any(needs_second_person(by, role, organisation_id) for role, organisation_id in roles)


def is_proven(account: Account) -> bool:
    """True if nobody but its owner can be behind this account: it holds a role whose links need a second person, and a
    second step. Of any other account, whoever made it or its last link may have the password.
    """
    roles = [role.value for role in NEEDS_SECOND_STEP]
    return account.has_usable_password() and account.postings.in_force(clock.today()).filter(role__in=roles).exists()


def ask_second_person(
    by: Actor, kind: RequestKind, account: Account, organisation_id: uuid.UUID, **posting: object
) -> AccessRequest | None:
    """Let an act wait for a second person; `posting`: role, place and since of a new posting.

    Returns the request; the one that waits already if the same was asked for before. None if it need not wait: at the
    command line in a house where nobody could agree; the act is then noted as decided and done by the caller.
    Permissions are checked by the caller.
    """
    request = AccessRequest(
        kind=kind, account=account, organisation_id=organisation_id, asked_by_id=by.account_id, **posting
    )
    if by.is_console and not second_persons(request):
        _save_decided(request)
        return None
    same = AccessRequest.objects.filter(kind=kind, account=account, organisation_id=organisation_id, outcome="")
    if (held := same.filter(role=request.role, asked_by=request.asked_by_id).first()) is not None:
        return held
    request.save(force_insert=True)
    log_account_event(by, "access.second_person_asked", account, organisation_id, **_codes(request))
    return request


def note_decided(by: Actor, kind: RequestKind, account: Account, organisation_id: uuid.UUID) -> None:
    """Note an act of the command line that waits for nobody, so that those in office see it on their home page."""
    _save_decided(AccessRequest(kind=kind, account=account, organisation_id=organisation_id, asked_by_id=by.account_id))


def second_persons(request: AccessRequest) -> set[uuid.UUID]:
    """Ids of the accounts that may agree to this request now."""
    return _second_persons([request])[request.pk]


def may_decide(by: Actor, request: AccessRequest) -> bool:
    """True if `by` may agree to or refuse this request."""
    return by.account_id in second_persons(request)


def is_waiting(account: Account) -> bool:
    """True while the account's link must not work, because a posting or the link itself waits for a second person."""
    kinds = (RequestKind.POSTING, RequestKind.LINK)
    return account.access_requests.filter(kind__in=kinds, outcome="").exists()


def waiting_requests(by: Actor, *related: str) -> list[AccessRequest]:
    """Requests that wait for the yes of `by`, the oldest first, with account, organisation and what is `related`. One
    query, two more if any waits in her reach.
    """
    rows = list(_requests(by, *related).filter(outcome="").order_by("asked_at", "id")[:200])
    deciders = _second_persons(rows) if rows else {}
    return [row for row in rows if by.account_id in deciders[row.pk]]


def recent_requests(by: Actor, *related: str) -> QuerySet[AccessRequest]:
    """What was agreed to in the last fourteen days without `by`, the newest first: access of others in her own
    organisation; what was done at the server's command line also about her own, and for those who see to the network in
    all of it. With account, organisation and what is `related`.
    """
    concerns = Q(organisation_id__in=by.home_organisations) | Q(asked_by__isnull=True)
    own = Q(decided_by=by.account_id) | Q(asked_by=by.account_id) | Q(account=by.account_id, asked_by__isnull=False)
    rows = _requests(by, *related).filter(concerns, ~own, outcome=Outcome.APPROVED, decided_at__gt=clock.now() - RECENT)
    return rows.order_by("-decided_at", "id")


def find_request(by: Actor, pk: uuid.UUID) -> AccessRequest:
    """A request in the reach of `by`. Raises AccessRequest.DoesNotExist."""
    return _requests(by, "place", "asked_by", "decided_by").get(pk=pk)


def _requests(by: Actor, *related: str) -> QuerySet[AccessRequest]:
    reach = by.reach(Permission.ACCESS_APPROVE).organisations
    # What somebody asked for whose own access is closed by now does not wait any more.
    is_asked = Q(asked_by__isnull=True) | Q(asked_by__is_active=True)
    still = ~Q(outcome="") | is_asked & (Q(account__is_active=True) | Q(kind=RequestKind.REOPEN))
    rows = AccessRequest.objects.filter(still, organisation_id__in=reach)
    return rows.select_related("account", "organisation", *related)


def _second_persons(requests: Collection[AccessRequest]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Request id -> accounts that may agree to it. Two queries."""
    offices = {request.organisation_id for request in requests}
    askers = {request.asked_by_id for request in requests if request.asked_by_id}
    relevant = Q(organisation_id__in=offices, role__in=_OF_MEMBER) | Q(role__in=_OF_NETWORK) | Q(account_id__in=askers)
    postings = Posting.objects.in_force(clock.today()).filter(relevant, account__is_active=True)
    posts = [
        row for row in postings.select_related("account") if row.account.has_usable_password() or row.account.is_demo
    ]
    return {request.pk: _persons_for(request, posts) for request in requests}


def _persons_for(request: AccessRequest, posts: Iterable[Posting]) -> set[uuid.UUID]:
    asker_roles = {Role(post.role) for post in posts if post.account_id == request.asked_by_id}
    if request.asked_by_id is not None and not asker_roles:
        return set()
    others = [post for post in posts if post.account_id not in (request.asked_by_id, request.account_id)]
    in_office = {role: {post.account_id for post in others if post.role == role} for role in _OF_NETWORK}
    there = [post for post in others if post.organisation_id == request.organisation_id]
    members = {post.account_id for post in there if post.role in _OF_MEMBER}
    has_coordinator = any(post.role == Role.COORDINATOR for post in there)
    if request.asked_by_id is None:
        return in_office[Role.SECRETARIAT] or in_office[Role.ADMINISTRATOR] or members
    if asker_roles & _OF_NETWORK:
        opposite = {Role.SECRETARIAT: Role.ADMINISTRATOR, Role.ADMINISTRATOR: Role.SECRETARIAT}
        wanted = {opposite[role] for role in asker_roles & _OF_NETWORK}
        of_network = set[uuid.UUID]().union(*(in_office[role] for role in wanted))
        return members | (of_network or in_office[Role.SECRETARIAT] | in_office[Role.ADMINISTRATOR])
    if has_coordinator:
        return members
    return members | (in_office[Role.SECRETARIAT] or in_office[Role.ADMINISTRATOR])


def _save_decided(request: AccessRequest) -> None:
    request.outcome, request.decided_at = Outcome.APPROVED, clock.now()
    request.save(force_insert=True)


def _codes(request: AccessRequest) -> dict[str, str]:
    return {"kind": request.kind} | ({"role": request.role} if request.role else {})
