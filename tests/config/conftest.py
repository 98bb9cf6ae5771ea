"""Homes for the tests of starting, stopping and keeping."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.config.postgres import server
from tests.config.homes import fresh_home


@pytest.fixture
def new_home() -> Iterator[Path]:
    """An empty JATAN_HOME in which nothing was started yet."""
    with fresh_home() as path:
        yield path


@pytest.fixture
def house(new_home: Path) -> Path:
    """A JATAN_HOME whose embedded server runs."""
    server.ensure_running()
    return new_home
