"""A real Chromium in front of the product in this very process: no port, no network, the test's own transaction.

Every request of the page is answered by Django's test client, so what a page loads can be weighed to the byte, and a
request to any other host is seen and refused.
"""

import asyncio
import gzip
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import brotli
from django.test import Client
from playwright.sync_api import Page, Request, Route

BASE = "http://localhost"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def program() -> str | None:
    """The system's Chromium, or None."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@dataclass
class Loaded:
    """What one page asked for and said while it loaded. Weights in bytes as they cross the wire."""

    weight: int = 0
    font_weights: list[int] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    status: int = 0


class House:
    """Answers a page's requests as `client`, and keeps what was loaded since the last `start`."""

    def __init__(self, page: Page, client: Client) -> None:
        self.client, self.loaded = client, Loaded()
        page.route("**/*", self._answer)
        page.on("console", lambda line: self.loaded.errors.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.loaded.errors.append(str(error)))
        self.page = page

    def open(self, path: str) -> Loaded:
        """Load a path from the beginning and wait until all it asked for is there."""
        self.loaded = Loaded()
        answer = self.page.goto(BASE + path, wait_until="load")
        self.loaded.status = answer.status if answer else 0
        return self.loaded

    def _answer(self, route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != BASE:
            self.loaded.strangers.append(request.url)
            route.abort()
            return
        with _outside_the_loop():
            answer: Any = self.client.get(
                parts.path, query_params=dict(parse_qsl(parts.query)), headers={"accept-encoding": "br, gzip"}
            )
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        self._weigh(parts.path, body)
        encoding = answer.headers.get("Content-Encoding", "")
        headers = {name: value for name, value in answer.headers.items() if name.lower() != "content-encoding"}
        headers["Content-Length"] = str(len(plain := _decoded(body, encoding)))
        route.fulfill(status=answer.status_code, headers=headers, body=plain)

    def _weigh(self, path: str, body: bytes) -> None:
        self.loaded.requests.append(path)
        if path.endswith((".woff2", ".woff")):
            self.loaded.font_weights.append(len(body))
        else:
            self.loaded.weight += len(body)


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.decompress(body))
    return gzip.decompress(body) if encoding == "gzip" else body


@contextmanager
def _outside_the_loop() -> Iterator[None]:
    """Playwright's loop runs in this thread; Django would take a call for asynchronous and open another connection."""
    loop = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)
