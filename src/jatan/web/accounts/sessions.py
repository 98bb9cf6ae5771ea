"""Limits of a session: eight hours without a request, twelve hours in all.

Runs after AuthenticationMiddleware. Writes the session at most once in five minutes.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

from jatan.foundation.access.models import Account
from jatan.foundation.access.session_store import is_row_of, sessions_of
from jatan.kernel import clock

IDLE_SECONDS: Final = 8 * 3600
LONGEST_SECONDS: Final = 12 * 3600
NOTED_SECONDS: Final = 300
_BEGAN, _SEEN, _BROWSER = "began_at", "seen_at", "browser"
_LONGEST_BROWSER: Final = 200


@dataclass(frozen=True)
class OpenSession:
    """One line of the page of devices. `browser` is what the browser calls itself."""

    began_at: dt.datetime
    browser: str
    is_current: bool


def begin(request: HttpRequest) -> None:
    """Start the limits of a session at sign-in."""
    request.session[_BEGAN] = request.session[_SEEN] = _now()
    request.session[_BROWSER] = request.META.get("HTTP_USER_AGENT", "")[:_LONGEST_BROWSER]


def open_sessions(account: Account, session_key: str) -> list[OpenSession]:
    """Where an account is signed in, oldest first; `session_key` is the cookie of the present one."""
    found = [
        OpenSession(
            dt.datetime.fromtimestamp(data.get(_BEGAN, _now()), dt.UTC),
            data.get(_BROWSER, ""),
            is_row_of(row, session_key),
        )
        for row, data in sessions_of(account)
    ]
    return sorted(found, key=lambda one: one.began_at)


def is_over(request: HttpRequest) -> bool:
    """Whether a session has exceeded either limit."""
    now = _now()
    began, seen = request.session.get(_BEGAN, now), request.session.get(_SEEN, now)
    return bool(now - began > LONGEST_SECONDS or now - seen > IDLE_SECONDS)


class SessionLimits:
    """Middleware: log out a session that is over, else keep the time of its last request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            if _BEGAN not in request.session:
                begin(request)
            elif is_over(request):
                logout(request)
            elif _now() - request.session.get(_SEEN, 0) > NOTED_SECONDS:
                request.session[_SEEN] = _now()
        return self.get_response(request)


def _now() -> int:
    return int(clock.now().timestamp())
