"""The POST to a push service. Its address comes from a browser, so this server calls nobody it should not.

Only https, only hosts of the option JATAN_PUSH_HOSTS, only public addresses (looked up once, and connected to as looked
up), no redirect, one deadline for everything, and nothing of the answer but its status is read.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from jatan.foundation.alerts.choices import Code, Kind
from jatan.foundation.vault.web_push import house_key, seal_for_browser

LONGEST_ENDPOINT: Final = 1000
_KEPT_SECONDS: Final = 24 * 3600  # how long a push service keeps it for a phone that is off
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_NOT_NOW: Final = (408, 425, 429)

type _Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NotSent(Exception):
    """A push that did not go out. `may_repeat`: trying again may help."""

    def __init__(self, code: Code, *, may_repeat: bool = False) -> None:
        super().__init__(code.value)
        self.code, self.may_repeat = code, may_repeat


@dataclass(frozen=True)
class _Target:
    host: str
    port: int
    path: str
    origin: str


def is_acceptable(endpoint: str) -> bool:
    """Whether alerts may be sent to this address at all, before its host is looked up."""
    try:
        _target(endpoint)
    except NotSent:
        return False
    return True


def post_push(*, endpoint: str, public: bytes, secret: bytes, words: bytes, kind: str, topic: str) -> None:
    """Seal `words` for one browser and hand them to its push service. Raises NotSent.

    `topic`: at most 32 letters; of two pushes with the same topic that wait for a phone, the service keeps the newer.
    """
    target = _target(endpoint)
    key = house_key(settings.PUSH_KEY)
    headers = {
        "Host": target.host if target.port == 443 else f"{target.host}:{target.port}",
        "Authorization": key.authorization(target.origin, settings.PUSH_CONTACT),
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(_KEPT_SECONDS),
        "Topic": topic,
        "Urgency": "high" if kind in (Kind.CALL, Kind.URGENT) else "normal",
    }
    body = seal_for_browser(words, public=public, secret=secret)
    status = _status(target, headers, body)
    if status in (404, 410):
        raise NotSent(Code.GONE)
    if status in (401, 403):
        raise NotSent(Code.OTHER_KEY)
    if status in _NOT_NOW or status >= 500:
        raise NotSent(Code.BUSY, may_repeat=True)
    if not 200 <= status < 300:
        raise NotSent(Code.REFUSED)


def _target(endpoint: str) -> _Target:
    """Take an address apart. Raises NotSent(FORBIDDEN)."""
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").rstrip("."), parts.port or 443
    except ValueError as error:
        raise NotSent(Code.FORBIDDEN) from error
    is_plain = endpoint.isascii() and endpoint.isprintable() and " " not in endpoint and "\\" not in endpoint
    is_whole = parts.scheme == "https" and host and parts.username is None and parts.password is None
    if not is_plain or not is_whole or len(endpoint) > LONGEST_ENDPOINT or not _is_listed(host):
        raise NotSent(Code.FORBIDDEN)
    if port != 443 and not settings.PUSH_TO_THIS_MACHINE:
        raise NotSent(Code.FORBIDDEN)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    shown = host if port == 443 else f"{host}:{port}"
    return _Target(host, port, path, f"https://{shown}")


def _is_listed(host: str) -> bool:
    """Whether the host is one of the option's; `*.` before a name stands for everything below it."""
    for listed in settings.PUSH_HOSTS:
        if host == listed or (listed.startswith("*.") and host.endswith(listed[1:])):
            return True
    return False


def _public_addresses(target: _Target) -> Sequence[str]:
    """Where the host is. Raises NotSent, also if one of its addresses lies inside a network."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent(Code.UNREACHED, may_repeat=True) from error
    addresses = [str(row[4][0]) for row in found]
    if not all(_is_public(ipaddress.ip_address(address.partition("%")[0])) for address in addresses):
        raise NotSent(Code.FORBIDDEN)
    return addresses


def _is_public(address: _Address) -> bool:
    if address.is_loopback:
        return settings.PUSH_TO_THIS_MACHINE
    if isinstance(address, ipaddress.IPv6Address):
        inside = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if address in _NAT64:
            inside = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inside is not None:
            return _is_public(inside)
    return address.is_global and not address.is_multicast


class _Connection(http.client.HTTPSConnection):
    """Connects to addresses that were looked at before, and checks the certificate for the name."""

    def __init__(self, target: _Target, addresses: Sequence[str], seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds, context=ssl.create_default_context())
        self._addresses, self._name = addresses, target.host

    def connect(self) -> None:
        trouble: OSError | None = None
        for address in self._addresses[:2]:
            try:
                plain = socket.create_connection((address, self.port), self.timeout)
            except OSError as error:
                trouble = error
                continue
            self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self._name)
            return
        raise trouble or OSError("no address")

    def cut(self) -> None:
        """End everything that is being read or written, from another thread."""
        if self.sock is not None:
            try:
                # Of the socket below: the encrypted one would say goodbye first, and wait.
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError:
                return


def _status(target: _Target, headers: dict[str, str], body: bytes) -> int:
    """The status of the answer. Raises NotSent if there is none within the deadline."""
    seconds = settings.PUSH_SECONDS
    connection = _Connection(target, _public_addresses(target), seconds)
    deadline = threading.Timer(seconds, connection.cut)
    deadline.daemon = True
    deadline.start()
    try:
        connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            connection.putheader(name, value)
        connection.endheaders(body)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotSent(Code.UNREACHED, may_repeat=True) from error
    finally:
        deadline.cancel()
        connection.close()
