"""The field of these tests, and a folder for files of their own."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from tests.cast import Cast
from tests.intake.fieldbook.field import Field, make_field


@pytest.fixture
def at_work(cast: Cast, tmp_path: Path, settings: LazySettings) -> Field:
    """The forum, its members and the phone of its leader."""
    settings.MEDIA_ROOT = tmp_path
    return make_field(cast)
