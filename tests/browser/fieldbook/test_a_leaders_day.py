"""A forum leader's day with the field book, in Hindi at 360 px, most of it without a network."""

import datetime as dt
import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.rooms import all_but
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys import checklist
from jatan.programme.journeys.models import Journey, Trigger
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.models import Contact
from tests.browser.conftest import Launched
from tests.browser.fieldbook.phone import BookPage, enrolment_code, opened_book
from tests.cast import Cast
from tests.programme.groups.leaders import forum_of, lead

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
MOST_TAPS = 32


def register(book: BookPage, name: str, age: str, questions: int) -> None:
    """Register somebody new who leaves, with every question of the talk answered."""
    book.press("कोई बाहर जा रहा है")
    book.write("नाम, नंबर या गाँव", name)
    book.press("नया नाम")
    expect(book.page.get_by_label("नाम").first).to_have_value(name)
    book.write("उम्र", age)
    book.next()
    book.press("कल (आने वाला)")
    book.write("कहाँ", "दिल्ली")
    book.next()
    book.next()
    talk = book.page.locator("fieldset[data-path^='travellers.0.answers.']")
    expect(talk).to_have_count(questions)
    for question in talk.all():
        book.taps += 1
        question.locator(".card").first.click()
    book.next()
    book.tick("हाँ:", nth=0)
    book.tick("हाँ:", nth=1)
    book.next()


def test_a_girl_of_seventeen_is_registered_without_a_network_and_arrives_once(cast: Cast, chrome: Launched) -> None:
    forum = forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव")
    lead(cast, forum)
    code = enrolment_code(cast)
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        expect(book.heading).to_have_text("टोटो फोरम")
        context.set_offline(True)
        register(book, "रोशनी टोप्पो", "१७", len(checklist.questions()))
        stop = book.page.locator(".stop")
        expect(stop).to_be_visible()
        expect(stop.locator("a[href='tel:1098']")).to_be_visible()
        book.press("पूरा हुआ")
        expect(book.heading).to_have_text("लिख लिया गया")
        expect(book.page.locator(".stop a[href='tel:1098']")).to_be_visible()
        expect(book.page.locator("#count")).to_contain_text("भेजना बाकी: 1")
        assert book.send() == {"ok": False, "problem": "offline"}
        assert [row["state"] for row in book.rows()] == ["sealed"]
        context.set_offline(False)
        assert book.send()["ok"]
        expect(book.page.locator("#count")).to_contain_text("सब भेज दिया गया")
        assert [row["state"] for row in book.rows()] == ["acknowledged"]
        book.page.reload()
        book.unlock()
        assert book.rows() == []
    with acting_as(cast.actor("coordinator")):
        person = Person.objects.get(name="रोशनी टोप्पो")
        journey = Journey.objects.get(person=person)
        assert journey.destination_as_written == "दिल्ली"
        assert Trigger.objects.filter(journey=journey, code="minor_for_work").exists()
        assert Issue.objects.filter(about_journey=journey.pk, is_urgent=True).exists()


def test_a_departure_in_few_taps_a_contact_a_meeting_and_help_without_a_network(cast: Cast, chrome: Launched) -> None:
    forum = forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव")
    lead(cast, forum)
    code = enrolment_code(cast)
    with opened_book(chrome) as (book, context):
        book.enrol(code)
        context.set_offline(True)
        register(book, "करमी उराँव", "24", sum(not one.only_minor for one in checklist.questions()))
        book.press("पूरा हुआ")
        assert book.taps <= MOST_TAPS, book.taps
        book.press("पहला पन्ना")
        book.press("अनीता कुजूर")
        book.press("क्या बात हुई, लिखें")
        book.tick("सुरक्षित")
        book.press("पूरा हुआ")
        book.press("पहला पन्ना")
        book.press("बैठक")
        book.press("कल (बीता)")
        book.tick("सोमरी उराँव")
        book.write("और महिलाएँ", "4")
        book.press("पूरा हुआ")
        book.press("पहला पन्ना")
        book.press("किसी को मदद चाहिए")
        book.choose("समस्या", "unpaid_wages")
        book.write("बताने वाले का नाम", "बिरसा")
        book.press("पूरा हुआ")
        book.press("पहला पन्ना")
        assert len(book.rows()) == 4
        context.set_offline(False)
        assert book.send()["ok"]
        book.press("मैंने क्या भेजा")
        expect(book.page.locator("#book")).to_contain_text("दर्ज हो गया")
    with acting_as(cast.actor("coordinator")):
        assert Contact.objects.filter(outcome="safe").count() == 1
        held_on = clock.today() - dt.timedelta(days=1)
        assert Activity.objects.get(group=forum.group, held_on=held_on).total == 5
        assert Issue.objects.get(caller_name="बिरसा").kind == "unpaid_wages"


def test_a_closed_room_begins_nothing_on_the_phone_and_danger_stays(cast: Cast, chrome: Launched) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव"))
    Organisation.objects.update(closed_rooms=all_but(()))
    code = enrolment_code(cast)
    with opened_book(chrome) as (book, _context):
        book.enrol(code)
        flows = book.page.locator("#book .flows button")
        expect(flows).to_have_text(["बाहर गए से बात", "किसी को मदद चाहिए", "खबर नहीं"])
        expect(book.page.locator("#book")).to_contain_text("अनीता कुजूर")  # she is due today
        if folder := os.environ.get("JATAN_PICTURES"):
            book.page.screenshot(path=str(Path(folder) / "phone-closed.png"), full_page=True)
