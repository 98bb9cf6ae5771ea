"""Pages for what went wrong. They say what to do next and nothing about what was asked for."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from jatan.web.ui.needs import public

_PUBLIC = public("an error page must open for everybody and shows nothing")


@_PUBLIC
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what the browser sent cannot be understood."""
    return _page(request, "bad_request", 400)


@_PUBLIC
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 is shown as 404: what may not be seen does not exist."""
    return _page(request, "not_found", 404)


@_PUBLIC
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: nothing here for this reader."""
    return _page(request, "not_found", 404)


@_PUBLIC
def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Needs no database and no sign-in."""
    return _page(request, "server_error", 500)


@_PUBLIC
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a stale form: go back, load again, what was typed is kept by the browser."""
    return _page(request, "stale_form", 403)


def _page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    # Without the request: what is known of the reader lies in the database, which may be what went wrong.
    return HttpResponse(render_to_string(f"errors/{name}.html", {"is_demo": settings.JATAN_DEMO}), status=status)
