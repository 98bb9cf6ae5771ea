"""`./jatan release X.Y.Z`: the version into pyproject.toml, "Unreleased" into a dated section, a commit and a tag.

Nothing is published: the commit and the tag stay on this machine until somebody pushes them.
"""

import datetime as dt
import re
import subprocess
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

ROOT: Final = Path(__file__).resolve().parents[1]
_CHANGELOG: Final = "CHANGELOG.md"
_PROJECT: Final = "pyproject.toml"
_LOCK: Final = "uv.lock"
_VERSION: Final = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", re.ASCII)
_UNRELEASED: Final = re.compile(r"^## \[?Unreleased\]?[ \t]*$", re.MULTILINE | re.IGNORECASE)
_NEXT_SECTION: Final = re.compile(r"^(## |\[[^\]]+\]: )", re.MULTILINE)


class ReleaseProblem(click.ClickException):
    """The release is refused and nothing was changed. The text says what to do."""


@click.command("release")
@click.argument("version")
def release_command(version: str) -> None:
    """Release VERSION, e.g. 0.2.0: write it, date the changelog, commit and tag. Pushes nothing."""
    tag = release(ROOT, version, dt.date.today())  # noqa: DTZ011 - the day on the releaser's calendar
    click.echo(f"{tag} is committed and tagged. To publish it: git push origin HEAD {tag}")


def release(root: Path, version: str, today: dt.date) -> str:
    """Release the repository at `root`; returns the tag. Raises ReleaseProblem and changes nothing where it may not."""
    tag = f"v{version}"
    project, changelog = root / _PROJECT, root / _CHANGELOG
    present = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"]
    if _numbers(version) <= _numbers(present):
        raise ReleaseProblem(f"{version} is not greater than the present version, {present}.")
    if _git(root, "status", "--porcelain"):
        raise ReleaseProblem("There are changes that are not committed. Commit or remove them first.")
    if _git(root, "tag", "--list", tag):
        raise ReleaseProblem(f"The tag {tag} exists already.")
    before = {path: path.read_text(encoding="utf-8") for path in (project, changelog, root / _LOCK)}
    notes = unreleased(before[changelog])
    after = {
        project: with_version(before[project], present, version),
        changelog: dated(before[changelog], version, today),
        root / _LOCK: with_locked_version(before[root / _LOCK], present, version),
    }
    try:
        _write(after)
        _git(root, "commit", "--quiet", "--message", f"release: {version}", "--", *map(str, after))
    except ReleaseProblem:
        _write(before)
        raise
    _git(root, "tag", "--annotate", "--cleanup=verbatim", "--message", f"Version {version}\n\n{notes}\n", tag)
    return tag


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
