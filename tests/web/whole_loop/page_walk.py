"""Open every linked page as every role, but only a sample of pages of the same shape (URL without ids and values).

The first role that finds a shape opens two pages with different ids, every other role one; of pages with a query
string one for each set of parameters. The rows behind report values: all for the first role, one for the others.
"""

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.house.addresses import staff_addresses
from tests.web.whole_loop.traces import links_of

_ROWS, _QUESTIONS = 2, 1
_ROW = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
_ASKED = re.compile(r"(?<==)[^&]+")
_VALUE = re.compile(r"(?<=/impact/).+(?=/rows/)")
# PDFs that take long to typeset, and pages that sign out.
_LEFT_OUT = ("/static/", "/reports/file/", "/account/", "/leave/", "/gallery/", "/calendar/")


def open_linked_pages(client: Client, known: set[str]) -> int:
    """Follow links from the home page and from every list; return how many pages were opened.

    `known`: the shapes found by earlier roles; new ones are added.
    """
    opened_of, found = Counter[str](), set[str]()
    waiting, opened = deque(["/", *_lists()]), 0
    while waiting:
        path = waiting.popleft()
        shape, enough = _shape(path)
        found.add(shape)
        if shape in known:
            shape, enough = _VALUE.sub("*", shape), _QUESTIONS
        opened_of[shape] += 1
        if opened_of[shape] > enough or path.startswith(_LEFT_OUT):
            continue
        answer = client.get(path)
        if answer.streaming:
            answer.getvalue()  # a file is fetched to its end, which closes it
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            opened += 1
            waiting += _local_paths(path, links_of(answer.content.decode()))
    known.update(found)
    return opened


def _shape(path: str) -> tuple[str, int]:
    """(URL without ids and query values, how many pages of it to open)."""
    plain, _, asked = path.partition("?")
    of_any_row = _ROW.sub("*", plain)
    return f"{of_any_row}?{_ASKED.sub('*', asked)}", _QUESTIONS if of_any_row == plain else _ROWS


def _lists() -> Iterator[str]:
    for address in staff_addresses():
        if not address.takes:
            try:
                yield reverse(address.name)
            except NoReverseMatch:
                continue


def _local_paths(path: str, links: list[str]) -> list[str]:
    """Links to this host as paths, without duplicates."""
    whole = (urlsplit(urljoin(path, link.replace("&amp;", "&"))) for link in links)
    paths = (f"{url.path}?{url.query}" if url.query else url.path for url in whole if not url.scheme)
    return list(dict.fromkeys(paths))
