"""Whether the options fit each other, and the installed packages fit the lock file."""

import importlib.metadata
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.operation.findings import Finding, Level
from jatan.settings import options

_LOCAL: Final = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
_LOCK: Final = Path(__file__).resolve().parents[4] / "uv.lock"
_SHOWN: Final = 3


def check_proxy() -> list[Finding]:
    """HTTPS, host names and addresses of forms fit each other."""
    faults = [Finding("proxy_options", Level.BAD, sentence, remedy) for sentence, remedy in _faults()]
    return faults or [Finding("proxy_options", Level.OK, _("The options for HTTPS and the proxy fit each other."))]


def check_debug() -> list[Finding]:
    """Development pages, which show what was typed, are off."""
    if not settings.DEBUG:
        return [Finding("debug_on", Level.OK, _("Development pages are off."))]
    sentence = _("Development pages are on: they show what was typed to whoever causes an error.")
    return [Finding("debug_on", Level.BAD, sentence, _("Take JATAN_DEBUG away and start again."))]


def check_packages() -> list[Finding]:
    """The installed packages have the versions of uv.lock. Nothing where the programme is no checkout."""
    if not _LOCK.is_file():
        return []
    locked = {
        one["name"]: one["version"] for one in tomllib.loads(_LOCK.read_text("utf-8"))["package"] if "version" in one
    }
    wrong = [
        name for name, version in _installed().items() if name in locked and _parts(locked[name]) != _parts(version)
    ]
    if not wrong:
        return [Finding("packages_differ", Level.OK, _("The installed packages are those of uv.lock."))]
    sentence = format_lazy(
        _("Installed packages have other versions than uv.lock: {names}."), names=", ".join(wrong[:_SHOWN])
    )
    return [
        Finding(
            "packages_differ", Level.WARN, sentence, _("Stop the house and start it with ./jatan, which installs them.")
        )
    ]


def _faults() -> Iterator[tuple[str | Promise, str | Promise]]:
    """(sentence, remedy) of each contradiction."""
    hosts, origins = set(settings.ALLOWED_HOSTS), list(settings.CSRF_TRUSTED_ORIGINS)
    if settings.HTTPS and not origins:
        yield (
            _("JATAN_HTTPS is 1, but JATAN_TRUSTED_ORIGINS is empty: forms will be refused."),
            _("Set it to the address in the browser, e.g. https://house.example.org"),
        )
    if not settings.HTTPS and any(origin.startswith("https://") for origin in origins):
        yield (
            _("Pages are opened by https, but JATAN_HTTPS is not 1: the sign-in can be read along on the way."),
            _("Set JATAN_HTTPS=1."),
        )
    if settings.HTTPS and hosts <= _LOCAL:
        yield (
            _("JATAN_ALLOWED_HOSTS names this machine only: every page is refused under its own name."),
            _("Add the host name, e.g. JATAN_ALLOWED_HOSTS=house.example.org"),
        )
    if "*" in hosts:
        yield (_("JATAN_ALLOWED_HOSTS allows every name."), _("Name the host instead of *."))
    if not settings.HTTPS and options.text("JATAN_HOST") not in _LOCAL:
        yield (
            _("Pages are served to other machines without HTTPS: passwords and names can be read along on the way."),
            _("Leave JATAN_HOST at 127.0.0.1 and put a proxy with HTTPS before it."),
        )
    if settings.PUBLIC_URL.startswith("http://"):
        yield (
            _("JATAN_PUBLIC_URL begins with http://."),
            _("Passes are printed with this address: give an https one."),
        )


def _parts(version: str) -> list[int | str]:
    """A version for comparison: `2.007` is `2.7`."""
    return [int(part) if part.isdecimal() else part for part in re.findall(r"\d+|[a-z]+", version)]


def _installed() -> dict[str, str]:
    found = importlib.metadata.distributions()
    return {one.metadata["Name"].lower().replace("_", "-"): one.version for one in found if one.metadata["Name"]}
