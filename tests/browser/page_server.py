"""The product on a local port inside the test's own transaction, for tests that need a real network connection.

Requests are answered one at a time, because they share the test's database connection.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from socketserver import BaseRequestHandler
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections
from django.test.testcases import QuietWSGIRequestHandler

from jatan.kernel import clock


class _Server(ThreadedWSGIServer):
    """Django's development server with the database connection of the test, which it never closes."""

    daemon_threads = True

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        connections["default"] = self.shared
        super().process_request_thread(request, client_address)

    def _close_connections(self) -> None:
        """Do nothing: the connection belongs to the test."""

    shared: Any = None


class _OneByOne:
    """The WSGI application, one request at a time, at the time that `now` gives."""

    def __init__(self, now: Callable[[], dt.datetime]) -> None:
        self.application, self.lock, self.now = WSGIHandler(), threading.Lock(), now
        self.has_ended = False

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        with self.lock, clock.frozen_at(self.now()):
            if self.has_ended:
                start_response("503 Service Unavailable", [])
                return []
            return self.application(environ, start_response)

    def end(self) -> None:
        """Wait for the request that is being answered; those behind it touch the test's connection no more."""
        with self.lock:
            self.has_ended = True


_serving: list[_OneByOne] = []


@contextmanager
def undisturbed() -> Iterator[None]:
    """No request is answered during the block: for a test that writes itself while somebody may still be asking."""
    with ExitStack() as stack:
        for application in _serving:
            stack.enter_context(application.lock)
        yield


@contextmanager
def served(now: Callable[[], dt.datetime] = clock.now) -> Iterator[str]:
    """`with served() as address:` – http://localhost:port until the block ends.

    `now`: the time of each request, for a story that goes on for days.
    """
    connection = connections["default"]
    connection.inc_thread_sharing()
    # As Django's test client does: a request must not close the connection that the test's transaction lives in.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    handler: type[BaseRequestHandler] = QuietWSGIRequestHandler
    server = _Server(("localhost", 0), handler, allow_reuse_address=False)
    server.shared = connection
    application = _OneByOne(now)
    _serving.append(application)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        application.end()
        _serving.remove(application)
        server.shutdown()
        server.server_close()
        thread.join()
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)
        connection.dec_thread_sharing()
