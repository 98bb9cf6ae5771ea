"""`/healthz` and `/readyz` answer strangers with codes alone, cheaply, under every host name."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.settings.checks import READY_CHECKS

pytestmark = pytest.mark.django_db

_CODE = re.compile(r"[a-z]+(_[a-z]+)*")


def test_health_asks_no_database() -> None:
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get("/healthz")
    assert (answer.status_code, answer.json(), len(queries)) == (200, {"alive": True}, 0)


def test_readiness_says_codes_and_nothing_else(settings: Any) -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 503  # no worker has ever run in this database
    document = answer.json()
    assert set(document) == {"ready", "problems", "notes"}
    assert {"walk_late", "worker_dead"} <= set(document["problems"])
    assert all(_CODE.fullmatch(code) for code in document["problems"] + document["notes"])
    assert "postgres_unsafe" not in document["notes"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_flood_makes_the_checks_once() -> None:
    client = Client()
    client.get("/readyz")
    with CaptureQueriesContext(connection) as queries:
        for _call in range(50):
            client.get("/readyz")
    assert len(queries) == 0


def test_the_checks_cost_at_most_one_query_each() -> None:
    with CaptureQueriesContext(connection) as queries:
        Client().get("/readyz")
    assert 0 < len(queries) <= len(READY_CHECKS)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_monitoring_needs_no_https_and_no_host_name_of_ours(settings: Any, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True
    settings.ALLOWED_HOSTS = ["house.example"]
    assert Client().get(path, headers={"Host": "10.0.0.7:8000"}).status_code in (200, 503)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nothing_can_be_posted(path: str) -> None:
    assert Client().post(path, {"name": "सुनीता"}).status_code == 405
    assert Client().head(path).content == b""
