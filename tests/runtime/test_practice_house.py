"""A demo's settings beside a real house: nothing leaves it, and its cookies are its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from jatan.runtime import home as folder
from tests.runtime.homes import in_home
from tests.runtime.journey_house import finished

_SETTINGS = """
from django.conf import settings
import json
from jatan.intake.messaging.gateways.chosen import configured_gateway
from jatan.web.ui.keys.cookies import cookie_name
print(json.dumps({
    "gateway": configured_gateway() is not None,
    "webhook": settings.JATAN_SMS["webhook_secret"],
    "public": settings.PUBLIC_URL,
    "practice_url": settings.PRACTICE_URL,
    "practice": settings.JATAN_PRACTICE,
    "cookies": [settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, cookie_name()],
}))
"""
# What the environment of a real house may hold, and a practice house beside it inherit.
_REAL = {
    "JATAN_SMS_GATEWAY": "http",
    "JATAN_SMS_URL": "https://gateway.example.org/send",
    "JATAN_SMS_WEBHOOK_SECRET": "xyzzy-xyzzy-xyzzy",
    "JATAN_PUBLIC_URL": "https://jatan.example.org",
    "JATAN_PRACTICE_URL": "https://practice.example.org/",
}


def _found(home: Path, **more: str) -> dict[str, object]:
    """The settings of a process in this home with the options of a real house in its environment."""
    with in_home(home), pytest.MonkeyPatch.context() as patch:
        for name, value in (_REAL | more).items():
            patch.setenv(name, value)
        read: dict[str, object] = json.loads(finished(_SETTINGS))
    return read


def test_nothing_leaves_a_demo_whatever_the_environment_of_the_real_house_says(tmp_path: Path) -> None:
    assert _found(tmp_path, JATAN_DEMO="1") == {
        "gateway": False,
        "webhook": "",
        "public": "",
        "practice_url": "",
        "practice": False,
        "cookies": ["demo_sessionid", "demo_csrftoken", "d1"],
    }


def test_the_same_environment_is_used_by_the_real_house(tmp_path: Path) -> None:
    assert _found(tmp_path) == {
        "gateway": True,
        "webhook": "xyzzy-xyzzy-xyzzy",
        "public": "https://jatan.example.org",
        "practice_url": "https://practice.example.org",
        "practice": False,
        "cookies": ["sessionid", "csrftoken", "s1"],
    }


def test_a_folder_that_was_made_for_practice_says_so_however_it_is_opened(tmp_path: Path) -> None:
    with in_home(tmp_path):
        folder.mark_practice()
    assert _found(tmp_path, JATAN_DEMO="1")["practice"] is True


@pytest.mark.parametrize("address", ["practice.example.org", "javascript:alert(1)", "//practice.example.org"])
def test_an_address_that_is_none_stops_the_start(tmp_path: Path, address: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jatan", "accounts", "list"],
        env={**os.environ, "JATAN_HOME": str(tmp_path), "JATAN_PRACTICE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "JATAN_PRACTICE_URL must begin with https://" in done.stderr
