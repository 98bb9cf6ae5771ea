"""Views of the public help page. The pass code is in this page's URL only: not in its content, logs or later URLs.

The page works offline once it was opened: the browser keeps one copy for each language, under an address without a code
(static/service_worker/20-help.js), and what is written without a network, sealed, until it is sent (docs/adr/0062).
"""

import json
import uuid
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jatan.foundation.access.client_address import client_address
from jatan.foundation.vault.field_seal import Unreadable
from jatan.intake.calls.sealed_calls import open_call, sealing_key
from jatan.intake.calls.services import receive_call
from jatan.kernel import base64url, clock
from jatan.kernel.text.storable import storable_json
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.journeys.pass_wording import DEFAULT_LANGUAGE, languages
from jatan.programme.spoken_prompts.choices import SpokenLanguage
from jatan.web.public.help.page_words import wording_in
from jatan.web.ui.needs import public

MAX_BODY_SIZE: Final = 16_384


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


@csrf_exempt
@public("a telephone that was offline sends what it kept: no cookie is read, and no page of another site can send JSON")
@require_POST
def kept_call(request: HttpRequest) -> HttpResponseBase:
    """Store a sealed call: {id, sealed, now}. Answers {received: id} only once it is stored; sent again, the same.

    400 where this is no such call, 413 where it is too long, 422 where it does not open, 429 beyond the limit.
    """
    if request.content_type != "application/json":
        return _answer({"problem": "unreadable"}, 400)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_SIZE:
        return _answer({"problem": "too_long"}, 413)
    try:
        fields: Any = storable_json(json.loads(request.body))
        sent_id, now = uuid.UUID(str(fields["id"])), int(fields["now"])
        sealed = base64url.decode(str(fields["sealed"]), most=MAX_BODY_SIZE)
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return _answer({"problem": "unreadable"}, 400)
    try:
        call = open_call(sealed, sent_id)
    except Unreadable:
        return _answer({"problem": "sealed_for_another_key"}, 422)
    is_received = receive_call(
        code=call.code,
        who=call.who,
        words=call.words,
        phone=call.phone,
        address=client_address(request.META),
        sent_id=sent_id,
        waited=call.waited(now),
    )
    return _answer({"received": str(sent_id)}, 200) if is_received else _answer({"problem": "too_many"}, 429)


def _answer(fields: Mapping[str, str], status: int) -> HttpResponse:
    return _with_privacy_headers(JsonResponse(fields, status=status))


def _page(request: HttpRequest, name: str, language: str, status: int = 200) -> HttpResponse:
    wording = wording_in(language)
    page: dict[str, Any] = {
        "words": wording.words,
        "language": wording.language,
        "rights": [{"words": words, "spoken": url} for words, url in wording.rights],
        "numbers": help_numbers_on(clock.today(), wording.language),
        "others": wording.others,
        "key": base64url.encode(sealing_key()) if name == "help" else "",
        "prompts": wording.voices,
    }
    return _with_privacy_headers(render(request, f"public/{name}.html", page, status=status))


def _language(request: HttpRequest) -> str:
    asked = request.POST.get("in") or request.GET.get("in") or request.LANGUAGE_CODE or DEFAULT_LANGUAGE
    return asked if asked in dict(languages()) or asked in SpokenLanguage.values else DEFAULT_LANGUAGE


def _with_privacy_headers[R: HttpResponseBase](response: R) -> R:
    """Set headers against caching, indexing by search engines, and a Referer sent to other sites.

    Not `no-referrer`: browsers then send forms with the origin "null", which the CSRF check refuses.
    """
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response
