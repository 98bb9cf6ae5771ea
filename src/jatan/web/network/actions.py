"""Actions on an account, each with a confirmation page."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import authority, invitations, selectors, services
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission, Role
from jatan.web.network.accounts import link_page
from jatan.web.ui.needs import StaffRequest, needs

_WAITS: Final = _("Asked for. It takes effect when a second person has agreed.")


@dataclass(frozen=True)
class AccountAction:
    """An action on an account. `act` returns a token if a link has to be shown, False if a second person must agree."""

    title: Any
    sentence: Any
    done: Any
    act: Callable[..., object]
    is_final: bool = False


ACTIONS: Final = {
    "close": AccountAction(
        _("Close the access"),
        _("She is signed out everywhere at once and cannot sign in any more. What she recorded stays, with her name."),
        _("The access is closed."),
        services.deactivate_account,
        is_final=True,
    ),
    "open": AccountAction(
        _("Open the access again"),
        _("She can sign in again, with the postings that are still in force."),
        _("The access is open again."),
        services.reactivate_account,
    ),
    "sign-out": AccountAction(
        _("Sign out everywhere"),
        _("Every device on which she is signed in asks for the password again."),
        _("She is signed out everywhere."),
        services.sign_out_account,
    ),
    "second-step": AccountAction(
        _("Take the second step away"),
        _("For somebody who lost telephone and recovery codes: ask her yourself first, in person or by her voice."),
        _("She signs in with her password alone now. Ask her to set up a second step again."),
        services.remove_second_factors,
    ),
    "invite": AccountAction(
        _("New link"),
        _("She chooses a new password with it. The present password works until then; older links stop working."),
        "",
        invitations.renew_invitation,
    ),
}


@needs(Permission.ACCOUNTS_MANAGE, fresh_second_step=True)
def account_action(request: StaffRequest, pk: uuid.UUID, action: str) -> HttpResponseBase:
    """GET asks for confirmation, POST acts. 404 for users who do not manage this account."""
    row, act = _found(request.actor, pk, action, request.account)
    if request.method != "POST":
        return _ask(request, row, act.title, act.sentence, is_final=act.is_final)
    result = act.act(by=request.actor, account=row)
    if isinstance(result, str):
        return link_page(request, row, result)
    messages.success(request, str(_WAITS if result is False else act.done))
    return redirect("account", row.pk)


@needs(Permission.ACCOUNTS_MANAGE, fresh_second_step=True)
def end_posting(request: StaffRequest, pk: uuid.UUID, posting: uuid.UUID) -> HttpResponseBase:
    """End a posting. It takes effect at her next request."""
    row = selectors.find_account(request.actor, pk)
    held = next((post for post in getattr(row, selectors.POSTINGS) if post.pk == posting), None)
    if held is None or not authority.may_post(request.actor, Role(held.role), held.organisation_id):
        raise Http404
    if request.method != "POST":
        sentence = _("“%(role)s, %(organisation)s” ends. Her next page is without it.") % {
            "role": held.get_role_display(),
            "organisation": held.organisation.name,
        }
        return _ask(request, row, _("End the posting"), sentence, is_final=True)
    services.end_posting(by=request.actor, posting=held)
    messages.success(request, str(_("The posting has ended.")))
    return redirect("account", row.pk)


def _found(by: Actor, pk: uuid.UUID, action: str, reader: Account) -> tuple[Account, AccountAction]:
    row = selectors.find_account(by, pk)
    if action not in ACTIONS or row.pk == reader.pk or not selectors.has_charge(by, row):
        raise Http404
    if row.is_active == (action == "open"):
        raise Http404
    return row, ACTIONS[action]


def _ask(request: StaffRequest, row: Account, title: Any, sentence: Any, *, is_final: bool) -> HttpResponseBase:
    back = reverse("account", args=[row.pk])
    page = {"title": title, "sentence": sentence, "label": row.name, "back": back, "is_final": is_final}
    return render(request, "network/confirm.html", page)
