"""What a phone asks about itself: a challenge, its share of the key, a new token."""

from django.http import HttpRequest, JsonResponse

from jatan.foundation.devices import credentials, services
from jatan.kernel import clock
from jatan.web.fieldbook.device_door import DeviceRequest, device_door, encoded, open_door, problem

__all__ = ["challenge", "renew", "share"]


@open_door()
def challenge(request: HttpRequest, body: bytes) -> JsonResponse:
    """A challenge to sign within ten minutes, and the server's time, by which a phone finds its own clock wrong."""
    return JsonResponse({"challenge": credentials.new_challenge(), "server_time": clock.now().isoformat()})


@device_door(key="sending")
def share(request: DeviceRequest) -> JsonResponse:
    """What the server adds to the PIN of this phone, at most 30 times a day."""
    found = services.share(request.device)
    if found is None:
        return problem("too_many" if request.device.share else "not_found", 429 if request.device.share else 404)
    services.note_seen(request.device, services.PhoneWord())
    return JsonResponse({"share": encoded(found)})


@device_door(key="reading")
def renew(request: DeviceRequest) -> JsonResponse:
    """A new token for another 90 days; the old one works until the new one is used."""
    token = services.renew(request.device)
    services.note_seen(request.device, services.PhoneWord())
    return JsonResponse({"token": token, "expires_at": request.device.expires_at.isoformat()})
