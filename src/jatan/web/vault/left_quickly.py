"""After a quick exit this browser shows the calendar for a while, whatever is asked for.

The Back button asks again for the pages she had open. Signed out, each would lead to our sign-in page and so say
where she was. The browser's list of pages cannot be erased; what it opens then says nothing.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

MINUTES: Final = 10
_COOKIE: Final = "calendar"


class LeftQuicklyMiddleware:
    """Answer reading requests of a browser that was just left with the calendar, unless somebody signed in again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _COOKIE in request.COOKIES and _is_page(request) and not request.user.is_authenticated:
            answer = redirect("calendar")
            answer.headers["Cache-Control"] = "no-store"
            return answer
        return self._get_response(request)


def mark_left(answer: HttpResponseBase) -> None:
    """Let this browser show the calendar for `MINUTES`. The cookie says nothing and names nobody."""
    answer.set_cookie(
        _COOKIE, "1", max_age=MINUTES * 60, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )


def _is_page(request: HttpRequest) -> bool:
    is_static = request.path.startswith(settings.STATIC_URL)
    return request.method in ("GET", "HEAD") and not is_static and request.path != reverse("calendar")
