"""The account and the public library, for everybody, in Hindi and English (`?in=en`)."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from jatan.programme.library.models import Material
from jatan.web.public.account.numbers_csv import numbers_csv
from jatan.web.public.account.page import LANGUAGES, Links, account_page, library_page
from jatan.web.ui.downloads import send_file
from jatan.web.ui.needs import public

_FRESH_SECONDS = 300


@public("what the network says of itself is for everybody")
@require_safe
def account(request: HttpRequest) -> HttpResponseBase:
    """The network in its own words, released totals, centres, rights and help."""
    return _answer(account_page(_language(request), _served()))


@public("published materials are for everybody")
@require_safe
def public_library(request: HttpRequest) -> HttpResponseBase:
    """Public materials, newest first."""
    return _answer(library_page(_language(request), _served()))


@public("released totals are for everybody")
@require_safe
def numbers(request: HttpRequest) -> HttpResponseBase:
    """The released totals as CSV, with how each was counted."""
    answer = send_file(numbers_csv(), "jatan-numbers.csv")
    answer.headers["Cache-Control"] = f"max-age={_FRESH_SECONDS}"
    return answer


def _served() -> Links:
    return Links(
        css=static("built/public.css"),
        account=lambda language: _address("about", language),
        library=lambda language: _address("library_public", language),
        file=_file,
        numbers=reverse("about_numbers"),
        is_served=True,
    )


def _address(name: str, language: str) -> str:
    return f"{reverse(name)}?{urlencode({'in': language})}"


def _file(material: Material) -> str:
    return reverse("public_file", args=[material.pk])


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("in") or request.LANGUAGE_CODE
    return asked if asked in LANGUAGES else "hi"


def _answer(page: str) -> HttpResponse:
    answer = HttpResponse(page)
    answer.headers["Cache-Control"] = f"max-age={_FRESH_SECONDS}"
    patch_vary_headers(answer, ["Accept-Language", "Cookie"])  # without ?in= the reader's language decides
    return answer
