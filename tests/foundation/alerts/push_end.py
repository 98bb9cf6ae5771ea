"""A push service and the browsers behind it, on this machine: real TLS, and the receiving end of RFC 8291 and 8292.

Written from the RFCs with `cryptography` directly, so that it shares no line with what is tested.
"""

import base64
import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.certificates import self_signed

CURVE = ec.SECP256R1()


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def coded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(public: ec.EllipticCurvePublicKey) -> bytes:
    return public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


@dataclass
class ReceivingBrowser:
    """A browser with its keys. `endpoint`: where its push service takes alerts."""

    endpoint: str
    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))
    secret: bytes = b"0123456789abcdef"

    @property
    def public(self) -> bytes:
        return raw(self.private.public_key())

    def opened(self, body: bytes) -> dict[str, Any]:
        """The words of a push, as the browser opens it."""
        return json.loads(opened(body, self.private, self.secret))


def opened(body: bytes, private: ec.EllipticCurvePrivateKey, secret: bytes) -> bytes:
    """What a body in the coding aes128gcm holds. Raises InvalidTag."""
    salt, record, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
    sender, sealed = body[21 : 21 + length], body[21 + length :]
    assert len(sealed) <= record
    shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sender))
    mine = raw(private.public_key())
    ikm = HKDF(hashes.SHA256(), 32, secret, b"WebPush: info\0" + mine + sender).derive(shared)
    key = HKDF(hashes.SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(ikm)
    nonce = HKDF(hashes.SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(ikm)
    plain = AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")
    assert plain[-1:] == b"\x02", "the last record ends with the delimiter 2"
    return plain[:-1]


def signed_claims(authorization: str) -> dict[str, Any]:
    """The claims of a VAPID header whose signature is right; raises InvalidSignature."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    assert json.loads(decoded(head)) == {"typ": "JWT", "alg": "ES256"}
    pair = decoded(signature)
    key = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, decoded(parts["k"]))
    der = encode_dss_signature(int.from_bytes(pair[:32], "big"), int.from_bytes(pair[32:], "big"))
    key.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    found: dict[str, Any] = json.loads(decoded(claims))
    return found | {"k": parts["k"]}


@dataclass
class Received:
    """One POST: its path, headers and body, and what the service answered."""

    path: str
    headers: dict[str, str]
    body: bytes
    status: int


class PushEnd:
    """The push service. `answers`: statuses of the next POSTs, then 201. `before_answer` is called with each POST."""

    def __init__(self, server: ThreadingHTTPServer, certificate: Path) -> None:
        self.server, self.certificate = server, certificate
        self.received: list[Received] = []
        self.answers: list[int] = []
        self.browsers: dict[str, ReceivingBrowser] = {}
        self.before_answer: Any = lambda: None
        self.location = ""
        self.drips = False

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])

    def browser(self, name: str = "one") -> ReceivingBrowser:
        """A browser behind this service."""
        path = f"/push/{name}"
        self.browsers[path] = ReceivingBrowser(f"https://localhost:{self.port}{path}")
        return self.browsers[path]

    def shown(self) -> list[dict[str, Any]]:
        """What the browsers have opened of what the service took."""
        return [self.browsers[one.path].opened(one.body) for one in self.received if one.status == 201]


@contextmanager
def running_push_end(folder: Path) -> Iterator[PushEnd]:
    """The service on a free port of loopback; `certificate` is its own authority."""
    certificate, key = self_signed(folder, "localhost")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = end.answers.pop(0) if end.answers else 201
            found = Received(urlsplit(self.path).path, dict(self.headers.items()), body, status)
            end.received.append(found)
            end.before_answer()
            if end.drips:
                _drip(self)
                return
            self.send_response(status)
            if end.location:
                self.send_header("Location", end.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            return

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    end = PushEnd(server, certificate)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield end
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def _drip(handler: BaseHTTPRequestHandler) -> None:
    """Answer a byte now and then, for ever: each of them comes in time."""
    try:
        for _each in range(600):
            handler.wfile.write(b"H")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        handler.close_connection = True
