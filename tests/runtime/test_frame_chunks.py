"""Calls at the edge of a piece of Python's frames ask the system for nothing where there is room.

Each thread has pieces of its own; the tests' thread has room already.
"""

import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from jatan.runtime.frame_chunks import roomy


def _leaf(number: int) -> int:
    return number


def _asked_at(depth: int) -> int:
    """How often two hundred calls, so many calls deep, were given a fresh page of memory."""
    if depth:
        return _asked_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for number in range(200):
        _leaf(number)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _most() -> int:
    return max(_asked_at(depth) for depth in range(300))


def _elsewhere(call: Callable[..., int], *given: object) -> int:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, *given).result()


def test_no_call_waits_for_memory_at_any_depth() -> None:
    assert _elsewhere(roomy, _most) < 100


def test_without_room_some_call_waits_else_this_python_needs_no_help_and_the_house_can_drop_it() -> None:
    assert _elsewhere(_most) >= 200


def test_answer_and_fault_are_those_of_the_call() -> None:
    assert roomy(divmod, 7, 2) == (3, 1)
    assert roomy(sorted, [1, 2], reverse=True) == [2, 1]
    with pytest.raises(ZeroDivisionError):
        roomy(divmod, 7, 0)
