"""What a phone asks about itself: to be enrolled, a challenge, its share of the key, a new token."""

from typing import Final

from django.http import HttpRequest, JsonResponse

from jatan.foundation.access.client_address import client_address
from jatan.foundation.devices import credentials, services
from jatan.foundation.devices.epoch import epoch
from jatan.foundation.vault.device_signatures import MOST_KEY_BYTES
from jatan.foundation.vault.field_seal import server_public_key
from jatan.kernel import base64url, clock
from jatan.web.fieldbook.device_door import DeviceRequest, decoded, device_door, json_body, open_door, problem

_LONGEST_CODE: Final = 64
_PROOF_BYTES: Final = 32


@open_door()
def enrol(request: HttpRequest, body: bytes) -> JsonResponse:
    """Enrol the phone of a one-time code. 201 with device, token, the house's key and what else the phone keeps.

    A code that is wrong, used or over answers 404 with `no_such_code`, all alike; 429 after too many attempts from one
    address, counted before anything is read.
    """
    if not services.may_enrol_from(client_address(request.META)):
        return problem("too_many", 429)
    values = json_body(body)
    keys = {name: decoded(values.get(name), most=MOST_KEY_BYTES) for name in ("sending_key", "reading_key")}
    code, app = (str(values.get(name, "")) for name in ("code", "app"))
    if len(code) > _LONGEST_CODE:
        return problem("no_such_code", 404)
    made = services.enrol(code=code, app=app, **keys)
    key_id, spki = server_public_key()
    answer = {
        "device": str(made.device.pk),
        "token": made.token,
        "server_key": {"id": base64url.encode(key_id), "spki": base64url.encode(spki)},
        "epoch": str(epoch()),
        "needs_share": bool(made.device.share),
        "role": str(services.role_of(made.device)),
        "language": made.device.account.language,
    }
    return JsonResponse(answer, status=201)


@open_door()
def challenge(request: HttpRequest, body: bytes) -> JsonResponse:
    """A challenge to sign within ten minutes, and the server's time, by which a phone finds its own clock wrong."""
    return JsonResponse({"challenge": credentials.new_challenge(), "server_time": clock.now().isoformat()})


@device_door(key="sending", most_bytes=4096)
def share(request: DeviceRequest) -> JsonResponse:
    """What the server adds to the PIN of this phone, for `proof` of the PIN, at most 30 times a day.

    `next_proof`: of the PIN that shall replace it. 403 `wrong` with `left`, how many more wrong ones the house bears;
    at 0 the phone empties itself.
    """
    values, device = json_body(request.body_bytes), request.device
    proof = decoded(values.get("proof"), most=_PROOF_BYTES)
    next_proof = decoded(values.get("next_proof", ""), most=_PROOF_BYTES)
    if len(proof) != _PROOF_BYTES or len(next_proof) not in (0, _PROOF_BYTES):
        return problem("unreadable", 400)
    try:
        found = services.share(device, proof, next_proof=next_proof)
    except services.WrongProof as refused:
        return problem("wrong", 403, left=refused.left)
    if found is None:
        return problem("too_many", 429) if device.share or device.wrong_proofs else problem("not_found", 404)
    # The first one is asked for while the phone is enrolled: if that answer is lost, the code must work once more.
    if device.proof_digest:
        services.note_seen(device, services.PhoneWord())
    return JsonResponse({"share": base64url.encode(found)})


@device_door(key="reading", most_bytes=4096)
def renew(request: DeviceRequest) -> JsonResponse:
    """A new token for another 90 days; the old one works until the new one is used."""
    token = services.renew(request.device)
    services.note_seen(request.device, services.PhoneWord())
    return JsonResponse({"token": token, "expires_at": request.device.expires_at.isoformat()})
