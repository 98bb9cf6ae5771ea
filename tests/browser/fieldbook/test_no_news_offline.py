"""A mother comes to the forum leader: there is no news of her daughter. In Hindi at 360 px, without a network."""

import datetime as dt

import pytest
from playwright.sync_api import Locator, expect

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys import checklist
from jatan.programme.journeys.models import Journey
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.models import Escalation
from jatan.programme.safeguarding.services import record_unsolicited_contact
from tests.browser.conftest import Launched
from tests.browser.fieldbook.phone import BookPage, enrolment_code, opened_book
from tests.browser.fieldbook.test_a_leaders_day import register
from tests.browser.fieldbook.test_unsent_at_once import NEW, NOT_SENT, finish, home, report
from tests.browser.page_size import width_px
from tests.cast import Cast
from tests.programme.groups.leaders import forum_of, lead
from tests.programme.journeys.builders import a_journey

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
LEAST_PX, MOST_TAPS = 47.5, 12
HEALTH = "मिर्गी, रोज़ दवा"


@pytest.fixture
def code(cast: Cast) -> str:
    forum = forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव")
    lead(cast, forum)
    with acting_as(cast.actor("coordinator")):
        Journey.objects.filter(pk=forum.journeys[0].pk).update(
            health_note=HEALTH, family_contact_name="मंगरा कुजूर", family_contact_phone="9876543210"
        )
    return enrolment_code(cast)


def send(book: BookPage) -> None:
    book.page.evaluate("jatanBook.sendNow()")  # and what the house answers has come
    expect(book.page.locator("#count")).to_contain_text("सब भेज दिया गया")


def calls_of(book: BookPage) -> Locator:
    calls = book.page.locator("#book a.call")
    heights = calls.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().height)")
    assert heights
    assert min(heights) >= LEAST_PX, heights
    assert width_px(book.page) <= 360
    return calls


def test_no_news_of_a_traveller_is_danger_on_the_phone_and_an_issue_with_a_ladder_in_the_house(
    cast: Cast, chrome: Launched, code: str
) -> None:
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        book.taps = 0
        book.press("बाहर गए से बात")
        book.press("अनीता कुजूर")
        book.press("खबर नहीं")
        expect(book.page.get_by_label("कौन बता").first).to_have_value("मंगरा कुजूर")
        book.write("कौन बता", "सलोमी कुजूर")
        book.write("रिश्ता", "माँ")
        book.write("पहचान", "ठुड्डी पर तिल")
        finish(book)
        assert book.taps <= MOST_TAPS
        expect(book.page.locator("#book .alarm").first).to_contain_text("दफ़्तर को अभी पता नहीं चला")
        found = calls_of(book)
        for number in ("9876543210", "112", "1098", "181"):
            expect(found.and_(book.page.locator(f"[href='tel:{number}']"))).to_be_visible()
        home(book)
        due = book.page.locator("#book .list").first.locator("button").first
        expect(due).to_contain_text("आपने लिखा: खबर नहीं")
        context.set_offline(False)
        send(book)
        home(book)
        expect(due).to_contain_text("खतरे में")
        due.click()
        expect(book.page.locator("#book")).to_contain_text(HEALTH)
        expect(book.page.locator("#book .alarm").first).to_contain_text("खतरे में")
    with acting_as(machine_for([cast.gumla.pk])):
        issue = Issue.objects.get(kind="missing_contact")
        assert (issue.caller_name, issue.is_urgent) == ("सलोमी कुजूर", True)
        assert OfficeLetter.objects.filter(issue=issue).count() == 2
        assert Escalation.objects.get(journey_id=issue.about_journey).step_code == "again"


def test_not_safe_keeps_its_alarm_after_it_was_sent(chrome: Launched, code: str) -> None:
    """Before: the alarm ended with the note of the row, at the first meeting with the house."""
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        report(book, "अनीता कुजूर", "सुरक्षित नहीं")
        context.set_offline(False)
        book.page.evaluate("jatanBook.sendNow()")
        home(book)
        first = book.page.locator("#book .list").first.locator("button").first
        expect(first).to_contain_text("खतरे में")
        expect(first).to_have_class("person unsafe")


def test_somebody_who_is_on_no_list_is_typed_by_name(cast: Cast, chrome: Launched, code: str) -> None:
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        book.press("खबर नहीं")
        book.write("किसकी", "बिरसमनी केरकेट्टा")
        book.write("उम्र", "१७")
        book.write("कौन बता", "सलोमी")
        finish(book)
        calls_of(book)
        home(book)
        book.press("मैंने क्या भेजा")
        expect(book.page.locator("#book .line").first).to_contain_text("बिरसमनी केरकेट्टा")
        context.set_offline(False)
        send(book)
    with acting_as(machine_for([cast.gumla.pk])):
        issue = Issue.objects.get(kind="missing_contact")
        assert (issue.caller_name, issue.age, issue.person) == ("सलोमी", 17, None)


_ANSWERS = """async () => {
  await jatanBook.saveNow();
  return (await jatanBook.loadDrafts())[0].answers;
}"""


def choose(book: BookPage, name: str) -> None:
    book.page.locator("#book input[type=search]").fill(name)
    book.press(name)


