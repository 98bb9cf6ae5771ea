"""Run, as a user without rights on a machine without system packages, the tests whose course depends on either.

`./jatan test` must end green for somebody who has only Python and Git. Whoever works as root, with a browser and PDF
readers at hand, would never see a test break that rule. Here root becomes `nobody`, with a PATH that lacks the system
packages, Debian's PostgreSQL hidden where a mount namespace can be had, and folders of its own.
"""

import functools
import math
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

from jatan.runtime import catalogues
from jatan.web import assets
from tools import outside_programs, system_packages, tiers

ROOT: Final = Path(__file__).resolve().parents[1]
USER: Final = "nobody"
# What a test calls when its course depends on the user or on what the machine has.
_DEPENDS: Final = re.compile(
    r"shutil\.which|system_packages|is_root|geteuid|\bchrome\b|\ba_modem\b|given_server\(|programs\.|processes\.running"
)
# How a module of `tests` goes on where something is missing.
_SKIPS: Final = 'pytest.skip("SKIPPED LOUDLY: '
# Left out, because what they need of user and machine is needed by one that runs too.
COSTLY: Final[Mapping[str, str]] = {
    "tests/intake/messaging/test_colleagues.py": "asks for a modem as test_real_modem does",
    "tests/runtime/test_stolen_files.py": "needs only grep, which every Debian has",
    "tests/tools/test_dev.py": "starts and ends processes as test_processes does",
    "tests/tools/test_plain_user.py": "tests this choice, not the product",
}
# What every Debian with python3, python3-venv and git has. All else that a test calls is hidden.
OF_EVERY_DEBIAN: Final = frozenset({"sh", "cp", "chmod", "grep", "mount", "umount", "mkfs.ext4", "git"})
# Called by the product or by `system_packages`, not by a test itself.
_HIDDEN_BESIDE: Final = frozenset({"pdfinfo", "sudo", "apt-get", "psql", "pg_config"})
# Where a test or the product looks for a program outside the PATH.
_BEYOND_THE_PATH: Final = ("/usr/sbin", "/usr/local/sbin")
_DEBIAN_POSTGRESQL: Final = "/usr/lib/postgresql"


def main(marked: str) -> int:
    """Exit code of the tests that are `marked` so; 0 with a loud line where the check cannot be made."""
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
        words = ["-p", "no:cacheprovider", "-m", marked, "-rs", *tests(ROOT)]
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
    """The test files, from `root`, whose course depends on what differs.

    They call it themselves, or through modules of `tests` they import. Of those that call it only through modules that
    skip loudly by themselves, all end in the same place: one is enough, the cheapest.
    """
    costs = {row.name: row.seconds for row in tiers.read(root)}
    found, alike = [], defaultdict[frozenset[Path], list[str]](list)
    for path in sorted(tiers.test_files(root)):
        name = path.relative_to(root).as_posix()
        through = frozenset(module for module in outside_programs.modules_of(root, path) if _depends(module))
        if name in COSTLY or not through:
            continue
        if path not in through and all(map(_skips, through)):
            alike[through].append(name)
        else:
            found.append(name)
    cheapest = [min(names, key=lambda name: (costs.get(name, math.inf), name)) for names in alike.values()]
    return sorted([*found, *cheapest])


@functools.cache
def _depends(module: Path) -> bool:
    text = module.read_text(encoding="utf-8")
    return bool(_DEPENDS.search(text)) or bool(outside_programs.called_by(text) - OF_EVERY_DEBIAN)


@functools.cache
def _skips(module: Path) -> bool:
    return _SKIPS in module.read_text(encoding="utf-8")


def hidden_programs(root: Path) -> frozenset[str]:
    """Names of the programs that the plain user does not have: all that tests call and not every Debian has."""
    called = {
        program
        for path in root.glob("tests/**/*.py")
        for program in outside_programs.called_by(path.read_text(encoding="utf-8"))
    }
    needed = {name for need in system_packages.NEEDS for name in need.programs}
    return frozenset({*called, *needed, *_HIDDEN_BESIDE} - OF_EVERY_DEBIAN)


def _as_user() -> list[str]:
    """What to write before a command so that it runs as the plain user.

    Debian's PostgreSQL, and hidden programs that are also looked for outside the PATH, are covered if possible.
    """
    user = ["setpriv", f"--reuid={USER}", f"--regid={pwd.getpwnam(USER).pw_gid}", "--clear-groups", "--no-new-privs"]
    covers = [f"mount -t tmpfs none {_DEBIAN_POSTGRESQL}"] if Path(_DEBIAN_POSTGRESQL).is_dir() else []
    beyond = [Path(folder) / name for folder in _BEYOND_THE_PATH for name in hidden_programs(ROOT) if "/" not in name]
    covers += [f"mount --bind /dev/null {path}" for path in sorted(beyond) if path.exists()]
    if not covers:
        return user
    hiding = ["unshare", "--mount", "sh", "-c", f'{" && ".join(covers)} && exec "$@"', "sh"]
    can_hide = subprocess.call([*hiding, "true"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0
    return [*hiding, *user] if can_hide else user


def _programs(folder: Path) -> Path:
    """A folder of links to this machine's programs but the hidden ones."""
    folder.mkdir()
    hidden = hidden_programs(ROOT)
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
    sys.exit(main("not long" if "--all" in sys.argv else "not long and not slow"))
