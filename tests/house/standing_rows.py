"""The rows of one member (`belongings`) for a file of tests, which sets OWNER to the recording part of the cast."""

from collections.abc import Iterator

import pytest
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.cast import Cast, make_cast
from tests.file_fixtures import copied, standing
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


@pytest.fixture(scope="module")
def standing_others(
    request: pytest.FixtureRequest, standing_rows: Rows, django_db_blocker: DjangoDbBlocker
) -> Belongings:
    """The rows of a second member beside them, for a file that also sets OTHER_OWNER. Written once."""
    with django_db_blocker.unblock():
        return belongings(standing_rows[0], request.module.OTHER_OWNER)


@pytest.fixture
def cast(db: None, standing_rows: Rows) -> Cast:
    """The cast with the rows around it, for one test."""
    return copied(standing_rows[0])


@pytest.fixture
def own(standing_rows: Rows) -> Belongings:
    """The rows, for one test."""
    return copied(standing_rows[1])


@pytest.fixture
def others(standing_others: Belongings) -> Belongings:
    """The rows of the second member, for one test."""
    return copied(standing_others)
