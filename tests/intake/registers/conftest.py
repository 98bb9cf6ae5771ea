"""Fixtures to import workbooks for Gumla."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.run import import_workbook
from tests.cast import Cast

type Import = Callable[..., dict[str, Any]]


@pytest.fixture
def take_in(cast: Cast) -> Import:
    """Import a workbook for Gumla; returns {kind: counts}."""

    def take(path: Path, **options: Any) -> dict[str, Any]:
        return import_workbook(path, cast.gumla, **options).document()

    return take


@pytest.fixture
def behind_gumla(cast: Cast) -> Callable[[], Any]:
    """`with behind_gumla():` reads rows as Gumla's importer, under row-level security."""
    return lambda: acting_as(importer_for(cast.gumla.id))
