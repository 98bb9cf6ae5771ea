"""What slipped through once: rows finished while others are sent, a full phone, a book that reloads for ever."""

import pytest
from playwright.sync_api import expect

from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook.models import ReceivedRow
from tests.browser.conftest import Launched
from tests.browser.fieldbook.phone import BookPage, enrolment_code, opened_book
from tests.cast import Cast
from tests.programme.groups.leaders import forum_of, lead

_SEEMS_ONLINE = "Object.defineProperty(navigator, 'onLine', { value: true }); dispatchEvent(new Event('online'))"
pytestmark = [pytest.mark.django_db, pytest.mark.browser]


@pytest.fixture
def code(cast: Cast) -> str:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव"))
    return enrolment_code(cast)


def ask_for_help(book: BookPage, name: str) -> None:
    book.press("किसी को मदद चाहिए")
    book.choose("समस्या", "unpaid_wages")
    book.write("बताने वाले का नाम", name)
    book.press("पूरा हुआ")


def test_what_is_finished_while_another_row_is_sent_goes_at_once(cast: Cast, chrome: Launched, code: str) -> None:
    with opened_book(chrome) as (book, _context):
        book.enrol(code)
        states = book.page.evaluate("""async () => {
          const finish = (name) => jatanBook.finish(jatanBook.newDraft("help", { kind: "other", caller_name: name }));
          await finish("एक");
          const sending = jatanBook.send();
          await finish("दो");
          jatanBook.send();
          await sending;
          return (await jatanBook.store.all("rows")).map((row) => row.state);
        }""")
        assert states == ["acknowledged", "acknowledged"]
    with acting_as(cast.actor("coordinator")):
        assert ReceivedRow.objects.count() == 2


def test_a_draft_that_could_not_be_finished_goes_on_being_written(chrome: Launched, code: str) -> None:
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        book.page.evaluate("""() => {
          const right = jatanBook.store.transact;
          jatanBook.store.transact = (names, ...rest) => {
            if (!names.includes("files") || !names.includes("drafts")) return right(names, ...rest);
            jatanBook.store.transact = right;
            return Promise.reject(new DOMException("full", "QuotaExceededError"));
          };
        }""")
        ask_for_help(book, "बुधनी")
        expect(book.page.locator("#book .alarm").first).to_contain_text("सेव नहीं हुआ")
        book.write("बताने वाले का नाम", "बुधनी उराँव")
        book.press("बाद में पूरा करें")
        expect(book.page.locator("#book")).to_contain_text("बुधनी उराँव")
        assert book.rows() == []


def test_a_book_that_is_taken_back_without_a_line_stands_still(chrome: Launched, code: str) -> None:
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        ask_for_help(book, "बुधनी")
        expect(book.heading).to_have_text("लिख लिया गया")
        book.page.evaluate("jatanBook.store.put('meta', 'wipe', true)")
        loads: list[str] = []
        book.page.on("load", lambda page: loads.append(page.url))
        book.page.reload()
        expect(book.page.locator("#book")).to_contain_text("इस फ़ोन की किताब बंद हो गई")
        book.page.evaluate(
            "Object.defineProperty(navigator, 'onLine', { value: true }); dispatchEvent(new Event('online'))"
        )
        expect(book.page.locator("#sending")).to_have_text("नेटवर्क नहीं है। कुछ खोया नहीं।")
        assert len(loads) == 1
        assert [row["state"] for row in book.rows()] == ["sealed"]
        context.set_offline(False)
        book.page.locator("#send").click()
        expect(book.page.locator("#book")).to_contain_text("फोरम का नहीं")


def test_a_book_in_english_opens_without_a_network(chrome: Launched, code: str) -> None:
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        book.page.evaluate("jatanBook.store.put('meta', 'language', 'en')")
        context.set_offline(True)
        book.page.reload()
        expect(book.page.get_by_label("Your PIN")).to_be_visible()
