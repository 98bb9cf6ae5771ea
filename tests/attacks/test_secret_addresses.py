"""Secret addresses in logs: mistyped ones (`/H/CODE/`, `/h//CODE/`, `/invitation/TOKEN/extra`) were written out."""

import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from django.test import Client

from jatan.runtime.logs import PrivacyFormatter
from tests.house.addresses import all_addresses

pytestmark = pytest.mark.django_db

SECRET = "7KQ4MZXPWT2N"
_VALUE = re.compile(r"<(?:str|slug|path):\w+>|\(\?P<\w+>[^)]*\)")
_DISTORTIONS: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda path: path,
    "in capitals": str.upper,
    "in small letters": str.lower,
    "two slashes": lambda path: path.replace("/", "//"),
    "two slashes inside": lambda path: "/" + path[1:].replace("/", "//"),
    "more behind it": lambda path: f"{path}extra",
    "more behind it, with a slash": lambda path: f"{path}extra/",
    "no slash at the end": lambda path: path.rstrip("/"),
    "slash encoded": lambda path: "/" + path[1:].replace("/", "%2F"),
    "all encoded": lambda path: "/" + "".join(f"%{ord(letter):02X}" for letter in path[1:]),
    "a letter of another alphabet": lambda path: path.replace("/", "/\u0939", 1),
    "a space before": lambda path: path.replace("/", "/%20", 1),
    "below another address": lambda path: f"/people{path}",
    "with an address before": lambda path: f"/https://example.org{path}",
    "a letter doubled": lambda path: path[:2] + path[1:],
    "backslashes": lambda path: "/" + path[1:].replace("/", "%5C"),
    "a line break": lambda path: f"{path}%0A{path}",
}
_WAYS: Mapping[str, Callable[[Client, str], object]] = {
    "read": lambda client, path: client.get(path),
    "posted without a token": lambda client, path: client.post(path, secure=True),
    "posted from elsewhere": lambda client, path: client.post(
        path, secure=True, headers={"referer": f"https://other.example{path}", "cookie": f"csrftoken={'k' * 32}"}
    ),
    "a method that is not allowed": lambda client, path: client.delete(path, secure=True),
}


def _secret_paths() -> list[str]:
    """Every address that somebody without an account opens by a secret: words, not the id of a row."""
    public = [address.route for address in all_addresses() if address.public]
    with_secret = [_VALUE.sub(SECRET, route) for route in public if _VALUE.search(route)]
    return sorted("/" + path.strip("^$").replace("/?", "/") for path in with_secret)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the handlers of a running house write of everything that is logged."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(PrivacyFormatter("%(levelname)s %(name)s %(message)s"))
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    root.setLevel(level)


def test_the_secret_addresses_are_found() -> None:
    assert _secret_paths() == [f"/h/{SECRET}/", f"/invitation/{SECRET}/"]


@pytest.mark.parametrize("way", _WAYS)
@pytest.mark.parametrize("path", _secret_paths())
def test_no_mistyped_secret_address_reaches_a_log(written: io.StringIO, path: str, way: str) -> None:
    """The logs kept the secret of most of these."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    for distortion, distort in _DISTORTIONS.items():
        before = len(written.getvalue())
        _WAYS[way](client, distort(path))
        line = written.getvalue()[before:]
        assert SECRET.casefold() not in line.casefold(), f"{distortion}: {line}"
    assert "django" in written.getvalue(), "nothing was logged: this test would prove nothing"


def test_a_logged_address_is_its_pattern(written: io.StringIO, client: Client) -> None:
    client.get("/library/public/0198f7a0-0000-7000-8000-000000000000/")
    client.get("/nowhere/")
    assert "Not Found: /library/public/<uuid:pk>/" in written.getvalue()
    assert "Not Found: unknown address" in written.getvalue()
