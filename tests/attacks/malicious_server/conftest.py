"""An organisation with keys, whose tables the tests write as their owner can."""

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.foundation.vault.conftest import keys as keys
from tests.foundation.vault.earlier_version import written_by_their_owner


@pytest.fixture(scope="module", autouse=True)
def _owner_writes(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with written_by_their_owner(django_db_blocker):
        yield
