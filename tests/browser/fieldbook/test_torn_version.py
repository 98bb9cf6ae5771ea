"""A new version of the page whose loading is torn in the middle never takes the place of the old one."""

from collections.abc import Iterable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Launched
from tests.browser.fieldbook.cut_line import Passage, cut_line
from tests.browser.fieldbook.phone import PATIENCE_MS, BookPage, enrolment_code
from tests.browser.page_server import served
from tests.cast import Cast
from tests.programme.groups.leaders import forum_of, lead

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

_UPDATED = """navigator.serviceWorker.getRegistration("/fieldbook/").then(async (registration) => {
  await registration.update();
  const coming = registration.installing || registration.waiting;
  const isOver = () => !coming || ["activated", "redundant"].includes(coming.state);
  if (!isOver()) await new Promise((done) => coming.addEventListener("statechange", () => isOver() && done()));
  return coming ? coming.state : "same";
})"""


class _Torn(Passage):
    """Ends the answer to one address so many bytes after its head, or before its end. `torn`: whether to, and by whom.

    A browser takes a head that ends early for a whole one where the line is not encrypted.
    """

    def __init__(self, address: str, after_head: int, torn: list[bool]) -> None:
        self._start, self._after_head, self._torn = f"GET {address} ".encode(), after_head, torn
        self._is_asked = False

    def up(self, data: bytes) -> Iterable[bytes]:
        if data.startswith(b"GET "):
            self._is_asked = bool(self._torn) and data.startswith(self._start)
        yield data

    def down(self, data: bytes) -> Iterable[bytes]:
        head, gap, _body = data.partition(b"\r\n\r\n")
        if not self._is_asked or not gap:
            yield data
            return
        self._torn.append(True)
        yield data[: len(head + gap) + self._after_head]
        raise ConnectionAbortedError


@pytest.mark.parametrize("after_head", [-30, 0, 40])
@pytest.mark.parametrize("address", ["/fieldbook/", "/fieldbook/definitions/hi.json"])
def test_a_torn_version_does_not_take_over(
    cast: Cast, chrome: Launched, monkeypatch: pytest.MonkeyPatch, address: str, after_head: int
) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    code, torn = enrolment_code(cast), list[bool]()
    with served() as server, cut_line(server, seed=1) as line, chrome() as running:
        line.passage = lambda: _Torn(address, after_head, torn)
        context = running.new_context(base_url=line.address, locale="hi-IN")
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        book = BookPage(page)
        book.enrol(code)
        monkeypatch.setattr("jatan.web.fieldbook.app.shell_version", lambda: "0123456789ab")
        monkeypatch.setattr("jatan.web.service_worker.shell_version", lambda: "0123456789ab")
        torn.append(True)
        assert page.evaluate(_UPDATED) == "redundant"
        assert len(torn) > 1
        context.set_offline(True)
        page.reload()
        expect(page.locator("#pin")).to_be_visible()
