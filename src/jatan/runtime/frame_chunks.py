"""Room for the frames of Python's calls, asked from the system once instead of at every call.

CPython (3.12 to 3.14 at least, `Python/pystate.c`) keeps a thread's frames in pieces of 16 KB. A call that no longer
fits asks the system for another piece, which is given back when it returns: a loop that happens to run at such an edge
asks thousands of times in one request, a tenth of all the processor time of a page. The piece for a frame larger than
16 KB is doubled until it fits, and all that this frame calls lives in what is left of it.
"""

from collections.abc import Callable
from typing import Final

__all__ = ["roomy"]

# Of 8 bytes: too many for 128 KB, so that the piece has 256, and 120 are left for some 600 calls.
_SLOTS: Final = 17_000


def roomy[**P, R](call: Callable[P, R], /, *given: P.args, **named: P.kwargs) -> R:
    """The call's own answer. Whatever it calls, hundreds of calls deep, finds its frames' room waiting."""
    return call(*given, **named)


roomy.__code__ = roomy.__code__.replace(co_stacksize=_SLOTS)
