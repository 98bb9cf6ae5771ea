"""Notes errors and slow pages with a fingerprint (`operation.faults`), for the administrator's page.

Of what happens while the database is away nothing is noted: the log has it, and `/readyz`.
"""

import contextlib
import time
from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponseBase

from jatan.foundation.operation import faults
from jatan.web.request_page import page_of

_ERROR: Final = 500


class FaultWatchMiddleware:
    """Around all pages; below whitenoise, whose files are no pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.monotonic()
        response = self._get_response(request)
        seconds = time.monotonic() - begun
        raised: Exception | None = getattr(request, "fault", None)
        with contextlib.suppress(DatabaseError, InterfaceError):
            if raised is not None and response.status_code == _ERROR:
                faults.note_error(page_of(request), raised)
            if 0 < settings.JATAN_SLOW_SECONDS <= seconds:
                faults.note_slow(page_of(request), round(seconds * 1000))
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Django calls it for what a view raises, and then makes the answer."""
        request.fault = exception  # type: ignore[attr-defined]
