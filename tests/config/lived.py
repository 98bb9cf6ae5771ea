"""A house of its own in which journeys are lived, by processes that a test may strike."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jatan.config import processes
from jatan.config.postgres import server
from tests.config.homes import in_home
from tests.config.workshop import jatan

_ROOT = Path(__file__).resolve().parents[2]
_SETUP = "from jatan.config.startup import setup_django; setup_django()\nimport pathlib, pickle, sys\n"


@contextmanager
def lived_in() -> Iterator[Path]:
    """A house that has only its tables, removed afterwards."""
    path = Path(tempfile.mkdtemp(prefix="jatan-walk-"))
    try:
        with in_home(path):
            jatan("migrate")
            yield path
    finally:
        with in_home(path):
            processes.stop_all()
            server.stop()
        shutil.rmtree(path)


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
