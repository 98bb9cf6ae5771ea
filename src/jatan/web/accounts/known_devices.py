"""A cookie by which a browser is known again for the sign-in names that have signed in there.

It makes rate limits independent of strangers (`foundation/access/sign_in_limits.py`) and opens nothing. It has a random
id and, for each name, a keyed hash of both: no name, and of no use in another installation. Signed, so nobody can make
one up.
"""

import secrets
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

from jatan.web.ui.cookies import path_cookie_name

COOKIE: Final = "device"
# What browsers keep at most: 400 days.
_KEPT_SECONDS: Final = 400 * 24 * 3600
# On a computer of an office; the one that signed in longest ago is dropped.
_MOST_NAMES: Final = 20
_SALT: Final = "jatan.known-device"
# Not sent with every page.
_PATH: Final = "/account/"


@dataclass
class _Device:
    """What the cookie has: the browser's id, the marks of names, newest last, and whether it is one person's own."""

    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    marks: list[str] = field(default_factory=list)
    is_own: bool = False

    def mark(self, name: str) -> str:
        """The keyed hash by which a sign-in name is known here."""
        return salted_hmac(_SALT, f"{self.id} {name.strip().lower()}", algorithm="sha256").hexdigest()[:32]


def device_of(request: HttpRequest, name: str) -> str:
    """The id of this browser if `name` has signed in here before, else ""."""
    device = _read(request)
    return device.id if device and device.mark(name) in device.marks else ""


def is_own_device(request: HttpRequest) -> bool:
    """What was chosen at the last sign-in in this browser; False for one that is not known."""
    device = _read(request)
    return device is not None and device.is_own


def remember_device(request: HttpRequest, response: HttpResponseBase, name: str, *, is_own: bool) -> None:
    """Set the cookie after a successful sign-in of `name`. `is_own`: nobody else uses this computer.

    Only where the browser sends it: elsewhere (an invitation) the names it has would be lost.
    """
    if not request.path.startswith(_PATH):
        return
    device = _read(request) or _Device()
    mark = device.mark(name)
    marks = [*(one for one in device.marks if one != mark), mark][-_MOST_NAMES:]
    response.set_cookie(
        path_cookie_name(COOKIE),
        signing.dumps({"id": device.id, "marks": marks, "own": is_own}, salt=_SALT, compress=True),
        max_age=_KEPT_SECONDS,
        path=_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> _Device | None:
    try:
        found: Any = signing.loads(request.COOKIES.get(path_cookie_name(COOKIE), ""), salt=_SALT, max_age=_KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return _Device(found["id"], list(found["marks"]), found["own"])
