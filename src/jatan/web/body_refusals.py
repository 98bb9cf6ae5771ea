"""Answer a request that the web server does not take now (its body, or a paper) with a page that says why.

`runtime/asgi.py` puts the reason into the WSGI environ, which no header can set.
"""

from collections.abc import Callable
from enum import Enum
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation

from jatan.web import errors

ENVIRON_KEY: Final = "jatan.body_refusal"


class Refusal(Enum):
    """Why a body was refused, or a paper has to wait, as (template, status)."""

    TOO_LARGE = ("body_too_large", 413)
    TOO_SLOW = ("body_too_slow", 408)
    BUSY = ("busy", 503)
    DATABASE_AWAY = ("server_error", 503)
    PAPERS_WAIT = ("papers_wait", 202)


# The page asks again by itself, also without scripts.
_AGAIN_SECONDS: Final = "10"
_RETRY_SECONDS: Final = {Refusal.BUSY: "60", Refusal.DATABASE_AWAY: errors.RETRY_SECONDS}


class BodyRefusalMiddleware:
    """Stands before the session: the page needs no database. Its language is the cookie's, else Hindi."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._known = dict(settings.LANGUAGES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = request.META.get(ENVIRON_KEY)
        if not isinstance(refusal, Refusal):
            return self._get_response(request)
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        with translation.override(cookie if cookie in self._known else settings.LANGUAGE_CODE):
            response = errors.body_refused(request, *refusal.value)
        if seconds := _RETRY_SECONDS.get(refusal):
            response.headers["Retry-After"] = seconds
        if refusal is Refusal.PAPERS_WAIT:
            response.headers["Refresh"] = _AGAIN_SECONDS
            response.headers["Cache-Control"] = "private, no-store"
        return response
