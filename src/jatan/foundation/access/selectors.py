"""Queries for accounts, limited to those the reader may manage.

A coordinator finds accounts of her own organisation only, and sees none of their postings elsewhere.
"""

import datetime as dt
import hashlib
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.authority import may_post, require_charge
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import AccessRequest, Account, Invitation, Posting, RequestKind
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.access.second_person import is_waiting
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan_names import fold

SEARCHED = 2000
# Attribute of an account returned from here: the postings that may be shown.
POSTINGS = "shown_postings"


def accounts_within(by: Actor) -> QuerySet[Account]:
    """Accounts with a present or former posting in an organisation whose accounts `by` manages, prefetched to POSTINGS;
    and those without any posting for which one was asked for there."""
    managed = by.reach(Permission.ACCOUNTS_MANAGE).organisations
    held = Posting.objects.filter(organisation_id__in=managed)
    asked = AccessRequest.objects.filter(
        organisation_id__in=managed, kind=RequestKind.POSTING, account__postings__isnull=True
    )
    found = held.values("account_id").union(asked.values("account_id"))
    rows = Account.objects.filter(id__in=found).order_by("name", "id")
    return rows.prefetch_related(_postings(managed))


def find_account(by: Actor, pk: uuid.UUID) -> Account:
    """One account that `by` may see. Raises Account.DoesNotExist for all others."""
    return accounts_within(by).get(pk=pk)


def search_accounts(by: Actor, text: str) -> list[uuid.UUID]:
    """Ids of accounts whose name, in either script, or e-mail contains `text`. Searches the first 2,000 accounts."""
    written, folded = text.strip().lower(), fold(text)
    rows = accounts_within(by).prefetch_related(None).values_list("id", "name", "email")[:SEARCHED]
    return [
        pk
        for pk, name, email in rows
        if written in name.lower() or written in email or (folded and folded in fold(name))
    ]


def shared_names(by: Actor) -> list[Account]:
    """Open accounts that sign in with a name that another one has too, in the order of names; both within reach of
    `by`."""
    rows = accounts_within(by).filter(is_active=True)
    names = rows.prefetch_related(None).order_by().values("email")
    shared = names.annotate(accounts=Count("id")).filter(accounts__gt=1).values("email")
    return list(rows.filter(email__in=shared).order_by("email", "created_at"))


def account_names(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """{account: name} of these colleagues, for a page that its reader may see. No query for none."""
    return dict(Account.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def has_second_step(account: Account) -> bool:
    """True if the account has a passkey, codes of a telephone or a printed sheet of codes. One query."""
    found: bool = Authenticator.objects.filter(user=account).exists()
    return found


@dataclass(frozen=True)
class AccountLine:
    """One account for the operator at the server. `postings` in force as `role CODE`; `last_sign_in`: the day."""

    email: str
    name: str
    postings: tuple[str, ...]
    state: str
    second_step: bool
    last_sign_in: dt.date | None


def account_lines(by: Actor) -> list[AccountLine]:
    """Every account, by sign-in name. Only for the operator at the server; raises Forbidden for anybody else."""
    if not by.is_console:
        raise Forbidden("every account is listed at the command line only")
    in_force = Posting.objects.in_force(clock.today()).select_related("organisation").order_by("since", "id")
    rows = Account.objects.annotate(secured=Exists(Authenticator.objects.filter(user=OuterRef("pk"))))
    return [
        AccountLine(
            row.email,
            row.name,
            tuple(f"{post.role} {post.organisation.code}" for post in getattr(row, POSTINGS)),
            account_state(row),
            row.secured,
            timezone.localtime(row.last_login).date() if row.last_login else None,
        )
        for row in rows.prefetch_related(Prefetch("postings", queryset=in_force, to_attr=POSTINGS)).order_by("email")
    ]


def account_state(account: Account) -> Literal["closed", "active", "invited"]:
    """closed, active (a password was chosen, or a demo account) or invited."""
    if not account.is_active:
        return "closed"
    return "active" if account.has_usable_password() or account.is_demo else "invited"


def has_charge(by: Actor, account: Account) -> bool:
    """True if `by` may close the account, renew its invitation and end its sessions."""
    try:
        require_charge(by, account)
    except Forbidden:
        return False
    return True


def managed_organisations(by: Actor) -> QuerySet[Organisation]:
    """Organisations in which `by` may assign postings, in code order."""
    return Organisation.objects.filter(id__in=by.reach(Permission.ACCOUNTS_MANAGE).organisations)


def roles_to_give(by: Actor) -> list[tuple[str, str]]:
    """Roles that `by` may assign in at least one organisation, as choices."""
    organisations = by.reach(Permission.ACCOUNTS_MANAGE).organisations
    return [
        (value, label)
        for value, label in Role.assignable()
        if any(may_post(by, Role(value), organisation) for organisation in organisations)
    ]


def demo_accounts() -> list[Account]:
    """The demo's active accounts with their postings in force, in the order of Role."""
    in_force = Posting.objects.in_force(clock.today()).select_related("organisation")
    rows = Account.objects.filter(is_demo=True, is_active=True).prefetch_related(
        Prefetch("postings", queryset=in_force, to_attr=POSTINGS)
    )
    order = {role.value: place for place, role in enumerate(Role)}
    posted = [(row, getattr(row, POSTINGS)) for row in rows]
    ranked = sorted((order[posts[0].role], row.email, row) for row, posts in posted if posts)
    return [row for _order, _email, row in ranked]


def invited_account(token: str) -> Account | None:
    """The account a usable invitation token belongs to; None for every other token."""
    found = open_invitation(token)
    return found.account if found else None


def open_invitation(token: str, *, lock: bool = False) -> Invitation | None:
    """The usable invitation of this token, with its account; None if it is used, expired, unknown, of a closed account,
    or waits for a second person. `lock`: until the end of the transaction.
    """
    rows = _unused_invitations(token).filter(expires_at__gt=clock.now())
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    return None if found is None or is_waiting(found.account) else found


def is_waiting_invitation(token: str) -> bool:
    """Whether the token's invitation will work when a second person has agreed. Its days count from then."""
    found = _unused_invitations(token).first()
    return found is not None and is_waiting(found.account)


def _unused_invitations(token: str) -> QuerySet[Invitation]:
    digest = hashlib.sha256(token.encode()).hexdigest()
    rows = Invitation.objects.filter(token_digest=digest, used_at__isnull=True, account__is_active=True)
    return rows.select_related("account")


def _postings(managed: Iterable[uuid.UUID]) -> Prefetch[str]:
    rows = Posting.objects.filter(Q(organisation_id__in=managed)).select_related("organisation", "place")
    return Prefetch("postings", queryset=rows.order_by("-since", "id"), to_attr=POSTINGS)
