"""A migrated JATAN_HOME, and Python programs run in it as processes that a test may kill."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jatan.runtime.postgres import server
from tests.runtime.built_homes import Houses
from tests.runtime.homes import fresh_home
from tests.runtime.kill_house import migrated

_ROOT = Path(__file__).resolve().parents[2]
_SETUP = "from jatan.runtime.startup import setup_django; setup_django()\nimport pathlib, pickle, sys\n"


@contextmanager
def migrated_home(houses: Houses) -> Iterator[Path]:
    """A home with empty tables and a running server; deleted afterwards."""
    with fresh_home() as path:
        houses.copy("migrated", path, migrated)
        server.ensure_running()
        yield path


def python(program: str, *words: object) -> "subprocess.Popen[bytes]":
    """Start a Python program with Django set up, in a new process; `words` are its `sys.argv[1:]`."""
    return subprocess.Popen(
        [sys.executable, "-c", _SETUP + program, *map(str, words)],
        cwd=_ROOT,
        env={**os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def finished(program: str, *words: object) -> bytes:
    """Run a Python program as `python` does and return its output; fails unless its exit code is 0."""
    process = python(program, *words)
    output, _nothing = process.communicate(timeout=3600)
    assert process.returncode == 0
    return output
