"""The page that says how a group is doing, and the list of forums that have not met."""

import datetime as dt

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.groups.models import BookCheck, Group
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.groups.builders import a_group, a_member
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum(cast: Cast) -> Group:
    """A forum that met forty days ago; its president left for work and was registered today."""
    day = clock.today() - dt.timedelta(days=40)
    with acting_as(cast.actor("desk_operator")) as by:
        group = a_group(by, cast, meets_every="month", village="टोटो")
        president = a_person(by, cast, name="सुषमा कुजूर", village="टोटो")
        a_member(by, group, president, office="president")
        a_journey(by, president, registered_on=clock.today(), leaves_on=day, village="टोटो")
        an_activity(by, cast, kind="forum_meeting", group=group, held_on=day, total=14, women=None, girls=None)
        return group


def test_the_page_of_a_group_leads_to_how_it_is_doing(forum: Group, browser: Browser) -> None:
    client = browser("desk_operator")
    assert f'href="/groups/{forum.pk}/strength/"' in client.get(f"/groups/{forum.pk}/").content.decode()
    page = client.get(f"/groups/{forum.pk}/strength/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "सुषमा कुजूर" in text
    assert f'href="/groups/{forum.pk}/meeting/"' in text
    assert f'href="/activities/{page.context["meetings"].rows[0]["url"].split("/")[2]}/"' in text
    assert f'href="{page.context["unregistered"].rows[0]["url"]}"' in text


def test_readers_of_counts_see_no_name_on_it(forum: Group, browser: Browser) -> None:
    page = browser("secretariat").get(f"/groups/{forum.pk}/strength/")
    assert page.status_code == 200
    assert "सुषमा" not in page.content.decode()
    assert "/meeting/" not in page.content.decode()


@pytest.mark.parametrize("part", ["khunti_coordinator", "auditor", "researcher", "legal_officer"])
def test_a_group_out_of_reach_is_not_there(part: str, forum: Group, browser: Browser) -> None:
    assert browser(part).get(f"/groups/{forum.pk}/strength/").status_code == 404


def test_which_books_are_kept_is_noted_on_the_page_of_the_group(forum: Group, cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    sheet = {"looked_on": f"{clock.today():%d/%m/%Y}", "kept": ["migrants", "members"]}
    assert client.post(f"/groups/{forum.pk}/books/new/", sheet).status_code == 302
    with acting_as(cast.actor("field_worker")):
        check = BookCheck.objects.get()
    assert (check.kept, check.looked_on, check.village) == (["members", "migrants"], clock.today(), "")
    assert "सदस्यों की सूची" in client.get(f"/groups/{forum.pk}/strength/").content.decode()
    assert client.post(f"/groups/{forum.pk}/books/new/", {"kept": ["horoscope"]}).status_code == 422


def test_a_silent_forum_stands_on_the_coordinators_first_page_and_list(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        group = a_group(by, cast)
    client = browser("coordinator")
    assert 'href="/groups/dormant/"' in client.get("/").content.decode()
    page = client.get("/groups/dormant/").content.decode()
    assert f'href="/groups/{group.pk}/strength/"' in page
    assert "/groups/dormant/" not in browser("field_worker").get("/").content.decode()
    with acting_as(cast.actor("coordinator")) as by:
        an_activity(by, cast, kind="forum_meeting", group=group, held_on=clock.today())
    assert 'href="/groups/dormant/"' not in client.get("/").content.decode()
    assert f'href="/groups/{group.pk}/strength/"' not in client.get("/groups/dormant/").content.decode()


def test_the_list_is_for_those_who_record_meetings(browser: Browser) -> None:
    assert browser("researcher").get("/groups/dormant/").status_code == 404
