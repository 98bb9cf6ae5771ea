"""The wheels install without git and begin a house: a fresh environment, and the machine's programs without git."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tools.release import _uv

pytestmark = pytest.mark.long  # builds, installs sixty packages and makes a database


def _programs_without_git(folder: Path) -> Path:
    folder.mkdir()
    for program in Path("/usr/bin").iterdir():
        if not program.name.startswith("git"):
            (folder / program.name).symlink_to(program)
    return folder


def test_a_house_begins_from_the_wheels_where_there_is_no_git(tmp_path: Path) -> None:
    uv, wheels, python = _uv(ROOT), tmp_path / "dist", tmp_path / "venv/bin/python"

    def run(*words: str | Path, **more: str) -> str:
        environment = {"LANG": "C.UTF-8", "HOME": str(tmp_path), **more}
        done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    cache = {"UV_CACHE_DIR": subprocess.check_output([uv, "cache", "dir"], text=True).strip()}
    given = cache | {name: value for name, value in os.environ.items() if name.startswith(("UV_", "PIP_", "SSL_"))}
    whole = {"PATH": os.environ["PATH"], **given}
    run(uv, "build", "--quiet", "--all-packages", "--wheel", "--project", ROOT, "--out-dir", wheels, **whole)
    run(uv, "venv", "--quiet", "--python", sys.executable, tmp_path / "venv", **whole)
    built = sorted(wheels.glob("*.whl"))
    assert len(built) == 3
    nothing = {"PATH": str(_programs_without_git(tmp_path / "bin"))}
    assert shutil.which("git", path=nothing["PATH"]) is None
    run(uv, "pip", "install", "--quiet", "--python", python, *built, **given, **nothing)

    house = {**nothing, "JATAN_HOME": str(tmp_path / "house")}
    jatan = tmp_path / "venv/bin/jatan"
    assert "Usage: jatan" in run(jatan, "--help", **house)
    answers = tmp_path / "answers.json"
    answers.write_text(run(jatan, "init", "--template", **house), encoding="utf-8")
    try:
        begun = run(jatan, "init", "--answers", answers, "--address", "https://jatan.example.org", **house)
    finally:
        run(jatan, "stop", **house)
    assert begun.count("https://jatan.example.org/invitation/") == 2
