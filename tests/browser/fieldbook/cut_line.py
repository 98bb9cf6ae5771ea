"""A loopback proxy that cuts connections after a number of bytes, in either direction, in the middle of anything."""

import random
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

__all__ = ["CutLine", "Passage", "cut_line"]


class Passage:
    """What happens to the bytes of one connection on their way; here: nothing. Whoever raises OSError ends it."""

    def up(self, data: bytes) -> Iterable[bytes]:
        """What goes on to the server; between two parts anything may happen."""
        return (data,)

    def down(self, data: bytes) -> Iterable[bytes]:
        """What goes on to the phone."""
        return (data,)

    def ended(self) -> None:
        """One direction has ended, and the other ends with it."""


@dataclass
class CutLine:
    """`share`: of the connections that are cut, after 1 to `most` bytes in one direction; `cuts`: how many were.

    `is_open` False: nobody gets through. `passage` is made anew for each connection.
    """

    address: str
    chance: random.Random
    share: float = 0.0
    is_open: bool = True
    passage: Callable[[], Passage] = Passage
    most: int = 12_000
    cuts: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def bytes_left(self) -> tuple[int | None, int | None]:
        """How many bytes may pass up and down on a new connection; None: all."""
        with self.lock:
            if self.chance.random() >= self.share:
                return None, None
            left = self.chance.randrange(1, self.most)
            return (left, None) if self.chance.random() < 0.5 else (None, left)

    def count(self) -> None:
        with self.lock:
            self.cuts += 1


@contextmanager
def cut_line(server: str, *, seed: int) -> Iterator[CutLine]:
    """`with cut_line(address) as line:` – line.address leads to the server until the block ends."""
    target = urlsplit(server)
    listener = socket.create_server(("127.0.0.1", 0))
    line = CutLine(f"http://localhost:{listener.getsockname()[1]}", random.Random(seed))
    threading.Thread(target=_accept, args=(listener, (target.hostname, target.port), line), daemon=True).start()
    try:
        yield line
    finally:
        listener.close()


def _accept(listener: socket.socket, target: tuple[str | None, int | None], line: CutLine) -> None:
    while True:
        try:
            phone, _where = listener.accept()
        except OSError:
            return
        if not line.is_open:
            phone.close()
            continue
        try:
            server = socket.create_connection(target)  # type: ignore[arg-type]
        except OSError:
            phone.close()
            continue
        (up, down), passage = line.bytes_left(), line.passage()
        for source, sink, left, on_the_way in (
            (phone, server, up, passage.up),
            (server, phone, down, passage.down),
        ):
            words = (source, sink, left, line, on_the_way, passage)
            threading.Thread(target=_pass_on, args=words, daemon=True).start()


def _pass_on(
    source: socket.socket,
    sink: socket.socket,
    left: int | None,
    line: CutLine,
    on_the_way: Callable[[bytes], Iterable[bytes]],
    passage: Passage,
) -> None:
    try:
        while data := source.recv(16_384):
            if left is not None and len(data) >= left:
                for part in on_the_way(data[:left]):
                    sink.sendall(part)
                line.count()
                break
            if left is not None:
                left -= len(data)
            for part in on_the_way(data):
                sink.sendall(part)
    except OSError:
        pass
    finally:
        for end in (source, sink):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        passage.ended()
