"""Two kinds of pages around signing in: entrances, open to all, and one's own pages, open to whoever signed in.

One's own pages ask for no permission: somebody without a posting may still change her password and sign out.
"""

import functools
from collections.abc import Callable
from typing import Any, cast

from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.network.models import Organisation
from jatan.web.ui.needs import StaffRequest, public, to_sign_in

type Page = Callable[..., HttpResponseBase]
_TOO_MANY = 429


def entrance(reason: str) -> Callable[[Page], Page]:
    """A page before sign-in. What limits guessing answers with one page, whoever was asked for."""

    def decorate(view: Page) -> Page:
        @public(reason)
        @functools.wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return _private(request, _in_our_look(request, view(request, *args, **kwargs)))

        return shown

    return decorate


def own(view: Page) -> Page:
    """A page about oneself: sign-in is asked for, nothing else."""

    @public("it is about the reader's own sign-in, and asks for sign-in itself")
    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, Account):
            return to_sign_in(request)
        staff = cast(StaffRequest, request)
        staff.account, staff.actor = request.user, actor_of(request.user)
        homes = staff.actor.home_organisations
        if homes:
            staff.home_organisation = SimpleLazyObject(lambda: Organisation.objects.filter(id=homes[0]).first())
        return _private(request, _in_our_look(request, view(request, *args, **kwargs)))

    return shown


def own_keys(view: Page) -> Page:
    """A page on which one changes how one signs in. The demo's people have no password, so nobody takes them over."""

    @functools.wraps(view)
    def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.account.has_usable_password() else redirect("account_settings")

    return own(shown)


def own_step(view: Page) -> Page:
    """A page on which one shows a second step once more, also in place of a password that one does not have."""

    @functools.wraps(view)
    def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        has_something = request.account.has_usable_password() or is_mfa_enabled(request.account)
        return view(request, *args, **kwargs) if has_something else redirect("account_settings")

    return own(shown)


def too_many(request: HttpRequest) -> HttpResponseBase:
    """The one page for too many attempts: the same for names that exist and names that do not."""
    return render(request, "accounts/too_many.html", status=_TOO_MANY)


def _in_our_look(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if getattr(request, "axes_locked_out", False):
        # Axes' middleware would put its own bare text in place of ours.
        request.axes_locked_out = False  # type: ignore[attr-defined]
        return too_many(request)
    return too_many(request) if response.status_code == _TOO_MANY else response


def _private(_request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    patch_cache_control(response, private=True, no_store=True)
    return response
