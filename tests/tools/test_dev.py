"""`./jatan dev` on a copy of the source: serves, starts again after a change, survives a broken module, ends whole."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from jatan.runtime import processes
from jatan.runtime.postgres import cluster as clusters
from jatan_postgres.server import postmaster_pid
from tests.house.source import ROOT
from tests.kills import kill_family, wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import free_port
from tests.runtime.journey_house import finished, migrated_home

# A demo of a network and its accounts, without the years of records that take a minute to build.
_BUILT_DEMO = """
from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.foundation.access.demo_house import begin_demo_house
from jatan.foundation.network.services import load_network
begin_demo_house()
load_network(plan.network_document())
make_accounts(PEOPLE)
"""
_SIGN_IN = "/account/sign-in/"
_NEW_PAGE = """
from django.http import HttpResponse
from django.urls import path
urlpatterns = [*urlpatterns, path("from-the-changed-module/", lambda request: HttpResponse("changed"))]
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the source, compiled files included, in the layout of the repository."""
    for folder in ("src/jatan", "packages/names/src", "tools"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.fixture
def demo(houses: Houses) -> Iterator[Path]:
    """A JATAN_HOME with a finished demo that holds accounts and no records."""
    with migrated_home(houses) as path:
        finished(_BUILT_DEMO)
        yield path


@contextmanager
def _developing(source: Path, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """`jatan dev` of the copy, as the script `jatan` starts it."""
    path = os.pathsep.join(str(source / folder) for folder in (".", "src", "packages/names/src"))
    command = [sys.executable, "-m", "tools", "dev", "--port", str(port)]
    with subprocess.Popen(command, cwd=source, env={**os.environ, "PYTHONPATH": path}) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                kill_family(psutil.Process(process.pid))


def _get(port: int, address: str) -> tuple[int, str]:
    """Status and text of one page; status 0 where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", address)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    except OSError:
        return 0, ""
    finally:
        connection.close()


def _pids(kind: str) -> set[int]:
    return {entry.process.pid for entry in processes.running() if entry.kind == kind}


def test_it_serves_reloads_after_a_change_and_leaves_nothing_running(demo: Path, source: Path) -> None:
    port = free_port()
    with _developing(source, port) as process:
        wait_until(lambda: _get(port, _SIGN_IN)[0] == 200, what="the sign-in page", working=process)
        assert 'action="/account/sign-in/demo/' in _get(port, _SIGN_IN)[1], "the roles of the demo are not offered"
        wait_until(lambda: bool(_pids("worker")), what="the first worker", working=process)
        first = _pids("worker") | _pids("serve")

        urls = source / "src" / "jatan" / "web" / "urls.py"
        good = urls.read_text("utf-8")
        urls.write_text(good + "\nthis is no Python\n", "utf-8")
        wait_until(lambda: not _pids("serve") and not _pids("worker"), what="the broken children", working=process)

        urls.write_text(good + _NEW_PAGE, "utf-8")
        page = "/from-the-changed-module/"
        wait_until(lambda: _get(port, page) == (200, "changed"), what="the changed module", working=process)
        wait_until(lambda: bool(_pids("worker")), what="a worker of the changed source", working=process)
        assert not first & (_pids("worker") | _pids("serve")), "a process still runs the former source"

        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=120) == 0
        assert [child for child in family if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []
    assert processes.running() == []
    assert postmaster_pid(clusters.cluster()) is None, "the database still runs"
