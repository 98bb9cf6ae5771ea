"""Somebody on the way, or on a neighbouring host, plants or reads cookies."""

import json
from pathlib import Path

import pytest

from tests.runtime.homes import in_home
from tests.runtime.journey_house import finished

_COOKIES = """
import django, json
django.setup()
from django.conf import settings
from jatan.web.ui.cookies import path_cookie_name
from jatan.web.ui.keys.cookies import cookie_name
print(json.dumps({
    "everywhere": [
        settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, cookie_name()
    ],
    "by path": [path_cookie_name("invitation"), path_cookie_name("device")],
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.LANGUAGE_COOKIE_SECURE],
    "hsts": [settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS],
}))
"""


def _settings(home: Path, *, https: bool, demo: bool = False) -> dict[str, list[object]]:
    with in_home(home), pytest.MonkeyPatch.context() as patch:
        patch.setenv("JATAN_HTTPS", str(int(https)))
        patch.setenv("JATAN_DEMO", str(int(demo)))
        found: dict[str, list[object]] = json.loads(finished(_COOKIES))
    return found


@pytest.mark.parametrize("demo", [False, True])
def test_behind_https_no_other_host_and_no_unencrypted_page_can_set_a_cookie(tmp_path: Path, demo: bool) -> None:
    """Before: session, token and language had plain names, which a neighbouring host could set."""
    found = _settings(tmp_path, https=True, demo=demo)
    assert all(str(name).startswith("__Host-") for name in found["everywhere"])
    assert all(str(name).startswith("__Secure-") for name in found["by path"])
    assert found["secure"] == [True] * 3
    assert found["hsts"] == [31536000, True]


def test_without_https_the_names_are_those_that_browsers_take(tmp_path: Path) -> None:
    found = _settings(tmp_path, https=False)
    assert not any(str(name).startswith("__") for names in (found["everywhere"], found["by path"]) for name in names)