@pytest.mark.parametrize("door", ["her", "list"])
def test_who_is_taken_away_leaves_nothing_of_hers_to_the_next(
    cast: Cast, chrome: Launched, code: str, door: str
) -> None:
    """Before: her father, his number and her last day stayed, and stood in the request about the other one."""
    with acting_as(cast.actor("coordinator")) as by:
        first, other = Journey.objects.get(), Person.objects.get(name="सोमरी उराँव")
        day = clock.today() - dt.timedelta(days=3)
        second = a_journey(by, other, leaves_on=day, registered_on=day, family_contact_phone="9470077003")
        contacted = {"outcome": "safe", "at": clock.now() - dt.timedelta(days=2)}
        record_unsolicited_contact(by=by, journey=first, **contacted)  # type: ignore[arg-type]
    heard = (clock.today() - dt.timedelta(days=2)).isoformat()
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        if door == "her":
            book.press("बाहर गए से बात")
            book.press("अनीता कुजूर")
            book.press("खबर नहीं")
        else:
            book.press("खबर नहीं")
            choose(book, "अनीता कुजूर")
        book.write("पहचान", "ठुड्डी पर तिल")
        found = book.page.evaluate(_ANSWERS)
        offered = {name: found[name] for name in ("teller", "teller_phone", "last_heard_on", "person", "journey")}
        assert offered == {
            "teller": "मंगरा कुजूर",
            "teller_phone": "9876543210",
            "last_heard_on": heard,
            "person": str(first.person_id),
            "journey": str(first.pk),
        }
        book.press("हटाएँ")
        book.write("पहचान", "माथे पर निशान")
        assert book.page.evaluate(_ANSWERS) == {"marks": "माथे पर निशान"}
        choose(book, "सोमरी उराँव")
        book.write("कौन बता", "सलोमी")
        named = {"person": str(other.pk), "journey": str(second.pk)}
        assert book.page.evaluate(_ANSWERS) == {
            "marks": "माथे पर निशान",
            "teller": "सलोमी",
            "teller_phone": "9470077003",
            **named,
        }
        # What she wrote herself stays, and nobody else's number is put beside it.
        book.press("हटाएँ")
        choose(book, "अनीता कुजूर")
        found = book.page.evaluate(_ANSWERS)
        assert (found["teller"], found.get("teller_phone"), found["last_heard_on"]) == ("सलोमी", None, heard)


def test_a_row_is_not_taken_back_while_something_begun_is_about_it(chrome: Launched, code: str) -> None:
    """Before: only what was finished counted; the draft named somebody who was registered nowhere."""
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        register(book, NEW, "24", sum(not one.only_minor for one in checklist.questions()))
        finish(book)
        home(book)
        book.press("बाहर गए से बात")
        book.press(NEW)
        book.press("खबर नहीं")
        book.write("कौन बता", "सलोमी")
        book.press("बाद में पूरा करें")
        book.press("मैंने क्या भेजा")
        line = book.page.locator("#book .list").first.locator(".line")
        expect(line).to_contain_text("पहले उसे वापस लें या मिटाएँ")
        expect(line.get_by_role("button")).to_have_count(0)
        (row,) = book.rows()
        assert not book.page.evaluate(f"jatanBook.takeBack('{row['id']}')")
        home(book)
        book.page.locator("#book .list button", has_text="सलोमी").or_(
            book.page.locator("#book .list button", has_text=NEW)
        ).last.click()
        book.press("मिटाएँ")
        book.press("सचमुच मिटाएँ")
        expect(book.page.locator(".flows")).to_be_visible()
        assert book.page.evaluate(f"jatanBook.takeBack('{row['id']}')")


def test_a_new_traveller_is_chosen_before_she_was_sent_and_both_rows_are_joined(
    cast: Cast, chrome: Launched, code: str
) -> None:
    """Before: only who had come from the house could be chosen for a contact, help or no news."""
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        register(book, NEW, "24", sum(not one.only_minor for one in checklist.questions()))
        finish(book)
        report(book, NEW, "सुरक्षित नहीं")
        home(book)
        first = book.page.locator("#book .list").first.locator("button").first
        expect(first).to_contain_text(NEW)
        expect(first).to_contain_text(NOT_SENT)
        first.click()
        book.press("खबर नहीं")
        book.write("कौन बता", "सलोमी")
        finish(book)
        home(book)
        book.press("मैंने क्या भेजा")
        lines = book.page.locator("#book .list").first.locator(".line")
        expect(lines).to_have_count(3)
        expect(lines.nth(0)).to_contain_text("पहले उसे वापस लें")
        expect(lines.nth(0).get_by_role("button")).to_have_count(0)
        # The later ones arrive first: a phone may lose the order, not the people.
        book.page.evaluate("""async () => {
          const [first] = jatanBook.inOrder(await jatanBook.unsent());
          await jatanBook.store.change("rows", first.id, (row) => ({ ...row, later: Date.now() + 60000 }));
        }""")
        context.set_offline(False)
        book.page.evaluate("jatanBook.sendNow()")
        assert [row["kind"] for row in book.rows() if row["state"] != "acknowledged"] == ["leaving"]
        book.page.evaluate("""async () => {
          const [first] = await jatanBook.unsent();
          await jatanBook.store.change("rows", first.id, (row) => ({ ...row, later: undefined }));
          await jatanBook.sendNow();
        }""")
        home(book)
        expect(first).to_contain_text(NEW)
        expect(first).to_contain_text("खतरे में")
    with acting_as(machine_for([cast.gumla.pk])):
        journey = Journey.objects.get(person__name=NEW)
        about = Issue.objects.filter(about_journey=journey.pk, person=journey.person_id, is_urgent=True)
        assert {one.kind for one in about} == {"other", "missing_contact"}
