"""The rows of one member (`belongings`) for a file of tests, which sets OWNER to the recording part of the cast."""

import copy
from collections.abc import Iterator

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.cast import Cast, make_cast
from tests.file_fixtures import standing
from tests.house.belongings import Belongings, belongings

type Rows = tuple[Cast, Belongings]


@pytest.fixture(scope="module")
def standing_rows(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Rows]:
    """Written once, with the cast they belong to and a folder for everybody's files."""
    # Django's storage keeps the folder it has seen; this setting is changed with the signal that makes it look again.
    with standing(django_db_blocker), override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("files")):
        cast = make_cast()
        yield cast, belongings(cast, request.module.OWNER)


@pytest.fixture
def cast(db: None, standing_rows: Rows) -> Cast:
    """The cast with the rows around it, for one test."""
    return copy.deepcopy(standing_rows[0])


@pytest.fixture
def own(standing_rows: Rows) -> Belongings:
    """The rows, for one test."""
    return copy.deepcopy(standing_rows[1])
