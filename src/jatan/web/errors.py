"""Error pages (handlers 400 to 500 and CSRF). They say what to do next and nothing about what was requested."""

import sys
from typing import Final

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from jatan.kernel.file_stores.base import StoreProblem
from jatan.web.ui.needs import public

RETRY_SECONDS: Final = "30"
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
    """500: an exception in our code; 503 while the database or the files cannot be used, which says so of the files.
    Needs neither."""
    raised = sys.exc_info()[1]
    if not isinstance(raised, (OperationalError, InterfaceError, StoreProblem)):
        return _page(request, "server_error", 500)
    response = _page(request, "files_away" if isinstance(raised, StoreProblem) else "server_error", 503)
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


@_PUBLIC
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form with an old CSRF token. The page asks to go back and reload; the browser keeps the draft."""
    return _page(request, "stale_form", 403)


@_PUBLIC
def body_refused(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """408, 413 or 503: what was sent is too slow or too large, or there is no room for it. 202: a paper has to wait."""
    return _page(request, template, status)


def _page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    # Rendered without the request: context processors would query the database, which may be what failed.
    page = {"is_demo": settings.JATAN_DEMO, "is_practice": settings.JATAN_PRACTICE}
    with translation.override(_language(request)):
        text = render_to_string(f"errors/{name}.html", page)
    return HttpResponse(text, status=status)


def _language(request: HttpRequest) -> str:
    """The language of the page; where the account could not be read, the one that this browser chose last."""
    if hasattr(request, "LANGUAGE_CODE"):
        return str(request.LANGUAGE_CODE)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
