"""A copy of a running house does not touch it, and a house whose disk is gone is not begun anew."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.runtime import processes
from jatan.runtime.postgres import cluster as clusters
from jatan_postgres.server import postmaster_pid
from tests.kills import start_jatan, wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import free_port, served
from tests.runtime.homes import in_home
from tests.runtime.journey_house import migrated_home
from tests.runtime.kill_house import jatan


@pytest.fixture
def home(houses: Houses) -> Iterator[Path]:
    with migrated_home(houses) as path:
        yield path


def test_stopping_a_copy_leaves_the_original_running(home: Path, tmp_path: Path) -> None:
    with served(free_port(), home / "serve.log", workers=1) as serving:
        copy = tmp_path / "copy"
        shutil.copytree(home, copy, symlinks=True, ignore=shutil.ignore_patterns(".s.PGSQL*", "*.sock", "programs"))
        with in_home(copy):
            assert processes.running() == []
            jatan("stop")
        assert serving.poll() is None
        assert {entry.kind for entry in processes.running()} == {"serve", "key-agent"}
        assert postmaster_pid(clusters.cluster()) is not None


@pytest.mark.parametrize("command", ["run", "serve", "worker"])
def test_an_empty_folder_is_refused_and_stays_empty(new_home: Path, tmp_path: Path, command: str) -> None:
    log = tmp_path / "log"
    assert start_jatan(command, environment=os.environ, log=log).wait(timeout=60) == 2
    assert "There is no database" in log.read_text()
    assert list(new_home.iterdir()) == []


def test_a_folder_that_is_moved_away_below_a_running_house_is_not_made_anew(home: Path) -> None:
    away = home.with_name(f"{home.name}-away")
    with served(free_port(), home / "serve.log", workers=1) as serving:
        home.rename(away)
        try:
            log = away / "serve.log"
            wait_until(lambda: "There is no database" in log.read_text(), what="it is noticed", working=serving)
            assert not (home / "postgres").exists()
            assert not (home / "secret").exists()
        finally:
            shutil.rmtree(home, ignore_errors=True)
            away.rename(home)
