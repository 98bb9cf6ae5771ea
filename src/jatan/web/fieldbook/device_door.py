"""The door of the phone: a decorator for the addresses below `/fieldbook/api/`, and what they answer.

No cookie, no session, no form token: a request is signed by the phone's key over a challenge that nobody has used, its
whole address and its body (`foundation/devices/services.py`). Answers are JSON. Each brings the next challenge and the
house's time in its head, so that no request waits for another one; a refusal names a code and nothing else.
"""

import datetime as dt
import functools
import json
from collections.abc import Callable
from typing import Any, Concatenate, Final, Literal, cast

from django.core.exceptions import ObjectDoesNotExist, RequestDataTooBig
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.http.request import UnreadablePostError
from django.utils import translation
from django.utils.cache import patch_cache_control
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices import credentials
from jatan.foundation.devices.models import Device
from jatan.foundation.devices.services import NotKnown, PhoneWord, SignedRequest, authenticate
from jatan.intake.fieldbook.actors import sender_of
from jatan.kernel import base64url, clock
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.storable import storable_json
from jatan.web.ui.body_limits import BodyLimit
from jatan.web.ui.needs import public

MOST_BYTES: Final = 512 * 1024
_STATUS: Final = {"no_such_code": 404, "too_many": 429, "quota": 429, "unreadable": 400, "files_unreachable": 503}


class DeviceRequest(HttpRequest):
    """A request of a phone. `actor`: its account, reduced to the posting of the phone; the view runs inside its walls.

    `is_refused`: the phone was taken back, its time is over, or its posting has ended; the answer tells it to wipe
    itself. Its `actor` then has no posting and reaches nothing: rows it brings are set aside by the machine's actor.
    """

    device: Device
    actor: Actor
    body_bytes: bytes
    is_refused: bool


