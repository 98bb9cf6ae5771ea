"""Sign-in without password as one of the demo accounts. Works only with settings.JATAN_DEMO."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from allauth.account.utils import perform_login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.selectors import POSTINGS
from jatan.web.accounts.access import entrance
from jatan.web.accounts.sessions import choose_computer

ROLE_DESCRIPTIONS: Final = {
    Role.FORUM_LEADER: _("Her own forum, its people and their journeys."),
    Role.FIELD_WORKER: _("People, groups and meetings of her own block."),
    Role.DESK_OPERATOR: _("The help desk and every record of her organisation, cases excepted."),
    Role.COUNSELLOR: _("Her own cases, by code, and the people of her organisation."),
    Role.SUPERVISOR: _("Every case of her organisation, by code."),
    Role.LEGAL_OFFICER: _("Cases that were given to her by key: their law and their court days."),
    Role.COORDINATOR: _("All records of her organisation, its registers and who has access."),
    Role.SECRETARIAT: _("The whole network in numbers, interviews of studies; its organisations and who has access."),
    Role.RESEARCHER: _("Numbers of the whole network; interviews of studies, each one, without names."),
    Role.AUDITOR: _("Who did what and when, in codes; no records."),
    Role.ADMINISTRATOR: _("Organisations and who has access; no records."),
}


@dataclass(frozen=True)
class Offer:
    """One role on the demo's sign-in page: what it may see, and (account, organisation) to sign in as."""

    role: Any
    sight: Any
    people: tuple[tuple[Account, str], ...]


def offers(accounts: Iterable[Account]) -> list[Offer]:
    """The demo accounts grouped by role, in the given order. Two of one organisation also show their names."""
    grouped: dict[str, list[tuple[Account, str]]] = {}
    for account in accounts:
        posting = getattr(account, POSTINGS)[0]
        grouped.setdefault(posting.role, []).append((account, posting.organisation.name))
    return [
        Offer(Role(role).label, ROLE_DESCRIPTIONS[Role(role)], tuple(_apart(people)))
        for role, people in grouped.items()
    ]


def _apart(people: list[tuple[Account, str]]) -> Iterable[tuple[Account, str]]:
    houses = [house for _account, house in people]
    for account, house in people:
        yield account, house if houses.count(house) == 1 else f"{house} · {account.name}"


@entrance("demo accounts have no passwords; refused unless settings.JATAN_DEMO is set")
@require_POST
def sign_in_as(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Sign in as a demo account; 404 for every other account."""
    account = Account.objects.filter(pk=pk, is_demo=True, is_active=True).first() if settings.JATAN_DEMO else None
    if account is None:
        raise Http404
    choose_computer(request, is_shared=False)
    response: HttpResponseBase = perform_login(request, account, email_verification="none", redirect_url="/")
    return response
