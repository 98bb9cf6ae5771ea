"""Senders that never finish their bodies, and readers whose waiting times are measured, over real sockets."""

import http.client
import math
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

TOKEN: Final = "k" * 32  # any 32 letters pass Django's CSRF check when cookie and field are the same
_TOKEN_FIELD: Final = "csrfmiddlewaretoken"
_PATIENCE: Final = 30.0


@dataclass(frozen=True)
class Target:
    """Where a server answers. `tls`: the context for HTTPS, None for HTTP. `host`: the name in the Host header."""

    port: int
    tls: ssl.SSLContext | None = None
    host: str = "localhost"

    @property
    def origin(self) -> str:
        return f"https://{self.host}" if self.tls else f"http://{self.host}:{self.port}"

    def connect(self, source: str = "127.0.0.1") -> socket.socket:
        """A connection from one of the loopback addresses 127.x.x.x, with TLS if the server has it."""
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=_PATIENCE, source_address=(source, 0))
        return self.tls.wrap_socket(plain, server_hostname=self.host) if self.tls else plain

    def head(self, method: str, path: str, *lines: str, session: str = "") -> bytes:
        """The first lines of a request, with a CSRF cookie, a session and a Referer of this host."""
        host = self.host if self.tls else f"{self.host}:{self.port}"
        prefix = "__Host-" if self.tls else ""  # as the settings name cookies behind HTTPS
        given = (
            f"Host: {host}",
            f"Referer: {self.origin}{path}",
            f"Cookie: {prefix}csrftoken={TOKEN}; {prefix}sessionid={session}",
            *lines,
        )
        return "\r\n".join((f"{method} {path} HTTP/1.1", *given, "", "")).encode()


@dataclass
class SlowSenders:
    """Connections that promise 5,000 bytes and send one every second, and connect again when they are cut off."""

    target: Target
    paths: Sequence[str]
    sources: Sequence[str]
    session: str = ""
    cut_off: int = 0
    opened: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)

    def send(self) -> None:
        """Send until stopped."""
        with selectors.DefaultSelector() as selector:
            for number in range(len(self.sources)):
                self._open(selector, number)
            self.opened.set()
            while not self._stop.wait(1.0):
                for key in list(selector.get_map().values()):
                    connection, number = key.fileobj, key.data
                    assert isinstance(connection, socket.socket)
                    if not self._goes_on(connection):
                        selector.unregister(connection)
                        connection.close()
                        self.cut_off += 1
                        self._open(selector, number)
            for key in list(selector.get_map().values()):
                assert isinstance(key.fileobj, socket.socket)
                key.fileobj.close()

    def stop(self) -> None:
        self._stop.set()

    def _open(self, selector: selectors.BaseSelector, number: int) -> None:
        with suppress(OSError):
            connection = self.target.connect(self.sources[number])
            path = self.paths[number % len(self.paths)]
            lines = ("Content-Type: application/x-www-form-urlencoded", "Content-Length: 5000")
            connection.sendall(self.target.head("POST", path, *lines, session=self.session) + b"c")
            connection.setblocking(False)
            selector.register(connection, selectors.EVENT_READ, number)

    @staticmethod
    def _goes_on(connection: socket.socket) -> bool:
        """Send one byte. False if the server has answered or closed."""
        try:
            connection.send(b"s")
            connection.recv(1000)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        return False


@contextmanager
def slow_senders(
    target: Target, count: int, paths: Sequence[str], *, one_address: bool = False, session: str = ""
) -> Iterator[SlowSenders]:
    """`count` slow senders at work, from 127.1.0.1 alone or from as many addresses."""
    sources = ["127.0.0.1" if one_address else f"127.1.0.{number % 250 + 1}" for number in range(count)]
    senders = SlowSenders(target, paths, sources, session)
    thread = threading.Thread(target=senders.send)
    thread.start()
    try:
        assert senders.opened.wait(_PATIENCE), "the slow senders could not connect"
        yield senders
    finally:
        senders.stop()
        thread.join(_PATIENCE)


def waiting_times(
    target: Target,
    paths: Sequence[str],
    *,
    readers: int,
    pages_each: int,
    one_address: bool = False,
    pause: float = 0.5,
) -> dict[str, list[float]]:
    """Seconds until each page was read whole, by path. A page that does not come counts as infinite.

    Every reader opens the paths in turn, each over a new connection, with a pause in seconds as people make.
    """
    found: dict[str, list[float]] = {path: [] for path in paths}
    lock = threading.Lock()

    def read(number: int) -> None:
        source = "127.0.0.1" if one_address else f"127.2.0.{number % 250 + 1}"
        for page in range(pages_each):
            path = paths[(number + page) % len(paths)]
            took = _read_page(target, path, source)
            with lock:
                found[path].append(took)
            time.sleep(pause)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def post_form(
    target: Target,
    path: str,
    answers: Mapping[str, str],
    *,
    session: str = "",
    file: tuple[str, str, bytes] | None = None,
) -> tuple[int, str]:
    """Status and Location of one posted form. `file`: name of the field, name of the file, content."""
    parts = [f'name="{name}"\r\n\r\n{answer}'.encode() for name, answer in {**answers, _TOKEN_FIELD: TOKEN}.items()]
    if file is not None:
        parts.append(f'name="{file[0]}"; filename="{file[1]}"\r\n\r\n'.encode() + file[2])
    body = b"".join(b"--=\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--=--\r\n"
    lines = ('Content-Type: multipart/form-data; boundary="="', f"Content-Length: {len(body)}", "Connection: close")
    with target.connect() as connection:
        connection.sendall(target.head("POST", path, *lines, session=session) + body)
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, answer.getheader("Location") or ""


def percentile(times: Sequence[float], share: float) -> float:
    """The smallest waiting time that at least `share` of all do not exceed."""
    return sorted(times)[math.ceil(share * len(times)) - 1]


def _read_page(target: Target, path: str, source: str) -> float:
    since = time.monotonic()
    try:
        with target.connect(source) as connection:
            connection.sendall(target.head("GET", path, "Connection: close"))
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            answer.read()
    except (OSError, http.client.HTTPException):
        return math.inf
    return time.monotonic() - since if answer.status == 200 else math.inf
