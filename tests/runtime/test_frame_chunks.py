"""Calls in a large frame chunk allocate no memory, at whatever depth.

Measured in new threads, because frame chunks belong to a thread. If the second test fails, this version of Python does
not need `frame_chunks` any more.
"""

import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from jatan.runtime.frame_chunks import with_large_frame_chunk


def _identity(number: int) -> int:
    return number


def _page_faults_at(depth: int) -> int:
    """Page faults of two hundred calls at this depth of the stack."""
    if depth:
        return _page_faults_at(depth - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for number in range(200):
        _identity(number)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _largest() -> int:
    return max(_page_faults_at(depth) for depth in range(300))


def _in_new_thread(call: Callable[..., int], *given: object) -> int:
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(call, *given).result()


def test_no_depth_causes_page_faults_in_a_large_chunk() -> None:
    assert _in_new_thread(with_large_frame_chunk, _largest) < 100


def test_some_depth_causes_page_faults_without_it() -> None:
    assert _in_new_thread(_largest) >= 200


def test_result_and_exception_are_those_of_the_call() -> None:
    assert with_large_frame_chunk(divmod, 7, 2) == (3, 1)
    assert with_large_frame_chunk(sorted, [1, 2], reverse=True) == [2, 1]
    with pytest.raises(ZeroDivisionError):
        with_large_frame_chunk(divmod, 7, 0)
