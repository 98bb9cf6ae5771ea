"""The browser's half of open keys: its cookie, and the session it is bound to."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

__all__ = ["cookie_name", "session_of", "set_keys_cookie"]


def set_keys_cookie(response: HttpResponse, cookie: str) -> HttpResponse:
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
