"""View decorators of the sign-in pages: `entrance` is open to all, the `own…` ones to any signed-in account.

Pages about one's own account need no permission: somebody without a posting may still change her password and sign
out.
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
from jatan.web.ui.needs import StaffRequest, public, redirect_to_sign_in

type Page = Callable[..., HttpResponseBase]
_TOO_MANY = 429


def entrance(reason: str) -> Callable[[Page], Page]:
    """Mark a page that needs no sign-in. Too many attempts get the same page for known and unknown names."""

    def decorate(view: Page) -> Page:
        @public(reason)
        @functools.wraps(view)
        def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return _private(request, _with_too_many_page(request, view(request, *args, **kwargs)))

        return shown

    return decorate


def own_page(view: Page) -> Page:
    """Mark a page about one's own account: needs sign-in, no permission."""

    @public("it is about the user's own account, and asks for sign-in itself")
    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, Account):
            return redirect_to_sign_in(request)
        staff = cast(StaffRequest, request)
        staff.account, staff.actor = request.user, actor_of(request.user)
        homes = staff.actor.home_organisations
        if homes:
            staff.home_organisation = SimpleLazyObject(lambda: Organisation.objects.filter(id=homes[0]).first())
        return _private(request, _with_too_many_page(request, view(request, *args, **kwargs)))

    return shown


def own_sign_in_page(view: Page) -> Page:
    """Mark a page that changes sign-in. Redirects accounts without password (demo), so that nobody takes them over."""

    @functools.wraps(view)
    def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if request.account.has_usable_password() else redirect("account_settings")

    return own_page(shown)


def own_second_step_page(view: Page) -> Page:
    """Mark a page for reauthentication by second factor. Redirects accounts with neither password nor second factor."""

    @functools.wraps(view)
    def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        has_something = request.account.has_usable_password() or is_mfa_enabled(request.account)
        return view(request, *args, **kwargs) if has_something else redirect("account_settings")

    return own_page(shown)


def too_many(request: HttpRequest) -> HttpResponseBase:
    """The page for too many attempts, the same for names that exist and names that do not."""
    return render(request, "accounts/too_many.html", status=_TOO_MANY)


def _with_too_many_page(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    return too_many(request) if response.status_code == _TOO_MANY else response


def _private(_request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    patch_cache_control(response, private=True, no_store=True)
    return response
