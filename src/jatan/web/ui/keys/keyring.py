"""The keyring of a request: `request.keyring` behind `@needs_keys`, opened on first access.

Permission and row are checked before: without permission the response is 404, not the passphrase form.
A tampered row (moved, replayed, replaced or altered) gives an error page and is logged in the ledger.
"""

import functools
from collections.abc import Callable
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from jatan.foundation.access.key_acts import log_refusal
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault import open_keys
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.refusal import Refused
from jatan.web.ui.keys.cookies import cookie_name, session_of
from jatan.web.ui.keys.unlock_again import ask_again
from jatan.web.ui.needs import StaffRequest

__all__ = ["BrowserKeysMiddleware", "Locked", "browser_keyring", "needs_keys", "open_keyring"]

_READING: Final = ("GET", "HEAD")
_REFUSED: Final = 409


class Locked(Exception):
    """The view needs keys, but none are open in this browser."""


class BrowserKeysMiddleware:
    """Middleware: finds the unlock of the browser's cookie, and ends it with its session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cookie = request.COOKIES.get(cookie_name(), "")
        keyed = cast(StaffRequest, request)
        keyed.unlock = (
            open_keys.valid_unlock(cookie, request.user.pk) if cookie and request.user.is_authenticated else None
        )
        was_here = request.user.is_authenticated
        response = self._get_response(request)
        if was_here and not request.user.is_authenticated:
            # Clear the browser's cache, so that the next person at it finds no page.
            response.headers["Clear-Site-Data"] = '"cache"'
        if keyed.unlock is not None and not request.user.is_authenticated:
            open_keys.end(keyed.unlock)
        is_over = keyed.unlock is None or keyed.unlock.ended_at is not None
        if cookie and is_over and cookie_name() not in response.cookies:
            response.delete_cookie(cookie_name(), samesite="Strict")
        return response


def needs_keys[**P](view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """View decorator that provides `request.keyring`. Put it above `needs`, so that permissions are checked first."""

    @functools.wraps(view)
    def opened(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request = cast(StaffRequest, args[0])
        try:
            return _with_keys(request, lambda: view(*args, **kwargs))
        except Refused as refused:
            return _refusal_page(request, refused)

    return opened


def browser_keyring(request: StaffRequest) -> Keyring:
    """The keyring opened by the browser's cookie. Raises Locked."""
    if request.unlock is None:
        raise Locked
    try:
        return open_keys.keyring_of(request.unlock, request.COOKIES.get(cookie_name(), ""), session_of(request))
    except Refused as refused:
        raise Locked from refused


def open_keyring(request: StaffRequest) -> Keyring | None:
    """The keys that are open in this browser, for a page that never asks for a passphrase; None: they are locked."""
    try:
        return browser_keyring(request)
    except Locked:
        return None


def _with_keys(request: StaffRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    request.keyring = cast(Keyring, SimpleLazyObject(lambda: browser_keyring(request)))
    try:
        return view()
    except Locked:
        return _unlock_and_retry(request, lambda: _with_keys(request, view))


def _unlock_and_retry(request: StaffRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    if request.method not in _READING:
        return ask_again(request, view)
    return redirect(f"{reverse('keys_open')}?{urlencode({'next': request.get_full_path()})}")


def _refusal_page(request: StaffRequest, refused: Refused) -> HttpResponseBase:
    with acting_as(request.actor):
        log_refusal(request.actor, refused)
        response: Any = render(request, "vault/refused.html", {"why": refused.code}, status=_REFUSED)
    patch_cache_control(response, private=True, no_store=True)
    return cast(HttpResponseBase, response)
