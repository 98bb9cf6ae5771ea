"""A phone for tests: two pairs of keys, and requests signed as the field book signs them."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from django.utils.encoding import iri_to_uri

from jatan.foundation.access.models import Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices import credentials
from jatan.foundation.devices.models import Device
from jatan.foundation.devices.services import create_enrolment, enrol
from tests.cast import Cast

API = "/fieldbook/api/"
PROOF = b"p" * 32


def spki(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public key as a phone sends it."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def encoded(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def signature(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """r and s, 32 bytes each, as WebCrypto gives them."""
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


@dataclass
class Phone:
    """Keys of a phone; `device_id` and `token` once it is enrolled."""

    sending: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    reading: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    device_id: str = ""
    token: str = ""

    @property
    def device(self) -> Device:
        """Its row, read anew."""
        return Device.objects.select_related("account", "organisation").get(pk=self.device_id)

    def headers(self, address: str, body: bytes, *, key: str = "sending", challenge: str = "") -> dict[str, str]:
        """The headers of a signed request. `address`: path and query."""
        asked = challenge or credentials.new_challenge()
        message = f"{asked}\nPOST\n{address}\n{hashlib.sha256(body).hexdigest()}".encode()
        made = signature(self.sending if key == "sending" else self.reading, message)
        return {
            "Authorization": f"Device {self.device_id}.{self.token}",
            "X-Challenge": asked,
            "X-Signature": encoded(made),
        }

    def post(self, name: str, values: Any = None, *, key: str = "sending", query: str = "", **more: Any) -> Any:
        """POST an address of the door: `values` as JSON, or bytes as they are."""
        body = values if isinstance(values, bytes) else json.dumps({} if values is None else values).encode()
        address = iri_to_uri(f"{API}{name}{query}")
        kind = "application/octet-stream" if isinstance(values, bytes) else "application/json"
        headers = self.headers(address, body, key=key, **more)
        return Client(enforce_csrf_checks=True).post(address, body, content_type=kind, headers=headers)

    def ask_share(self, proof: bytes = PROOF) -> Any:
        """Ask for the share with a proof of the PIN."""
        return self.post("share", {"proof": encoded(proof)})


def enrolled(cast: Cast, part: str = "forum_leader", *, by: str = "coordinator", needs_share: bool = False) -> Phone:
    """A phone enrolled for the posting of a member of the cast."""
    posting = Posting.objects.select_related("account").get(account=cast.accounts[part])
    with acting_as(cast.actor(by)) as coordinator:
        _row, code = create_enrolment(by=coordinator, posting=posting, needs_share=needs_share)
    phone = Phone()
    made = enrol(code=code, sending_key=spki(phone.sending), reading_key=spki(phone.reading), app="test")
    phone.device_id, phone.token = str(made.device.pk), made.token
    return phone
