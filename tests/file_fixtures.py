"""What every test of a file stands on, written once: a transaction around them all, and within it one for each test.

Each test gets copies of what was made, so that none finds what another did to it.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from pytest_django import DjangoDbBlocker


@contextmanager
def standing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For a fixture of a file: what is written in here is there for its tests, and gone when the last has ended."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
