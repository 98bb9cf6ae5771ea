"""Fixture rows written once per file: a transaction around all its tests, with a savepoint for each test.

Each test gets copies of the instances, so that changes of one do not affect another.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def standing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For module-scoped fixtures: rows written in the block exist for all tests of the file, then are rolled back."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
