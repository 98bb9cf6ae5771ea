"""`./jatan release X.Y.Z`: a commit with the version and a dated section of the changelog, and the artefact of it.

The artefact lies in `dist/jatan-X.Y.Z`: wheels and source distributions of the packages here, the bill of materials of
all that is installed with them (CycloneDX), their hashes, and the notes for the tag. They are built before the commit
from what it will hold and nothing else. Nothing is published, and the tag is made where the repository is.
"""

import datetime as dt
import hashlib
import re
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

ROOT: Final = Path(__file__).resolve().parents[1]
_CHANGELOG: Final = "CHANGELOG.md"
_PROJECT: Final = "pyproject.toml"
_LOCK: Final = "uv.lock"
_PAGE: Final = "docs/how-to/run-for-real.md"  # installs the release that it names
_PINNED: Final = re.compile(r"^VERSION=v\d+\.\d+\.\d+", re.MULTILINE)
_TAG_NOTES: Final = "TAG"
_BILL: Final = "sbom.cdx.json"
_VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)
_UNRELEASED: Final = re.compile(r"^## \[?Unreleased\]?[ \t]*$", re.MULTILINE | re.IGNORECASE)
_NEXT_SECTION: Final = re.compile(r"^(## |\[[^\]]+\]: )", re.MULTILINE)


class ReleaseProblem(click.ClickException):
    """The release is refused and nothing was changed. The text says what to do."""


@click.command("release")
@click.argument("version")
def release_command(version: str) -> None:
    """Release VERSION, e.g. 0.2.0: write it, date the changelog, build the artefact and commit. Pushes nothing."""
    artefact = release(ROOT, version, dt.date.today())  # noqa: DTZ011 - the day on the releaser's calendar
    folder = artefact.relative_to(ROOT)
    click.echo(
        f"{version} is committed, its artefact lies in {folder}. Where the repository is published:\n"
        f"  git tag --annotate --cleanup=verbatim --file {folder / _TAG_NOTES} v{version}\n"
        f"  git push origin HEAD v{version}"
    )


def release(root: Path, version: str, today: dt.date) -> Path:
    """Release the repository at `root`; returns the folder of the artefact. Raises ReleaseProblem and changes nothing
    where it may not."""
    tag = f"v{version}"
    project, changelog = root / _PROJECT, root / _CHANGELOG
    present = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    if _numbers(version) <= _numbers(present):
        raise ReleaseProblem(f"{version} is not greater than the present version, {present}.")
    if _git(root, "status", "--porcelain"):
        raise ReleaseProblem("There are changes that are not committed. Commit or remove them first.")
    if _git(root, "tag", "--list", tag):
        raise ReleaseProblem(f"The tag {tag} exists already.")
    before = {path: path.read_text(encoding="utf-8") for path in (project, changelog, root / _LOCK, root / _PAGE)}
    notes = unreleased(before[changelog])
    after = {
        project: with_version(before[project], present, version),
        changelog: dated(before[changelog], version, today),
        root / _LOCK: with_locked_version(before[root / _LOCK], present, version),
        root / _PAGE: with_pinned_version(before[root / _PAGE], version),
    }
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "built"
        _build(root, {path.relative_to(root): text for path, text in after.items()}, Path(folder) / "source", built)
        (built / _TAG_NOTES).write_text(f"Version {version}\n\n{notes}\n", encoding="utf-8")
        try:
            _write(after)
            _git(root, "commit", "--quiet", "--message", f"release: {version}", "--", *map(str, after))
        except ReleaseProblem:
            _write(before)
            raise
        artefact = root / "dist" / f"jatan-{version}"
        shutil.rmtree(artefact, ignore_errors=True)
        shutil.copytree(built, artefact)
    return artefact


