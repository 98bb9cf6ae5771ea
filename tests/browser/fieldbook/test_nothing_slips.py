"""What slipped through once: rows finished while others are sent, a full phone, a book that reloads for ever."""

import pytest
from playwright.sync_api import Route, expect

from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.programme.journeys import checklist
from tests.browser.conftest import Launched
from tests.browser.fieldbook.phone import PATIENCE_MS, BookPage, enrolment_code, opened_book
from tests.browser.fieldbook.test_a_leaders_day import register
from tests.cast import Cast
from tests.programme.groups.leaders import forum_of, lead

_SEEMS_ONLINE = "Object.defineProperty(navigator, 'onLine', { value: true }); dispatchEvent(new Event('online'))"
# Drafts are refused as by a phone without room; `right` is the way back.
_IS_FULL = """() => {
  self.right = jatanBook.store.transact;
  jatanBook.store.transact = (names, ...rest) => (names.includes("drafts")
    ? Promise.reject(new DOMException("full", "QuotaExceededError")) : right(names, ...rest));
}"""
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


@pytest.mark.parametrize("by", ["writing", "the next page"])
def test_who_writes_while_the_phone_is_full_reads_that_nothing_is_kept(chrome: Launched, code: str, by: str) -> None:
    """Before: the refusal was nobody's, and she wrote on; `opened_book` fails for an error that nobody has taken."""
    with opened_book(chrome) as (book, _context):
        book.enrol(code)
        book.page.evaluate(_IS_FULL)
        warning = book.page.locator("#book .not-kept")
        if by == "writing":
            book.press("किसी को मदद चाहिए")
            book.write("बताने वाले का नाम", "बुधनी")
        else:
            book.press("कोई बाहर जा रहा है")
            book.press("नया नाम")
            book.press("वापस")
        expect(warning).to_contain_text("सेव नहीं हुआ")
        if by == "writing":
            book.page.evaluate("scrollTo(0, document.body.scrollHeight)")
            expect(warning).to_be_in_viewport()
            book.page.evaluate("jatanBook.draw()")  # the way home: what is kept nowhere else stays on the screen
            expect(warning).to_have_count(1)
            expect(book.page.get_by_label("बताने वाले का नाम")).to_have_value("बुधनी")
            book.page.evaluate("() => { jatanBook.store.transact = right; }")
            book.write("बताने वाले का नाम", "बुधनी उराँव")
            expect(warning).to_have_count(0)
            book.press("बाद में पूरा करें")
            expect(book.page.locator("#book")).to_contain_text("बुधनी उराँव")


def test_a_full_phone_is_locked_all_the_same(chrome: Launched, code: str) -> None:
    with opened_book(chrome) as (book, _context):
        book.enrol(code)
        book.page.evaluate(_IS_FULL)
        book.press("किसी को मदद चाहिए")
        book.write("बताने वाले का नाम", "बुधनी")
        expect(book.page.locator("#book .not-kept")).to_be_visible()
        book.page.evaluate("jatanBook.lock()")
        expect(book.page.locator("#pin")).to_be_visible()


def test_a_list_that_is_shown_anew_leaves_its_reader_where_she_is(chrome: Launched, code: str) -> None:
    """Before: each attempt to send moved the focus to the heading and asked anew whether she is sure."""
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        for number in range(12):
            ask_for_help(book, f"बुधनी {number}")
            book.press("पहला पन्ना")
        # Over the office's limit of the day: they wait for an hour, were not on their way, and can be taken back.
        book.page.evaluate("""async () => {
          for (const { id } of await jatanBook.store.all("rows")) {
            const later = Date.now() + 3000000;
            await jatanBook.store.change("rows", id, (row) => ({ ...row, error: "quota", later }));
          }
        }""")
        book.page.evaluate("jatanBook.go('sent')")
        lines = book.page.locator("#book .list .line")
        expect(lines).to_have_count(12)
        last = lines.last.get_by_role("button")
        last.click()
        expect(last).to_have_text("सच में वापस लें? यह मिट जाएगा।")
        place = book.page.evaluate("scrollY")
        assert place > 0
        book.page.evaluate("document.querySelector('#book .line').dataset.old = 'yes'")
        book.page.evaluate("jatanBook.sendNow()")
        expect(book.page.locator("[data-old]")).to_have_count(0)  # it was shown anew
        expect(last).to_have_text("सच में वापस लें? यह मिट जाएगा।")
        assert book.page.evaluate("scrollY") == place
        assert book.page.evaluate("document.activeElement.tagName") != "H1"
        last.click()
        expect(lines).to_have_count(11)


