"""The bundle of a phone, over its door: only the buckets that have changed."""

from django.http import JsonResponse

from jatan.foundation.devices.epoch import epoch
from jatan.foundation.devices.services import note_seen
from jatan.intake.fieldbook.bundle import bundle
from jatan.kernel.problems import Problem
from jatan.web.fieldbook.device_door import DeviceRequest, device_door, json_body, phone_word

_MOST_NAMES = 100
_MOST_BYTES = 16 * 1024


@device_door(key="reading", most_bytes=_MOST_BYTES)
def changed_buckets(request: DeviceRequest) -> JsonResponse:
    """{buckets: {name: {v, rows} or null}, epoch, wipe} for what the phone says it `have`."""
    values = json_body(request.body_bytes)
    have = values.get("have", {})
    if not isinstance(have, dict) or len(have) > _MOST_NAMES:
        raise Problem("unreadable")
    kept = {name: version if isinstance(version, str) else "" for name, version in have.items()}
    note_seen(request.device, phone_word(values))
    return JsonResponse(
        {"buckets": bundle(request.actor, kept), "epoch": str(epoch()), "wipe": False},
        json_dumps_params={"ensure_ascii": False, "separators": (",", ":")},
    )
