"""Receive request bodies on the event loop, before a thread is given to the request.

A thread that reads a body itself is lost to everybody else for as long as the sender likes. Here a body costs its bytes
only, and it must keep coming: `_FIRST_SECONDS` to begin with, then `_LEAST_RATE` bytes a second on average, as on a
poor 2G connection, and at most `_LONGEST_SECONDS` altogether. Where too many are on their way, from one address or from
all, the slowest is refused and the new one received, so that nobody who sends fast enough is turned away. A body that
has just begun is not the slowest: its first bytes may not have been read yet.
"""

import asyncio
import contextlib
import io
import tempfile
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

_FIRST_SECONDS: Final = 20.0
_LEAST_RATE: Final = 500  # bytes a second
_LONGEST_SECONDS: Final = 2 * 3600.0  # for large files of users; 256 KB have come, or not, after nine minutes
_YOUNG_SECONDS: Final = 5.0  # on a busy machine the first bytes of a form may lie unread for so long
_MOST: Final = 512
_MOST_FROM_ONE_ADDRESS: Final = 64  # a whole office or village may share one address
# A browser shows an answer only once it has sent its body: of a refused one, this much is read and thrown away.
_DISCARDED_BYTES: Final = 32 * 1024 * 1024
_DISCARDED_SECONDS: Final = 15.0
_BUFFER: Final = 64 * 1024

type Receive = Callable[[], Awaitable[dict[str, Any]]]


class TooLarge(Exception):
    """The body exceeds the limit of its address."""


class TooSlow(Exception):
    """The body did not come fast enough, or gave way to another one."""


class Disconnected(Exception):
    """The client went away before its body was complete."""


class Incoming:
    """A body on its way. `since`: the loop's time of its beginning; `received`: bytes so far."""

    def __init__(self, receive: Receive, address: str = "") -> None:
        self.address = address
        self.since = asyncio.get_running_loop().time()
        self.received = 0
        self.gave_way = False
        self._receive = receive
        self._has_more = True
        self._timer: asyncio.Timeout | None = None

    @property
    def claim(self) -> tuple[bool, float]:
        """Who has the least gives way: of those that have begun long ago the slowest, else the eldest of the young."""
        age = asyncio.get_running_loop().time() - self.since
        is_young = age < _YOUNG_SECONDS
        return is_young, -age if is_young else self.received / age

    async def piece(self) -> bytes | None:
        """The next piece, None after the last. Raises TooSlow or Disconnected."""
        while self._has_more:
            if self.gave_way:
                raise TooSlow
            allowed = min(_FIRST_SECONDS + self.received / _LEAST_RATE, _LONGEST_SECONDS)
            try:
                async with asyncio.timeout_at(self.since + allowed) as self._timer:
                    message = await self._receive()
            except TimeoutError as late:
                raise TooSlow from late
            finally:
                self._timer = None
            if message["type"] != "http.request":
                raise Disconnected
            self._has_more = message.get("more_body", False)
            if piece := message.get("body", b""):
                self.received += len(piece)
                return cast(bytes, piece)
        return None

    def give_way(self) -> None:
        """End this body as too slow."""
        self.gave_way = True
        if self._timer is not None:
            self._timer.reschedule(asyncio.get_running_loop().time())


@dataclass
class Arrivals:
    """All bodies that are on their way in this process."""

    most: int = _MOST
    most_from_one_address: int = _MOST_FROM_ONE_ADDRESS
    _incoming: set[Incoming] = field(default_factory=set)

    @contextmanager
    def expect(self, receive: Receive, address: str) -> Iterator[Incoming]:
        """A new body during the block. Where there are too many, the slowest of the others gives way."""
        others = [one for one in self._incoming if not one.gave_way]
        same = [one for one in others if one.address == address]
        if len(same) >= self.most_from_one_address:
            min(same, key=lambda one: one.claim).give_way()
        elif len(others) >= self.most:
            min(others, key=lambda one: one.claim).give_way()
        mine = Incoming(receive, address)
        self._incoming.add(mine)
        try:
            yield mine
        finally:
            self._incoming.discard(mine)


async def hold(
    body: Incoming, *, limit: Callable[[int], Awaitable[int]], in_memory: int, folder: Path
) -> tuple[BinaryIO, int]:
    """The whole body as a file at its beginning, and its length. It lies in memory, or in `folder` beyond `in_memory`.

    `limit(length)`: the limit in bytes for a sender who has sent `length`. Raises TooLarge, TooSlow, Disconnected, and
    OSError where the disk is full.
    """
    held = cast(BinaryIO, tempfile.SpooledTemporaryFile(max_size=in_memory, dir=str(folder)))  # noqa: SIM115 - returned
    try:
        while (piece := await body.piece()) is not None:
            if body.received > await limit(body.received):
                raise TooLarge
            held.write(piece)
    except BaseException:
        held.close()
        raise
    held.seek(0)
    return held, body.received


async def discard(receive: Receive) -> None:
    """Read and throw away the rest of a refused body, up to 32 MB and 15 seconds."""
    rest = Incoming(receive)
    with contextlib.suppress(TimeoutError, TooSlow, Disconnected):
        async with asyncio.timeout(_DISCARDED_SECONDS):
            while await rest.piece() is not None and rest.received < _DISCARDED_BYTES:
                pass


class _Streamed(io.RawIOBase):
    """Raw stream of a body: each read waits in its thread for the next piece of the event loop."""

    def __init__(self, body: Incoming) -> None:
        self._body, self._loop = body, asyncio.get_running_loop()
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a part of `buffer`; 0 at the end. Raises OSError if the body came too slowly or broke off."""
        if not self._rest:
            try:
                piece = asyncio.run_coroutine_threadsafe(self._body.piece(), self._loop).result()
            except (TooSlow, Disconnected) as broken:
                raise OSError("the upload broke off") from broken
            self._rest = piece or b""
        length = min(len(buffer), len(self._rest))
        buffer[:length], self._rest = self._rest[:length], self._rest[length:]
        return length


def streamed(body: Incoming) -> BinaryIO:
    """A body that a thread reads while it arrives. To be called on the event loop."""
    return io.BufferedReader(_Streamed(body), _BUFFER)
