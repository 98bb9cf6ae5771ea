"""A house of its own in which journeys are lived, by processes that a test may strike."""

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
def lived_in(houses: Houses) -> Iterator[Path]:
    """A house that has only its tables, its server running; removed afterwards."""
    with fresh_home() as path:
        houses.copy("migrated", path, migrated)
        server.ensure_running()
        yield path


def python(program: str, *words: object) -> "subprocess.Popen[bytes]":
    """Start a few lines in a process of their own that has the house at hand; `sys.argv` holds the words."""
    return subprocess.Popen(
        [sys.executable, "-c", _SETUP + program, *map(str, words)],
        cwd=_ROOT,
        env={**os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def finished(program: str, *words: object) -> bytes:
    """Run a few lines to their end and answer what they wrote."""
    process = python(program, *words)
    said, _nothing = process.communicate(timeout=3600)
    assert process.returncode == 0
    return said
