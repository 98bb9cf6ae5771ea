"""Options that contradict each other are named, each with its remedy."""

from typing import Any

import pytest

from jatan.foundation.operation.findings import Level
from jatan.runtime.checks import configuration

_RIGHT = {"HTTPS": True, "CSRF_TRUSTED_ORIGINS": ["https://h.example"], "ALLOWED_HOSTS": ["h.example"]}


def _sentences(settings: Any, **changed: object) -> list[str]:
    for name, value in {**_RIGHT, **changed}.items():
        setattr(settings, name, value)
    found = configuration.check_proxy()
    assert all(finding.remedy for finding in found if finding.level is Level.BAD)
    return [str(finding.sentence) for finding in found if finding.level is Level.BAD]


def test_a_house_behind_a_proxy_is_right(settings: Any) -> None:
    assert _sentences(settings) == []
    assert _sentences(settings, HTTPS=False, CSRF_TRUSTED_ORIGINS=[], ALLOWED_HOSTS=["localhost"]) == []


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"CSRF_TRUSTED_ORIGINS": []}, "JATAN_TRUSTED_ORIGINS"),
        ({"HTTPS": False}, "JATAN_HTTPS"),
        ({"ALLOWED_HOSTS": ["localhost", "127.0.0.1"]}, "JATAN_ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": []}, "JATAN_ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": ["*"]}, "JATAN_ALLOWED_HOSTS"),
        ({"PUBLIC_URL": "http://h.example"}, "JATAN_PUBLIC_URL"),
    ],
)
def test_one_option_that_does_not_fit(settings: Any, changed: dict[str, object], word: str) -> None:
    (sentence,) = _sentences(settings, **changed)
    assert word in sentence


def test_pages_for_other_machines_without_https(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JATAN_HOST", "0.0.0.0")
    assert len(_sentences(settings, HTTPS=False, CSRF_TRUSTED_ORIGINS=[], ALLOWED_HOSTS=["h.example"])) == 1


def test_packages_of_this_checkout_are_those_of_the_lock_file() -> None:
    (finding,) = configuration.check_packages()
    assert finding.level is Level.OK, finding.text


@pytest.mark.parametrize(("one", "other", "is_same"), [("2.7", "2.007", True), ("1.10", "1.1", False)])
def test_versions_are_compared_by_their_numbers(one: str, other: str, is_same: bool) -> None:
    assert (configuration._parts(one) == configuration._parts(other)) is is_same
