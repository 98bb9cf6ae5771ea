"""What the web server loads in each of its workers."""

import gc
from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.urls import get_resolver

from jatan.runtime import processes, startup
from jatan.runtime.frame_chunks import roomy

processes.end_with_parent()
startup.setup_django()
_pages = WSGIHandler()
# All pages are read in before the first request, and what was read in stays: no request pays for looking through it
# to see what can be thrown away.
get_resolver().url_patterns  # noqa: B018 - asking for them reads them in
gc.collect()
gc.freeze()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """One request, with room for the hundred calls that a page is deep."""
    return roomy(_pages, environ, start_response)
