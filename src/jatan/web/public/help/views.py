"""Views of the public help page. The code stands in its address only: on no page, in no log, in no next address."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from jatan.intake.calls.services import receive_call
from jatan.kernel import clock
from jatan.programme.journeys.help_numbers import numbers_on
from jatan.programme.journeys.pass_words import FIRST, languages, pass_words
from jatan.web.public.help.address import address_of
from jatan.web.ui.needs import public


@public("whoever holds a pass, or found one, asks for help without an account")
@require_http_methods(["GET", "HEAD", "POST"])
def help_page(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """Rights, numbers and the button; the same for every code. A POST calls for help."""
    language = _language(request)
    if request.method != "POST":
        return _page(request, "help", language)
    is_taken = receive_call(
        code=code,
        who=request.POST.get("who", ""),
        words=request.POST.get("words", ""),
        phone=request.POST.get("phone", ""),
        address=address_of(request),
    )
    if not is_taken:
        return _page(request, "help_limited", language, status=429)
    return _unseen(redirect(f"{reverse('help_sent')}?{urlencode({'in': language})}"))


@public("says that the call was taken; shows nothing else")
@require_safe
def help_sent(request: HttpRequest) -> HttpResponseBase:
    """The call is with us. No code in the address: whoever looks at the telephone next finds nothing to open."""
    return _page(request, "help_sent", _language(request))


def _page(request: HttpRequest, name: str, language: str, status: int = 200) -> HttpResponse:
    words = pass_words(language)
    page: dict[str, Any] = {
        "words": words.on_page,
        "language": language,
        "rights": words.rights,
        "numbers": numbers_on(clock.today(), language),
        "others": [(code, name) for code, name in languages() if code != language],
    }
    return _unseen(render(request, f"public/{name}.html", page, status=status))


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("in") or request.GET.get("in") or request.LANGUAGE_CODE or FIRST
    return asked if asked in dict(languages()) else FIRST


def _unseen[R: HttpResponseBase](response: R) -> R:
    """Not kept by browsers or proxies, not found by search machines, and never said to another site.

    Not `no-referrer`: browsers then send a form with the origin "null", which the forgery check rightly refuses.
    """
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
