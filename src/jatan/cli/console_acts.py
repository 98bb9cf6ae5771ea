"""Acts on accounts at the server, by whoever has a shell there."""

from collections.abc import Iterator
from contextlib import contextmanager

from jatan.foundation.access.actors import Actor, console
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.kernel.problems import Message, Problem


@contextmanager
def acting_at_console(refusal: Message) -> Iterator[Actor]:
    """A transaction as the operator at the server. What the services forbid becomes a Problem that says `refusal`."""
    try:
        with acting_as(console()) as by:
            yield by
    except Forbidden as forbidden:
        raise Problem("forbidden", refusal) from forbidden
