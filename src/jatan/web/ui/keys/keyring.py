"""The keyring of a request: `request.keyring` behind `@needs_keys`, opened on first access.

Permission and row are checked before: without permission the response is 404, not the passphrase form.
A tampered row (moved, replayed, replaced or altered) gives an error page and is logged in the ledger.
"""

import functools
from collections.abc import Callable
from typing import Any, Final, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.key_acts import log_refusal
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault import open_keys
from jatan.foundation.vault.key_agent.client import AgentAway, AgentBusy
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Unlock
from jatan.foundation.vault.refusal import Refused
from jatan.web.ui.keys.closed_words import away_words
from jatan.web.ui.keys.cookies import cookie_name, session_of
from jatan.web.ui.keys.unlock_again import ask_again, not_now_page
from jatan.web.ui.needs import StaffRequest

_READING: Final = ("GET", "HEAD")
_REFUSED: Final = 409
AWAY: Final = _(
    "Your keys are not open on this machine: you opened them on another one, or the process that keeps them was started"
    " again. Write your passphrase once more."
)


class Locked(Exception):
    """The view needs keys, but none are open in this browser."""


class BrowserKeysMiddleware:
    """Middleware: finds the unlock of the browser's cookie, and ends it with its session.

    A key that is not on this machine (opened on another, or its agent ended) counts as locked here, and is asked for.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        cookie = request.COOKIES.get(cookie_name(), "")
        keyed = cast(StaffRequest, request)
        keyed.unlock, keyed.keys_away = None, False
        was_here = request.user.is_authenticated
        who: Any = request.user.pk if was_here else None
        session = session_of(request) if was_here else ""
        account = who if cookie else None
        if account is not None:
            try:
                keyed.unlock = open_keys.valid_unlock(cookie, account, session)
            except AgentAway:
                keyed.keys_away = True
        response = self._get_response(request)
        if was_here and not request.user.is_authenticated:
            # Clear the browser's cache, so that the next person at it finds no page.
            response.headers["Clear-Site-Data"] = '"cache"'
            # Also those that an earlier cookie of the session opened.
            open_keys.end_browser(who, session)
        is_left, is_replaced = not request.user.is_authenticated, cookie_name() in response.cookies
        if keyed.unlock is not None and is_left:
            open_keys.end(keyed.unlock)
        elif account is not None and keyed.keys_away and (is_left or is_replaced):
            # Opened on another machine, whose agent learns of it.
            open_keys.end_cookie(cookie, account)
        is_over = is_left or (keyed.unlock is None and not keyed.keys_away) or _has_ended(keyed.unlock)
        if cookie and is_over and not is_replaced:
            response.delete_cookie(cookie_name(), samesite="Strict")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """Answer a page during which the key agent went away: ask for the keys again."""
        if not isinstance(exception, AgentAway):
            return None
        return _closed_page(request)


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


def _has_ended(row: Unlock | None) -> bool:
    return row is not None and row.ended_at is not None


def _closed_page(request: HttpRequest) -> HttpResponseBase:
    """The way to open keys again, from a page on which they were needed and are not here."""
    messages.warning(request, AWAY)
    after = request.get_full_path() if request.method in _READING else ""
    address = reverse("keys_open")
    return redirect(f"{address}?{urlencode({'next': after})}" if after and request.path != address else address)


def _busy_page(request: HttpRequest, busy: AgentBusy) -> HttpResponseBase:
    """The page once more: a passphrase is sealed when it is her turn, or there is memory for it. Passphrases are never
    repeated in a page."""
    messages.warning(request, away_words(busy))
    return redirect(request.get_full_path())


def open_keyring(request: StaffRequest) -> Keyring | None:
    """The keys that are open in this browser, for a page that never asks for a passphrase; None: they are locked."""
    try:
        return browser_keyring(request)
    except Locked:
        return None


def _with_keys(request: StaffRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    try:
        return _answer(request, view)
    except AgentBusy as busy:
        return _busy_page(request, busy)
    except (Locked, AgentAway):
        return _unlock_and_retry(request, view)


def _answer(request: StaffRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    request.keyring = cast(Keyring, SimpleLazyObject(lambda: browser_keyring(request)))
    return view()


def _answer_once_more(request: StaffRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """As the passphrase in the form is still there, keys that go away again would be opened again, without end."""
    try:
        return _answer(request, view)
    except (Locked, AgentAway) as away:
        return not_now_page(request, away)


def _unlock_and_retry(request: StaffRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    if request.method not in _READING:
        return ask_again(request, lambda: _answer_once_more(request, view))
    if request.keys_away:
        return _closed_page(request)
    return redirect(f"{reverse('keys_open')}?{urlencode({'next': request.get_full_path()})}")


def _refusal_page(request: StaffRequest, refused: Refused) -> HttpResponseBase:
    with acting_as(request.actor):
        log_refusal(request.actor, refused)
        response: Any = render(request, "vault/refused.html", {"why": refused.code}, status=_REFUSED)
    patch_cache_control(response, private=True, no_store=True)
    return cast(HttpResponseBase, response)
