"""What was written without a network stands on the phone at once, and can be taken back until it was on its way."""

import datetime as dt
import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from jatan.foundation.access.walls import acting_as
from jatan.foundation.vault.field_seal import open_sealed
from jatan.intake.fieldbook import quotas
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow
from jatan.kernel import clock
from jatan.programme.journeys import checklist
from jatan.programme.people.models import Person
from tests.browser.conftest import Launched
from tests.browser.fieldbook.own_phone import kill, open_again, phone_at, strings_in
from tests.browser.fieldbook.phone import PIN, BookPage, enrolment_code, opened_book
from tests.browser.fieldbook.test_a_leaders_day import register
from tests.browser.page_server import served
from tests.cast import Cast
from tests.programme.groups.leaders import forum_of, lead

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
NOT_SENT = "अभी नहीं गया"
NEW = "रोशनी टोप्पनवार"


@pytest.fixture
def code(cast: Cast) -> str:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव"))
    return enrolment_code(cast)


def finish(book: BookPage) -> None:
    book.press("पूरा हुआ")
    expect(book.heading).to_have_text("लिख लिया गया")


def home(book: BookPage) -> None:
    book.page.evaluate("jatanBook.go('home')")
    expect(book.page.locator(".flows")).to_be_visible()


def test_a_new_traveller_is_found_and_not_written_twice(cast: Cast, chrome: Launched, code: str) -> None:
    """Before: "nobody found" until it was synced, so she was registered once more."""
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        register(book, NEW, "24", sum(not one.only_minor for one in checklist.questions()))
        finish(book)
        home(book)
        book.press("फोरम के लोग")
        book.write("नाम, नंबर या गाँव", "रोशनी")
        expect(book.page.locator(".found")).to_contain_text(NOT_SENT)
        book.press(NEW)
        expect(book.heading).to_have_text(NEW)
        expect(book.page.locator("#book")).to_contain_text(NOT_SENT)
        book.press("किसी को मदद चाहिए")
        expect(book.page.locator("#book .who").first).to_contain_text(NEW)
        book.press("बाद में पूरा करें")
        book.press("कोई बाहर जा रहा है")
        book.write("नाम, नंबर या गाँव", "रोशनी")
        book.press(NEW)
        expect(book.page.locator("#book .alarm")).to_contain_text("लिख चुकी हैं")
        home(book)
        book.press("बाहर गए से बात")
        book.press(NEW)
        expect(book.page.locator("#book")).to_contain_text(NOT_SENT)
        context.set_offline(False)
        book.page.locator("#send").click()
        expect(book.page.locator("#count")).to_contain_text("सब भेज दिया गया")
        home(book)
        book.press("फोरम के लोग")
        book.write("नाम, नंबर या गाँव", "रोशनी")
        expect(book.page.locator(".found button")).to_have_count(1)
        expect(book.page.locator(".found")).not_to_contain_text(NOT_SENT)
    with acting_as(cast.actor("coordinator")):
        assert Person.objects.filter(name=NEW).count() == 1


def report(book: BookPage, who: str, outcome: str) -> None:
    home(book)
    book.press("बाहर गए से बात")
    book.press(who)
    book.press("क्या बात हुई, लिखें")
    book.tick(outcome)
    finish(book)


def test_safe_is_done_and_who_came_home_leaves_the_list(chrome: Launched, code: str) -> None:
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        report(book, "अनीता कुजूर", "सुरक्षित")
        home(book)
        expect(book.page.locator("#book")).to_contain_text("आज किसी से बात करना बाकी नहीं")
        book.press("बाहर गए से बात")
        expect(book.page.locator("#book .list")).to_contain_text(NOT_SENT)
        report(book, "अनीता कुजूर", "घर")
        home(book)
        book.press("बाहर गए से बात")
        expect(book.page.locator("#book .list button")).to_have_count(0)


def test_not_safe_stays_on_the_list_with_an_alarm(chrome: Launched, code: str) -> None:
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        report(book, "अनीता कुजूर", "सुरक्षित नहीं")
        home(book)
        expect(book.page.locator("#book .list").first).to_contain_text("आपने लिखा: सुरक्षित नहीं")


def test_what_is_finished_is_seen_by_name_and_taken_back_with_its_photographs(
    cast: Cast, chrome: Launched, code: str
) -> None:
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        book.page.evaluate("""async () => {
          const draft = jatanBook.newDraft("help", { kind: "other", caller_name: "बुधनी उराँव" });
          await jatanBook.addPhoto(draft, "photo", jatanBook.random(50000));
          await jatanBook.finish(draft);
          await jatanBook.finish(jatanBook.newDraft("help", { kind: "other", caller_name: "फूलो" }));
        }""")
        book.press("मैंने क्या भेजा")
        lines = book.page.locator("#book .list").first.locator(".line")
        expect(lines.nth(0)).to_contain_text("बुधनी उराँव")
        expect(lines.nth(1)).to_contain_text("फूलो")
        lines.nth(0).get_by_role("button", name="वापस लें").click()
        lines.nth(0).get_by_role("button", name="सच में वापस लें?").click()
        expect(lines).to_have_count(1)
        assert book.page.evaluate("jatanBook.store.keys('files')") == []
        context.set_offline(False)
        assert book.send()["ok"]
    with acting_as(cast.actor("coordinator")):
        assert ReceivedRow.objects.count() == 1
        assert not ReceivedFile.objects.exists()


