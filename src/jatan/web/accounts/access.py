"""View decorators of the sign-in pages: `entrance` is open to all, the `own…` ones to any signed-in account.

Pages about one's own account need no permission: somebody without a posting may still change her password and sign
out.
"""

import functools
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.selectors import has_second_step
from jatan.foundation.network.models import Organisation
from jatan.web.ui.needs import StaffRequest, public, redirect_to_sign_in
from jatan.web.ui.second_step import redirect_unless_fresh, redirect_unless_taken

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
    """Mark a page about one's own account: needs sign-in and, by role, the second step; no permission."""
    return _own(view, opens_early=False)


def own_proven_page(view: Page) -> Page:
    """Mark a page as `own_page` that asks for a fresh second step of whoever has one: where her alerts go, where she is
    signed in.
    """
    return _own(_with_fresh_second_step(view), opens_early=False)


def own_sign_in_page(view: Page) -> Page:
    """Mark a page that changes sign-in. Asks for a fresh second step of whoever has one. Redirects accounts without
    password (demo), so that nobody takes them over.
    """
    return _own(_changing_sign_in(view), opens_early=False)


def own_second_step_page(view: Page) -> Page:
    """Mark a page that changes the second step, as `own_sign_in_page`; it also opens to who has none yet."""
    return _own(_changing_sign_in(view), opens_early=True)


def _changing_sign_in(view: Page) -> Page:
    proven = _with_fresh_second_step(view)

    @functools.wraps(view)
    def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.account.has_usable_password():
            return redirect("account_settings")
        return proven(request, *args, **kwargs)

    return shown


def _with_fresh_second_step(view: Page) -> Page:
    @functools.wraps(view)
    def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        asked = redirect_unless_fresh(request, request.account) if has_second_step(request.account) else None
        return asked or view(request, *args, **kwargs)

    return shown


def own_again_page(view: Page) -> Page:
    """Mark a page for reauthentication. Redirects accounts with neither password nor second step."""

    @functools.wraps(view)
    def shown(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        has_something = request.account.has_usable_password() or has_second_step(request.account)
        return view(request, *args, **kwargs) if has_something else redirect("account_settings")

    return _own(shown, opens_early=True)


def _own(view: Page, *, opens_early: bool) -> Page:
    """`opens_early`: also open before the second step was taken, because it is set up or taken there."""

    @public("it is about the user's own account, and asks for sign-in itself")
    @functools.wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not isinstance(request.user, Account):
            return redirect_to_sign_in(request)
        staff = cast(StaffRequest, request)
        staff.account, staff.actor = request.user, actor_of(request.user)
        if not opens_early and (asked := redirect_unless_taken(request, staff.account, staff.actor)) is not None:
            return asked
        homes = staff.actor.home_organisations
        if homes:
            staff.home_organisation = SimpleLazyObject(lambda: Organisation.objects.filter(id=homes[0]).first())
        return _private(request, _with_too_many_page(request, view(request, *args, **kwargs)))

    return shown


def too_many(request: HttpRequest) -> HttpResponseBase:
    """The page for too many attempts, the same for names that exist and names that do not."""
    return render(request, "accounts/too_many.html", status=_TOO_MANY)


def _with_too_many_page(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    return too_many(request) if response.status_code == _TOO_MANY else response


def _private(_request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    patch_cache_control(response, private=True, no_store=True)
    return response
