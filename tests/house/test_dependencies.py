"""Every dependency has a comment with its reason, and is locked."""

import re
import tomllib

from tests.house.source import ROOT

_ENTRY = re.compile(r'^\s*"[\w.\-\[\],<>=!~ ]+",?\s*(#.*)?$')


def unreasoned(text: str) -> list[str]:
    """Dependencies of a pyproject without a reason behind them."""
    found, inside = [], False
    for line in text.splitlines():
        if re.match(r"^(dependencies|dev)\s*=\s*\[", line):
            inside = True
        elif inside and line.strip() == "]":
            inside = False
        elif inside and _ENTRY.match(line) and len(line.partition("#")[2].strip()) < 8:
            found.append(line.strip())
    return found


def unlocked(text: str, lock: str) -> list[str]:
    """Dependencies that the lock file does not know."""
    data = tomllib.loads(text)
    wanted = [*data["project"]["dependencies"], *data["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=!~ ]", entry, maxsplit=1)[0].lower() for entry in wanted}
    held = {package["name"] for package in tomllib.loads(lock)["package"]}
    return sorted(names - held)


def _pyproject() -> str:
    return (ROOT / "pyproject.toml").read_text("utf-8")


def test_every_dependency_says_why_it_is_there() -> None:
    assert unreasoned(_pyproject()) == []


def test_every_dependency_is_locked() -> None:
    assert unlocked(_pyproject(), (ROOT / "uv.lock").read_text("utf-8")) == []


def test_a_dependency_without_a_reason_is_reported() -> None:
    planted = 'dependencies = [\n    "django>=6",  # web framework\n    "left-pad>=1",\n    "x>=1",  # why\n]\n'
    assert unreasoned(planted) == ['"left-pad>=1",', '"x>=1",  # why']


def test_a_dependency_that_is_not_locked_is_reported() -> None:
    planted = '[project]\ndependencies = ["left-pad>=1"]\n[dependency-groups]\ndev = []\n'
    assert unlocked(planted, '[[package]]\nname = "django"\n') == ["left-pad"]
