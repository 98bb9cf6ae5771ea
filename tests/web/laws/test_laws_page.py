"""The page of laws: what each says, whom to call, and what was done, as far as the reader may see it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.programme.activities.models import Activity
from jatan.programme.laws.choices import LawTopic
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.consultations.builders import a_consultation
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def test_every_topic_stands_there_with_section_day_and_number(cast: Cast, browser: Browser) -> None:
    page = browser("field_worker").get("/laws/").content.decode()
    for topic in LawTopic:
        assert f'id="{topic.value}"' in page
    assert "घरेलू हिंसा से महिला संरक्षण अधिनियम, 2005" in page
    assert "3, 9, 12, 17–19" in page
    assert 'href="tel:181"' in page
    assert "1979" in page  # the labour code names what it replaced
    assert "अंतर-राज्य प्रवासी कर्मकार अधिनियम, 1979" not in page


def test_what_was_done_opens_onto_its_rows(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("desk_operator")) as by:
        an_activity(by, cast, law_topic="witch_branding", topic="डायन प्रथा")
        an_activity(by, cast, topic="बचत")
    client = browser("coordinator")
    assert '/activities/?law_topic=witch_branding"' in client.get("/laws/").content.decode()
    listed = client.get("/activities/?law_topic=witch_branding").content.decode()
    assert "डायन प्रथा" in listed
    assert "बचत" not in listed


def test_consultations_are_counted_beside_the_meetings(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        a_consultation(by, cast, law_topics=["dowry", "pocso"])
    page = browser("coordinator").get("/laws/").content.decode()
    assert '/consultations/?law_topic=dowry"' in page
    assert '/consultations/?law_topic=pocso"' in page


def test_another_member_sees_no_number_of_it(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("desk_operator")) as by:
        an_activity(by, cast, law_topic="dowry")
    assert "law_topic=dowry" not in browser("khunti_coordinator").get("/laws/").content.decode()
    assert "law_topic=dowry" not in browser("researcher").get("/laws/").content.decode()
    assert "law_topic=dowry" in browser("secretariat").get("/laws/").content.decode()


def test_the_page_asks_as_much_of_a_hundred_meetings_as_of_one(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    with acting_as(cast.actor("desk_operator")) as by:
        an_activity(by, cast, law_topic="dowry")
    client.get("/laws/")
    with CaptureQueriesContext(connection) as one:
        client.get("/laws/")
    with acting_as(cast.actor("desk_operator")) as by:
        for topic in list(LawTopic) * 3:
            an_activity(by, cast, law_topic=topic.value)
    with CaptureQueriesContext(connection) as many:
        client.get("/laws/")
    assert len(many) <= len(one)


def test_a_law_is_chosen_on_the_form_and_can_be_corrected(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    sheet = {"kind": "officials_meeting", "held_on": "6/5/2024", "place": str(cast.gumla_block.pk), "total": "१२"}
    assert client.post("/activities/new/", sheet | {"law_topic": "domestic_violence"}).status_code == 302
    with acting_as(cast.actor("desk_operator")):
        row = Activity.objects.get()
    assert (row.law_topic, row.kind) == ("domestic_violence", "officials_meeting")
    assert "घरेलू हिंसा" in client.get(f"/activities/{row.pk}/").content.decode()
    assert client.post(f"/activities/{row.pk}/edit/", sheet | {"law_topic": "dowry"}).status_code == 302
    assert client.post(f"/activities/{row.pk}/edit/", sheet | {"law_topic": "no_law"}).status_code == 422
    with acting_as(cast.actor("desk_operator")):
        row.refresh_from_db()
    assert row.law_topic == "dowry"
