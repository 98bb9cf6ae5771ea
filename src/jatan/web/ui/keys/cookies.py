"""The cookie with the browser's half of the key secret, and the session it is bound to."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse


def set_keys_cookie(response: HttpResponse, cookie: str) -> HttpResponse:
    """Set the cookie, until the browser is closed."""
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(cookie_name(), cookie, secure=secure, httponly=True, samesite="Strict", path="/")
    return response


def cookie_name() -> str:
    """The cookie's name. Browsers accept a `__Host-` cookie over HTTPS only. A demo may run on another port of the same
    host, so it has a name of its own."""
    name = "d1" if settings.JATAN_DEMO else "s1"
    return f"__Host-{name}" if settings.SESSION_COOKIE_SECURE else name


def session_of(request: HttpRequest) -> str:
    """The session id that open keys are bound to."""
    return str(request.session.session_key)
