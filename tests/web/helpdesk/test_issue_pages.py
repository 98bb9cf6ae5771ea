"""Pages of an issue: received, sent, replied, resolved with recovered money; each step once."""

import datetime as dt

import pytest
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def the_issue(cast: Cast) -> Issue:
    with acting_as(cast.actor("desk_operator")):
        return Issue.objects.latest("recorded_at")


def received(cast: Cast, client: Client, **more: str) -> Issue:
    sheet = {
        "received_on": "12/3/2024",
        "kind": "unpaid_wages",
        "caller_name": "बिरसा मुंडा",
        "caller_phone": "+91 ९८७६५ ४३२१०",
        "place": str(cast.gumla_block.pk),
        "next_follow_up_on": "20 मार्च 2024",
    }
    answer = client.post("/issues/new/", sheet | more)
    assert answer.status_code == 302, answer.context["form"].errors
    return the_issue(cast)


def test_from_received_to_resolved_with_money(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    issue = received(cast, client)
    assert issue.caller_phone == "9876543210"
    sent = {"sent_to": "labour_office", "sent_on": "15/3/2024", "reference_number": "LO/77"}
    assert client.post(f"/issues/{issue.pk}/send/", sent).status_code == 302
    assert (
        client.post(f"/issues/{issue.pk}/reply/", {"reply": "जाँच होगी", "replied_on": "20/3/2024"}).status_code == 302
    )
    done = {"on": "१/४/२०२४", "money_recovered": "48,565", "is_partly": "resolved"}
    assert client.post(f"/issues/{issue.pk}/resolve/", done).status_code == 302
    issue = the_issue(cast)
    assert (issue.status, issue.money_recovered, issue.resolved_on) == ("resolved", 48565, dt.date(2024, 4, 1))
    assert client.get(f"/issues/{issue.pk}/resolve/").status_code == 404
    page = client.get(f"/issues/{issue.pk}/").content.decode()
    assert "48,565" in page
    assert "/reopen/" in page
    assert "/send/" not in page


def test_future_day_is_a_field_error(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    issue = received(cast, client)
    tomorrow = clock.today() + dt.timedelta(days=1)
    answer = client.post(f"/issues/{issue.pk}/resolve/", {"on": f"{tomorrow:%d/%m/%Y}", "is_partly": "resolved"})
    assert answer.status_code == 422
    assert "on" in answer.context["form"].errors
    assert the_issue(cast).status == "received"


def test_the_longest_waiting_issue_is_first(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    younger = received(cast, client, received_on="1/5/2024")
    older = received(cast, client, received_on="1/1/2024")
    page = client.get("/issues/waiting/").content.decode()
    assert page.index(str(older.pk)) < page.index(str(younger.pk))


def test_overdue_follow_up_is_on_the_home_page(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    issue = received(cast, client)
    assert f"/issues/{issue.pk}/" in client.get("/").content.decode()
    assert f"/issues/{issue.pk}/" not in browser("khunti_desk").get("/").content.decode()


def test_follow_up_moves_the_next_day_to_ask(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    issue = received(cast, client)
    note = {"on": "21/3/2024", "note": "फ़ोन बंद", "next_follow_up_on": "1/4/2024"}
    assert client.post(f"/issues/{issue.pk}/follow-ups/new/", note).status_code == 302
    assert the_issue(cast).next_follow_up_on == dt.date(2024, 4, 1)
    assert "फ़ोन बंद" in client.get(f"/issues/{issue.pk}/").content.decode()
