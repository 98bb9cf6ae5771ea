"""The page on which a meeting of a group is written down."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.activities.models import Activity, Participation
from jatan.programme.groups.models import Group, Membership
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def forum(cast: Cast) -> Group:
    with acting_as(cast.actor("desk_operator")) as by:
        group = a_group(by, cast, kind="forum", village="टोटो")
        for name, sex, age in (("सुषमा कुजूर", "f", 34), ("रीना कुजूर", "f", 15), ("बुधु उराँव", "m", 50)):
            a_member(by, group, a_person(by, cast, name=name, sex=sex, age=age))
        return group


def test_members_who_came_are_ticked_and_counted(cast: Cast, forum: Group, browser: Browser) -> None:
    client = browser("desk_operator")
    url = f"/groups/{forum.pk}/meeting/"
    assert f'href="{url}"' in client.get(f"/groups/{forum.pk}/").content.decode()
    text = client.get(url).content.decode()
    assert "सुषमा कुजूर" in text
    assert f'value="{clock.today():%d/%m/%Y}"' in text
    with acting_as(cast.actor("desk_operator")):
        came = list(Membership.objects.exclude(person__name="बुधु उराँव").values_list("person_id", flat=True))
    answer = client.post(
        url, {"held_on": f"{clock.today():%d/%m}", "present": [str(one) for one in came], "women": "२"}
    )
    with acting_as(cast.actor("desk_operator")):
        meeting = Activity.objects.get()
        assert Participation.objects.count() == 2
    assert answer.headers["Location"] == f"/activities/{meeting.pk}/"
    assert (meeting.women, meeting.girls, meeting.men, meeting.total) == (3, 1, 0, 4)


def test_what_is_wrong_is_said_and_what_was_typed_stays(cast: Cast, forum: Group, browser: Browser) -> None:
    client = browser("desk_operator")
    url = f"/groups/{forum.pk}/meeting/"
    answer = client.post(url, {"held_on": "कल-परसों", "topic": "पंजीकरण"})
    assert answer.status_code == 422
    assert 'value="पंजीकरण"' in answer.content.decode()
    nobody = client.post(url, {"held_on": f"{clock.today():%d/%m/%Y}"})
    assert nobody.status_code == 422
    assert nobody.context["form"].errors["present"]
    stranger = client.post(
        url, {"held_on": f"{clock.today():%d/%m/%Y}", "present": ["0199f2b0-0000-7000-8000-000000000000"]}
    )
    assert stranger.status_code == 422
    with acting_as(cast.actor("desk_operator")):
        assert not Activity.objects.exists()


def test_a_group_without_members_asks_for_numbers(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("desk_operator")) as by:
        group = a_group(by, cast)
    client = browser("desk_operator")
    page = client.get(f"/groups/{group.pk}/meeting/")
    assert "present" not in page.context["form"].fields
    answer = client.post(f"/groups/{group.pk}/meeting/", {"held_on": f"{clock.today():%d/%m/%Y}"})
    assert answer.context["form"].errors["women"]


def test_a_long_list_of_members_costs_no_more_queries(cast: Cast, forum: Group, browser: Browser) -> None:
    client = browser("desk_operator")
    client.get(f"/groups/{forum.pk}/meeting/")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/groups/{forum.pk}/meeting/")
    with acting_as(cast.actor("desk_operator")) as by:
        for number in range(25):
            a_member(by, forum, a_person(by, cast, name=f"सदस्य {number}", sex="f", age=30))
    with CaptureQueriesContext(connection) as many:
        client.get(f"/groups/{forum.pk}/meeting/")
    assert len(many) == len(few) <= 12


def test_members_without_a_day_of_joining_are_counted_and_said(cast: Cast, forum: Group, browser: Browser) -> None:
    client = browser("desk_operator")
    with acting_as(cast.actor("desk_operator")) as by:
        a_member(by, forum, a_person(by, cast, name="नई सदस्य", sex="f", age=30), joined_on=None)
    text = client.get(f"/groups/{forum.pk}/").content.decode()
    assert "4 सदस्य" in text
    assert "1 के जुड़ने का दिन पता नहीं" in text
    assert text.count("दिन पता नहीं") == 2
    form = client.get(f"/groups/{forum.pk}/members/new/").content.decode()
    assert f'value="{clock.today():%d/%m/%Y}"' in form


def test_others_do_not_find_the_page(forum: Group, browser: Browser) -> None:
    assert browser("khunti_coordinator").get(f"/groups/{forum.pk}/meeting/").status_code == 404
    assert browser("secretariat").get(f"/groups/{forum.pk}/meeting/").status_code in (403, 404)
