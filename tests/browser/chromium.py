"""A real Chromium in front of the product in this very process: no port, no network, the test's own transaction.

Every request of the page is answered by Django's test client, so what a page loads can be weighed to the byte, and a
request to any other host is seen and refused.
"""

import asyncio
import functools
import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit

import brotli
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Request, Route

from jatan.runtime.frame_chunks import roomy

BASE = "http://localhost"
# One process draws every page: they are all of this house, and each more costs as much as ten pages.
ONE_DRAWER = ("--disable-site-isolation-trials", "--renderer-process-limit=1")
# A page is looked at once: making its code quick costs more than it brings.
_AS_WRITTEN = "--js-flags=--single-threaded --no-opt --no-maglev"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", *ONE_DRAWER, _AS_WRITTEN)

type Loop = asyncio.AbstractEventLoop | None


@dataclass
class Loaded:
    """What one page asked for and said while it loaded. Weights in bytes as they cross the wire.

    `written` is the page as it was answered, before any script touched it.
    """

    weight: int = 0
    font_weights: list[int] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    cached: list[str] = field(default_factory=list)
    status: int = 0
    written: str = ""


@dataclass(frozen=True)
class Answer:
    """What the product answers: `weight` in bytes on the wire, `body` as the page reads it."""

    status: int
    headers: dict[str, str]
    weight: int
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.status == 200 and b"<html" in self.body[:400]


class House:
    """Answers a page's requests as `client`, and keeps what was loaded since it was last opened."""

    def __init__(self, page: Page, client: Client) -> None:
        self.client, self.loaded = client, Loaded()
        self.ready: Answer | None = None
        page.route("**/*", self._answer)
        page.on("console", lambda line: self.loaded.errors.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.loaded.errors.append(str(error)))
        self.page = page

    def open(self, path: str, client: Client | None = None, ready: Answer | None = None) -> Loaded:
        """Load a path (as `client` from now on) and wait until all it asked for is there.

        Where the product has answered already, `ready` is what it said. Every load is a first one: Chromium caches
        nothing for a tab whose requests are answered here, and `cached` would name what it did.
        """
        self.loaded, self.client, self.ready = Loaded(), client or self.client, ready
        answer = self.page.goto(BASE + path, wait_until="load")
        self.loaded.status = answer.status if answer else 0
        used = self.page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
        self.loaded.cached = [url for url in used if urlsplit(url).path not in self._asked()]
        return self.loaded

    def _asked(self) -> set[str]:
        return {urlsplit(url).path for url in (*self.loaded.requests, *self.loaded.strangers)}

    def _answer(self, route: Route, request: Request) -> None:
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != BASE:
            self.loaded.strangers.append(request.url)
            route.abort()
            return
        with outside_the_loop():
            answer = roomy(self._answered, parts, request.is_navigation_request())
        if request.is_navigation_request():
            self.loaded.written = answer.body.decode("utf-8", "replace")
        self._weigh(parts.path, answer.weight)
        route.fulfill(status=answer.status, headers=answer.headers, body=answer.body)

    def _answered(self, parts: SplitResult, is_page: bool) -> Answer:
        if parts.path.startswith(settings.STATIC_URL):
            return _file(parts.path)
        if is_page and self.ready is not None:
            said, self.ready = self.ready, None
            return said
        return answer_to(self.client, parts.geturl())

    def _weigh(self, path: str, weight: int) -> None:
        self.loaded.requests.append(path)
        if path.endswith((".woff2", ".woff")):
            self.loaded.font_weights.append(weight)
        else:
            self.loaded.weight += weight


@functools.cache
def _file(path: str) -> Answer:
    """A style sheet, script, font or drawing. Its name changes with its content, so one answer holds for the run."""
    return answer_to(Client(), path)


def answer_to(client: Client, url: str) -> Answer:
    """What the product says to a browser that asks for `url` as `client`."""
    parts = urlsplit(url)
    answer: Any = client.get(
        parts.path, query_params=dict(parse_qsl(parts.query)), headers={"accept-encoding": "br, gzip"}
    )
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    encoding = answer.headers.get("Content-Encoding", "")
    headers = {name: value for name, value in answer.headers.items() if name.lower() != "content-encoding"}
    headers["Content-Length"] = str(len(plain := _decoded(body, encoding)))
    return Answer(answer.status_code, headers, len(body), plain)


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.decompress(body))
    return gzip.decompress(body) if encoding == "gzip" else body


@contextmanager
def outside_the_loop() -> Iterator[Loop]:
    """Playwright's loop runs in this thread; Django would take a call for asynchronous and open another connection."""
    loop = asyncio._get_running_loop()
    with inside(None):
        yield loop


@contextmanager
def inside(loop: Loop) -> Iterator[None]:
    """Work in Playwright's loop again (or in none) for the time of a `with` block."""
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(before)
