"""Signing in as one of the demo's people, one tap each. Works only while the house runs as a demo."""

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

# Opens the keys of everybody who holds some in a demo. The sign-in page says it: nothing in a demo is a secret.
PASSPHRASE: Final = "namuna ghar khula darwaza"  # noqa: S105 - no secret
SIGHT: Final = {
    Role.FIELD_WORKER: _("People, groups and meetings of her own block."),
    Role.DESK_OPERATOR: _("The help desk and every record of her organisation, cases excepted."),
    Role.COUNSELLOR: _("Her own cases, by code, and the people of her organisation."),
    Role.SUPERVISOR: _("Every case of her organisation, by code."),
    Role.LEGAL_OFFICER: _("Cases that were given to her by key: their law and their court days."),
    Role.COORDINATOR: _("All records of her organisation, its registers and who has access."),
    Role.SECRETARIAT: _("The whole network in numbers; its organisations and who has access."),
    Role.RESEARCHER: _("Numbers of the whole network, never a person."),
    Role.AUDITOR: _("Who did what and when, in codes; no records."),
    Role.ADMINISTRATOR: _("Organisations and who has access; no records."),
}


@dataclass(frozen=True)
class Offer:
    """One role on the sign-in page: what it sees, and whose eyes one may borrow, with her organisation."""

    role: Any
    sight: Any
    people: tuple[tuple[Account, str], ...]


def offers(accounts: Iterable[Account]) -> list[Offer]:
    """The demo's people, grouped by role in the order they come. Two of one house are told apart by their names."""
    grouped: dict[str, list[tuple[Account, str]]] = {}
    for account in accounts:
        posting = getattr(account, POSTINGS)[0]
        grouped.setdefault(posting.role, []).append((account, posting.organisation.name))
    return [Offer(Role(role).label, SIGHT[Role(role)], tuple(_apart(people))) for role, people in grouped.items()]


def _apart(people: list[tuple[Account, str]]) -> Iterable[tuple[Account, str]]:
    houses = [house for _account, house in people]
    for account, house in people:
        yield account, house if houses.count(house) == 1 else f"{house} · {account.name}"


@entrance("the demo's people have no passwords; refused unless the house runs as a demo")
@require_POST
def sign_in_as(request: HttpRequest, pk: uuid.UUID) -> HttpResponseBase:
    """Sign in as one of the demo's people; everybody else's id is nobody's."""
    account = Account.objects.filter(pk=pk, is_demo=True, is_active=True).first() if settings.JATAN_DEMO else None
    if account is None:
        raise Http404
    response: HttpResponseBase = perform_login(request, account, email_verification="none", redirect_url="/")
    return response
