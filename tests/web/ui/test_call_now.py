"""Texts that say whom to call show a number: the colleague's, the office's, or the public help numbers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Office
from jatan.programme.journeys.models import Trigger
from jatan.web.ui.call_now import COORDINATOR, COUNSELLOR, numbers_to_call
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser
from tests.web.journeys.departures.registration_steps import begin, fill_in, submit

pytestmark = pytest.mark.django_db


def keeps(cast: Cast, part: str, phone: str) -> None:
    Account.objects.filter(pk=cast.accounts[part].pk).update(phone=phone)


def an_office(cast: Cast, phone: str = "9431100001") -> Office:
    return Office.objects.create(
        organisation=cast.gumla, place=cast.gumla_district, name_en="Desk", name_hi="सहायता केंद्र", phone=phone
    )


def numbers(cast: Cast, roles: tuple[object, ...] = COUNSELLOR) -> list[str]:
    return [line.number for line in numbers_to_call(roles, cast.gumla.id, cast.gumla_block, "hi")]  # type: ignore[arg-type]


def test_the_kept_number_of_the_nearest_role_comes_first(cast: Cast) -> None:
    assert numbers(cast) == ["1098", "112", "181"]
    an_office(cast)
    assert numbers(cast) == ["9431100001"]
    keeps(cast, "supervisor", "9431100002")
    assert numbers(cast) == ["9431100002"]
    keeps(cast, "counsellor", "9431100003")
    assert numbers(cast) == ["9431100003"]
    assert numbers(cast, COORDINATOR) == ["9431100001"]


def test_a_number_of_another_member_or_of_a_closed_account_is_not_shown(cast: Cast) -> None:
    keeps(cast, "khunti_coordinator", "9431100009")
    keeps(cast, "coordinator", "9431100004")
    Account.objects.filter(pk=cast.accounts["coordinator"].pk).update(is_active=False)
    assert numbers(cast, COORDINATOR) == ["1098", "112", "181"]


def test_the_lines_are_one_query_where_a_number_is_kept(cast: Cast) -> None:
    keeps(cast, "counsellor", "9431100003")
    with CaptureQueriesContext(connection) as asked:
        numbers(cast)
    assert len(asked) == 1


def test_a_hard_stop_shows_the_number_to_call(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    keeps(cast, "counsellor", "9431100003")
    root = begin(client, cast, age="१६")
    assert 'href="tel:9431100003"' in client.get(f"{root}consent/0/").content.decode()
    fill_in(client, root)
    page = client.get(submit(client, f"{root}review/", {})).content.decode()
    assert "काउंसलर को अभी" in page
    assert page.index('href="tel:9431100003"') < page.index('href="tel:1098"')
    with acting_as(cast.actor("coordinator")):
        stop = Trigger.objects.get()
    assert 'href="tel:9431100003"' in client.get(f"/hard-stops/{stop.pk}/").content.decode()


def test_without_own_numbers_each_help_number_is_shown_once(cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    root = begin(client, cast, age="१६")
    fill_in(client, root)
    page = client.get(submit(client, f"{root}review/", {})).content.decode()
    assert [page.count(f'href="tel:{number}"') for number in ("1098", "112", "181")] == [1, 1, 1]


@pytest.mark.parametrize(("age", "is_shown"), [(16, True), (30, False)])
def test_the_notice_on_a_journey_names_the_coordinator(age: int, is_shown: bool, cast: Cast, browser: Browser) -> None:
    keeps(cast, "coordinator", "9431100004")
    with acting_as(cast.actor("coordinator")) as by:
        journey = a_journey(by, a_person(by, cast, age=age))
    page = browser("field_worker").get(f"/journeys/{journey.pk}/").content.decode()
    assert ('href="tel:9431100004"' in page) is is_shown


def test_every_role_can_set_its_own_number(cast: Cast, browser: Browser) -> None:
    client = browser("counsellor")
    assert client.post("/account/phone/", {"phone": "९४३११ ००००३"}).status_code == 302
    assert numbers(cast) == ["9431100003"]
    wrong = client.post("/account/phone/", {"phone": "12"})
    assert wrong.context["form"].errors
    assert numbers(cast) == ["9431100003"]
    client.post("/account/phone/", {"phone": ""})
    assert numbers(cast) == ["1098", "112", "181"]