def test_what_was_on_its_way_cannot_be_taken_back(chrome: Launched, code: str) -> None:
    """Its answer may have been lost: taken back here, it would stand at the office all the same."""
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.route("**/fieldbook/api/rows", lambda route: (route.fetch(), route.abort())[1])
        book.page.evaluate("""async () => {
          await jatanBook.finish(jatanBook.newDraft("help", { kind: "other", caller_name: "फूलो" }));
          await jatanBook.send();
        }""")
        book.press("मैंने क्या भेजा")
        expect(book.page.locator("#book .line").first).to_contain_text("फूलो")
        expect(book.page.get_by_role("button", name="वापस लें")).to_have_count(0)
        (row,) = book.rows()
        assert row["tried"] is True
        assert not book.page.evaluate(f"jatanBook.takeBack('{row['id']}')")


def test_numbers_and_the_last_day_of_the_house_go_with_each_row(cast: Cast, chrome: Launched, tmp_path: Path) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव"))
    code, profile = enrolment_code(cast), tmp_path / "profile"
    before = clock.now()
    write = """(name) => jatanBook.finish(jatanBook.newDraft("help", { kind: "other", caller_name: name }))"""
    with served() as address:
        with phone_at(chrome, profile, address) as (book, context):
            book.enrol(code)
            context.set_offline(True)
            book.page.evaluate(write, NEW)
            book.page.evaluate("jatanBook.lock()")
            book.page.locator("#pin").wait_for()
            book.unlock()
            book.page.evaluate(write, "दो")
            kill(profile)
        assert strings_in(profile, [NEW, "टोटो फोरम", "अनीता", PIN]) == []
        with phone_at(chrome, profile, address) as (book, _context):
            open_again(book)
            book.page.evaluate(write, "तीन")
            assert book.send()["ok"]
    with acting_as(cast.actor("coordinator")):
        rows = list(ReceivedRow.objects.order_by("received_at", "id"))
        contents = []
        for row in rows:
            found = json.loads(open_sealed(bytes(row.sealed), device=row.device, about=row.row))
            contents.append((found["number"], found["answers"]["caller_name"]))
            assert before - dt.timedelta(minutes=1) <= dt.datetime.fromisoformat(found["server_seen"]) <= clock.now()
        assert sorted(contents) == [(1, NEW), (2, "दो"), (3, "तीन")]


def test_a_clock_that_was_set_back_is_told_and_the_list_stays(cast: Cast, chrome: Launched, tmp_path: Path) -> None:
    """Before: with the clock two days back the list of the day was empty, and nothing was said."""
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव"))
    code, profile = enrolment_code(cast), tmp_path / "profile"
    with served() as address:
        with phone_at(chrome, profile, address) as (book, _context):
            book.enrol(code)
            expect(book.page.locator("#book")).to_contain_text("आज करना है: 1")
        with phone_at(chrome, profile, address, clock_off_by_days=-2) as (book, context):
            context.set_offline(True)
            open_again(book)
            expect(book.page.locator("#book")).to_contain_text("आज करना है: 1")
            expect(book.page.locator("#book .alarm").first).to_contain_text("फ़ोन की घड़ी")


def test_a_row_over_the_limit_stays_with_a_number_to_call_and_danger_passes(
    cast: Cast, chrome: Launched, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quotas, "OF_A_PHONE", quotas.Amount(rows=0, row_bytes=0))
    with opened_book(chrome) as (book, _context):
        book.enrol(code)
        book.page.evaluate("""async () => {
          const day = jatanBook.today();
          await jatanBook.finish(jatanBook.newDraft("meeting", { held_on: day, women: 4 }));
          await jatanBook.finish(jatanBook.newDraft("help", { kind: "violence", caller_name: "फूलो", is_urgent: true }));
          await jatanBook.send();
        }""")
        book.press("मैंने क्या भेजा")
        waiting = book.page.locator("#book .list").first
        expect(waiting.locator(".line")).to_have_count(1)
        expect(waiting).to_contain_text("आज की सीमा पूरी हो गई")
    with acting_as(cast.actor("coordinator")):
        assert [row.kind for row in ReceivedRow.objects.all()] == ["help"]
