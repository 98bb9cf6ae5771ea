"""A demo that an earlier version built in the folder above, where real records belong now: found, and moved here."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from jatan.runtime.postgres import urls
from jatan.settings import options

# What a home holds (`runtime.home`); the database last, because its place says where the house is.
_PARTS: Final = (
    *("files", "uploads", "sms", "run", "static", "vault"),
    *("secret", "marks.key", "push.key", "demo-house", "postgres"),
)
_DATABASE: Final = Path("postgres", "data", "PG_VERSION")


def house_above() -> Path | None:
    """The folder above this home if an embedded database lies there; only for a home called `demo`."""
    here = options.home()
    if here.name != "demo" or not urls.is_embedded():
        return None
    return here.parent if (here.parent / _DATABASE).exists() else None


def is_begun() -> bool:
    """True if an embedded database lies in this home."""
    return (options.home() / _DATABASE).exists()


def move_here(above: Path) -> None:
    """Move the demo in `above` into this home. Everything that runs there is ended.

    Exits with the code and the message of `demo --earlier-demo` there, and moves nothing, if accounts in it are not the
    demo's. The running process has read other secrets before: it has to start anew.
    """
    environment = {**os.environ, "JATAN_HOME": str(above)}
    for words in (["demo", "--no-serve", "--earlier-demo"], ["stop"]):
        done = subprocess.run([sys.executable, "-m", "jatan", *words], env=environment, check=False)  # noqa: S603 - ourselves
        if done.returncode:
            sys.exit(done.returncode)
    here = options.home()
    here.mkdir(mode=0o700, exist_ok=True)
    for part in _PARTS:
        if (above / part).exists():
            _remove(here / part)
            os.replace(above / part, here / part)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
