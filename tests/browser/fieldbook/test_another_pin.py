"""The PIN is changed on the phone: the old one is asked, and a phone that goes out meanwhile opens with one of both."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from jatan.foundation.devices.models import Device
from tests.browser.chromium import outside_the_loop
from tests.browser.conftest import Launched
from tests.browser.fieldbook.own_phone import kill, phone_at
from tests.browser.fieldbook.phone import PIN, BookPage, enrolment_code, opened_book
from tests.browser.page_server import served
from tests.cast import Cast
from tests.programme.groups.leaders import forum_of, lead

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
OTHER = "592837"


def change(book: BookPage, old: str, new: str, again: str = "") -> None:
    for field, pin in (("old", old), ("pin", new), ("again", again or new)):
        book.page.locator(f"#{field}").fill(pin)
    book.page.locator("#book button.main").click()


def open_with(book: BookPage, pin: str) -> str:
    """What comes of this PIN at the next opening."""
    book.page.reload()
    book.page.locator("#pin").wait_for()
    found: str = book.page.evaluate("(pin) => jatanBook.unlock(pin).then(() => 'open', (error) => error.message)", pin)
    return found


@pytest.mark.parametrize("needs_share", [False, True])
def test_the_old_pin_is_asked_and_ends(cast: Cast, chrome: Launched, needs_share: bool) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    code = enrolment_code(cast, needs_share=needs_share)
    with opened_book(chrome) as (book, _context):
        book.enrol(code)
        book.page.evaluate("""jatanBook.finish(jatanBook.newDraft("help", { kind: "other", caller_name: "फूलो" }))""")
        book.press("सेटिंग")
        book.press("PIN बदलें")
        change(book, PIN, "111111")
        expect(book.page.locator("p.wrong")).to_contain_text("बहुत आसान")
        change(book, PIN, OTHER, "592838")
        expect(book.page.locator("p.wrong")).to_contain_text("अलग")
        change(book, "908172", OTHER)
        expect(book.page.locator("p.wrong")).to_contain_text("बाकी मौके: 9")
        change(book, PIN, OTHER)
        expect(book.page.locator("#book")).to_contain_text("अब से नया PIN चलेगा")
        assert open_with(book, OTHER) == "open"  # with a share, this ends the former one at the house
        assert book.page.evaluate("jatanBook.loadPeople().then(() => jatanBook.people.size)") == 1
        assert open_with(book, PIN) == "wrong"
        if needs_share:
            with outside_the_loop():
                assert Device.objects.get().next_proof_digest == ""


def test_a_phone_that_goes_out_while_the_pin_changes_opens_with_one_of_them(
    cast: Cast, chrome: Launched, tmp_path: Path
) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    code, profile = enrolment_code(cast), tmp_path / "profile"
    begin = "(pins) => { jatanBook.changePin(...pins); }"
    with served() as address:
        with phone_at(chrome, profile, address) as (book, _context):
            book.enrol(code)
        known, other = PIN, OTHER
        for pause in (0, 300, 700, 1100):
            with phone_at(chrome, profile, address) as (book, _context):
                book.page.goto("/fieldbook/")
                book.unlock(known)
                book.page.evaluate(begin, [known, other])
                book.page.wait_for_timeout(pause)
                kill(profile)
            with phone_at(chrome, profile, address) as (book, _context):
                book.page.goto("/fieldbook/")
                opened = {pin for pin in (known, other) if open_with(book, pin) == "open"}
                assert len(opened) == 1
                if other in opened:
                    known, other = other, known


def test_a_change_that_the_house_heard_of_and_the_phone_did_not_keep_leaves_the_old_pin(
    cast: Cast, chrome: Launched
) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    code = enrolment_code(cast, needs_share=True)
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.route("**/fieldbook/api/share", lambda route: (route.fetch(), route.abort())[1])
        outcome = book.page.evaluate(f"jatanBook.changePin('{PIN}', '{OTHER}').then(() => 'changed', () => 'lost')")
        context.unroute("**/fieldbook/api/share")
        assert outcome == "lost"
        with outside_the_loop():
            assert Device.objects.get().next_proof_digest
        assert open_with(book, PIN) == "open"
        assert open_with(book, OTHER) == "wrong"


def test_a_child_s_consent_names_the_guardian(cast: Cast, chrome: Launched) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    code = enrolment_code(cast)
    sentence = "बच्चे"
    with opened_book(chrome) as (book, _context):
        book.enrol(code)
        for age, shown in ((16, 1), (30, 0)):
            book.page.evaluate(
                """(age) => {
                  const travellers = [{ new: { name: "पूनम", age }, family: "0" }];
                  const draft = jatanBook.newDraft("leaving", { travellers });
                  draft.page = "consent:0";
                  jatanBook.openDraft(draft);
                }""",
                age,
            )
            expect(book.page.locator("#book > p.alarm")).to_have_count(shown)
            if shown:
                expect(book.page.locator("#book > p.alarm")).to_contain_text(sentence)


_NOT_KEPT = """
  self.asked = 0;
  navigator.storage.persisted = async () => false;
  navigator.storage.persist = async () => { self.asked += 1; return false; };
"""


def test_the_phone_is_asked_to_keep_the_book_from_the_beginning_and_once_a_day(cast: Cast, chrome: Launched) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    code = enrolment_code(cast)
    with opened_book(chrome) as (book, context):
        context.add_init_script(_NOT_KEPT)
        book.enrol(code)
        book.page.evaluate("jatanBook.sendNow()")
        assert book.page.evaluate("self.asked") == 1
        book.page.evaluate("jatanBook.store.put('meta', 'asked_to_keep', Date.now() - 25 * 3600 * 1000)")
        book.page.evaluate("jatanBook.sendNow()")
        assert book.page.evaluate("self.asked") == 2
