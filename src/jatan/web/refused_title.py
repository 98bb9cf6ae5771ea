"""The title of a page that was sent back says so first: a screen reader reads it before all else (WCAG 3.3.1).

Told by the answer, not by a template: whatever the form is called, and where there is none.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.html import escape
from django.utils.translation import pgettext

_TITLE = b"<title>"


class RefusedTitleMiddleware:
    """Runs within LanguageMiddleware, because the word stands in the language of the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if isinstance(response, HttpResponse) and _is_refused(response):
            word = f"{escape(pgettext('title', 'Error:'))} ".encode()
            response.content = response.content.replace(_TITLE, _TITLE + word, 1)
        return response


def _is_refused(response: HttpResponse) -> bool:
    """Whether a page shows again what was sent, with what is wrong with it; allauth's pages answer 200 then."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return False
    form = (getattr(response, "context_data", None) or {}).get("form")
    return response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY or bool(getattr(form, "errors", None))
