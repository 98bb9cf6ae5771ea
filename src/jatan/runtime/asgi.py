"""The ASGI application of each web worker: receives bodies on the event loop, then answers in a thread (WSGI).

Threads never wait for a client: a body is complete before its request gets one, and long answers are sent piece by
piece from the loop. The exception is the upload of a case paper, which is encrypted while it arrives so that it is
never stored in clear: it has threads of its own (`_STREAMS`) and is begun for signed-in users only.

Not `a2wsgi`: its threads wait for slow bodies, it joins `X_Forwarded_For` with `X-Forwarded-For`, and it had no release
since June 2025. Not Django's ASGI handler: it makes a thread and a database connection for every request.
"""

import asyncio
import io
import sys
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple
from urllib.parse import unquote_to_bytes

from django.db import DatabaseError, close_old_connections

from jatan.foundation.access.client_address import client_address
from jatan.runtime import bodies, home
from jatan.runtime.bodies import Arrivals, Disconnected, Receive, TooLarge, TooSlow
from jatan.runtime.wsgi import application as wsgi_application
from jatan.web.body_refusals import ENVIRON_KEY, Refusal
from jatan.web.ui.body_limits import body_limit, is_signed_in

__all__ = ["application"]

_THREADS: Final = 4
_STREAMS: Final = 8
# A client that takes longer for one piece of an answer (64 KB or less) is not waited for.
_LONGEST_SEND_SECONDS: Final = 60.0

type Environ = dict[str, Any]
type Send = Callable[[Mapping[str, Any]], Any]


class Answer(NamedTuple):
    """Status, headers, and content: whole, or in pieces that are still to be made (then `close` is to be called)."""

    status: int
    headers: list[tuple[bytes, bytes]]
    content: bytes | Iterable[bytes]
    close: Callable[[], None]


class _NoThreadFree(Exception):
    """All threads for streamed uploads are taken."""


_threads = ThreadPoolExecutor(_THREADS, "answer")
_stream_threads = ThreadPoolExecutor(_STREAMS, "upload")
_arrivals = Arrivals()
_streams = 0


async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer one HTTP request."""
    environ = environ_of(scope)
    if "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ:
        await _send(await _answer(environ, _threads), receive, send)
        return
    try:
        with _arrivals.expect(receive, client_address(environ)) as body:
            answer = await _answer_with_body(environ, body)
    except Disconnected:
        return
    except TooLarge:
        await bodies.discard(receive)
        answer = await _refuse(environ, Refusal.TOO_LARGE)
    except TooSlow:
        answer = await _refuse(environ, Refusal.TOO_SLOW)
    except DatabaseError:  # whether she is signed in cannot be known
        await bodies.discard(receive)
        answer = await _refuse(environ, Refusal.DATABASE_AWAY)
    except (_NoThreadFree, OSError):
        await bodies.discard(receive)
        answer = await _refuse(environ, Refusal.BUSY)
    await _send(answer, receive, send)


def environ_of(scope: Mapping[str, Any]) -> Environ:
    """The WSGI environ of a request without its body (PEP 3333).

    Headers with an underscore are left out: they would be read as others (`X_Forwarded_For` as `X-Forwarded-For`).
    """
    server, client = scope.get("server") or ("localhost", 80), scope.get("client") or ("", 0)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": str(client[0]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for raw_name, raw_value in scope["headers"]:
        if b"_" in raw_name:
            continue
        name = raw_name.decode("latin-1").upper().replace("-", "_")
        key = name if name in {"CONTENT_TYPE", "CONTENT_LENGTH"} else f"HTTP_{name}"
        value = raw_value.decode("latin-1")
        if key in environ:
            value = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}"
        environ[key] = value
    return environ


async def _answer_with_body(environ: Environ, body: bodies.Incoming) -> Answer:
    """Raises TooLarge, TooSlow, Disconnected, OSError (no room on the disk) and _NoThreadFree."""
    limit = body_limit(environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace"))
    declared = int(environ.get("CONTENT_LENGTH") or 0)
    if declared > limit.signed_in:
        raise TooLarge
    if limit.is_streamed and declared and await _is_signed_in(environ):
        return await _answer_streamed(environ, body)
    has_account: bool | None = None

    async def limit_for(length: int) -> int:
        nonlocal has_account
        if length <= limit.signed_out or limit.signed_in <= limit.signed_out:
            return limit.signed_out
        if has_account is None:
            has_account = await _is_signed_in(environ)
        return limit.signed_in if has_account else limit.signed_out

    if declared > await limit_for(declared):
        raise TooLarge
    held, length = await bodies.hold(body, limit=limit_for, in_memory=limit.in_memory, folder=home.uploads_dir())
    with held:
        environ |= {"wsgi.input": held, "CONTENT_LENGTH": str(length)}
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        return await _answer(environ, _threads)


async def _answer_streamed(environ: Environ, body: bodies.Incoming) -> Answer:
    global _streams
    if _streams >= _STREAMS:
        raise _NoThreadFree
    _streams += 1
    try:
        environ["wsgi.input"] = bodies.streamed(body)
        return await _answer(environ, _stream_threads)
    finally:
        _streams -= 1


async def _refuse(environ: Environ, refusal: Refusal) -> Answer:
    """The page that says why the body was refused, made without reading the session or the database."""
    environ |= {ENVIRON_KEY: refusal, "wsgi.input": io.BytesIO(), "CONTENT_LENGTH": "0"}
    answer = await _answer(environ, _threads)
    return answer._replace(headers=[*answer.headers, (b"connection", b"close")])


async def _is_signed_in(environ: Environ) -> bool:
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_threads, is_signed_in, environ.get("HTTP_COOKIE", ""))


async def _answer(environ: Environ, threads: ThreadPoolExecutor) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(threads, _call, environ)


def _call(environ: Environ) -> Answer:
    """Call the WSGI application in this thread. Streamed content of files is left to be read."""
    started: list[tuple[str, list[tuple[str, str]]]] = []
    response: Any = wsgi_application(environ, lambda status, headers, _error=None: started.append((status, headers)))
    status, given = started[0]
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in given]
    if getattr(response, "streaming", False):
        close_old_connections()  # no view leaves a transaction open for its streamed content
        return Answer(int(status[:3]), headers, response, response.close)
    try:
        return Answer(int(status[:3]), headers, b"".join(response), _nothing)
    finally:
        response.close()


def _nothing() -> None:
    """What is left to close of an answer that is whole."""


async def _send(answer: Answer, receive: Receive, send: Send) -> None:
    """Send an answer. One in pieces ends when the client leaves, or takes a minute for a piece."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    if isinstance(answer.content, bytes):
        await send({"type": "http.response.body", "body": answer.content})
        return
    loop = asyncio.get_running_loop()
    client_gone = loop.create_task(_wait_for_disconnect(receive))
    pieces = iter(answer.content)
    try:
        while (
            not client_gone.done() and (piece := await loop.run_in_executor(_threads, next, pieces, None)) is not None
        ):
            async with asyncio.timeout(_LONGEST_SEND_SECONDS):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except TimeoutError:
        return
    finally:
        client_gone.cancel()
        await loop.run_in_executor(_threads, answer.close)


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
