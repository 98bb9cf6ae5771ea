"""System packages that the tests need (browser, font, PDF reader, SMS daemon), installed if possible."""

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
# Where `playwright install chromium` puts its browser.
_PLAYWRIGHT: Final = ("~/.cache/ms-playwright", "~/Library/Caches/ms-playwright")
_PLAYWRIGHT_NAMES: Final = ("chrome-headless-shell", "headless_shell", "chrome")


@dataclass(frozen=True)
class Need:
    """A package of Debian and Ubuntu, and the programs or files by which it is detected.

    `programs` are names on the PATH, or patterns of paths where other installers put them. `or_else` is the package to
    take where there is none of the first name. `must_start`: a program counts only if it answers `--version`, as a
    browser downloaded by a user who may not install packages often lacks the libraries it needs.
    """

    package: str
    what_for: str
    programs: Sequence[str] = ()
    files: Sequence[str] = ()
    or_else: str = ""
    must_start: bool = False

    def program(self) -> str | None:
        """Path of the first of its programs that this machine has; None where it has none."""
        candidates = (path for name in self.programs for path in _paths(name))
        return next((path for path in candidates if not self.must_start or _call([path, "--version"]) == 0), None)

    def is_met(self) -> bool:
        """True where a program starts or a file is there."""
        return self.program() is not None or any(_glob(pattern) for pattern in self.files)


def _paths(name: str) -> Sequence[str]:
    if "/" in name:
        return [path for path in _glob(name) if os.access(path, os.X_OK)]
    found = shutil.which(name)
    return [found] if found else []


def _glob(pattern: str) -> Sequence[str]:
    return sorted(glob.glob(os.path.expanduser(pattern), recursive=True))


# The headless shell is the same engine without a window system; a page takes two thirds of the time.
CHROMIUM: Final = Need(
    "chromium-headless-shell",
    "tests in a browser",
    programs=(
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        *(f"{folder}/chromium*/*/{name}" for folder in _PLAYWRIGHT for name in _PLAYWRIGHT_NAMES),
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ),
    or_else="chromium",
    must_start=True,
)
NODE: Final = Need("nodejs", "scripts outside a browser, and what they demand of one", programs=("node", "nodejs"))
NPM: Final = Need("npm", "the check of scripts and styles for old telephones", programs=("npm",))
GATEWAY: Final = Need("gammu-smsd", "text messages through a modem", programs=("gammu-smsd",))
NGINX: Final = Need("nginx", "the proxy configuration that is shipped", programs=("nginx", "/usr/sbin/nginx"))
CADDY: Final = Need("caddy", "the proxy configuration that is shipped", programs=("caddy",))
PGBOUNCER: Final = Need("pgbouncer", "pages behind a pooler", programs=("pgbouncer", "/usr/sbin/pgbouncer"))
HAPROXY: Final = Need("haproxy", "several machines that die", programs=("haproxy", "/usr/sbin/haproxy"))
ETCD: Final = Need("etcd-server", "several machines that die", programs=("etcd",))
# Patroni speaks to etcd through a module that its package does not bring.
ETCD_FOR_PATRONI: Final = Need(
    "python3-etcd", "several machines that die", files=("/usr/lib/python3/dist-packages/etcd/__init__.py",)
)
PATRONI: Final = Need("patroni", "several machines that die", programs=("patroni",))
# Of `./jatan test --long` alone, installed by the test.
MACHINES: Final[tuple[Need, ...]] = (ETCD, ETCD_FOR_PATRONI, PATRONI, HAPROXY, PGBOUNCER)
POPPLER: Final = Need("poppler-utils", "reading printed pages back", programs=("pdftotext",))
# Of `./jatan test --days` alone.
FAKETIME: Final = Need("libfaketime", "tests at other days", files=("/usr/lib/*/faketime/libfaketime.so.1",))
NEEDS: Final[tuple[Need, ...]] = (
    CHROMIUM,
    NODE,
    NPM,
    GATEWAY,
    NGINX,
    CADDY,
    PGBOUNCER,
    Need("fonts-noto-core", "Devanagari on pages that the browser draws", files=_FONTS),
    POPPLER,
)


def install_missing(needs: Sequence[Need] = NEEDS) -> list[Need]:
    """Install missing packages if this user may. Prints a warning for those still missing and returns them."""
    missing = [need for need in needs if not need.is_met()]
    if missing:
        _install_with_apt(missing)
    if CHROMIUM in needs and not CHROMIUM.is_met():
        _call([str(Path(sys.executable).parent / "playwright"), "install", "chromium"])
    still_missing = [need for need in needs if not need.is_met()]
    for need in still_missing:
        click.secho(f"MISSING: {need.package}: {need.what_for} will be SKIPPED", fg="yellow", bold=True, err=True)
    return still_missing


def _install_with_apt(needs: Sequence[Need]) -> None:
    before = _root_prefix()
    if before is None or not shutil.which("apt-get"):
        return
    click.echo(f"installing {', '.join(need.package for need in needs)}", err=True)
    _call([*before, "apt-get", "update", "-qq"])
    install = [*before, "apt-get", "install", "-y", "-qq", "--no-install-recommends"]
    # One at a time, so that the others are installed even if one does not exist.
    for need in needs:
        if _call([*install, need.package]) != 0 and need.or_else:
            _call([*install, need.or_else])


def _root_prefix() -> list[str] | None:
    """Prefix for commands that need root: [] as root, sudo if it works without a password, else None."""
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
        completed = subprocess.run(
            words,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if words[-1] == "--version" else None,  # the loader's complaint of a library
            timeout=600,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return 1
    return completed.returncode