def _build(root: Path, changed: Mapping[Path, str], source: Path, into: Path) -> None:
    """Wheels and source distributions of what is committed, with the `changed` files; the bill of materials, and
    SHA256SUMS beside them."""
    source.mkdir()
    archive = source.with_suffix(".tar")
    _git(root, "archive", "--output", str(archive), "HEAD")
    shutil.unpack_archive(archive, source, filter="data")
    _write({source / path: text for path, text in changed.items()})
    words = [_uv(root), "build", "--quiet", "--all-packages", "--project", str(source), "--out-dir", str(into)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReleaseProblem(f"uv build failed:\n{done.stderr.strip()}")
    _write_bill(root, source, into / _BILL)
    built = sorted([*into.glob("*.whl"), *into.glob("*.tar.gz"), into / _BILL])
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in built)
    (into / "SHA256SUMS").write_text(sums, encoding="utf-8")


def _write_bill(root: Path, source: Path, into: Path) -> None:
    """The bill of materials (CycloneDX): every package that a house installs, with version and hashes, from uv.lock."""
    words = ["export", "--quiet", "--frozen", "--all-packages", "--all-extras", "--no-dev", "--format", "cyclonedx1.5"]
    command = [_uv(root), *words, "--project", str(source), "--output-file", str(into)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReleaseProblem(f"uv export failed:\n{done.stderr.strip()}")


def _uv(root: Path) -> str:
    """The uv with which ./jatan installs: its own copy, else that of the machine."""
    own = root / ".tools" / "bin" / "uv"
    if found := str(own) if own.exists() else shutil.which("uv"):
        return found
    raise ReleaseProblem("uv is not there. Run ./jatan once; it installs its own.")


def unreleased(changelog: str) -> str:
    """What stands under "Unreleased". Raises ReleaseProblem where the heading is missing or has no entry below it."""
    start, end = _span(changelog)
    notes = changelog[start:end].strip()
    if not any(line.lstrip().startswith(("-", "*")) for line in notes.splitlines()):
        raise ReleaseProblem(f'{_CHANGELOG} has no entry under "Unreleased". Say there what changed for the user.')
    return notes


def dated(changelog: str, version: str, today: dt.date) -> str:
    """The changelog with a section of this version below an empty "Unreleased", written as that heading is."""
    start, _end = _span(changelog)
    title = f"[{version}]" if changelog[:start].rstrip().endswith("]") else version
    return f"{changelog[:start]}\n\n## {title} - {today.isoformat()}{changelog[start:]}"


def with_version(project: str, present: str, version: str) -> str:
    """The text of pyproject.toml with another version of the project; all else stays as written."""
    return _replaced_once(project, f'version = "{present}"', f'version = "{version}"', _PROJECT)


def with_locked_version(lock: str, present: str, version: str) -> str:
    """The text of uv.lock with another version of the project: uv refuses a lock that names the former one."""
    entry = 'name = "jatan"\nversion = "{}"\n'
    return _replaced_once(lock, entry.format(present), entry.format(version), _LOCK)


def with_pinned_version(page: str, version: str) -> str:
    """The text of the page that installs a house, with the tag of this version."""
    pinned, number = _PINNED.subn(f"VERSION=v{version}", page)
    if number != 1:
        raise ReleaseProblem(f"{_PAGE} must name the version once, as VERSION=vX.Y.Z.")
    return pinned


def _replaced_once(text: str, old: str, new: str, name: str) -> str:
    if text.count(old) != 1:
        raise ReleaseProblem(f"{name} must contain {old!r} exactly once.")
    return text.replace(old, new)


def _span(changelog: str) -> tuple[int, int]:
    """From the end of the heading "Unreleased" to the next section or to the links at the end."""
    heading = _UNRELEASED.search(changelog)
    if heading is None:
        raise ReleaseProblem(f'{_CHANGELOG} has no heading "## Unreleased".')
    following = _NEXT_SECTION.search(changelog, heading.end())
    return heading.end(), following.start() if following else len(changelog)


def _numbers(version: str) -> tuple[int, ...]:
    found = _VERSION.fullmatch(version)
    if found is None:
        raise ReleaseProblem(f"A version is three numbers, as in 0.2.0, not {version!r}.")
    return tuple(int(part) for part in found.groups())


def _write(texts: Mapping[Path, str]) -> None:
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReleaseProblem(f"git {words[0]} failed:\n{done.stderr.strip()}")
    return done.stdout
