"""From any page to the printed request: found, told, called, printed; each page for who may record issues only."""

import io
from typing import Any

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Attachment, Journey
from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.pdf_text import text_of
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
FAMILY = {
    "family_contact_name": "सलोमी केरकेट्टा",
    "family_contact_relation": "माँ",
    "family_contact_phone": "9470011223",
}


@pytest.fixture
def journey(cast: Cast) -> Journey:
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(by, cast, name="बिरसमनी केरकेट्टा", sex="f", age=20, phone="9835012345")
        return a_journey(by, person, agent_name="रवि साहू", agent_phone="9199900011", **FAMILY)


def telling(**more: Any) -> dict[str, Any]:
    return {"teller": "सलोमी केरकेट्टा", "relation": "माँ", "teller_phone": "९४७००११२२३", "marks": "ठुड्डी पर तिल"} | more


def a_picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), "#8c2f1b").save(out, "JPEG")
    return SimpleUploadedFile("face.jpg", out.getvalue(), "image/jpeg")


def test_every_page_of_hers_and_home_and_search_have_the_button(cast: Cast, journey: Journey, browser: Browser) -> None:
    client, no_news = browser("desk_operator"), reverse("no_news")
    assert f'href="{no_news}"' in client.get("/").content.decode()
    assert f'action="{no_news}"' in client.get(reverse("search")).content.decode()
    of_journey = client.get(reverse("journeys_detail", args=[journey.pk])).content.decode()
    assert f'href="{no_news}?journey={journey.pk}"' in of_journey
    of_person = client.get(reverse("people_detail", args=[journey.person_id])).content.decode()
    assert f'href="{no_news}?person={journey.person_id}"' in of_person


def test_she_is_found_by_name_and_the_family_contact_is_offered(journey: Journey, browser: Browser) -> None:
    client = browser("desk_operator")
    found = client.post(reverse("no_news"), {"q": "बिरसमनी"}).content.decode()
    link = f"{reverse('no_news')}?person={journey.person_id}"
    assert f'href="{link}"' in found
    form = client.get(link).context["form"]
    assert form["teller"].value() == "सलोमी केरकेट्टा"
    assert form["teller_phone"].value() == "9470011223"
    assert form["with_whom"].value() == "रवि साहू, 9199900011"


def test_what_is_told_leads_to_numbers_to_call_and_to_the_print(cast: Cast, journey: Journey, browser: Browser) -> None:
    client = browser("desk_operator")
    answer = client.post(f"{reverse('no_news')}?journey={journey.pk}", telling(photograph=a_picture()))
    with acting_as(cast.actor("desk_operator")):
        issue = Issue.objects.get()
        assert Attachment.objects.get(journey=journey).kind == "face"
    assert answer["Location"] == reverse("no_news_next", args=[issue.pk])
    page = client.get(answer["Location"]).content.decode()
    for number in ("112", "181", "9835012345"):
        assert 'class="button large' in page.split(f'href="tel:{number}"')[0].rsplit("<a", 1)[1]
    pdf = client.get(reverse("fir_requests_pdf", args=[issue.pk]))
    read = pypdf.PdfReader(io.BytesIO(pdf.content))
    assert len(read.pages) == 2
    assert [len(sheet.images) for sheet in read.pages] == [1, 1]
    station, unit = text_of(pdf.content).split("सेवा में,")[1:]
    assert "थाना प्रभारी" in station
    assert "मानव तस्करी रोधी इकाई (एएचटीयू)" in unit.split("विषय")[0]
    for sheet in (station, unit):
        assert "पावती" in sheet
        # Read without spaces: poppler sets some between the parts of a letter.
        assert "सलोमीकेरकेट्टा" in sheet.replace(" ", "")
    assert "बिरसमनी" not in pdf["Content-Disposition"]


def test_given_and_found_are_one_step_each(cast: Cast, journey: Journey, browser: Browser) -> None:
    client = browser("desk_operator")
    client.post(f"{reverse('no_news')}?journey={journey.pk}", telling())
    with acting_as(cast.actor("desk_operator")):
        issue = Issue.objects.get()
    page = client.get(reverse("no_news_next", args=[issue.pk]))
    for letter in page.context["requests"]:
        client.post(reverse("letters_given-today", args=[letter.pk]))
    issue_page = client.get(reverse("issues_detail", args=[issue.pk])).content.decode()
    assert reverse("no_news_next", args=[issue.pk]) in issue_page
    assert reverse("issues_resolve", args=[issue.pk]) not in issue_page
    on = clock.today().strftime("%d/%m/%Y")
    client.post(reverse("issues_found", args=[issue.pk]), {"on": on, "outcome": "returned"})
    with acting_as(cast.actor("desk_operator")):
        issue.refresh_from_db()
        journey.refresh_from_db()
    assert (issue.status, issue.sent_to) == ("resolved", "ahtu")
    assert journey.returned_on == clock.today()


def test_somebody_who_is_not_on_record_is_written_down(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    asked = client.post(reverse("no_news"), {"q": "असरिता लकड़ा", "somebody_new": "1"})
    assert asked.context["form"]["name"].value() == "असरिता लकड़ा"
    client.post(reverse("no_news"), telling(name="असरिता लकड़ा", sex="f", age="१७", place=str(cast.gumla_block.pk)))
    with acting_as(cast.actor("desk_operator")):
        issue = Issue.objects.get()
        assert Person.objects.count() == 0
    assert "1098" in client.get(reverse("no_news_next", args=[issue.pk])).content.decode()


def test_what_was_typed_stays_when_something_is_missing(journey: Journey, browser: Browser) -> None:
    client = browser("desk_operator")
    answer = client.post(f"{reverse('no_news')}?journey={journey.pk}", telling(teller=""))
    assert answer.status_code == 422
    assert "ठुड्डी पर तिल" in answer.content.decode()


def test_a_stranger_finds_nothing_behind_these_addresses(cast: Cast, journey: Journey, browser: Browser) -> None:
    client = browser("stranger")
    assert client.get(f"{reverse('no_news')}?journey={journey.pk}").status_code in (403, 404)
