"""The WSGI application, loaded in each worker of the web server."""

import gc
from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver

from jatan.runtime import failed_requests, logs, processes, startup
from jatan.runtime.frame_chunks import with_large_frame_chunk

processes.end_with_parent()
logs.hide_messages_of_crashes()
startup.setup_django()
_handler = WSGIHandler()
# Import all views before the first request, then exempt everything imported from garbage collection.
get_resolver().url_patterns  # noqa: B018 - the attribute imports the URLconf
gc.collect()
gc.freeze()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Handle one request inside a large frame chunk (see `frame_chunks`)."""
    return failed_requests.answer(lambda: with_large_frame_chunk(_handler, environ, start_response))
