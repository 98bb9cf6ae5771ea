"""How a page comes by its reader's keys: `request.keyring` behind `@needs_keys`, opened when it is first looked at.

The permission is asked and the row is looked up before: whoever may not sees 404, not the question for a passphrase.
What will not open (a row moved, put back, replaced or altered) is answered with one page and told in the ledger.
"""

import functools
from collections.abc import Callable
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from jatan.foundation.access.key_acts import tell_refusal
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault import unlocking
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.refusing import Refused
from jatan.web.needs import StaffRequest

__all__ = ["KeysOfBrowser", "Locked", "cookie_name", "keep_open", "needs_keys", "session_of"]

_READING: Final = ("GET", "HEAD")
_REFUSED: Final = 409


class Locked(Exception):
    """The page needs keys that are not open in this browser."""


class KeysOfBrowser:
    """Middleware: which unlock the browser's cookie speaks of; ends it with the session it belongs to."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cookie = request.COOKIES.get(cookie_name(), "")
        keyed = cast(StaffRequest, request)
        keyed.unlock = unlocking.standing(cookie, request.user.pk) if cookie and request.user.is_authenticated else None
        response = self._get_response(request)
        if keyed.unlock is not None and not request.user.is_authenticated:
            unlocking.end(keyed.unlock)
        is_over = keyed.unlock is None or keyed.unlock.ended_at is not None
        if cookie and is_over and cookie_name() not in response.cookies:
            response.delete_cookie(cookie_name(), samesite="Strict")
        return response


def needs_keys[**P](view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Give the view its reader's keyring. Stands above `needs`, so that the gate answers first."""

    @functools.wraps(view)
    def opened(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request = cast(StaffRequest, args[0])
        request.keyring = cast(Keyring, SimpleLazyObject(lambda: _keyring(request)))
        try:
            return view(*args, **kwargs)
        except Locked:
            return _asked_first(request)
        except Refused as refused:
            return _not_opened(request, refused)

    return opened


def keep_open(response: HttpResponse, cookie: str) -> HttpResponse:
    """Hand the browser its half of the secret, for as long as it stays open."""
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(cookie_name(), cookie, secure=secure, httponly=True, samesite="Strict", path="/")
    return response


def cookie_name() -> str:
    """`__Host-` makes browsers refuse it from another host or over plain HTTP; a demo on one machine goes without."""
    return "__Host-s1" if settings.SESSION_COOKIE_SECURE else "s1"


def session_of(request: HttpRequest) -> str:
    """What the open keys are bound to."""
    return str(request.session.session_key)


def _keyring(request: StaffRequest) -> Keyring:
    if request.unlock is None:
        raise Locked
    try:
        return unlocking.keyring_of(request.unlock, request.COOKIES.get(cookie_name(), ""), session_of(request))
    except Refused as refused:
        raise Locked from refused


def _asked_first(request: HttpRequest) -> HttpResponseBase:
    is_reading = request.method in _READING
    if not is_reading:
        messages.warning(
            request, _("Your keys were locked, so what you wrote was not saved. Open them and write again.")
        )
    after = request.get_full_path() if is_reading else reverse("keys")
    return redirect(f"{reverse('keys_open')}?{urlencode({'next': after})}")


def _not_opened(request: StaffRequest, refused: Refused) -> HttpResponseBase:
    with acting_as(request.actor):
        tell_refusal(request.actor, refused)
        response: Any = render(request, "staff/vault/refused.html", {"why": refused.code}, status=_REFUSED)
    patch_cache_control(response, private=True, no_store=True)
    return cast(HttpResponseBase, response)
