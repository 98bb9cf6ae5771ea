"""A first step that fails speaks: a sentence and the command to type, no traceback, and nothing was made.

The commands are called as a user to whom the folder does not belong: `nobody` where root runs the tests.
"""

import json
import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from jatan.runtime import home as folders
from tests.runtime.built_homes import Houses
from tests.runtime.journey_house import finished, migrated_home

_IS_ROOT = os.geteuid() == 0
_USER = "nobody" if _IS_ROOT else None
_COMMANDS = ["init", "run", "demo", "migrate", "backup", "doctor", "stop", "worker", "restore"]


@pytest.fixture
def outside() -> Iterator[Path]:
    """A folder in which this user may make nothing, as `/srv` is; not below a folder that only its owner may pass."""
    path = Path(mkdtemp(prefix="jatan-srv-", dir="/tmp"))
    path.chmod(0o555)
    yield path
    path.chmod(0o755)
    shutil.rmtree(path)


def _message(command: str, home: Path) -> str:
    """What a command says to somebody to whom the folder does not belong; it must fail without a traceback."""
    words = {"backup": [str(home / "x.backup")], "restore": [__file__]}.get(command, [])
    environment = {**os.environ, "JATAN_HOME": str(home)}
    for name in ("DATABASE_URL", "DATABASE_APP_URL"):
        environment.pop(name, None)
    done = subprocess.run(
        [sys.executable, "-m", "jatan", command, *words],
        capture_output=True,
        text=True,
        env=environment,
        user=_USER,
        timeout=120,
    )
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert " File " not in done.stderr
    return done.stderr


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_folder_that_cannot_be_made_is_named_with_the_command_that_makes_it(outside: Path, command: str) -> None:
    home = outside / "jatan"
    message = _message(command, home)
    assert f"sudo mkdir -p {home} && sudo chown" in message
    assert "फ़ोल्डर" in message
    assert list(outside.iterdir()) == []


@pytest.mark.skipif(not _IS_ROOT, reason="SKIPPED LOUDLY: only root gives files to another user")
@pytest.mark.parametrize("command", _COMMANDS)
@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_a_folder_of_somebody_else_is_named_with_its_owner(outside: Path, command: str, mode: int) -> None:
    outside.chmod(mode)
    message = _message(command, outside)
    assert "root" in message
    assert f"sudo chown -R nobody {outside}" in message
    assert list(outside.iterdir()) == []


@pytest.mark.skipif(not _IS_ROOT, reason="SKIPPED LOUDLY: only root gives files to another user")
def test_a_folder_of_a_user_whom_this_machine_does_not_know_is_named_with_the_number(outside: Path) -> None:
    """As on a disk from another machine, or a volume of a container. Before, it ended in a traceback."""
    number = next(one for one in range(40_000, 60_000) if one not in {entry.pw_uid for entry in pwd.getpwall()})
    os.chown(outside, number, -1)
    message = _message("init", outside)
    assert f"{outside} belongs to {number}" in message
    assert f"sudo chown -R nobody {outside}" in message


def test_a_file_in_place_of_the_folder_is_named(outside: Path) -> None:
    outside.chmod(0o755)
    (outside / "jatan").touch()
    assert "no folder" in _message("init", outside / "jatan")


@pytest.mark.skipif(not _IS_ROOT, reason="SKIPPED LOUDLY: only root gives files to another user")
def test_a_folder_inside_that_belongs_to_somebody_else_is_named(outside: Path) -> None:
    """As after one command that was typed with sudo."""
    shutil.chown(outside, "nobody")
    outside.chmod(0o700)
    (outside / "files").mkdir(mode=0o755)
    message = _message("init", outside)
    assert f"{outside}/files" in message
    assert f"sudo chown -R nobody {outside}" in message


def test_doctor_makes_nothing_where_no_house_was_begun(tmp_path: Path) -> None:
    for home in (tmp_path / "missing", tmp_path / "empty"):
        if home.name == "empty":
            home.mkdir(mode=0o700)
        done = _doctor(home)
        assert done.returncode == 2
        assert "./jatan init" in done.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["empty"]


def test_doctor_names_a_missing_secret_and_makes_no_other(houses: Houses) -> None:
    with migrated_home(houses) as home:
        lost = [home / name for name in ("secret", "marks.key", "push.key", "vault/pepper", "vault/field-book")]
        for path in lost:
            path.unlink(missing_ok=True)
        found = {one["code"]: one for one in json.loads(_doctor(home, "--json").stdout)}
        assert [path for path in lost if path.exists()] == []
        assert found["secret_missing"]["level"] == "bad"
        for name in ("secret", "marks.key", "pepper", "field-book"):
            assert name in found["secret_missing"]["sentence_en"]


def test_doctor_knows_the_home_of_a_demo(houses: Houses) -> None:
    with migrated_home(houses) as home:
        finished("from jatan.foundation.access.demo_house import begin_demo_house\nbegin_demo_house()")
        folders.mark_demo()
        found = {one["code"]: one["level"] for one in json.loads(_doctor(home, "--json").stdout)}
        assert found["demo_mixed"] == "ok"
        assert found.get("person_missing", "ok") == "ok"


def _doctor(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "JATAN_DEMO"}
    command = [sys.executable, "-m", "jatan", "doctor", *words]
    return subprocess.run(
        command, capture_output=True, text=True, env={**environment, "JATAN_HOME": str(home)}, timeout=120
    )
