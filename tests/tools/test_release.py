"""`./jatan release` in a Git repository made for the test: what it writes and builds, and what it refuses."""

import datetime as dt
import hashlib
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tools.release import ReleaseProblem, release, with_locked_version, with_pinned_version, with_version

_PAGE = "docs/how-to/run-for-real.md"
_TODAY = dt.date(2026, 11, 27)
_NOTES = "### Added\n\n- A page that prints the pass.\n- `./jatan version`."
_CHANGELOG = f"# Changes\n\n## [Unreleased]\n\n{_NOTES}\n\n## [0.1.0] - 2026-01-01\n\n- The first.\n"
_PROJECT = (
    '[project]\nname = "jatan"\nversion = "0.1.0"\nrequires-python = ">=3.12"\n'
    'dependencies = ["click"]\n[project.optional-dependencies]\ns3 = ["boto3"]\n\n[build-system]\n'
    'requires = ["uv_build>=0.9"]\nbuild-backend = "uv_build"\n\n[tool.ruff]\ntarget-version = "py312"\n'
)
_LOCK = (
    'version = 1\nrevision = 3\nrequires-python = ">=3.12"\n\n'
    '[[package]]\nname = "jatan"\nversion = "0.1.0"\nsource = { editable = "." }\n'
    'dependencies = [{ name = "click" }]\n'
    '[package.optional-dependencies]\ns3 = [{ name = "boto3" }]\n'
    '[package.metadata]\nprovides-extras = ["s3"]\n\n'
    '[[package]]\nname = "boto3"\nversion = "1.50.0"\nsource = { registry = "https://pypi.org/simple" }\n'
    'sdist = { url = "https://files.example.org/boto3-1.50.0.tar.gz", hash = "sha256:' + "cd" * 32 + '" }\n\n'
    '[[package]]\nname = "click"\nversion = "8.5.0"\nsource = { registry = "https://pypi.org/simple" }\n'
    'sdist = { url = "https://files.example.org/click-8.5.0.tar.gz", hash = "sha256:' + "ab" * 32 + '" }\n'
)


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
    (tmp_path / "docs/how-to").mkdir(parents=True)
    (tmp_path / _PAGE).write_text("```sh\nVERSION=v0.1.0     # the release\n```\n")
    (tmp_path / "src/jatan").mkdir(parents=True)
    (tmp_path / "src/jatan/__init__.py").touch()
    (tmp_path / ".gitignore").write_text("/dist/\n/.tools/\nsecret\n")
    own = ROOT / ".tools/bin/uv"
    (tmp_path / ".tools/bin").mkdir(parents=True)
    (tmp_path / ".tools/bin/uv").symlink_to(own if own.exists() else str(shutil.which("uv")))
    (tmp_path / "src/jatan/secret").write_text("lies here, and is not committed")
    _git(tmp_path, "add", ".")
    _git(tmp_path, "commit", "--quiet", "--message", "start")
    return tmp_path


def test_it_writes_the_version_dates_the_changelog_and_commits_without_a_tag(repository: Path) -> None:
    artefact = release(repository, "0.2.0", _TODAY)
    assert (repository / "pyproject.toml").read_text() == _PROJECT.replace("0.1.0", "0.2.0")
    assert (repository / "uv.lock").read_text() == _LOCK.replace("0.1.0", "0.2.0", 1)
    assert "VERSION=v0.2.0     # the release" in (repository / _PAGE).read_text()
    dated = f"## [Unreleased]\n\n## [0.2.0] - 2026-11-27\n\n{_NOTES}\n\n## [0.1.0]"
    assert dated in (repository / "CHANGELOG.md").read_text()
    assert _git(repository, "status", "--porcelain") == ""
    assert _git(repository, "log", "-1", "--format=%s") == "release: 0.2.0\n"
    assert _git(repository, "tag", "--list") == ""
    _git(repository, "tag", "--annotate", "--cleanup=verbatim", "--file", str(artefact / "TAG"), "v0.2.0")
    message = _git(repository, "tag", "--list", "--format=%(contents)", "v0.2.0").strip()
    assert message == f"Version 0.2.0\n\n{_NOTES}"


def test_the_artefact_is_built_of_what_is_committed_and_has_its_hashes(repository: Path) -> None:
    artefact = release(repository, "0.2.0", _TODAY)
    assert artefact == repository / "dist" / "jatan-0.2.0"
    lines = dict(line.split("  ")[::-1] for line in (artefact / "SHA256SUMS").read_text().splitlines())
    assert set(lines) == {"jatan-0.2.0-py3-none-any.whl", "jatan-0.2.0.tar.gz", "sbom.cdx.json"}
    assert lines == {name: hashlib.sha256((artefact / name).read_bytes()).hexdigest() for name in lines}
    with zipfile.ZipFile(artefact / "jatan-0.2.0-py3-none-any.whl") as wheel:
        assert "jatan/__init__.py" in wheel.namelist()
        assert "jatan/secret" not in wheel.namelist()


def test_the_bill_of_materials_names_what_is_installed_with_its_hashes(repository: Path) -> None:
    bill = json.loads((release(repository, "0.2.0", _TODAY) / "sbom.cdx.json").read_text())
    assert bill["bomFormat"] == "CycloneDX"
    found = {one["name"]: one for one in bill["components"]}
    assert (found["click"]["purl"], "ab" * 32 in str(found["click"])) == ("pkg:pypi/click@8.5.0", True)
    assert found["boto3"]["purl"] == "pkg:pypi/boto3@1.50.0"  # of an extra, which a house may install


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


def _not_buildable(repository: Path) -> None:
    (repository / "src/jatan/__init__.py").unlink()
    _git(repository, "commit", "--quiet", "--all", "--message", "no package")


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
        (_not_buildable, "0.2.0", "uv build failed"),
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
    files = (repository / name for name in ("pyproject.toml", "CHANGELOG.md", "uv.lock", _PAGE))
    git = (_git(repository, *words) for words in (("log", "--format=%H"), ("tag", "--list"), ("status", "--porcelain")))
    return (*(path.read_text() for path in files), *git)


def test_ten_is_greater_than_nine(repository: Path) -> None:
    release(repository, "0.9.0", _TODAY)
    (repository / "CHANGELOG.md").write_text(_CHANGELOG)
    _git(repository, "commit", "--quiet", "--all", "--message", "more")
    assert release(repository, "0.10.0", _TODAY).name == "jatan-0.10.0"


def test_the_files_of_this_repository_can_be_released() -> None:
    project, lock = ((ROOT / name).read_text("utf-8") for name in ("pyproject.toml", "uv.lock"))
    present = project.split('version = "', 1)[1].split('"', 1)[0]
    assert 'version = "99.0.0"' in with_version(project, present, "99.0.0")
    assert "VERSION=v99.0.0 " in with_pinned_version((ROOT / _PAGE).read_text("utf-8"), "99.0.0")
    assert 'name = "jatan"\nversion = "99.0.0"' in with_locked_version(lock, present, "99.0.0")
