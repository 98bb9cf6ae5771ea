"""`/metrics` for Prometheus: counts and ages of the house, without a name, a number of a person or an address.

Requests are counted by the pattern of their page in every process of the web server; with several, prometheus_client
adds them up through files in a folder that the web server makes (PROMETHEUS_MULTIPROC_DIR, `runtime/web_server.py`).
All other figures are read when they are asked for, with one query each. The address needs `JATAN_METRICS_TOKEN`;
without it, and for a wrong one, it is absent like any other.
"""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Count, Min
from django.db.models.functions import Now
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.tasks import TaskResultStatus
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from jatan.foundation.devices.models import Device
from jatan.foundation.devices.selectors import silent_among
from jatan.foundation.operation import disk_space, file_use
from jatan.foundation.operation.findings import Level, findings_of
from jatan.foundation.operation.heartbeats import read_beats
from jatan.kernel import clock
from jatan.web.health import METRICS
from jatan.web.request_page import page_of

_SECONDS: Final = (0.1, 0.3, 1.0, 3.0, 10.0)
_LEVELS: Final = {Level.OK: 0, Level.WARN: 1, Level.BAD: 2}
_OPEN: Final = (TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED)

_own = CollectorRegistry()
_requests = Counter("jatan_requests", "Answers by page and status.", ["page", "status"], registry=_own)
_seconds = Histogram("jatan_request_seconds", "Seconds an answer took.", ["page"], buckets=_SECONDS, registry=_own)


class MetricsMiddleware:
    """Counts answers, and answers `/metrics`, under every host name and without HTTPS as `/readyz` does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == METRICS and request.method == "GET" and _is_known(request):
            response: HttpResponseBase = HttpResponse(_metrics(), content_type=CONTENT_TYPE_LATEST)
            response.headers["Cache-Control"] = "no-store"
            return response
        begun = time.monotonic()
        response = self._get_response(request)
        page = page_of(request)
        _requests.labels(page, str(response.status_code)).inc()
        _seconds.labels(page).observe(time.monotonic() - begun)
        return response


def _is_known(request: HttpRequest) -> bool:
    sent = request.headers.get("Authorization", "").encode()
    return secrets.compare_digest(sent, f"Bearer {settings.JATAN_METRICS_TOKEN}".encode())


def _metrics() -> bytes:
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        requests = generate_latest(registry)
    else:
        requests = generate_latest(_own)
    house = CollectorRegistry()
    house.register(_House())
    return requests + generate_latest(house)


class _House(Collector):
    """The state of the house, read now. While the database is away, only that it is, and the disk."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        yield GaugeMetricFamily("jatan_disk_free_bytes", "Free bytes of the fuller disk.", disk_space.free_bytes())
        yield from _backup()
        try:
            found = list(_of_the_database())
        except (DatabaseError, InterfaceError):
            yield GaugeMetricFamily("jatan_database_up", "1 while the database answers.", 0)
            return
        yield GaugeMetricFamily("jatan_database_up", "1 while the database answers.", 1)
        yield from found


def _backup() -> Iterator[GaugeMetricFamily]:
    newest = import_string(settings.JATAN_NEWEST_BACKUP)() if settings.JATAN_NEWEST_BACKUP else None
    if newest is not None:
        age = (clock.now() - newest).total_seconds()
        yield GaugeMetricFamily("jatan_backup_age_seconds", "Age of the newest backup.", age)


def _of_the_database() -> Iterator[GaugeMetricFamily]:
    yield from _tasks()
    begun = GaugeMetricFamily("jatan_entry_begun_age_seconds", "Since periodic work began last.", labels=["entry"])
    done = GaugeMetricFamily("jatan_entry_success_age_seconds", "Since it succeeded last.", labels=["entry"])
    for name, beat in read_beats().items():
        begun.add_metric([name], beat.begun)
        if beat.succeeded is not None:
            done.add_metric([name], beat.succeeded)
    yield from (begun, done)
    yield GaugeMetricFamily("jatan_files_bytes", "Bytes of all files.", file_use.used_bytes())
    silent = silent_among(Device.objects.all()).count()
    yield GaugeMetricFamily("jatan_phones_silent", "Phones that are silent longer than their rhythm.", silent)
    codes = GaugeMetricFamily("jatan_finding", "Codes of /readyz: 0 in order, 1 a note, 2 a problem.", labels=["code"])
    for finding in findings_of(settings.JATAN_READY_CHECKS):
        codes.add_metric([finding.code], _LEVELS[finding.level])
    yield codes


def _tasks() -> Iterator[GaugeMetricFamily]:
    counts = GaugeMetricFamily("jatan_tasks", "Tasks that wait, run or have failed.", labels=["task", "status"])
    oldest = GaugeMetricFamily("jatan_task_age_seconds", "Age of the oldest waiting one.", labels=["task"])
    rows: Any = DBTaskResult.objects.filter(status__in=_OPEN).values("task_path", "status")
    for row in rows.annotate(number=Count("pk"), first=Min("enqueued_at"), now=Now()).order_by():
        name = row["task_path"].removeprefix("jatan.")
        counts.add_metric([name, row["status"].lower()], row["number"])
        if row["status"] == TaskResultStatus.READY:
            oldest.add_metric([name], (row["now"] - row["first"]).total_seconds())
    yield from (counts, oldest)
