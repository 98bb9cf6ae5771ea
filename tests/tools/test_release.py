"""`./jatan release` in a Git repository made for the test: what it writes, and what it refuses without a change."""

import datetime as dt
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tools.release import ReleaseProblem, release, with_locked_version, with_version

_TODAY = dt.date(2026, 11, 27)
_NOTES = "### Added\n\n- A page that prints the pass.\n- `./jatan version`."
_CHANGELOG = f"# Changes\n\n## [Unreleased]\n\n{_NOTES}\n\n## [0.1.0] - 2026-01-01\n\n- The first.\n"
_PROJECT = '[project]\nname = "jatan"\nversion = "0.1.0"\n\n[tool.ruff]\ntarget-version = "py312"\n'
_LOCK = '[[package]]\nname = "jatan"\nversion = "0.1.0"\n\n[[package]]\nname = "jatan-names"\nversion = "0.1.0"\n'


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository at version 0.1.0 with two entries under "Unreleased", everything committed."""
    _git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    for name, value in (("user.name", "A Developer"), ("user.email", "dev@example.org"), ("core.hooksPath", "none")):
        _git(tmp_path, "config", name, value)
    for name, text in (("pyproject.toml", _PROJECT), ("CHANGELOG.md", _CHANGELOG), ("uv.lock", _LOCK)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "--message", "start")
    return tmp_path


def test_it_writes_the_version_dates_the_changelog_commits_and_tags(repository: Path) -> None:
    assert release(repository, "0.2.0", _TODAY) == "v0.2.0"
    assert (repository / "pyproject.toml").read_text() == _PROJECT.replace("0.1.0", "0.2.0")
    assert (repository / "uv.lock").read_text() == _LOCK.replace("0.1.0", "0.2.0", 1)
    dated = f"## [Unreleased]\n\n## [0.2.0] - 2026-11-27\n\n{_NOTES}\n\n## [0.1.0]"
    assert dated in (repository / "CHANGELOG.md").read_text()
    assert _git(repository, "status", "--porcelain") == ""
    assert _git(repository, "log", "-1", "--format=%s") == "release: 0.2.0\n"
    assert _git(repository, "rev-parse", "v0.2.0^{commit}") == _git(repository, "rev-parse", "HEAD")
    assert _git(repository, "cat-file", "-t", "v0.2.0") == "tag\n", "the tag is not annotated"
    message = _git(repository, "tag", "--list", "--format=%(contents)", "v0.2.0").strip()
    assert message == f"Version 0.2.0\n\n{_NOTES}"


def _dirty(repository: Path) -> None:
    (repository / "new.txt").write_text("not committed")


def _nothing_unreleased(repository: Path) -> None:
    (repository / "CHANGELOG.md").write_text(_CHANGELOG.replace(_NOTES, "### Added"))
    _git(repository, "commit", "--quiet", "--all", "--message", "empty")


def _no_heading(repository: Path) -> None:
    (repository / "CHANGELOG.md").write_text(_CHANGELOG.replace("Unreleased", "Soon"))
    _git(repository, "commit", "--quiet", "--all", "--message", "no heading")


def _tagged(repository: Path) -> None:
    _git(repository, "tag", "v0.2.0")


def _commit_refused(repository: Path) -> None:
    hooks = repository / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    (hooks / "pre-commit").write_text("#!/bin/sh\nexit 1\n")
    (hooks / "pre-commit").chmod(0o755)
    _git(repository, "config", "--unset", "core.hooksPath")


def _unchanged(repository: Path) -> None:
    """The repository as the fixture made it."""


@pytest.mark.parametrize(
    ("prepare", "version", "reason"),
    [
        (_dirty, "0.2.0", "not committed"),
        (_nothing_unreleased, "0.2.0", "no entry"),
        (_no_heading, "0.2.0", "no heading"),
        (_tagged, "0.2.0", "exists already"),
        (_commit_refused, "0.2.0", "git commit failed"),
        (_unchanged, "0.1.0", "not greater"),
        (_unchanged, "0.0.9", "not greater"),
        (_unchanged, "0.2", "three numbers"),
        (_unchanged, "v0.2.0", "three numbers"),
        (_unchanged, "0.2.0-rc1", "three numbers"),
    ],
)
def test_what_it_refuses_leaves_the_repository_as_it_was(
    repository: Path, prepare: Callable[[Path], None], version: str, reason: str
) -> None:
    prepare(repository)
    before = _state(repository)
    with pytest.raises(ReleaseProblem, match=reason):
        release(repository, version, _TODAY)
    assert _state(repository) == before


def _state(repository: Path) -> tuple[str, ...]:
    files = (repository / name for name in ("pyproject.toml", "CHANGELOG.md", "uv.lock"))
    git = (_git(repository, *words) for words in (("log", "--format=%H"), ("tag", "--list"), ("status", "--porcelain")))
    return (*(path.read_text() for path in files), *git)


def test_ten_is_greater_than_nine(repository: Path) -> None:
    release(repository, "0.9.0", _TODAY)
    (repository / "CHANGELOG.md").write_text(_CHANGELOG)
    _git(repository, "commit", "--quiet", "--all", "--message", "more")
    assert release(repository, "0.10.0", _TODAY) == "v0.10.0"


def test_the_files_of_this_repository_can_be_released() -> None:
    project, lock = ((ROOT / name).read_text("utf-8") for name in ("pyproject.toml", "uv.lock"))
    present = project.split('version = "', 1)[1].split('"', 1)[0]
    assert 'version = "99.0.0"' in with_version(project, present, "99.0.0")
    assert 'name = "jatan"\nversion = "99.0.0"' in with_locked_version(lock, present, "99.0.0")
