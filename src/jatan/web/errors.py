"""Error pages (handlers 400 to 500 and CSRF). They say what to do next and nothing about what was requested."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from jatan.web.ui.needs import public

_PUBLIC = public("an error page must open for everybody and shows nothing")


@_PUBLIC
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be understood."""
    return _page(request, "bad_request", 400)


@_PUBLIC
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 is answered as 404: forbidden and absent look the same."""
    return _page(request, "not_found", 404)


@_PUBLIC
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none for this user."""
    return _page(request, "not_found", 404)


@_PUBLIC
def server_error(request: HttpRequest) -> HttpResponse:
    """500: an exception in our code. Needs no database and no sign-in."""
    return _page(request, "server_error", 500)


@_PUBLIC
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form with an old CSRF token. The page asks to go back and reload; the browser keeps the draft."""
    return _page(request, "stale_form", 403)


@_PUBLIC
def body_refused(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """408, 413 or 503: what was sent is too slow, too large, or comes while there is no room for it."""
    return _page(request, template, status)


def _page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    # Rendered without the request: context processors would query the database, which may be what failed.
    return HttpResponse(render_to_string(f"errors/{name}.html", {"is_demo": settings.JATAN_DEMO}), status=status)
