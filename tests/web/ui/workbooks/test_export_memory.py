"""An export takes the memory of a chunk of rows, however many there are."""

import copy
import gc
import tempfile
import tracemalloc
from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.programme.people.selectors import people
from jatan.web.desk_registry import DESKS
from jatan.web.ui.workbooks.exported import write_list
from tests.cast import Cast
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
_PEOPLE = next(desk for desk in DESKS if desk.slug == "people")


def _copies(rows: Sequence[Any], times: int) -> Iterator[Any]:
    """These rows so often, each time as rows of their own; what nobody holds any more is gone at once."""
    for number in range(times):
        if number % 50 == 0:
            gc.collect()
        yield from map(copy.copy, rows)


def _most_bytes(by: Actor, rows: Sequence[Any], times: int) -> int:
    """The most that Python holds at once while these rows are written so often."""
    gc.collect()
    with tempfile.TemporaryFile() as target:
        tracemalloc.start()
        try:
            write_list(target, _PEOPLE, _copies(rows, times), by)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


def test_memory_does_not_grow_with_the_rows(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        for _person in range(5):
            a_person(by, cast)
        rows = list(people(by))
        _most_bytes(by, rows, 1)  # what is kept once
        two_chunks, six_chunks = _most_bytes(by, rows, 200), _most_bytes(by, rows, 600)
    assert six_chunks <= 1.2 * two_chunks, (two_chunks, six_chunks)
