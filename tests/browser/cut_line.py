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

    def __init__(self, port: int) -> None:
        self._to, self._is_cut = port, False
        self._left: int | None = None
        self._open: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self.address = f"http://localhost:{self._door.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        self._is_cut = True
        for one in list(self._open):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def restore(self) -> None:
        self._is_cut, self._left = False, None

    def cut_answers_after(self, count: int) -> None:
        """Let requests through whole, and `count` bytes of the answers from now on; then cut."""
        self._left = count

    def close(self) -> None:
        self.cut()
        self._door.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                near, _address = self._door.accept()
            except OSError:
                return
            if self._is_cut:
                near.close()
                continue
            try:
                far = socket.create_connection(("localhost", self._to))
            except OSError:
                near.close()
                continue
            self._open |= {near, far}
            for source, target, is_answer in ((near, far, False), (far, near, True)):
                carrier = threading.Thread(target=self._carry, args=(source, target, is_answer), daemon=True)
                carrier.start()
                self._threads.append(carrier)

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
            self._open -= {source, target}


@contextmanager
def line_to(address: str) -> Iterator[Line]:
    """A line to a served house (`page_server.served`)."""
    line = Line(int(address.rsplit(":", 1)[1]))
    try:
        yield line
    finally:
        line.close()
