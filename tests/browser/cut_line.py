"""A loopback proxy that stands for the line between a phone and the house: it can be cut, also within an answer.

A browser's own offline switch does not reach every request of a service worker; a line that refuses does.
"""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_CHUNK: Final = 4096


class Line:
    """The proxy at `address`. `cut()` refuses new connections and ends open ones, `restore()` lets them pass again."""

    def __init__(self, target: str) -> None:
        self._to, self._is_cut = target, threading.Event()
        self._left: int | None = None
        self._open: set[socket.socket] = set()
        self._switch = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.address = f"http://localhost:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        with self._switch:
            self._is_cut.set()
            self._end_open()

    def restore(self) -> None:
        self._left = None
        self._is_cut.clear()

    def has_been_cut(self, patience_s: float) -> bool:
        """Wait until an answer has been cut off; False where none was in that time."""
        return self._is_cut.wait(patience_s)

    def lead_to(self, target: str) -> str:
        """Lead new connections to another server; gives where they led before."""
        before, self._to = self._to, target
        return before

    def end_open(self) -> None:
        """End the open connections, also those that a browser keeps for later; new ones may be made."""
        with self._switch:
            self._end_open()

    def cut_answers_after(self, count: int) -> None:
        """Let requests through whole, and `count` bytes of the answers from now on; then cut."""
        self._left = count

    def close(self) -> None:
        self.cut()
        self._door.close()
        for thread in self._threads:
            thread.join(5)

    def _end_open(self) -> None:
        for one in self._open:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._door.accept()
            except OSError:
                return
            # A connection that was being made while the line was cut does not stay open beside the cut.
            with self._switch:
                far = None if self._is_cut.is_set() else self._connected()
                if far is None:
                    near.close()
                    continue
                self._open |= {near, far}
            for source, target, is_answer in ((near, far, False), (far, near, True)):
                carrier = threading.Thread(target=self._carry, args=(source, target, is_answer), daemon=True)
                carrier.start()
                self._threads.append(carrier)

    def _connected(self) -> socket.socket | None:
        try:
            return socket.create_connection(("localhost", int(self._to.rsplit(":", 1)[1])))
        except OSError:
            return None

    def _carry(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        try:
            while data := source.recv(_CHUNK):
                if is_answer and self._left is not None:
                    data, self._left = data[: self._left], self._left - len(data[: self._left])
                    target.sendall(data)
                    if self._left == 0:
                        self.cut()
                        break
                else:
                    target.sendall(data)
        except OSError:
            pass
        finally:
            # The other direction ends with the shutdown and closes its ends as well: closing twice does no harm.
            for one in (source, target):
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
            with self._switch:
                self._open -= {source, target}


@contextmanager
def line_to(address: str) -> Iterator[Line]:
    """A line to a served house (`page_server.served`)."""
    line = Line(address)
    try:
        yield line
    finally:
        line.close()
