"""Where demo and practice house live, how `stop` reaches them, and how a demo of before comes to its new place."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.runtime import home, processes
from jatan.runtime.postgres import server
from tests.runtime.built_homes import Houses
from tests.runtime.homes import in_home
from tests.runtime.journey_house import finished, migrated_home, python
from tests.runtime.kill_house import query

_ROOT = Path(__file__).resolve().parents[2]
_ACCOUNT = (
    "from jatan.foundation.access.models import Account\n"
    "Account.objects.create_user(sys.argv[1], None, name='x', is_demo=sys.argv[1].endswith('demo.jatan'))"
)


@pytest.fixture
def tables(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


def _run(*words: str, at: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "jatan", *words]
    environment = {**os.environ, "JATAN_HOME": str(at)}
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=environment, check=False)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The script `jatan` alone, beside programs that do nothing but print the home they are given."""
    shutil.copy(_ROOT / "jatan", tmp_path / "jatan")
    for program, text in {
        ".tools/bin/uv": "exit 0",
        ".venv/bin/python": 'echo "$JATAN_HOME"',
        ".venv/bin/jatan": 'echo "$JATAN_HOME"',
    }.items():
        path = tmp_path / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return tmp_path


@pytest.mark.parametrize(
    ("word", "place"),
    [("demo", "var/demo"), ("practice", "var/practice"), ("dev", "var/dev"), ("serve", "var"), ("init", "var")],
)
def test_without_a_home_the_script_gives_each_kind_of_house_its_own(checkout: Path, word: str, place: str) -> None:
    def given(**more: str) -> str:
        environment = {name: value for name, value in os.environ.items() if name != "JATAN_HOME"} | more
        done = subprocess.run(
            ["sh", checkout / "jatan", word], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.strip()

    assert given() == str(checkout / place)
    assert given(JATAN_HOME="/srv/elsewhere") == "/srv/elsewhere"


@pytest.mark.parametrize("word", ["demo", "practice"])
def test_without_the_script_the_package_does_the_same(tmp_path: Path, word: str) -> None:
    program = (
        "import os, click; from jatan.cli.main import LateGroup; group = LateGroup('jatan')\n"
        f"group.resolve_command(click.Context(group), [{word!r}]); print(os.environ['JATAN_HOME'])"
    )
    environment = {name: value for name, value in os.environ.items() if name != "JATAN_HOME"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == f"./var/{word}"


def test_stop_ends_the_demo_inside_a_home_too_and_leaves_others_alone(tables: Path, tmp_path: Path) -> None:
    waits = "from jatan.runtime import processes\nimport time\nwith processes.registered('serve'): time.sleep(300)"
    started = {}
    for name in ("demo", "practice", "dev"):
        with in_home(tables / name):
            (tables / name).mkdir()
            if name != "dev":
                home.mark_demo()
            started[name] = python(waits)
            while not processes.running():
                assert started[name].poll() is None
    try:
        done = _run("stop", at=tables)
        assert done.returncode == 0
        assert f"ended: demo: serve {started['demo'].pid}" in done.stderr
        assert f"ended: practice: serve {started['practice'].pid}" in done.stderr
        assert "ended: embedded database" in done.stderr
        assert started["dev"].poll() is None
        assert None not in (started["demo"].wait(30), started["practice"].wait(30))
    finally:
        for process in started.values():
            process.kill()
            process.communicate()


def test_a_demo_of_before_is_moved_into_the_folder_inside_with_all_it_holds(tables: Path) -> None:
    """Moved, not built: the last account of a finished build is there."""
    finished(_ACCOUNT, "administrator@demo.jatan")
    secret = (tables / "secret").read_text()
    (tables / "files" / "photographs").mkdir(parents=True)
    (tables / "network.json").write_text("the owner's own file")
    hint = _run("demo", "--no-serve", "--earlier-demo", at=tables / "demo")
    assert hint.returncode == 0, hint.stderr[-2000:]
    with in_home(tables / "demo"):
        try:
            assert home.is_marked_demo()
            assert query("SELECT email FROM access_account") == [("administrator@demo.jatan",)]
            assert query("SELECT count(*) FROM network_demohouse") == [(1,)]
            assert (home.files_dir() / "photographs").is_dir()
            assert (tables / "demo" / "secret").read_text() == secret
        finally:
            server.stop()
    # What is left above is a folder in which a real house may begin.
    assert sorted(path.name for path in tables.iterdir()) == ["demo", "network.json"]


def test_a_demo_that_is_here_already_is_not_overwritten_by_that_of_before(tables: Path) -> None:
    finished(_ACCOUNT, "administrator@demo.jatan")
    with in_home(tables / "demo"):
        (tables / "demo").mkdir()
        home.mark_demo()
    done = _run("demo", "--no-serve", "--earlier-demo", at=tables / "demo")
    assert done.returncode == 1
    assert "There is a demo in" in done.stderr
    assert "पहले से" in done.stderr
    assert query("SELECT count(*) FROM network_demohouse") == [(0,)]


def test_a_real_house_above_is_not_moved(tables: Path) -> None:
    finished(_ACCOUNT, "sunita@example.org")
    before = sorted(path.name for path in tables.iterdir())
    done = _run("demo", "--no-serve", "--earlier-demo", at=tables / "demo")
    assert done.returncode == 2
    assert "without a password" in done.stderr
    assert sorted(path.name for path in tables.iterdir() if path.name != "demo") == before
    assert query("SELECT email FROM access_account") == [("sunita@example.org",)]
    assert query("SELECT count(*) FROM network_demohouse") == [(0,)]
