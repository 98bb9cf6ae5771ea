"""Every page is well written: valid HTML, headings in order, and a title that no other page has.

A page of the keys and of the sealed cases is called as its neighbours are, on purpose: whoever looks over the shoulder
reads the tab. Such pages are left out of the titles by their frame, not by a list.
"""

import re
from collections import Counter, defaultdict

import pytest

from jatan.web import assets
from jatan.web.desk_registry import DESKS
from tests.house.crawl import Crawl, crawl
from tests.house.standing_rows import standing_rows
from tests.house.written_page import WrittenPage

__all__ = ["crawl", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"


def _read(crawl: Crawl) -> dict[tuple[str, str], WrittenPage]:
    return {stop: WrittenPage(reply.page) for stop, reply in crawl.items() if "<html" in reply.page[:400]}


def test_html_of_every_page_is_valid(crawl: Crawl) -> None:
    pages = _read(crawl)
    assert len(pages) > 200
    found = sorted({f"{name} {code}: {fault}" for (name, code), page in pages.items() for fault in page.faults})
    assert found == [], "\n".join(found)


def test_no_two_pages_have_one_title(crawl: Crawl) -> None:
    by_title: dict[str, set[str]] = defaultdict(set)
    for (name, code), page in _read(crawl).items():
        by_title[page.title.strip()].add(f"{name} {code}".strip())
    by_title.pop("जतन", None)  # sealed files
    for names in by_title.values():  # a page of steps opens on one of them
        names -= {name.partition(" ")[0] for name in names if " " in name}
    shared = {title: sorted(names) for title, names in by_title.items() if len(names) > 1}
    assert shared == {}, "\n".join(f"{title}: {', '.join(names)}" for title, names in shared.items())


def test_every_icon_of_every_page_is_in_the_sprite(crawl: Crawl) -> None:
    used = {name for reply in crawl.values() for name in re.findall(r"sprite[^\"#]*svg#([\w-]+)", reply.page)}
    assert len(used) > 30
    assert used - _symbols() == set()


def test_no_two_kinds_of_records_share_an_icon() -> None:
    desks = Counter(desk.icon for desk in DESKS)
    assert [name for name, count in desks.items() if count > 1] == []
    assert desks.keys() <= _symbols()


def _symbols() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', (assets.STATIC / "img/sprite.svg").read_text("utf-8")))


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<input type="number" type="text">', "<input> has type 2 times"),
        ('<form action=""></form>', '<form> has action=""'),
        ('<time datetime="2026-01-02T10:00:00.123456+05:30">x</time>', "<time> says 2026-01-02T10:00:00.123456+05:30"),
        ("<h1>a</h1><h3>b</h3>", "h3 follows h1"),
        ('<p id="a">x</p><p id="a">y</p>', "id a stands 2 times"),
        ("<p><div>x</div></p>", "<div> inside <p>"),
        ("<a href='/x/'><b><a href='/y/'>x</a></b></a>", "a link inside a link"),
        ("<div>x", "<div> is never closed"),
        ("</div>", "</div> closes nothing"),
    ],
)
def test_a_planted_fault_is_found(html: str, fault: str) -> None:
    assert WrittenPage(html).faults == [fault]


def test_what_is_valid_passes() -> None:
    fine = (
        "<title>x</title><h1>a</h1><ul><li>b<li>c</ul><p>d<br>e</p><input required><details><summary><h2>f</h2>"
        '</summary></details><svg><use href="#a"/></svg><time datetime="2026-01-02T10:00:00+05:30">g</time>'
        '<time datetime="2026-01">h</time>'
    )
    assert WrittenPage(fine).faults == []
