"""Every form with text fields keeps a draft in the browser until it is saved. Checked for every URL."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from itertools import chain

import pytest
from django.urls import reverse

from jatan.web.journeys.departures.draft_command import FORMS
from jatan.web.ui.form_page import NARROW
from tests.house.addresses import staff_addresses
from tests.house.belongings import Belongings
from tests.house.crawl import Crawl, crawl, opened, page_of, stops
from tests.house.matrix import values_of, whole
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "crawl", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
PARTS = ("supervisor", "secretariat", "auditor", "administrator")
# What a sealed file says is kept in no browser, and a passphrase nowhere at all.
SEALED = ("cases/", "keys/")
NOT_TYPED = {"hidden", "password", "file", "submit", "button"}
# Looking for somebody changes nothing; what is chosen for a report stands in its address, and what a list is narrowed
# by too; a list is ticked anew.
SEARCHED = {"q", "place", "row", "all", "column"}


@dataclass
class Form:
    """One form of a page, with the names of what can be typed or chosen in it."""

    attributes: dict[str, str | None]
    names: set[str] = field(default_factory=set)
    narrows: bool = False

    @property
    def is_lost(self) -> bool:
        is_sent = self.attributes.get("method") == "post" and not self.narrows
        return is_sent and bool(self.names - SEARCHED - {""}) and "data-draft" not in self.attributes


class Forms(HTMLParser):
    """The forms in the main part of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.open: Form | None = None
        self.is_main = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "main":
            self.is_main = True
        elif tag == "form" and self.is_main:
            self.open = Form(attributes)
            self.found.append(self.open)
        elif tag == "input" and self.open and attributes.get("name") == NARROW:
            self.open.narrows = True
        elif tag in ("input", "select", "textarea") and self.open and attributes.get("type") not in NOT_TYPED:
            self.open.names.add(attributes.get("name") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "main":
            self.is_main = False


def pages(crawl: Crawl, own: Belongings, browser: Browser) -> Iterator[tuple[str, str]]:
    """(path, page) of every address behind a permission that answers somebody with a page: the coordinator, or the
    first of the others."""
    clients = [browser(part) for part in PARTS]
    for address, code, path in stops(own):
        if address.route.startswith(SEALED):
            continue
        for reply in chain([crawl[address.name, code]], (opened(client, path) for client in clients)):
            if reply.page:
                yield path, reply.page
            if reply.page or reply.status == HTTPStatus.METHOD_NOT_ALLOWED:  # which nobody reads
                break


def test_every_form_that_is_typed_into_keeps_a_draft(crawl: Crawl, own: Belongings, browser: Browser) -> None:
    forms = [(path, form) for path, page in pages(crawl, own, browser) for form in Forms(page).found]
    kept = [path for path, form in forms if "data-draft" in form.attributes]
    assert len(kept) > 60, "too few pages were opened to say anything"
    assert {path.rsplit("/", 3)[-3] for path in kept if path.startswith("/departures/")} >= set(FORMS)
    assert [(path, sorted(form.names)) for path, form in forms if form.is_lost] == []


def test_a_form_without_a_draft_is_reported() -> None:
    page = '<main><form method="post"{}><textarea name="words"></textarea></form></main>'
    assert [form.is_lost for form in Forms(page.format("")).found] == [True]
    assert [form.is_lost for form in Forms(page.format(' data-draft="x"')).found] == [False]
    assert [form.is_lost for form in Forms(page.replace("post", "get").format("")).found] == [False]
    assert [form.is_lost for form in Forms(page.format("><input name=narrow type=hidden")).found] == [False]


def test_forms_of_sealed_files_keep_nothing_in_the_browser(own: Belongings, browser: Browser) -> None:
    client = browser("supervisor")
    sealed = [address for address in staff_addresses() if address.route.startswith(SEALED)]
    assert len(sealed) > 20
    for address in sealed:
        path = reverse(address.name, kwargs=values_of(address, own) if address.takes else {})
        page = page_of(whole(client.get(path)))
        assert "data-draft=" not in page, address.route
