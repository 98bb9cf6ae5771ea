"""`jatan init` as processes: killed between the answers, run twice at once, and after a network was loaded."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.runtime import processes
from tests.runtime.built_homes import Houses
from tests.runtime.journey_house import migrated_home
from tests.runtime.kill_house import query

_HELD = """
SELECT (SELECT count(*) FROM network_organisation), (SELECT count(*) FROM access_account),
       (SELECT count(*) FROM access_invitation), (SELECT count(*) FROM ledger_event)
"""
_LINK = re.compile(r"https://jatan\.example\.org/invitation/[A-Za-z0-9_-]{43}/$", re.MULTILINE)


@pytest.fixture
def tables(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


@pytest.fixture
def answers(tmp_path: Path) -> str:
    path = tmp_path / "answers.json"
    path.write_text(_run("init", "--template").stdout, encoding="utf-8")
    return str(path)


def _started(*words: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "jatan", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env={**os.environ})


def _run(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "jatan", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env={**os.environ}, check=False)


def test_a_beginning_that_was_killed_between_the_answers_left_nothing_and_is_begun_again(
    tables: Path, answers: str
) -> None:
    asking = _started("init")
    assert asking.stdin is not None
    asking.stdin.write("झारखंड नेटवर्क\nJharkhand Network\ny\nGUM\n")
    asking.stdin.flush()
    while not processes.running():
        assert asking.poll() is None
    asking.kill()
    asking.communicate()
    assert query(_HELD) == [(0, 0, 0, 0)]
    done = _run("init", "--answers", answers)
    assert done.returncode == 0, done.stderr
    assert len(_LINK.findall(done.stdout)) == 2
    assert query(_HELD) == [(3, 2, 2, 5)]


def test_of_two_who_begin_at_the_same_moment_one_is_told_that_the_house_has_begun(tables: Path, answers: str) -> None:
    both = [_started("init", "--answers", answers) for _times in range(2)]
    outputs = [one.communicate(timeout=300) for one in both]
    assert sorted(one.returncode for one in both) == [0, 1]
    for process, (stdout, stderr) in zip(both, outputs, strict=True):
        assert len(_LINK.findall(stdout)) == (2 if process.returncode == 0 else 0)
        assert ("has begun already" in stderr) is (process.returncode == 1)
    assert query(_HELD) == [(3, 2, 2, 5)]


def test_a_loaded_network_is_begun_and_its_people_are_listed_and_closed_from_the_terminal(
    tables: Path, tmp_path: Path, answers: str
) -> None:
    network = tmp_path / "network.json"
    network.write_text(_run("network", "template").stdout, encoding="utf-8")
    for _times in range(2):
        assert _run("network", "load", str(network)).returncode == 0
    assert query("SELECT verb FROM ledger_event") == [("network.file_loaded",)]  # the second load changed nothing
    assert _run("init", "--answers", answers).returncode == 0
    invited = _run("accounts", "invite", "asha@example.org", "coordinator", "GUM", "--name", "आशा")
    assert invited.stdout.startswith("http://localhost:8000/invitation/")
    assert _run("accounts", "close", "asha@example.org").returncode == 0
    listed = [line.split("\t") for line in _run("accounts", "list").stdout.splitlines()]
    assert [(line[0], line[3]) for line in listed] == [
        ("asha@example.org", "closed"),
        ("malti@example.org", "invited"),
        ("suresh@example.org", "invited"),
    ]
