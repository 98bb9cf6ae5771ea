"""Reauthenticate before changing passphrase or recovery codes: open keys alone are not enough."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

from django.http import HttpResponseBase
from django.shortcuts import render

from jatan.foundation.access import key_acts, rate_limits
from jatan.foundation.vault import open_keys
from jatan.foundation.vault.key_agent.client import AgentAway
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.web.ui.keys.closed_words import is_no_guess, refusal_words
from jatan.web.ui.keys.cookies import session_of
from jatan.web.ui.needs import StaffRequest

_BY_CODE: Final = "keys_opened_by_code"
# How long after using a recovery code the passphrase can be changed without the present one.
_CODE_VALID_FOR: Final = dt.timedelta(minutes=15)
_TOO_MANY: Final = 429


def remember_opened_by_code(request: StaffRequest, cookie: str) -> None:
    """Remember in the session that a recovery code opened the keys of this cookie."""
    row = open_keys.valid_unlock(cookie, request.account.pk, session_of(request))
    request.session[_BY_CODE] = str(row.pk) if row else ""


def was_opened_by_code(request: StaffRequest) -> bool:
    """Whether the open keys were just opened by a recovery code."""
    row = request.unlock
    if row is None or request.session.get(_BY_CODE) != str(row.pk):
        return False
    return clock.now() - row.started_at < _CODE_VALID_FOR


def confirm_passphrase(
    request: StaffRequest, form: Any, field: str, then: Callable[[], HttpResponseBase]
) -> HttpResponseBase | None:
    """The response of `then` if the passphrase in `field` is right; None if the form must be shown (again).

    Attempts are rate-limited together with those of opening keys.
    """
    if not form.is_valid():
        return None
    if not rate_limits.allows(key_acts.GUESSES, request.account.pk):
        return render(request, "accounts/too_many.html", status=_TOO_MANY)
    try:
        key_acts.check_passphrase(by=request.actor, passphrase=form.cleaned_data[field])
    except AgentAway:
        rate_limits.take_back(key_acts.GUESSES, request.account.pk)
        raise
    except Refused as refused:
        if is_no_guess(refused):
            rate_limits.take_back(key_acts.GUESSES, request.account.pk)
        form.add_error(field, refusal_words(refused))
        return None
    rate_limits.reset(key_acts.GUESSES, request.account.pk)
    return then()
