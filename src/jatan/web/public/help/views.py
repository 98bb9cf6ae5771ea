"""Views of the public help page. The pass code is in this page's URL only: not in its content, logs or later URLs."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jatan.foundation.access.client_address import client_address
from jatan.intake.calls.services import receive_call
from jatan.kernel import clock
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.journeys.pass_wording import DEFAULT_LANGUAGE, languages, pass_texts
from jatan.web.ui.needs import public


@public("whoever holds a pass, or found one, asks for help without an account")
@require_http_methods(["GET", "HEAD", "POST"])
def help_page(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """Rights, help numbers and the button; the same for every code. POST stores a call for help."""
    language = _language(request)
    if request.method != "POST":
        return _page(request, "help", language)
    is_received = receive_call(
        code=code,
        who=request.POST.get("who", ""),
        words=request.POST.get("words", ""),
        phone=request.POST.get("phone", ""),
        address=client_address(request.META),
    )
    if not is_received:
        return _page(request, "help_limited", language, status=429)
    return _with_privacy_headers(redirect(f"{reverse('help_sent')}?{urlencode({'in': language})}"))


@public("says that the call was taken; shows nothing else")
@require_safe
def help_sent(request: HttpRequest) -> HttpResponseBase:
    """Confirms a call. The URL has no code, so that nobody who looks at the telephone later can open the pass."""
    return _page(request, "help_sent", _language(request))


def _page(request: HttpRequest, name: str, language: str, status: int = 200) -> HttpResponse:
    words = pass_texts(language)
    page: dict[str, Any] = {
        "words": words.on_page,
        "language": language,
        "rights": words.rights,
        "numbers": help_numbers_on(clock.today(), language),
        "others": [(code, name) for code, name in languages() if code != language],
    }
    return _with_privacy_headers(render(request, f"public/{name}.html", page, status=status))


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("in") or request.GET.get("in") or request.LANGUAGE_CODE or DEFAULT_LANGUAGE
    return asked if asked in dict(languages()) else DEFAULT_LANGUAGE


def _with_privacy_headers[R: HttpResponseBase](response: R) -> R:
    """Set headers against caching, indexing by search engines, and a Referer sent to other sites.

    Not `no-referrer`: browsers then send forms with the origin "null", which the CSRF check refuses.
    """
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
