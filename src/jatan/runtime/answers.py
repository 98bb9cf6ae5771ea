"""Answer a request of the web server by the WSGI application, in whichever thread or process this is called."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.db import close_old_connections

from jatan.runtime.wsgi import application as wsgi_application

type Environ = dict[str, Any]


class Answer(NamedTuple):
    """Status, headers, and content: whole, or in pieces that are still to be made (then `close` is to be called)."""

    status: int
    headers: list[tuple[bytes, bytes]]
    content: bytes | Iterable[bytes]
    close: Callable[[], None]


def answer_request(environ: Environ) -> Answer:
    """Call the WSGI application in this thread. Streamed content of files is left to be read."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    response: Any = wsgi_application(environ, lambda status, headers, _error=None: started.append((status, headers)))
    status, given = started[0]
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in given]
    if getattr(response, "streaming", False):
        close_old_connections()  # no view leaves a transaction open for its streamed content
        return Answer(int(status[:3]), headers, response, response.close)
    try:
        return whole_answer(int(status[:3]), headers, b"".join(response))
    finally:
        response.close()


def whole_answer(status: int, headers: list[tuple[bytes, bytes]], content: bytes) -> Answer:
    """An answer with nothing left to be made."""
    return Answer(status, headers, content, _nothing)


def _nothing() -> None:
    """What is left to close of an answer that is whole."""
