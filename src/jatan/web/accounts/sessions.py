"""Limits of a session: eight hours without a request, twelve hours in all.

Runs after AuthenticationMiddleware. Writes the session at most once in five minutes.
"""

from collections.abc import Callable
from typing import Final

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

from jatan.kernel import clock

IDLE_SECONDS: Final = 8 * 3600
LONGEST_SECONDS: Final = 12 * 3600
NOTED_SECONDS: Final = 300
_BEGAN, _SEEN = "began_at", "seen_at"


def begin(request: HttpRequest) -> None:
    """Start the limits of a session at sign-in."""
    request.session[_BEGAN] = request.session[_SEEN] = _now()


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