type DeviceView[**P] = Callable[Concatenate[DeviceRequest, P], JsonResponse]
type OpenView[**P] = Callable[Concatenate[HttpRequest, bytes, P], JsonResponse]
type View[**P] = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def device_door[**P](
    *,
    key: Literal["sending", "reading"],
    even_revoked: bool = False,
    is_repeatable: bool = False,
    most_bytes: int = MOST_BYTES,
) -> Callable[[DeviceView[P]], View[P]]:
    """An address for enrolled phones: POST, at most `most_bytes`, signed with this key of the phone.

    The view runs in one transaction under the row security of the phone's actor, in her language. Refusals: 405, 413,
    401 with {"problem": "unknown" | "revoked" | "expired" | "challenge" | "signature"}, where `wipe` is true when the
    phone shall empty itself. Forbidden and absent answer 404, a Problem 400 with its code. `even_revoked`: a phone that
    is refused may use this address all the same. `is_repeatable`: as of `authenticate`.
    """

    def decorate(view: DeviceView[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            body = _body(request, most_bytes)
            if isinstance(body, JsonResponse):
                return body
            phone = cast(DeviceRequest, request)
            try:
                phone.device = authenticate(_signed(request, body), key=key, is_repeatable=is_repeatable)
            except NotKnown as refused:
                return problem(refused.code, 401)
            sender = sender_of(phone.device)
            phone.body_bytes, phone.actor, phone.is_refused = body, sender.actor, bool(sender.refusal)
            if sender.refusal and not even_revoked:
                return problem(sender.refusal, 401, wipe=True)
            return _answered(lambda: view(phone, *args, **kwargs), actor=phone.actor)

        return _marked(cast(View[P], guarded), f"a phone signs each request with its own {key} key", most_bytes)

    return decorate


def open_door[**P](
    *, most_bytes: int = 4096
) -> Callable[[Callable[Concatenate[HttpRequest, bytes, P], JsonResponse]], View[P]]:
    """An address for phones that are not enrolled yet: POST, JSON, no signature. The view gets the body's bytes."""

    def decorate(view: OpenView[P]) -> View[P]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            body = _body(request, most_bytes)
            if isinstance(body, JsonResponse):
                return body
            return _answered(lambda: view(request, body, *args, **kwargs))

        return _marked(
            cast(View[P], guarded), "a phone is not known before it is enrolled; shows nothing of anybody", most_bytes
        )

    return decorate


def problem(code: str, status: int, **more: Any) -> JsonResponse:
    """A refusal: {"problem": code}, and what the phone needs besides."""
    return _private(JsonResponse({"problem": code} | more, status=status))


def json_body(body: bytes) -> dict[str, Any]:
    """The JSON object of a body; an empty body is an empty object. Raises Problem `unreadable`."""
    try:
        found = storable_json(json.loads(body or b"{}"))
    except (ValueError, RecursionError) as error:
        raise Problem("unreadable") from error
    if not isinstance(found, dict):
        raise Problem("unreadable")
    return found


def phone_word(values: dict[str, Any]) -> PhoneWord:
    """What a phone says of itself with a request: `app`, `unsent`, `oldest_unsent`, `device_time`.

    What cannot be read counts as not said: a phone's bookkeeping never keeps its rows from arriving.
    """
    app, unsent = values.get("app"), values.get("unsent")
    return PhoneWord(
        app=app if isinstance(app, str) else None,
        unsent=unsent if isinstance(unsent, int) and not isinstance(unsent, bool) else None,
        oldest_unsent=instant(values.get("oldest_unsent")),
        device_time=instant(values.get("device_time")),
    )


def instant(written: object) -> dt.datetime | None:
    """An ISO instant with its offset; None for anything else."""
    if not isinstance(written, str) or len(written) > 40:
        return None
    try:
        found = parse_datetime(written)
    except ValueError:
        return None
    if found is None or found.tzinfo is None:
        return None
    try:
        return found.astimezone(dt.UTC)
    except OverflowError:
        return None


def decoded(text: object, *, most: int) -> bytes:
    """The bytes of base64url without padding. Raises Problem `unreadable`, also for more than `most` bytes."""
    try:
        return base64url.decode(text if isinstance(text, str) else "=", most=most)
    except ValueError as error:
        raise Problem("unreadable") from error


def _signed(request: HttpRequest, body: bytes) -> SignedRequest:
    try:
        signature = decoded(request.headers.get("X-Signature", ""), most=64)
    except Problem:
        signature = b""
    query = request.META.get("QUERY_STRING", "")
    return SignedRequest(
        authorization=request.headers.get("Authorization", ""),
        challenge=request.headers.get("X-Challenge", ""),
        signature=signature,
        address=request.path + (f"?{query}" if query else ""),
        body=body,
    )


def _body(request: HttpRequest, most_bytes: int) -> bytes | JsonResponse:
    """The body, or why it is not read: another method, or too long."""
    if request.method != "POST":
        answer = problem("method", 405)
        answer.headers["Allow"] = "POST"
        return answer
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > most_bytes:
        return problem("too_large", 413)
    try:
        body = request.body
    except RequestDataTooBig:
        return problem("too_large", 413)
    except UnreadablePostError:
        return problem("unreadable", 400)
    return body if len(body) <= most_bytes else problem("too_large", 413)


def _answered(view: Callable[[], JsonResponse], *, actor: Actor | None = None) -> JsonResponse:
    try:
        if actor is None:
            return _private(view())
        with acting_as(actor), translation.override(actor.language):
            return _private(view())
    except (gate.Forbidden, ObjectDoesNotExist):
        return problem("not_found", 404)
    except Problem as found:
        return problem(found.code, _STATUS.get(found.code, 400))
    except Problems as several:
        return problem(several.problems[0].code, 400)


def _private(response: JsonResponse) -> JsonResponse:
    patch_cache_control(response, private=True, no_store=True)
    response.headers["X-Challenge"] = credentials.new_challenge()
    response.headers["X-House-Time"] = clock.now().isoformat()
    return response


def _marked[**P](view: View[P], reason: str, most_bytes: int) -> View[P]:
    """The view, public, without a form token, with what the web server lets through before the signature is checked."""
    view.body_limit = BodyLimit(signed_out=most_bytes, signed_in=most_bytes)  # type: ignore[attr-defined]
    return csrf_exempt(public(reason)(view))
