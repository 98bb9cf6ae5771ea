"""A real Chromium whose requests are answered in this process: no port, no network, the test's own transaction.

Every request of the page is answered by Django's test client, so that the bytes of a page can be measured, and
requests to other hosts are recorded and refused.
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
from playwright.sync_api import BrowserContext, Page, Request, Route

from jatan.runtime.frame_chunks import with_large_frame_chunk
from tests.browser.page_server import undisturbed

BASE = "http://localhost"
# One renderer process for all pages: all are of one site, and each further process costs as much as ten pages.
ONE_RENDERER = ("--disable-site-isolation-trials", "--renderer-process-limit=1")
# Each page is opened once: optimising its JavaScript costs more time than it saves.
_NO_JIT_OPTIMISATION = "--js-flags=--single-threaded --no-opt --no-maglev"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", *ONE_RENDERER, _NO_JIT_OPTIMISATION)

type Loop = asyncio.AbstractEventLoop | None


@dataclass
class Loaded:
    """Requests and console errors of one page while it loaded. Weights in bytes as transferred (compressed).

    `strangers`: URLs of other hosts; `written`: the HTML as sent, before any script ran.
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
    """A response: `weight` in bytes as transferred, `body` decoded."""

    status: int
    headers: dict[str, str]
    weight: int
    body: bytes

    @property
    def is_page(self) -> bool:
        return self.status == 200 and b"<html" in self.body[:400]


class House:
    """Answers the requests of a page as `client`; `loaded` records them since the last `open`."""

    def __init__(self, page: Page, client: Client) -> None:
        self.client, self.loaded = client, Loaded()
        self.ready: Answer | None = None
        page.route("**/*", self._answer)
        page.on("console", lambda line: self.loaded.errors.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: self.loaded.errors.append(str(error)))
        self.page = page

    def open(self, path: str, client: Client | None = None, ready: Answer | None = None) -> Loaded:
        """Load a path (as `client` from now on) and wait until it is complete.

        `ready`: the response, if the product was asked already. Every load is a first one: Chromium caches nothing for
        a page with routed requests; should it do so, `cached` names the URLs.
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
            answer = with_large_frame_chunk(self._answered, parts, request.is_navigation_request())
        if request.is_navigation_request():
            self.loaded.written = answer.body.decode("utf-8", "replace")
        self._weigh(parts.path, answer.weight)
        route.fulfill(status=answer.status, headers=answer.headers, body=answer.body)

    def _answered(self, parts: SplitResult, is_page: bool) -> Answer:
        if parts.path.startswith(settings.STATIC_URL):
            return _file(parts.path)
        if is_page and self.ready is not None:
            ready, self.ready = self.ready, None
            return ready
        return answer_to(self.client, parts.geturl())

    def _weigh(self, path: str, weight: int) -> None:
        self.loaded.requests.append(path)
        if path.endswith((".woff2", ".woff")):
            self.loaded.font_weights.append(weight)
        else:
            self.loaded.weight += weight


@functools.cache
def _file(path: str) -> Answer:
    """A static file. Its name contains a hash of its content, so the response is cached for the whole test run."""
    return answer_to(Client(), path)


def answer_to(client: Client, url: str) -> Answer:
    """The product's response to a GET of `url` by `client`."""
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


def session_of(client: Client) -> str:
    """The session of a signed-in client, as its cookie carries it."""
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


def with_session(context: BrowserContext, address: str, session: str) -> None:
    """Give the session to a browser that opens pages of this address."""
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])


@contextmanager
def outside_the_loop() -> Iterator[None]:
    """For what a test reads or writes itself while a page is open; the page cannot be driven meanwhile.

    Playwright's running event loop is hidden: with it Django would open a new database connection. And no request is
    answered: the page may still be asking, over the connection of the test.
    """
    with inside(None), undisturbed():
        yield


@contextmanager
def without_loop() -> Iterator[Loop]:
    """Hide Playwright's running event loop, which is given, for as long as a browser runs."""
    loop = asyncio._get_running_loop()
    with inside(None):
        yield loop


@contextmanager
def inside(loop: Loop) -> Iterator[None]:
    """Set the running event loop (or none) for the time of a `with` block."""
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(loop)
    try:
        yield
    finally:
        asyncio._set_running_loop(before)
