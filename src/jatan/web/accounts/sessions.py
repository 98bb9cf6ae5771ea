"""Limits of a session: settings.SESSION_COOKIE_AGE without a request, settings.SESSION_LONGEST_SECONDS in all.

On a computer that others use too, as chosen at sign-in, settings.SHARED_IDLE_SECONDS without a request. Pages there ask
the server now and then while somebody types (static/accounts/shared-computer.js).

Runs after AuthenticationMiddleware. Writes the session at most once in five minutes, on a shared computer in half a
minute.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

from jatan.foundation.access.models import Account
from jatan.foundation.access.session_store import is_row_of, sessions_of
from jatan.kernel import clock

NOTED_SECONDS: Final = 300
SHARED_NOTED_SECONDS: Final = 30
_BEGAN, _SEEN, _BROWSER, _SHARED = "began_at", "seen_at", "browser", "is_on_shared_computer"
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


def choose_computer(request: HttpRequest, *, is_shared: bool) -> None:
    """Keep in the session, also before the second step, whether others use this computer too."""
    request.session[_SHARED] = is_shared


def has_chosen_computer(request: HttpRequest) -> bool:
    """Whether `choose_computer` was called in this session."""
    return _SHARED in request.session


def shared_idle_seconds(request: HttpRequest) -> int:
    """The idle limit of somebody signed in on a shared computer, else 0."""
    user = getattr(request, "user", None)
    is_shared = isinstance(user, Account) and request.session.get(_SHARED, False)
    return int(settings.SHARED_IDLE_SECONDS) if is_shared else 0


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
    idle = shared_idle_seconds(request) or settings.SESSION_COOKIE_AGE
    return bool(now - began > settings.SESSION_LONGEST_SECONDS or now - seen > idle)


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
            elif _now() - request.session.get(_SEEN, 0) > _noted_seconds(request):
                request.session[_SEEN] = _now()
        return self.get_response(request)


def _noted_seconds(request: HttpRequest) -> int:
    return SHARED_NOTED_SECONDS if shared_idle_seconds(request) else NOTED_SECONDS


def _now() -> int:
    return int(clock.now().timestamp())
