"""Keys locked during writing: ask for the passphrase, then continue with the submitted form.

The input is kept in hidden fields of that page only, not in the session, a draft or the URL.
"""

from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from jatan.foundation.access import key_acts, rate_limits
from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault import open_keys
from jatan.foundation.vault.key_agent.client import AgentAway
from jatan.foundation.vault.refusal import Refused
from jatan.web.ui.keys.closed_words import away_words, is_no_guess, refusal_words
from jatan.web.ui.keys.cookies import cookie_name, session_of, set_keys_cookie
from jatan.web.ui.needs import StaffRequest

# The field of that page that does not belong to the submitted form.
FIELD: Final = "passphrase_again"
# Secrets are never repeated in a page; they must be typed again.
_NOT_KEPT: Final = {FIELD, "csrfmiddlewaretoken", "passphrase", "again", "present"}
_UNPROCESSABLE, _TOO_MANY, _UNAVAILABLE = 422, 429, 503


def ask_again(request: StaffRequest, go_on: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """Respond to a POST with locked keys: with a passphrase in it, open them and call `go_on`; else ask for it."""
    if getattr(request, "carries_file", False):
        messages.warning(request, _("Your keys were locked, so the file was not kept. Open them and send it again."))
        return redirect(f"{reverse('keys_open')}?{urlencode({'next': request.get_full_path()})}")
    passphrase = request.POST.get(FIELD, "")
    if not passphrase:
        return _passphrase_page(request)
    if not rate_limits.allows(key_acts.GUESSES, request.account.pk):
        return render(request, "accounts/too_many.html", status=_TOO_MANY)
    try:
        cookie = _open_keys(request, passphrase)
    except AgentAway as away:
        rate_limits.take_back(key_acts.GUESSES, request.account.pk)
        return not_now_page(request, away)
    except Refused as refused:
        if is_no_guess(refused):
            rate_limits.take_back(key_acts.GUESSES, request.account.pk)
        return _passphrase_page(request, str(refusal_words(refused)), status=_UNPROCESSABLE)
    rate_limits.reset(key_acts.GUESSES, request.account.pk)
    response = go_on()
    return set_keys_cookie(response, cookie) if isinstance(response, HttpResponse) else response


def not_now_page(request: StaffRequest, away: Exception) -> HttpResponseBase:
    """The submitted form is kept, to be sent again in a minute."""
    return _passphrase_page(request, str(away_words(away)), status=_UNAVAILABLE)


def _open_keys(request: StaffRequest, passphrase: str) -> str:
    """The cookie of the keys, now open also for this request. Raises Refused, which is logged, and AgentAway."""
    refusal = None
    with acting_as(request.actor):
        try:
            cookie = key_acts.open_keys(by=request.actor, passphrase=passphrase, session=session_of(request))
        except Refused as refused:
            refusal = refused  # raised after the transaction, which keeps what was logged
    if refusal is not None:
        raise refusal
    request.unlock = open_keys.valid_unlock(cookie, request.account.pk, session_of(request))
    request.COOKIES |= {cookie_name(): cookie}
    return cookie


def _passphrase_page(request: StaffRequest, wrong: str = "", *, status: int = 200) -> HttpResponseBase:
    kept = [(name, value) for name, values in request.POST.lists() if name not in _NOT_KEPT for value in values]
    page = {"kept": kept, "wrong": wrong, "field": FIELD, "address": request.get_full_path()}
    response = render(request, "vault/again.html", page, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response
