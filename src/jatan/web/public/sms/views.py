"""The webhook of a commercial gateway. It stores what arrives; the worker interprets it seconds later."""

import datetime as dt
import hashlib
import hmac
import json
from typing import Any, Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from jatan.foundation.access import rate_limits
from jatan.foundation.access.client_address import client_address
from jatan.foundation.access.rate_limits import RateLimit
from jatan.intake.messaging.choices import Arrival
from jatan.intake.messaging.delivery import apply_delivery_report
from jatan.intake.messaging.gateways.base import ArrivedMessage, DeliveryReport, DeliveryStatus
from jatan.intake.messaging.inbox import store_arrival
from jatan.kernel.ids import new_id
from jatan.kernel.text.storable import storable, storable_json
from jatan.web.ui.needs import public

HEADER: Final = "X-Jatan-Secret"
MAX_BODY_SIZE: Final = 16_384
WRONG_AN_HOUR: Final = 30
_WRONG_SECRETS: Final = RateLimit("gateway", WRONG_AN_HOUR, dt.timedelta(hours=1))
_REPORTS: Final = {report.value: report for report in DeliveryStatus}


@csrf_exempt
@public("a gateway is no person: it proves itself by a secret in a header, compared in constant time")
@require_POST
def sms_arrived(request: HttpRequest) -> HttpResponseBase:
    """Store one message, missed call or report. 404 where no secret is set, 403 or 429 for a wrong one."""
    expected = settings.JATAN_SMS["webhook_secret"]
    if not expected:
        raise Http404
    given = request.headers.get(HEADER, "")
    if not hmac.compare_digest(hashlib.sha256(given.encode()).digest(), hashlib.sha256(expected.encode()).digest()):
        address = rate_limits.address_key(client_address(request.META))
        return HttpResponse(status=403 if rate_limits.allows(_WRONG_SECRETS, address) else 429)
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY_SIZE:
        return HttpResponse(status=413)
    fields = _read_fields(request)
    item = _parse_fields(fields) if fields is not None else None
    if item is None:
        return HttpResponse(status=400)
    if isinstance(item, ArrivedMessage):
        store_arrival(item)
    else:
        apply_delivery_report(item)
    return HttpResponse(status=200)


def _read_fields(request: HttpRequest) -> dict[str, str] | None:
    """The fields of a JSON or form body as text; None for an invalid body."""
    if request.content_type != "application/json":
        return {name: storable(str(value)) for name, value in request.POST.items()}
    try:
        body: Any = storable_json(json.loads(request.body))
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    return {str(name): "" if value is None else str(value) for name, value in body.items()}


def _parse_fields(fields: dict[str, str]) -> ArrivedMessage | DeliveryReport | None:
    """Parse fields; None where incomplete. `kind`: text (default), missed_call, or a report (sent, failed, delivered,
    undelivered) with our `reference`."""
    kind = fields.get("kind", "text").lower()
    if kind in _REPORTS:
        reference = fields.get("reference", "")[:80]
        return DeliveryReport(_REPORTS[kind], key=reference) if reference else None
    phone, text = fields.get("from", "").strip(), fields.get("text", "")
    if kind not in Arrival.values or not phone or len(phone) > 40:
        return None
    return ArrivedMessage(_reference(fields, kind, phone, text), phone, text, Arrival(kind))


def _reference(fields: dict[str, str], kind: str, phone: str, text: str) -> str:
    """The same for a message that the gateway sends again, as far as its `id` or `at` can show that.

    Without both, every arrival counts: a message stored twice costs a look, a second cry for help that is dropped may
    cost more. Number and text belong to the identity because some gateways count from 1 again after a restart.
    """
    sent = fields.get("id", "") or fields.get("at", "")
    identity = json.dumps([sent or str(new_id()), kind, phone, text])
    return "http:" + hashlib.sha256(identity.encode()).hexdigest()[:48]