def test_a_screen_that_is_left_while_it_is_shown_anew_does_not_move_the_next_one(chrome: Launched, code: str) -> None:
    with opened_book(chrome, height=300) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        book.page.evaluate("scrollTo(0, 200)")
        place = book.page.evaluate("""async () => {
          const right = jatanBook.loadDrafts;
          let release, isHeld = false;
          const held = new Promise((resolve) => { release = resolve; });
          jatanBook.loadDrafts = async () => { isHeld = true; await held; return right(); };
          const sending = jatanBook.sendNow();
          while (!isHeld) await new Promise((resolve) => setTimeout(resolve, 20));
          jatanBook.go("people");
          const isShown = () => document.querySelector("#book input[type=search]");
          while (!isShown()) await new Promise((resolve) => setTimeout(resolve, 20));
          scrollTo(0, 0);
          release();
          await sending;
          return scrollY;
        }""")
        assert place == 0


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


def test_what_is_typed_later_never_lies_beneath_what_was_typed_before(chrome: Launched, code: str) -> None:
    """Before: two savings ran at once, and the slower one, with the older words, could be the last."""
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        kept = book.page.evaluate("""async () => {
          const seal = crypto.subtle.encrypt.bind(crypto.subtle);
          let release, isFirst = true;
          const held = new Promise((resolve) => { release = resolve; });
          crypto.subtle.encrypt = async (...given) => {
            const sealed = await seal(...given);
            if (isFirst) { isFirst = false; await held; }
            return sealed;
          };
          const draft = jatanBook.newDraft("help", { kind: "other", caller_name: "पहला" });
          const first = jatanBook.saveDraft(draft);
          draft.answers.caller_name = "दूसरा";
          const second = jatanBook.saveDraft(draft);
          await Promise.race([second, new Promise((resolve) => setTimeout(resolve, 200))]);
          release();
          await Promise.all([first, second]);
          return (await jatanBook.loadDrafts()).map((one) => one.answers.caller_name);
        }""")
        assert kept == ["दूसरा"]


def test_a_list_that_stands_when_the_office_answers_shows_the_answer(cast: Cast, chrome: Launched, code: str) -> None:
    """Before: whoever searched or looked at the list in that moment read "not sent yet" until she left the screen."""
    new = "रोशनी टोप्पनवार"
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        register(book, new, "24", sum(not one.only_minor for one in checklist.questions()))
        book.press("पूरा हुआ")
        expect(book.heading).to_have_text("लिख लिया गया")
        answers: list[Route] = []
        context.route("**/fieldbook/api/bundle", lambda route: answers.append(route))
        context.set_offline(False)
        book.page.evaluate("jatanBook.go('people')")
        book.write("नाम, नंबर या गाँव", "रोशनी")
        expect(book.page.locator(".found")).to_contain_text("अभी नहीं गया")
        book.page.locator("#send").click()
        expect(book.page.locator("#count")).to_contain_text("सब भेज दिया गया")
        for _turn in range(PATIENCE_MS // 50):
            if answers:
                break
            book.page.wait_for_timeout(50)
        expect(book.page.locator(".found")).to_contain_text("अभी नहीं गया")
        answers.pop().continue_()
        expect(book.page.locator(".found")).not_to_contain_text("अभी नहीं गया")
        expect(book.page.locator(".found")).to_contain_text(new)
