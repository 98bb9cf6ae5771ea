"""The page on the phone: its shell, script, style and definitions, without any data and the same for everybody.

All of it is one version: its id stands in the shell, in the service worker's script and in a header of every answer, so
that a phone never keeps a mixture of two versions. Another header gives the length in bytes before compression, so that
it keeps no part of an answer either.
"""

import hashlib
import json
from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from jatan.intake.fieldbook.definitions import definitions
from jatan.web import assets
from jatan.web.ui.needs import public
from jatan_names.browser_script import browser_script

LANGUAGES = ("hi", "en")
_ANYBODY = "a page without any data; what it shows lies on the phone"
_JSON = "application/json; charset=utf-8"


@public(_ANYBODY)
@require_safe
def app(request: HttpRequest) -> HttpResponse:
    """The shell. Its words besides the sentences for old browsers come from the definitions."""
    return _of_this_version(HttpResponse(_shell(shell_version())))


@public(_ANYBODY)
@require_safe
def app_part(request: HttpRequest, name: str) -> HttpResponse:
    """A script, the style, the icon or the manifest of the shell."""
    kind, content = PARTS[name]
    return _of_this_version(HttpResponse(content(), content_type=kind))


@public(_ANYBODY)
@require_safe
def app_definitions(request: HttpRequest, language: str) -> HttpResponse:
    """The questions, rules and words in one language."""
    return _of_this_version(HttpResponse(_definitions(language), content_type=_JSON))


def shell_version() -> str:
    """Twelve hex digits over everything that the phone keeps of the page. Computed anew in debug mode."""
    return _computed_version() if settings.DEBUG else _kept_version()


@cache
def _kept_version() -> str:
    return _computed_version()


def _computed_version() -> str:
    digest = hashlib.sha256()
    for content in (*(content() for _kind, content in PARTS.values()), _shell(""), *map(_definitions, LANGUAGES)):
        digest.update(content if isinstance(content, bytes) else content.encode())
    return digest.hexdigest()[:12]


def _of_this_version(response: HttpResponse) -> HttpResponse:
    response.headers["X-Field-Book"] = shell_version()
    response.headers["X-Field-Book-Bytes"] = str(len(response.content))
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _shell(version: str) -> str:
    with translation.override("hi"):
        return render_to_string("fieldbook/app.html", {"version": version})


def _definitions(language: str) -> str:
    return json.dumps(definitions(language), ensure_ascii=False, separators=(",", ":"))


def _script() -> str:
    return assets.joined("fieldbook/shared") + assets.joined("fieldbook/app")


def _file(name: str) -> bytes:
    return (assets.STATIC / name).read_bytes()


def _manifest() -> str:
    with translation.override("hi"):
        content = {
            "name": translation.gettext("Forum book"),
            "short_name": translation.gettext("Forum book"),
            "lang": "hi",
            "start_url": "/fieldbook/",
            "scope": "/fieldbook/",
            "display": "standalone",
            "background_color": "#fffdf8",
            "theme_color": "#8c2f1b",
            "icons": [{"src": "/fieldbook/icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
        }
    return json.dumps(content, ensure_ascii=False)


# {address below fieldbook/: (type, content)} of what the shell consists of besides its page and its definitions.
PARTS: dict[str, tuple[str, Callable[[], str | bytes]]] = {
    "app.js": ("text/javascript; charset=utf-8", _script),
    # Asked for when the first screen stands: its tables take longer to build than all the rest.
    "names.js": ("text/javascript; charset=utf-8", browser_script),
    "check.js": ("text/javascript; charset=utf-8", lambda: _file("fieldbook/check.js")),
    "app.css": ("text/css; charset=utf-8", lambda: assets.sheet("fieldbook/fieldbook.css")),
    "icon.svg": ("image/svg+xml", lambda: _file("img/favicon.svg")),
    "manifest.webmanifest": ("application/manifest+json; charset=utf-8", _manifest),
}
