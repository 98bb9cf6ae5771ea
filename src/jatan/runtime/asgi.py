"""The ASGI application of each web worker: receives bodies on the event loop, then answers in a thread (WSGI).

Threads never wait for a client: a body is complete before its request gets one, and long answers are sent piece by
piece from the loop. The exception is the upload of a case paper, which is encrypted while it arrives so that it is
never stored in clear: it has threads of its own (`_STREAMS`) and is begun for signed-in users only.

Papers (`web/ui/papers.py`) are made one after another in a process of their own (`paper_process.py`). A few wait for
it; whoever comes then gets a page that asks again by itself.

A worker that nobody asked for a page for a while gives its connections to the database back: PostgreSQL keeps a process
of some megabytes for each. Questions about the house's health do not count; they leave no connection behind.

Not `a2wsgi`: its threads wait for slow bodies, it joins `X_Forwarded_For` with `X-Forwarded-For`, and it had no release
since June 2025. Not Django's ASGI handler: it makes a thread and a database connection for every request.
"""

import asyncio
import io
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from django.db import DatabaseError, connections

from jatan.foundation.access.client_address import client_address
from jatan.runtime import bodies, home
from jatan.runtime.answers import Answer, Environ, answer_request
from jatan.runtime.bodies import Arrivals, Disconnected, Receive, TooLarge, TooSlow
from jatan.runtime.freed_memory import free_after, set_aside_program
from jatan.runtime.paper_process import PaperFailed, PaperProcess
from jatan.web.body_refusals import ENVIRON_KEY, Refusal
from jatan.web.health import METRICS, PROBES
from jatan.web.ui.body_limits import FORM, body_limit, is_signed_in
from jatan.web.ui.papers import is_paper

_THREADS: Final = 4
_STREAMS: Final = 8
# A client that takes longer for one piece of an answer (64 KB or less) is not waited for.
_LONGEST_SEND_SECONDS: Final = 60.0
# Of each web worker: the paper that is being made, and those that wait for it. Whoever posted a form cannot be asked to
# come again by itself, so it may wait longer.
_MOST_PAPERS: Final = 4
_MOST_WITH_POSTED: Final = 8
_LONGEST_PAPER_SECONDS: Final = 55.0  # a usual proxy waits for a minute
_IDLE_PAPER_SECONDS: Final = 120.0
_IDLE_SECONDS: Final = 60.0
_TOGETHER_SECONDS: Final = 1.0
_WATCHED: Final = PROBES | {METRICS}

type Send = Callable[[Mapping[str, Any]], Any]


class _NoThreadFree(Exception):
    """All threads for streamed uploads are taken."""


_threads = ThreadPoolExecutor(_THREADS, "answer")
_stream_threads = ThreadPoolExecutor(_STREAMS, "upload")
_arrivals = Arrivals()
_streams = 0
_paper_thread = ThreadPoolExecutor(1, "paper")
_paper_process = PaperProcess()
_papers = 0
_idle: asyncio.TimerHandle | None = None
_answering = 0  # requests for pages that are being answered
_rest: asyncio.TimerHandle | None = None
set_aside_program()


async def application(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer one HTTP request."""
    environ = environ_of(scope)
    try:
        if environ["PATH_INFO"] in _WATCHED and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            await _send(await _answer_and_close(environ, _threads), receive, send)
        else:
            with _asked_for_a_page():
                await _respond(environ, receive, send)
    finally:
        free_after(environ)


@contextmanager
def _asked_for_a_page() -> Iterator[None]:
    """A request that puts off the closing of connections."""
    global _answering, _rest
    if _rest is not None:
        _rest.cancel()
        _rest = None
    _answering += 1
    try:
        yield
    finally:
        _answering -= 1
        if not _answering:
            _rest = asyncio.get_running_loop().call_later(_IDLE_SECONDS, _give_connections_back)


def _give_connections_back() -> None:
    """Close the connection of every thread that answers. Each gets one task, in which it waits for the others."""
    together = threading.Barrier(_THREADS)
    for _thread in range(_THREADS):
        _threads.submit(_close_connections, together)


def _close_connections(together: threading.Barrier) -> None:
    connections.close_all()
    with suppress(threading.BrokenBarrierError):
        together.wait(_TOGETHER_SECONDS)


async def _respond(environ: Environ, receive: Receive, send: Send) -> None:
    if "CONTENT_LENGTH" not in environ and "HTTP_TRANSFER_ENCODING" not in environ:
        await _send(await _answer_without_body(environ), receive, send)
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


async def _answer_without_body(environ: Environ) -> Answer:
    if await _asks_for_paper(environ):
        return await _answer_paper(environ, b"")
    return await _answer(environ, _threads)


async def _asks_for_paper(environ: Environ) -> bool:
    """Whether somebody who is signed in asks for a paper: strangers are sent to the sign-in page like anywhere."""
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    try:
        return is_paper(environ["REQUEST_METHOD"], path) and await _is_signed_in(environ)
    except DatabaseError:  # that cannot be known; the view's answer says so
        return False


async def _answer_paper(environ: Environ, body: bytes) -> Answer:
    """Have a paper made after those that were asked for before, if few enough are waiting."""
    global _papers
    if environ["REQUEST_METHOD"] == "POST":
        if _papers >= _MOST_WITH_POSTED:
            return await _refuse(environ, Refusal.BUSY)
    elif _papers >= _MOST_PAPERS:
        return await _answer(environ | {ENVIRON_KEY: Refusal.PAPERS_WAIT}, _threads)
    loop = asyncio.get_running_loop()
    _papers += 1
    try:
        return await loop.run_in_executor(_paper_thread, _paper_process.answer, environ, body, _LONGEST_PAPER_SECONDS)
    except PaperFailed:
        return await _refuse(environ, Refusal.BUSY)
    finally:
        _papers -= 1
        if not _papers:
            _end_when_idle(loop)


def _end_when_idle(loop: asyncio.AbstractEventLoop) -> None:
    """End the process when no paper was asked for meanwhile; its thread does it, so never between two papers."""
    global _idle
    if _idle is not None:
        _idle.cancel()
    _idle = loop.call_later(
        _IDLE_PAPER_SECONDS, lambda: None if _papers else loop.run_in_executor(_paper_thread, _paper_process.end)
    )


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
        if length <= FORM and await _asks_for_paper(environ):
            return await _answer_paper(environ, held.read())
        return await _answer(environ, _threads)


async def _answer_streamed(environ: Environ, body: bodies.Incoming) -> Answer:
    global _streams
    if _streams >= _STREAMS:
        raise _NoThreadFree
    _streams += 1
    try:
        environ["wsgi.input"] = bodies.streamed(body)
        return await _answer_and_close(environ, _stream_threads)
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
    return await asyncio.get_running_loop().run_in_executor(threads, answer_request, environ)


async def _answer_and_close(environ: Environ, threads: ThreadPoolExecutor) -> Answer:
    """As `_answer`, of a thread whose connection to the database would then wait for nobody."""

    def answer_once() -> Answer:
        try:
            return answer_request(environ)
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(threads, answer_once)


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
