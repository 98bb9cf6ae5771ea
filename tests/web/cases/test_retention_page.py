"""The page that says how long each part of a file is kept, and who deletes it."""

import datetime as dt

import pytest

from jatan.kernel import clock
from jatan.programme.cases.entries.retention import sections
from jatan.programme.cases.models import Case
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db


def test_each_section_stands_there_with_its_reason(house: CaseHouse, unlocked: Unlocked) -> None:
    address = f"/cases/{house.open_case().case.pk}/retention/"
    answer = unlocked("counsellor").get(address)
    page = answer.content.decode()
    for section in sections():
        assert section.name.hi in page
        assert section.why.hi in page
    assert all(one.until is None for one in answer.context["clocks"])


def test_when_the_time_is_over_a_supervisor_is_led_to_the_act_of_two(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.open_case()
    long_ago = clock.today() - dt.timedelta(days=3000)
    found = house.write(found, "register", {"opened_on": long_ago, "closed_on": long_ago})
    Case.objects.filter(pk=found.case.pk).update(is_closed=True)
    address, withdraw = f"/cases/{found.case.pk}/retention/", f"/cases/{found.case.pk}/withdraw/"
    assert f'href="{withdraw}"' in unlocked("supervisor").get(address).content.decode()
    page = unlocked("counsellor").get(address)
    assert page.context["is_over"]
    assert f'href="{withdraw}"' not in page.content.decode()


def test_nobody_else_sees_it(house: CaseHouse, browser: Browser) -> None:
    address = f"/cases/{house.open_case().case.pk}/retention/"
    assert browser("coordinator").get(address).status_code == 404


def test_for_a_child_the_page_says_the_childs_own_rule(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.open_case()
    address, client = f"/cases/{found.case.pk}/retention/", unlocked("counsellor")
    assert "25 साल" not in client.get(address).content.decode()
    house.write(found, "identity", {"sex": "f", "age": "16", "age_basis": "school"})
    page = client.get(address).content.decode()
    assert "25 साल" in page
    assert "21 साल" in page


def test_what_is_no_story_is_not_counted_as_her_story(house: CaseHouse, unlocked: Unlocked) -> None:
    found = house.open_case()
    address, client = f"/cases/{found.case.pk}/retention/", unlocked("counsellor")
    counted = {one.section.code: one.entries for one in client.get(address).context["clocks"]}
    assert (counted["care"], counted["other"] > 0) == (0, True)
    house.write(found, "note", {"about": "बातचीत", "text": "उसने बताया"})
    counted = {one.section.code: one.entries for one in client.get(address).context["clocks"]}
    assert counted["care"] == 1
