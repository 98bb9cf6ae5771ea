"""Which scripts and styles need a browser newer than Chromium 90, as old telephones have it: check.mjs, run by node.

Its packages are pinned in package-lock.json and installed once below `.tools`; later runs need no network.
`python -m tools.browser_support` installs them.
"""

import hashlib
import json
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tools.checks import ROOT
from tools.system_packages import NODE, NPM

__all__ = ["install", "installed", "newer_than_needed"]

_SOURCE: Final = Path(__file__).parent
_FILES: Final = ("package.json", "package-lock.json", "check.mjs")
_SECONDS: Final = 300


def _folder() -> Path:
    """Where this version of the packages and of the check belongs."""
    digest = hashlib.sha256(b"".join((_SOURCE / name).read_bytes() for name in _FILES)).hexdigest()[:12]
    return ROOT / ".tools" / "browser_support" / digest


def installed() -> Path | None:
    """The folder with check.mjs and its packages; None where they or node are missing."""
    folder = _folder()
    return folder if NODE.is_met() and (folder / "check.mjs").exists() else None


def install() -> bool:
    """Install the pinned packages unless they are there. Returns False where that is impossible."""
    if installed():
        return True
    program = NPM.program()
    if program is None:
        return False
    folder = _folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Complete or not there at all, also when two runs install at once.
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        made = Path(name) / "made"
        made.mkdir()
        for one in _FILES[:2]:
            shutil.copy(_SOURCE / one, made)
        words = [program, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        try:
            subprocess.run(words, cwd=made, timeout=_SECONDS, check=True, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.SubprocessError):
            return False
        shutil.copy(_SOURCE / "check.mjs", made)
        if not folder.exists():
            made.rename(folder)
    for other in folder.parent.iterdir():
        if other.name != folder.name:
            shutil.rmtree(other, ignore_errors=True)
    return installed() is not None


def newer_than_needed(files: Sequence[Path]) -> list[str]:
    """What these scripts and styles use that Chromium 90 does not have, as "file:line: what".

    Raises RuntimeError where `installed()` is None, CalledProcessError where the check itself fails.
    """
    folder, program = installed(), NODE.program()
    if folder is None or program is None:
        raise RuntimeError("python -m tools.browser_support")
    words = [program, "--no-warnings", str(folder / "check.mjs"), *(str(file.resolve()) for file in files)]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=_SECONDS, check=True)
    return [f"{Path(one['file']).name}:{one['line']}: {one['says']}" for one in json.loads(done.stdout)]
