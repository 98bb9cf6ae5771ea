"""The client address of a request: the one rule by which every rate limit counts addresses. Never stored."""

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings


def client_address(meta: Mapping[str, Any]) -> str:
    """The client's IP address from the headers of a request (`request.META` or a WSGI environment).

    That is the peer's address. If the peer is a trusted proxy (settings.TRUSTED_PROXIES), it is the last entry of
    X-Forwarded-For that is no trusted proxy itself: clients can forge the entries before it. A peer without IP address
    came through a local socket, which only a proxy on this machine can open. Without any usable entry, the peer.
    """
    peer = str(meta.get("REMOTE_ADDR", ""))
    if not _is_trusted_peer(peer):
        return peer
    for entry in reversed(str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")):
        address = entry.strip()
        if not _is_address(address):
            break
        if not _is_trusted_proxy(address):
            return address
    return peer


def _is_trusted_peer(peer: str) -> bool:
    if not settings.TRUSTED_PROXIES:
        return False
    return _is_trusted_proxy(peer) if _is_address(peer) else True


def _is_trusted_proxy(address: str) -> bool:
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return any(found in ipaddress.ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
