"""An implausible figure is said to be right in one press: in the list, on the row's page, or for a whole workbook."""

from collections.abc import Callable

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ParkedRow
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(cast: Cast, browser: Browser, taken_in: Callable[..., str]) -> list[ParkedRow]:
    """Three meetings of Gumla that wait for their number of women, the third for its block as well."""
    rows = [meeting(n, women=400 + n, village=f"Village {n}") for n in (1, 2)]
    taken_in(browser("coordinator"), *rows, meeting(3, women=403, block="Xyzabad"))
    with acting_as(cast.actor("coordinator")):
        return list(ParkedRow.objects.order_by("row_number"))


def _recorded(cast: Cast) -> list[int]:
    with acting_as(cast.actor("coordinator")):
        return list(Activity.objects.order_by("women").values_list("women", flat=True))


def test_one_press_in_the_list_is_for_one_row(cast: Cast, browser: Browser, waiting: list[ParkedRow]) -> None:
    client = browser("coordinator")
    page = client.get("/registers/waiting/").content.decode()
    assert f'action="/registers/waiting/{waiting[1].pk}/right/"' in page
    answer = client.post(f"/registers/waiting/{waiting[1].pk}/right/", {"column": "women"})
    assert (answer.status_code, answer["Location"]) == (302, "/registers/waiting/")
    assert _recorded(cast) == [402]


def test_figures_of_the_workbook_stand_in_indian_groups(
    cast: Cast, browser: Browser, taken_in: Callable[..., str]
) -> None:
    client = browser("coordinator")
    taken_in(client, meeting(1, women=123456), meeting(2, women="1,234", village="Tengra"))
    page = client.get("/registers/waiting/").content.decode()
    assert page.count("1,23,456") >= 2
    assert "1,234" in page
    assert "123456" not in page
    figures = page[page.index("/right/") : page.index("</ul>", page.rindex("/right/"))]
    assert figures.count('class="button second"') == 2
    assert "button quiet" not in figures


def test_one_press_in_the_list_is_for_all_rows(cast: Cast, browser: Browser, waiting: list[ParkedRow]) -> None:
    client = browser("coordinator")
    client.post(f"/registers/waiting/{waiting[0].pk}/right/", {"column": "women", "all": "yes"})
    assert _recorded(cast) == [401, 402]
    page = client.get("/registers/waiting/").content.decode()
    assert f"/registers/waiting/{waiting[2].pk}/" in page
    assert "/right/" not in page


def test_the_page_of_the_row_says_what_is_usual_and_takes_the_yes(
    cast: Cast, browser: Browser, waiting: list[ParkedRow]
) -> None:
    client = browser("coordinator")
    address = f"/registers/waiting/{waiting[2].pk}/"
    page = client.get(address)
    assert 'name="confirm" value="women"' in page.content.decode()
    assert 'name="confirm_all" value="women"' in page.content.decode()
    assert "300" in page.content.decode()
    form = page.context["form"]
    answers = {name: form.initial.get(name) or "" for name in form.fields if name.startswith("cell_")}
    refused = client.post(address, answers | {"cell_block": "Basia"})
    assert refused.status_code == 422
    assert 'name="confirm" value="women"' in refused.content.decode()
    assert _recorded(cast) == []
    assert client.post(address, answers | {"cell_block": "Basia", "confirm": "women"}).status_code == 302
    assert _recorded(cast) == [403]


def test_the_page_of_the_row_takes_the_yes_for_all_rows(cast: Cast, browser: Browser, waiting: list[ParkedRow]) -> None:
    client = browser("coordinator")
    client.post(f"/registers/waiting/{waiting[0].pk}/", {"confirm_all": "women"})
    assert _recorded(cast) == [401, 402]
    with acting_as(cast.actor("coordinator")):
        assert [row.confirmed for row in ParkedRow.objects.filter(status="open")] == [["women"]]


def test_another_office_cannot_say_yes(cast: Cast, browser: Browser, waiting: list[ParkedRow]) -> None:
    client = browser("khunti_coordinator")
    for data in ({"column": "women"}, {"column": "women", "all": "yes"}):
        assert client.post(f"/registers/waiting/{waiting[0].pk}/right/", data).status_code == 404
    assert _recorded(cast) == []


def test_a_row_that_no_longer_waits_is_not_recorded_twice(
    cast: Cast, browser: Browser, waiting: list[ParkedRow]
) -> None:
    client = browser("coordinator")
    for data in ({"column": "women"}, {"column": "women"}, {"column": "women", "all": "yes"}):
        assert client.post(f"/registers/waiting/{waiting[0].pk}/right/", data).status_code == 302
    assert _recorded(cast) == [401]


def test_the_enter_key_confirms_nothing(browser: Browser, waiting: list[ParkedRow]) -> None:
    page = browser("coordinator").get(f"/registers/waiting/{waiting[0].pk}/").content.decode()
    form = page[page.index('<form class="form"') :]
    first = form[form.index("<button") : form.index("</button>")]
    assert 'type="submit"' in first
    assert "name=" not in first
