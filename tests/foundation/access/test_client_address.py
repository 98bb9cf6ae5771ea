"""The client address is the peer's, or what a trusted proxy says."""

import pytest
from pytest_django import Settings

from jatan.foundation.access.client_address import client_address

PROXY, CLIENT = "127.0.0.1", "198.51.100.4"


@pytest.fixture(autouse=True)
def _trusted(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = [PROXY, "::1", "10.0.0.0/24"]


def address(peer: str, forwarded: str | None = None) -> str:
    meta = {"REMOTE_ADDR": peer}
    return client_address(meta if forwarded is None else meta | {"HTTP_X_FORWARDED_FOR": forwarded})


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        (PROXY, CLIENT, CLIENT),
        ("::1", CLIENT, CLIENT),
        ("::ffff:127.0.0.1", CLIENT, CLIENT),
        (PROXY, "2001:db8::7", "2001:db8::7"),
        (PROXY, f"1.1.1.1, {CLIENT}", CLIENT),  # the first entry was sent by the client
        (PROXY, f"{CLIENT}, 10.0.0.9", CLIENT),  # two proxies, one behind the other
        (PROXY, f"nonsense, {CLIENT}", CLIENT),
        (PROXY, f"{CLIENT}, nonsense", PROXY),
        (PROXY, "10.0.0.9", PROXY),
        (PROXY, "", PROXY),
        (PROXY, None, PROXY),
        ("203.0.113.9", CLIENT, "203.0.113.9"),  # somebody who reaches the server without the proxy
        ("10.0.1.1", CLIENT, "10.0.1.1"),
        ("", CLIENT, CLIENT),  # a local socket
    ],
)
def test_the_header_is_read_from_trusted_proxies_only(peer: str, forwarded: str | None, expected: str) -> None:
    assert address(peer, forwarded) == expected


def test_without_a_proxy_the_header_is_not_read(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = []
    assert address(PROXY, CLIENT) == PROXY
    assert address("", CLIENT) == ""
