"""The pages of likely duplicates in groups: a section decided by one press, some records of one group, and refusals."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jatan.foundation.access.actors import Actor
from jatan.foundation.bulk_acts.models import DoneTogether
from jatan.programme.people.duplicate_groups import open_groups
from jatan.programme.people.duplicates import linked_records
from jatan.programme.people.models import Person, SamePerson
from tests.cast import Cast
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

type As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture
def sunitas(cast: Cast, as_: As) -> list[Person]:
    with as_("coordinator") as by:
        return [a_person(by, cast) for _one in range(5)]


def test_five_records_are_one_line_and_one_page(sunitas: list[Person], browser: Browser, as_: As) -> None:
    client = browser("desk_operator")
    with as_("desk_operator") as by:
        (group,) = open_groups(by)
    url = reverse("duplicate_group", args=[group.id])
    page = client.get(reverse("duplicates")).content.decode()
    assert page.count('name="group"') == 1
    assert url in page
    page = client.get(url).content.decode()
    assert all(f'href="{reverse("people_detail", args=[person.pk])}"' in page for person in sunitas)
    assert page.count('name="person"') == 5


def test_one_press_decides_a_section_and_the_list_of_acts_undoes_it(
    sunitas: list[Person], browser: Browser, as_: As
) -> None:
    client = browser("coordinator")
    with as_("coordinator") as by:
        (group,) = open_groups(by)
    answer = client.post(reverse("duplicates"), {"group": [group.digest], "decision": "same"})
    assert answer.status_code == 302
    with as_("coordinator") as by:
        assert linked_records(by, sunitas[0]) == sunitas[1:]
        done = DoneTogether.objects.get()
    assert reverse("bulk_act_undo", args=[done.pk]) in client.get(reverse("bulk_acts")).content.decode()
    assert client.post(reverse("bulk_act_undo", args=[done.pk])).status_code == 302
    with as_("coordinator") as by:
        assert linked_records(by, sunitas[0]) == []
        assert len(open_groups(by)[0].people) == 5


def test_nothing_is_decided_for_lines_that_are_not_ticked(sunitas: list[Person], browser: Browser, as_: As) -> None:
    client = browser("coordinator")
    assert client.post(reverse("duplicates"), {"decision": "same"}).status_code == 302
    with as_("coordinator"):
        assert not SamePerson.objects.exists()


def test_some_records_of_a_group(sunitas: list[Person], browser: Browser, as_: As) -> None:
    client = browser("desk_operator")
    with as_("desk_operator") as by:
        (group,) = open_groups(by)
    url = reverse("duplicate_group", args=[group.id])
    shown = {"decision": "ticked", "shown": group.digest}
    assert client.post(url, shown | {"person": [str(sunitas[0].pk)]}).status_code == 422
    ticked = [str(person.pk) for person in sunitas[:3]]
    assert client.post(url, shown | {"person": ticked}).status_code == 302
    with as_("desk_operator") as by:
        assert linked_records(by, sunitas[0]) == sunitas[1:3]


def test_nothing_is_ticked_until_somebody_presses_for_all_that_agree(sunitas: list[Person], browser: Browser) -> None:
    client = browser("desk_operator")
    page = client.get(reverse("duplicates")).content.decode()
    ticked = re.compile(r'name="group"[^>]* checked')
    assert not ticked.search(page)
    (code,) = re.findall(r'name="tick" value="([^"]+)"', page)
    page = client.get(reverse("duplicates"), {"tick": code}).content.decode()
    assert ticked.search(page)
    assert 'name="tick"' not in page


@pytest.mark.parametrize("decision", ["same", "different"])
def test_a_person_who_joined_after_the_list_was_shown_is_not_decided_about(
    decision: str, sunitas: list[Person], cast: Cast, browser: Browser, as_: As
) -> None:
    """Before: the group was worked out again, and whoever nobody saw was linked with the others."""
    client = browser("coordinator")
    page = client.get(reverse("duplicates")).content.decode()
    shown = re.findall(r'name="group" value="([^"]+)"', page)
    with as_("coordinator") as by:
        a_person(by, cast)
        (group,) = open_groups(by)
        assert len(group.people) == 6
    answer = client.post(reverse("duplicates"), {"group": shown, "decision": decision}, follow=True)
    with as_("coordinator") as by:
        assert not SamePerson.objects.exists()
        assert len(open_groups(by)[0].pairs) == 15
    assert "इस बीच" in answer.content.decode()


@pytest.mark.parametrize("decision", ["same", "different", "ticked"])
def test_the_page_of_a_group_decides_only_of_what_it_showed(
    decision: str, sunitas: list[Person], cast: Cast, browser: Browser, as_: As
) -> None:
    client = browser("coordinator")
    with as_("coordinator") as by:
        (group,) = open_groups(by)
    url = reverse("duplicate_group", args=[group.id])
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', client.get(url).content.decode())
    with as_("coordinator") as by:
        a_person(by, cast)
    ticked = [str(person.pk) for person in sunitas[:3]]
    answer = client.post(url, {"decision": decision, "shown": shown, "person": ticked})
    assert answer.status_code == 422
    assert "इस बीच" in answer.content.decode()
    with as_("coordinator") as by:
        assert not SamePerson.objects.exists()
        assert len(open_groups(by)[0].pairs) == 15
    (shown,) = re.findall(r'name="shown" value="([^"]+)"', answer.content.decode())
    assert client.post(url, {"decision": decision, "shown": shown, "person": ticked}).status_code == 302


def test_another_member_finds_no_group(sunitas: list[Person], browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        (group,) = open_groups(by)
    other = browser("khunti_coordinator")
    url = reverse("duplicate_group", args=[group.id])
    assert other.get(url).status_code == 404
    assert other.post(url, {"decision": "same", "shown": group.digest}).status_code == 404
    assert group.digest not in other.get(reverse("duplicates")).content.decode()
    other.post(reverse("duplicates"), {"group": [group.digest], "decision": "same"})
    with as_("coordinator"):
        assert not SamePerson.objects.exists()


def test_the_list_costs_the_same_for_one_group_and_for_ten(cast: Cast, browser: Browser, as_: As) -> None:
    client = browser("desk_operator")

    def groups_and_queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            page = client.get(reverse("duplicates"), {"only": code}).content.decode()
        return page.count('name="group"'), len(captured)

    def add_pairs(numbers: range) -> None:
        with as_("coordinator") as by:
            for number in numbers:
                for _one in range(2):
                    a_person(by, cast, guardian_name=f"पिता {number}", village=f"गाँव {number}", age=18 + 3 * number)

    add_pairs(range(1))
    (code,) = re.findall(r'name="tick" value="([^"]+)"', client.get(reverse("duplicates")).content.decode())
    groups_and_queries()
    few = groups_and_queries()
    add_pairs(range(1, 10))
    many = groups_and_queries()
    assert few[0] == 1
    assert many[0] >= 10
    assert many[1] <= few[1]


def test_a_long_section_is_folded_to_its_first_lines_and_walked_by_pages(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("desk_operator") as by:
        for number in range(23):
            for _one in range(2):
                a_person(by, cast, guardian_name=f"पिता {number}", village=f"गाँव {number}", age=18 + 2 * number)
        digests = {group.digest for group in open_groups(by)}
    client = browser("desk_operator")
    page = client.get(reverse("duplicates")).content.decode()
    assert page.count('name="group"') <= 5 * page.count("<details")
    seen = set[str]()
    for code in re.findall(r'href="\?only=([^"]+)"', page):
        url = f"?only={code}"
        while url:
            part = client.get(f"{reverse('duplicates')}{url}").content.decode()
            seen |= set(re.findall(r'name="group" value="([^"]+)"', part))
            found = re.search(r'href="([^"]+)" rel="next"', part)
            url = found[1].replace("&amp;", "&") if found else ""
    seen |= set(re.findall(r'name="group" value="([^"]+)"', page))
    assert seen == digests
