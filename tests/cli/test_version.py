"""`./jatan version`: the versions in use, without starting anything."""

import json
import platform
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from jatan.runtime import versions
from jatan.runtime.postgres import cluster as clusters
from jatan_postgres import installations
from tests.house.source import ROOT


def _printed(*words: str) -> str:
    command = [sys.executable, "-m", "jatan", "version", *words]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def test_it_prints_the_version_of_pyproject_and_starts_nothing(new_home: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    major, minor = installations.for_cluster(clusters.cluster().data).version
    found = json.loads(_printed("--json"))
    assert found == {
        "jatan": project["version"],
        "python": platform.python_version(),
        "postgresql": f"{major}.{minor}",
        "migrations": len(versions.migrations()),
    }
    assert found["migrations"] > 30
    assert list(new_home.iterdir()) == [], "asking for the version wrote into the home"
    assert _printed().splitlines()[0] == f"jatan {project['version']}"


def test_a_given_server_that_does_not_answer_is_named_as_such(new_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"@/house?host={new_home}"
    monkeypatch.setenv("DATABASE_URL", f"postgresql://boss:x{address}")
    monkeypatch.setenv("DATABASE_APP_URL", f"postgresql://clerk:x{address}")
    assert "postgresql does not answer" in _printed()
    assert json.loads(_printed("--json"))["postgresql"] is None
