"""Every page that is linked, opened as every role, so that a long list is not opened whole: of each shape the first
reader who finds it opens two that are about different rows, every other reader one. Of pages that ask, one for each way
of asking. The rows behind every value are opened by the first reader who finds them, behind one by each of the others.
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
# Files that take long to set, and the doors out.
_LEFT_OUT = ("/static/", "/reports/impact/file/", "/account/", "/leave/", "/gallery/", "/calendar/")


def strolled(client: Client, known: set[str]) -> int:
    """Open what this reader finds from her home page and from every list; answers how many pages opened.

    `known` are the shapes that readers before her have found; hers are added.
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
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            opened += 1
            waiting += _here(path, links_of(answer.content.decode()))
    known.update(found)
    return opened


def _shape(path: str) -> tuple[str, int]:
    """What is alike in pages that differ by a row or an answer, and how many of them are opened."""
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


def _here(path: str, links: list[str]) -> list[str]:
    """Links of this house as paths, each once."""
    whole = (urlsplit(urljoin(path, link.replace("&amp;", "&"))) for link in links)
    paths = (f"{url.path}?{url.query}" if url.query else url.path for url in whole if not url.scheme)
    return list(dict.fromkeys(paths))
