"""A house keeps the major version of its database, whatever programs are at hand."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server
from jatan_postgres import installations, programs
from jatan_postgres.installations import Installation
from jatan_postgres.programs import PostgresProblem
from tests.runtime.homes import as_app
from tests.runtime.kill_house import jatan


def test_a_folder_without_a_server_is_refused_by_the_name_of_its_option(
    new_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JATAN_POSTGRES_BIN", str(tmp_path))
    with pytest.raises(PostgresProblem, match="JATAN_POSTGRES_BIN"):
        server.ensure_running()


def _other_major() -> Installation:
    """A usable installation of another major version than the wheel's."""
    wheel = programs.wheel_bin()
    major = next(one.major for one in installations.installed() if one.folder == wheel)
    others = [one for one in installations.installed() if one.major >= 17 and one.major != major]
    if not others:
        pytest.skip("SKIPPED LOUDLY: no second PostgreSQL of version 17 or newer is installed")
    return others[0]


def test_a_house_of_another_major_version_is_made_run_and_restored_into_ours(
    new_home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = _other_major()
    monkeypatch.setenv("JATAN_POSTGRES_BIN", str(other.folder))
    server.ensure_running()
    assert str(as_app("SHOW server_version_num")[0][0]).startswith(str(other.major))
    server.stop()
    monkeypatch.delenv("JATAN_POSTGRES_BIN")
    server.ensure_running()  # with the programs of its own major version, whatever else is at hand
    assert (clusters.cluster().data / "PG_VERSION").read_text().strip() == str(other.major)
    jatan("migrate")
    jatan("backup", str(tmp_path / "house.jatan"))
    monkeypatch.setenv("JATAN_HOME", str(tmp_path / "second"))
    monkeypatch.setenv("JATAN_POSTGRES_BIN", str(programs.wheel_bin()))
    command = [sys.executable, "-m", "jatan", "restore", str(tmp_path / "house.jatan"), "--unknown-maker"]
    try:
        subprocess.run(command, check=True, capture_output=True, env={**os.environ}, timeout=300)
    finally:
        server.stop()
        monkeypatch.setenv("JATAN_HOME", str(new_home))
