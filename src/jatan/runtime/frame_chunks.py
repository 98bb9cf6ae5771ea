"""Call a function inside a large frame chunk, so that CPython does not allocate memory again and again for its calls.

CPython (3.12 to 3.14, `push_chunk` in Python/pystate.c) stores a thread's frames in chunks of 16 KB that it gets from
the system with mmap. A call whose frame does not fit allocates a new chunk, which is freed (munmap) when the call
returns. A loop that runs exactly at the end of a chunk therefore makes two system calls and a page fault per iteration.
A frame larger than 16 KB gets a chunk of the next power of two that it fits in, and all calls below use what remains of
it: that is what this function does.

Measured with Python 3.13.5 on two shared cores: an empty call takes 26 ns, at the end of a chunk 24,000 ns. Demo pages
under Granian, page faults per request without and with it: activities 205 and 6, journeys 192 and 38, library 162 and
8, people 109 and 12, home 8 and 12. CPU time of activities 24.3 and 21.0 ms, journeys 24.2 and 22.5, people 18.3 and
17.7, home 44.0 and 46.2 (other load on the machine changes these by 10 %). It gains nothing in the tests.

It changes the result of no call. To remove it: delete this module and tests/runtime/test_frame_chunks.py, and call the
functions directly in runtime/wsgi.py, settings/periodic.py, cli/main.py and tests/browser/chromium.py. The second test
of that file fails when a CPython version no longer needs it.
"""

from collections.abc import Callable
from typing import Final

# Stack size of the frame, in slots of 8 bytes: more than 128 KB, so that the chunk has 256 KB, of which about 120
# remain for some 600 nested calls.
_SLOTS: Final = 17_000


def with_large_frame_chunk[**P, R](call: Callable[P, R], /, *given: P.args, **named: P.kwargs) -> R:
    """Return `call(*given, **named)`, with frames of all nested calls in one preallocated chunk."""
    return call(*given, **named)


# The declared stack size decides the size of the frame; the function itself uses a few slots.
with_large_frame_chunk.__code__ = with_large_frame_chunk.__code__.replace(co_stacksize=_SLOTS)
