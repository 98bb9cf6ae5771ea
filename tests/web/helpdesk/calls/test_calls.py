"""Calls for help without a known pass: only the secretariat sees, passes on or answers them."""

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.intake.calls.models import CallForHelp
from jatan.intake.calls.selectors import unanswered
from tests.cast import Cast
from tests.intake.calls.builders import deliver_all, issues_at, send_call
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def call(cast: Cast) -> CallForHelp:
    send_call("NOSUCHCODE", words="दो लड़कियाँ स्टेशन पर", phone="9835012345", who="other")
    deliver_all()
    with acting_as(cast.actor("secretariat")) as by:
        return unanswered(by).get()


def test_the_secretariat_reads_it(call: CallForHelp, browser: Browser, django_assert_max_num_queries: object) -> None:
    client = browser("secretariat")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        page = client.get("/calls/").content.decode()
    assert "दो लड़कियाँ स्टेशन पर" in page
    assert "9835012345" in page
    assert 'href="/calls/"' in client.get("/").content.decode()


@pytest.mark.parametrize("part", ["coordinator", "desk_operator", "researcher", "auditor", "administrator"])
def test_nobody_else_reads_it(part: str, call: CallForHelp, browser: Browser) -> None:
    client = browser(part)
    for path in ("/calls/", f"/calls/{call.pk}/pass-on/", f"/calls/{call.pk}/answered/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"what_was_done": "x"}).status_code == 404


def test_it_is_passed_on_to_a_member(call: CallForHelp, cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    answer = client.post(f"/calls/{call.pk}/pass-on/", {"organisation": str(cast.gumla.pk)})
    assert answer.status_code == 302
    assert [issue.is_urgent for issue in issues_at(cast.gumla.id)] == [True]
    assert client.get(f"/calls/{call.pk}/pass-on/").status_code == 404
    assert "दो लड़कियाँ" not in client.get("/calls/").content.decode()


def test_it_is_answered_with_what_was_done(call: CallForHelp, browser: Browser) -> None:
    client = browser("secretariat")
    assert client.post(f"/calls/{call.pk}/answered/", {}).status_code == 422
    assert client.post(f"/calls/{call.pk}/answered/", {"what_was_done": "फ़ोन किया"}).status_code == 302
    assert "दो लड़कियाँ" not in client.get("/calls/").content.decode()


@pytest.mark.parametrize("organisation", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_it_is_passed_on_to_members_only(organisation: str, call: CallForHelp, browser: Browser) -> None:
    answer = browser("secretariat").post(f"/calls/{call.pk}/pass-on/", {"organisation": organisation})
    assert answer.status_code == 422


def test_it_is_on_the_home_page_of_the_secretariat(call: CallForHelp, browser: Browser) -> None:
    page = browser("secretariat").get("/").content.decode()
    assert page.count('href="/calls/"') > 1
    assert "दो लड़कियाँ" not in page
    assert "/calls/" not in browser("coordinator").get("/").content.decode()
