"""A phone that opens only with the network: the house adds its share for the right PIN, and counts the wrong ones."""

import pytest
from playwright.sync_api import expect

from jatan.foundation.devices.models import Device
from jatan.foundation.devices.services import MOST_WRONG_PROOFS
from tests.browser.chromium import outside_the_loop
from tests.browser.conftest import Launched
from tests.browser.fieldbook.phone import BookPage, enrolment_code, opened_book
from tests.cast import Cast
from tests.programme.groups.leaders import forum_of, lead

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

# What somebody does who has copied all that lies on the phone: the PIN is guessed by her own script, and nothing is
# counted on the phone. Answers how many guesses the house bore, and what it said to the last one.
_GUESSES = """async () => {
    const kept = await jatanBook.store.get("meta", "pin");
    let said = "";
    for (let guess = 0; guess < 100; guess += 1) {
        await jatanBook.store.put("meta", "pin", { ...kept, wrong: 0 });
        said = await jatanBook.unlock(String(700000 + guess)).then(() => "open", (error) => error.message);
        if (said !== "wrong") return [guess + 1, said];
    }
    return [100, said];
}"""


def _typed(book: BookPage, pin: str) -> None:
    book.page.locator("#pin").fill(pin)
    book.page.locator("#book button.main").click()


def test_it_opens_with_the_right_pin_and_the_network_only(cast: Cast, chrome: Launched) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    code = enrolment_code(cast, needs_share=True)
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        book.page.reload()
        context.set_offline(True)
        _typed(book, "908172")
        expect(book.page.locator("p.wrong")).to_contain_text("नेटवर्क")
        context.set_offline(False)
        _typed(book, "908172")
        expect(book.page.locator("p.wrong")).to_contain_text(f"बाकी मौके: {MOST_WRONG_PROOFS - 1}")
        with outside_the_loop():
            assert Device.objects.get().wrong_proofs == 1
        book.unlock()
        expect(book.page.locator(".flows")).to_be_visible()
    assert Device.objects.get().wrong_proofs == 0


def test_whoever_copied_the_phone_has_ten_guesses_and_the_book_ends_with_them(cast: Cast, chrome: Launched) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    code = enrolment_code(cast, needs_share=True)
    with opened_book(chrome) as (book, _context):
        book.enrol(code)
        book.page.reload()
        expect(book.page.locator("#pin")).to_be_visible()
        assert book.page.evaluate(_GUESSES) == [MOST_WRONG_PROOFS, "wiped"]
        book.page.reload()
        expect(book.page.locator("#book")).to_contain_text("इस फ़ोन की किताब बंद हो गई")
    assert bytes(Device.objects.get().share) == b""
