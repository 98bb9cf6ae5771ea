"""What the checks need from the system: a browser, a font, a PDF reader, a modem's daemon. Installed where possible."""

import glob
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

_FONTS: Final = (
    "/usr/share/fonts/**/NotoSansDevanagari*",
    "/System/Library/Fonts/**/*Devanagari*",
    "~/.fonts/**/*Deva*",
)


@dataclass(frozen=True)
class Need:
    """One thing: its package in Debian and Ubuntu, and the programs or files by which it is known.

    `or_else` is the package to take where there is none of the first name.
    """

    package: str
    what_for: str
    programs: Sequence[str] = ()
    files: Sequence[str] = ()
    or_else: str = ""

    def program(self) -> str | None:
        """The first of its programs that this machine has."""
        return next((found for name in self.programs if (found := shutil.which(name))), None)

    def is_met(self) -> bool:
        if self.program() is not None:
            return True
        return any(glob.glob(os.path.expanduser(pattern), recursive=True) for pattern in self.files)


# The same engine, once built without windows and once with; without, a page costs two thirds.
CHROMIUM: Final = Need(
    "chromium-headless-shell",
    "tests in a browser",
    programs=("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    files=("~/.cache/ms-playwright/chromium*", "/Applications/Google Chrome.app", "/Applications/Chromium.app"),
    or_else="chromium",
)
GATEWAY: Final = Need("gammu-smsd", "text messages through a modem", programs=("gammu-smsd",))
NEEDS: Final[tuple[Need, ...]] = (
    CHROMIUM,
    GATEWAY,
    Need("fonts-noto-core", "Devanagari on pages that the browser draws", files=_FONTS),
    Need("poppler-utils", "reading the printed report back", programs=("pdftotext",)),
)


def install_missing() -> list[Need]:
    """Install what is missing where this user may; says loudly what could not be, and answers it."""
    missing = [need for need in NEEDS if not need.is_met()]
    if missing:
        _install_with_apt(missing)
    if not CHROMIUM.is_met():
        _call([str(Path(sys.executable).parent / "playwright"), "install", "chromium"])
    left = [need for need in NEEDS if not need.is_met()]
    for need in left:
        click.secho(f"MISSING: {need.package}: {need.what_for} will be SKIPPED", fg="yellow", bold=True, err=True)
    return left


def _install_with_apt(needs: Sequence[Need]) -> None:
    before = _rights()
    if before is None or not shutil.which("apt-get"):
        return
    click.echo(f"installing {', '.join(need.package for need in needs)}", err=True)
    _call([*before, "apt-get", "update", "-qq"])
    install = [*before, "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    # One at a time: where one has no package, the others are still installed.
    for need in needs:
        if _call([*install, need.package]) != 0 and need.or_else:
            _call([*install, need.or_else])


def _rights() -> list[str] | None:
    """What to write before a command that root must run; None when this user may not."""
    if sys.platform == "win32":
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and _call(["sudo", "-n", "true"]) == 0:
        return ["sudo", "-n"]
    return None


def _call(words: Sequence[str]) -> int:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            words, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=600, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return 1
    return done.returncode
