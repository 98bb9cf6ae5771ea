"""A web worker that nobody asks for a page gives its connections to the database back; a health check keeps none."""

import asyncio
from contextlib import closing
from typing import Any

import psycopg
import pytest
from django.db import connections

from jatan.runtime import asgi
from jatan.runtime.postgres import urls
from tests.kills import wait_until

pytestmark = pytest.mark.django_db


def _backends() -> set[int]:
    """Processes of PostgreSQL for the database of this test, asked from another one."""
    with closing(psycopg.connect(urls.database_urls().app, autocommit=True)) as asking:
        name = [connections["default"].settings_dict["NAME"]]
        return {pid for (pid,) in asking.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", name)}


async def _asked(*paths: str) -> list[int]:
    """The statuses of these pages, asked for at once."""
    statuses: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    head = [
        (b"host", b"localhost"),
        (b"cookie", b"sessionid=nobodynobodynobodynobodynobody12"),
    ]  # a session is looked up
    scopes = [
        {"method": "GET", "raw_path": path.encode(), "query_string": b"", "http_version": "1.1", "headers": head}
        for path in paths
    ]
    await asyncio.gather(*(asgi.application(scope, receive, send) for scope in scopes))
    return statuses


async def _at_rest(before: set[int]) -> None:
    """Wait for the timer of this loop."""
    while _backends() - before:
        await asyncio.sleep(0.05)


def test_pages_keep_their_connections_until_nobody_has_asked_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    before = _backends()

    async def pages() -> set[int]:
        assert set(await _asked(*["/"] * 8)) == {302}
        return _backends() - before

    monkeypatch.setattr(asgi, "_IDLE_SECONDS", 600.0)
    kept = asyncio.run(pages())
    assert kept, "the next page needs no new connection"

    async def pages_and_rest() -> None:
        await pages()
        async with asyncio.timeout(60):
            await _at_rest(before)

    monkeypatch.setattr(asgi, "_IDLE_SECONDS", 0.1)
    asyncio.run(pages_and_rest())


def test_a_health_check_keeps_no_connection() -> None:
    before = _backends()
    asyncio.run(_asked("/readyz"))
    wait_until(lambda: not _backends() - before, what="its connection is closed")
