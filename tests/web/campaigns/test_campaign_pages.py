"""Pages of campaigns: begun, joined, taken in after a look, numbers that open onto rows, one printed page."""

import datetime as dt
import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from pypdf import PdfReader

from jatan.foundation.access.walls import acting_as
from jatan.intake.messaging.models import OutMessage
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.campaigns.commands import SetTarget
from jatan.programme.campaigns.models import Campaign, CampaignActivity
from jatan.programme.campaigns.services import TARGET
from jatan.programme.campaigns.taking_in import put_in
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.campaigns.builders import a_campaign
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


def began(cast: Cast, **answers: Any) -> Campaign:
    with acting_as(cast.actor("coordinator")) as by:
        return a_campaign(by, cast, **answers)


def test_a_campaign_is_begun_and_a_meeting_recorded_in_it(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    sheet = {"name_hi": "सुरक्षित प्रवास माह", "begins_on": "१/११/२०२६", "place": str(cast.gumla_district.pk)}
    answer = client.post("/campaigns/new/", sheet)
    assert answer.status_code == 302
    page = text_of(client.get(answer["Location"]))
    record = re.search(r'href="(/activities/new/\?campaign=[^"]+)"', page)
    assert record
    form = text_of(client.get(record[1]))
    with acting_as(cast.actor("coordinator")):
        campaign = Campaign.objects.get()
    assert f'<option value="{campaign.pk}" selected>' in form
    meeting = {"kind": "shg_meeting", "held_on": f"{clock.today():%d/%m/%Y}", "place": str(cast.gumla_block.pk)}
    client.post("/activities/new/", meeting | {"women": "१२", "campaign": str(campaign.pk)})
    with acting_as(cast.actor("coordinator")):
        activity = Activity.objects.get()
        assert CampaignActivity.objects.get().activity_id == activity.pk
    rows = text_of(client.get(f"/campaigns/{campaign.pk}/rows/activities/"))
    assert f"/activities/{activity.pk}/" in rows
    assert campaign.name_hi in text_of(client.get(f"/activities/{activity.pk}/"))


def test_a_bad_campaign_is_refused_at_its_fields(cast: Cast, browser: Browser) -> None:
    sheet = {"begins_on": "5/6/2026", "ends_on": "1/6/2026", "place": str(cast.gumla_district.pk)}
    answer = browser("coordinator").post("/campaigns/new/", sheet)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name_hi", "ends_on"}


def test_members_see_and_join_the_network_s_campaign_and_no_other_member_s(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("khunti_coordinator")) as by:
        other = a_campaign(by, cast, organisation=cast.khunti.id, place=cast.khunti_district)
    with acting_as(cast.actor("secretariat")) as by:
        network = a_campaign(by, cast, organisation=cast.network.id, place=cast.gumla_district.parent)
    client = browser("coordinator")
    for path in (f"/campaigns/{other.pk}/", f"/campaigns/{other.pk}/report.pdf", f"/campaigns/{other.pk}/join/"):
        assert client.get(path).status_code == 404, path
    listed = text_of(client.get("/campaigns/"))
    assert str(network.pk) in listed
    assert str(other.pk) not in listed
    assert f"/campaigns/{network.pk}/join/" in text_of(client.get(f"/campaigns/{network.pk}/"))
    answer = client.post(f"/campaigns/{network.pk}/join/", {"place": str(cast.gumla_district.pk)})
    assert answer.status_code == 302
    assert client.get(f"/campaigns/{network.pk}/join/").status_code == 404
    assert str(network.pk) not in text_of(client.get("/campaigns/"))
    with acting_as(cast.actor("coordinator")) as by:
        part = Campaign.objects.get(organisation=cast.gumla)
        put_in(by=by, campaign=part, records=[an_activity(by, cast)])
        put_in(by=by, campaign=part, records=[a_journey(by, a_person(by, cast))])
    page = text_of(browser("secretariat").get(f"/campaigns/{network.pk}/"))
    assert cast.gumla.name_hi in page
    # Counts of persons are not given to whoever may not open their rows.
    assert browser("secretariat").get(f"/campaigns/{network.pk}/rows/registrations/").status_code == 404
    assert f"/campaigns/{network.pk}/rows/activities/" in page


def test_existing_records_are_looked_at_then_taken_in(cast: Cast, browser: Browser) -> None:
    campaign = began(cast, begins_on=dt.date(2021, 4, 1), ends_on=dt.date(2021, 12, 31), theme="covid19")
    with acting_as(cast.actor("coordinator")) as by:
        for day in (1, 2, 3):
            an_activity(by, cast, theme="covid19", held_on=dt.date(2021, 6, day))
    client = browser("coordinator")
    path = f"/campaigns/{campaign.pk}/take-in/"
    assert "2021" in text_of(client.get(path))
    asked = {"kind": "activities", "theme": "covid19", "first": "1/4/2021", "last": "31/12/2021"}
    looked = client.get(path, asked)
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', text_of(looked))
    assert seen
    refused = client.post(path, asked | {"seen": "0" * 32})
    assert refused.status_code == 200
    with acting_as(cast.actor("coordinator")):
        assert not CampaignActivity.objects.exists()
    assert client.post(path, asked | {"seen": seen[1]}).status_code == 302
    page = text_of(client.get(f"/campaigns/{campaign.pk}/"))
    assert f"/campaigns/{campaign.pk}/rows/activities/?activity=forum_meeting" in page
    rows = text_of(client.get(f"/campaigns/{campaign.pk}/rows/activities/?from=2021-06-02&to=2021-06-30"))
    assert rows.count("/campaigns/take-out/activities/") == 2
    out = re.search(r'href="(/campaigns/take-out/activities/[^"]+)"', rows)
    assert out
    assert client.post(out[1], {"reason": "इस अभियान का नहीं"}).status_code == 302
    assert client.get(out[1]).status_code == 404
    with acting_as(cast.actor("coordinator")):
        assert CampaignActivity.objects.live().count() == 2


@pytest.mark.parametrize(
    "query",
    ["?organisation=x&place=%00&from=gestern&activity=nothing&page=99999999", "?kind=cases&first=1&last=%00"],
)
def test_odd_questions_answer_without_an_error(query: str, cast: Cast, browser: Browser) -> None:
    campaign = began(cast)
    client = browser("coordinator")
    for path in ("rows/activities/", "rows/registrations/", "rows/issues/", "take-in/"):
        assert client.get(f"/campaigns/{campaign.pk}/{path}{query}").status_code in (200, 422), path
    assert client.get(f"/campaigns/{campaign.pk}/rows/cases/").status_code == 404


def test_the_report_is_one_printed_page_in_either_language(cast: Cast, browser: Browser) -> None:
    campaign = began(cast, begins_on=dt.date(2021, 4, 1), aims="हर गाँव में बात पहुँचे। " * 40)
    with acting_as(cast.actor("coordinator")) as by:
        rows = [
            an_activity(by, cast, held_on=dt.date(2021, 1 + number % 12, 3), kind=kind, topic="बात")
            for number, kind in enumerate(["shg_meeting", "awareness", "camp", "block_training"] * 6)
        ]
        put_in(by=by, campaign=campaign, records=rows)
        for counted, amount in (("activities", 30), ("participants", 400), ("camps", 3)):
            TARGET.record(by=by, command=SetTarget(campaign=campaign, counted=counted, amount=amount))
    client = browser("coordinator")
    answer = client.get(f"/campaigns/{campaign.pk}/report.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert "jatan-campaign-2021-04-01.pdf" in answer["Content-Disposition"]
    paper = PdfReader(io.BytesIO(answer.content))
    assert len(paper.pages) == 1
    assert "24" in paper.pages[0].extract_text()


def test_texts_sent_are_taken_in_by_who_may_send_them(cast: Cast, browser: Browser) -> None:
    campaign = began(cast)
    with acting_as(cast.actor("coordinator")):
        sent = [
            OutMessage.objects.create(
                organisation=cast.gumla,
                place=cast.gumla_block,
                reference=f"check:{number}",
                purpose="check",
                phone="9431111222",
                state="sent",
                sent_at=clock.now() - dt.timedelta(days=number),
            )
            for number in (1, 100)
        ]
    client = browser("coordinator")
    path = f"/campaigns/{campaign.pk}/take-in/"
    days = {"first": f"{campaign.begins_on:%d/%m/%Y}", "last": f"{clock.today():%d/%m/%Y}"}
    asked = {"kind": "messages", "theme": "", **days}
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', text_of(client.get(path, asked)))
    assert seen
    assert client.post(path, asked | {"seen": seen[1]}).status_code == 302
    assert f"/campaigns/{campaign.pk}/rows/messages/" in text_of(client.get(f"/campaigns/{campaign.pk}/"))
    rows = text_of(client.get(f"/campaigns/{campaign.pk}/rows/messages/"))
    assert f"/messages/sent/{sent[0].pk}/" in rows
    assert str(sent[1].pk) not in rows
    assert "9431111222" not in rows
    out = re.search(r'href="(/campaigns/take-out/messages/[^"]+)"', rows)
    assert out
    assert client.post(out[1], {"reason": "नहीं"}).status_code == 302
    # A field worker sees no messages, so she may take none in either.
    worker = browser("field_worker")
    assert worker.get(f"/campaigns/{campaign.pk}/rows/messages/").status_code == 404
    assert worker.get(path, asked).status_code == 422


def test_targets_stand_beside_what_was_done(cast: Cast, browser: Browser) -> None:
    campaign = began(cast)
    client = browser("coordinator")
    path = f"/campaigns/{campaign.pk}/targets/new/"
    assert client.post(path, {"counted": "activities", "amount": "४"}).status_code == 302
    assert client.post(path, {"counted": "activities", "amount": "5"}).status_code == 422
    assert client.post(path, {"counted": "camps", "amount": "0"}).status_code == 422
    with acting_as(cast.actor("coordinator")) as by:
        put_in(by=by, campaign=campaign, records=[an_activity(by, cast)])
    page = text_of(client.get(f"/campaigns/{campaign.pk}/"))
    assert "25 %" in page or "२५ %" in page


def test_a_reader_of_counts_and_a_counsellor_begin_nothing(cast: Cast, browser: Browser) -> None:
    campaign = began(cast)
    assert browser("counsellor").get("/campaigns/new/").status_code == 404
    assert browser("counsellor").get(f"/campaigns/{campaign.pk}/").status_code == 200
    assert browser("counsellor").get(f"/campaigns/{campaign.pk}/take-in/").status_code == 404
    assert browser("researcher").get(f"/campaigns/{campaign.pk}/").status_code == 404
    assert browser("researcher").get("/campaigns/").status_code == 200


def test_a_page_asks_no_more_for_many_records_than_for_few(
    cast: Cast, browser: Browser, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    campaign = began(cast)
    client = browser("coordinator")
    with acting_as(cast.actor("coordinator")) as by:
        rows = [an_activity(by, cast, held_on=clock.today() - dt.timedelta(days=number)) for number in range(30)]
        put_in(by=by, campaign=campaign, records=rows)
    for path, most in (("", 34), ("rows/activities/", 16), ("report.pdf", 26)):
        with django_assert_max_num_queries(most):
            assert client.get(f"/campaigns/{campaign.pk}/{path}").status_code == 200
