"""Run, as a user without rights on a machine without system packages, the tests whose course depends on either.

`./jatan test` must end green for somebody who has only Python and Git. Whoever works as root, with a browser and PDF
readers at hand, would never see a test break that rule. Here root becomes `nobody`, with a PATH that lacks the system
packages, Debian's PostgreSQL hidden where a mount namespace can be had, and folders of its own.
"""

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import click

from jatan.runtime import catalogues
from jatan.web import assets
from tools import system_packages

ROOT: Final = Path(__file__).resolve().parents[1]
USER: Final = "nobody"
# What a test calls when its course depends on the user or on what the machine has.
_DEPENDS: Final = re.compile(
    r"shutil\.which|system_packages|is_root|geteuid|\bchrome\b|\ba_modem\b|given_server\(|programs\.|processes\.running"
)
_IMPORT: Final = re.compile(r"^from (tests[\w.]*) import ", re.MULTILINE)
# Left out, because what they need of user and machine is needed by one that runs too.
COSTLY: Final[Mapping[str, str]] = {
    "tests/intake/messaging/test_colleagues.py": "asks for a modem as test_real_modem does",
    "tests/runtime/test_stolen_files.py": "needs only grep, which every Debian has",
    "tests/tools/test_dev.py": "starts and ends processes as test_processes does",
    "tests/tools/test_plain_user.py": "tests this choice, not the product",
}
# Beside the packages of `system_packages`, what a Debian without any of them lacks.
_HIDDEN_PROGRAMS: Final = frozenset({"pdftotext", "pdftoppm", "pdfinfo", "sudo", "apt-get", "psql", "pg_config"})
_DEBIAN_POSTGRESQL: Final = "/usr/lib/postgresql"


def main() -> int:
    """Exit code of the tests; 0 with a loud line where the check cannot be made."""
    if (reason := obstacle()) is not None:
        click.secho(f"SKIPPED LOUDLY: tests as a plain user: {reason}", fg="yellow", bold=True)
        return 0
    # What a start writes beside the source: the plain user finds it there and writes nothing.
    catalogues.compile_all()
    assets.build()
    folder = Path(tempfile.mkdtemp(prefix="jatan-plain-user-", dir="/tmp"))
    try:
        programs = _programs(folder / "programs")
        for name in ("home", "tmp"):
            (folder / name).mkdir()
            shutil.chown(folder / name, USER)
        folder.chmod(0o755)
        words = ["-p", "no:cacheprovider", "-m", "not long", "-rs", "--durations=10", *tests(ROOT)]
        command = [*_as_user(), sys.executable, "-m", "tools", "test", *words]
        return subprocess.call(command, cwd=ROOT, env=_environment(folder, programs))
    finally:
        shutil.rmtree(folder)


def obstacle() -> str | None:
    """Why the check cannot be made here; None where it can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "only root can become another user (and this run is one of a plain user already)"
    if shutil.which("setpriv") is None:
        return "there is no setpriv (package util-linux) on this machine"
    if not _exists(USER):
        return f"there is no user {USER}"
    seen = [*_as_user(), sys.executable, "-c", "import jatan, pytest, tools"]
    if subprocess.call(seen, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL):
        return f"{USER} may not read {ROOT} or its Python"
    return None


def tests(root: Path) -> list[str]:
    """The test files, from `root`, that call what differs, themselves or through a module of `tests` they import."""
    found = []
    for path in sorted(root.glob("tests/**/test_*.py")):
        name = path.relative_to(root).as_posix()
        if name not in COSTLY and any(_DEPENDS.search(text) for text in _texts(root, path)):
            found.append(name)
    return found


def _texts(root: Path, path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    yield text
    for module in _IMPORT.findall(text):
        helper = root / f"{module.replace('.', '/')}.py"
        if helper.exists() and not helper.name.startswith("test_"):
            yield helper.read_text(encoding="utf-8")


def _as_user() -> list[str]:
    """What to write before a command so that it runs as the plain user, without Debian's PostgreSQL if possible."""
    user = ["setpriv", f"--reuid={USER}", f"--regid={pwd.getpwnam(USER).pw_gid}", "--clear-groups", "--no-new-privs"]
    hiding = ["unshare", "--mount", "sh", "-c", f'mount -t tmpfs none {_DEBIAN_POSTGRESQL} && exec "$@"', "sh"]
    if not Path(_DEBIAN_POSTGRESQL).is_dir():
        return user
    can_hide = subprocess.call([*hiding, "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    return [*hiding, *user] if can_hide else user


def _programs(folder: Path) -> Path:
    """A folder of links to this machine's programs but those of the system packages."""
    folder.mkdir()
    hidden = _HIDDEN_PROGRAMS | {name for need in system_packages.NEEDS for name in need.programs}
    for place in ("/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"):
        for program in Path(place).glob("*"):
            link = folder / program.name
            if program.name not in hidden and not link.is_symlink():
                link.symlink_to(program)
    return folder


def _environment(folder: Path, programs: Path) -> dict[str, str]:
    """Nothing of the caller's: a plain user has none of our options set."""
    return {
        "PATH": str(programs),
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "JATAN_HOME": str(folder / "home" / "jatan"),
        "HYPOTHESIS_STORAGE_DIRECTORY": str(folder / "tmp" / "hypothesis"),
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
    }


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
