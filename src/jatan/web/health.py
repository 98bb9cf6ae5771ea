"""`/healthz` and `/readyz`, for service managers and monitoring: no sign-in, no session, no words.

A middleware before all others, so that the addresses answer under every host name, without HTTPS and in an outage.
"""

import threading
import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, JsonResponse

from jatan.foundation.operation.findings import Level, findings_of

_KEPT_SECONDS: Final = 5.0  # strangers may ask as often as they like: the checks are made no oftener

# Addresses at which programs ask: these here, and that of `web/metrics.py`.
PROBES: Final = frozenset({"/healthz", "/readyz"})
METRICS: Final = "/metrics"

type _Answer = tuple[int, dict[str, Any]]  # status, document


class HealthMiddleware:
    """Answers the addresses of monitoring; passes on all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response
        self._readiness = _Readiness()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PROBES:
            return self._get_response(request)
        if request.method not in ("GET", "HEAD"):
            response: HttpResponseBase = HttpResponseNotAllowed(["GET", "HEAD"])
        elif request.path_info == "/healthz":
            response = JsonResponse({"alive": True})  # asks no database
        else:
            status, document = self._readiness.answer()
            response = JsonResponse(document, status=status)
        response.headers["Cache-Control"] = "no-store"
        return response


class _Readiness:
    """The last answer of `/readyz`, made anew by one thread at a time when it is five seconds old."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made_at = -_KEPT_SECONDS
        self._answer: _Answer | None = None

    def answer(self) -> _Answer:
        if time.monotonic() - self._made_at >= _KEPT_SECONDS and self._lock.acquire(blocking=self._answer is None):
            try:
                # Another thread may have made it while this one waited for the lock.
                if time.monotonic() - self._made_at >= _KEPT_SECONDS:
                    self._answer, self._made_at = _made_answer(), time.monotonic()
            finally:
                self._lock.release()
        return self._answer or (503, {"ready": False, "problems": ["not_checked"], "notes": []})


def _made_answer() -> _Answer:
    """200 or 503, and the codes of what is bad (`problems`) and what is not as it should be (`notes`)."""
    try:
        found = findings_of(settings.JATAN_READY_CHECKS)
    except (DatabaseError, InterfaceError):
        return 503, {"ready": False, "problems": ["database_unreachable"], "notes": []}
    problems = sorted(finding.code for finding in found if finding.level is Level.BAD)
    notes = sorted(finding.code for finding in found if finding.level is Level.WARN)
    return (503 if problems else 200), {"ready": not problems, "problems": problems, "notes": notes}
