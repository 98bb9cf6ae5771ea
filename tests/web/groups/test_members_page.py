"""The page on which several people become members of a group."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.groups.models import Group, Membership
from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.programme.groups.builders import a_group, a_member
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

GIVEN = ("सुषमा", "बिरसी", "फूलमनी", "जसिंता", "एतवारी")
FAMILY = ("कुजूर", "मुंडा", "उराँव", "तिर्की", "लकड़ा")
TODAY = f"{clock.today():%d/%m/%Y}"


@pytest.fixture
def forum(cast: Cast) -> Group:
    with acting_as(cast.actor("coordinator")) as by:
        return a_group(by, cast, village="टोटो", panchayat="टोटो पंचायत")


@pytest.fixture
def url(forum: Group) -> str:
    return f"/groups/{forum.pk}/members/several/"


def sent(*lines: tuple[Any, ...], do: str = "record", **more: str) -> dict[str, str]:
    """What the page sends: lines as (name, sex, age, telephone), None for an empty one; `more` names single fields."""
    found = {"do": do, "joined_on": TODAY, "village": "टोटो", "reads": "0"}
    for at, line in enumerate(lines):
        for name, value in zip(("name", "sex", "age_as_written", "phone_as_written"), line, strict=False):
            found[f"l{at}-{name}"] = value
    return found | more


def as_sent_again(page: Any) -> dict[str, str]:
    """All fields of the page as a browser sends them back."""
    found: dict[str, str] = {"do": "record", "reads": str(page.context["reads"])}
    forms = [page.context["head"], *(entry["form"] for entry in [*page.context["entries"], *page.context["further"]])]
    for form in forms:
        found |= {field.html_name: str(field.value() or "") for field in form}
    return found


def people(cast: Cast) -> list[tuple[str, str, int | None, str, str]]:
    with acting_as(cast.actor("coordinator")):
        rows = Person.objects.order_by("name")
        return [(row.name, row.sex, row.age, row.phone, row.village) for row in rows]


def members(cast: Cast) -> int:
    with acting_as(cast.actor("coordinator")):
        return Membership.objects.count()


def test_the_forum_leads_here_and_today_and_its_village_are_filled_in(forum: Group, browser: Browser, url: str) -> None:
    client = browser("coordinator")
    assert f'href="{url}"' in client.get(f"/groups/{forum.pk}/").content.decode()
    page = client.get(url)
    text = page.content.decode()
    assert (page.context["count"], f'value="{TODAY}"' in text, 'value="टोटो"' in text) == (25, True, True)
    assert f"/groups/{forum.pk}/members/new/" in text


def test_twenty_five_members_are_recorded_at_once(cast: Cast, forum: Group, browser: Browser, url: str) -> None:
    lines = [(f"{name} {family}", "f", "२८", "") for name in GIVEN for family in FAMILY]
    client = browser("coordinator")
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(url, sent(*lines))
    assert answer.headers["Location"] == f"/groups/{forum.pk}/"
    assert (len(people(cast)), members(cast)) == (25, 25)
    assert len(asked) <= 160, len(asked)  # four a line, to look for her among those on record
    with acting_as(cast.actor("coordinator")):
        assert set(Membership.objects.values_list("joined_on", flat=True)) == {clock.today()}


def test_empty_lines_are_left_out_and_a_list_of_none_is_refused(cast: Cast, browser: Browser, url: str) -> None:
    client = browser("coordinator")
    nobody = client.post(url, sent(("", "", "", ""), ("", "", " ", "")))
    assert nobody.status_code == 422
    assert client.post(url, sent(("", "", "", ""), ("सुषमा", "f", "", ""))).status_code == 302
    assert [row[0] for row in people(cast)] == ["सुषमा"]


def test_a_line_with_an_error_says_so_and_nothing_is_recorded_or_lost(cast: Cast, browser: Browser, url: str) -> None:
    client = browser("coordinator")
    answer = client.post(url, sent(("सुषमा", "f", "बहुत", ""), ("बिरसी", "f", "३०", "98765"), ("फूलो", "f", "22", "")))
    assert (answer.status_code, people(cast), members(cast)) == (422, [], 0)
    assert [entry["number"] for entry in answer.context["unclear"]] == [1, 2]
    entries = answer.context["entries"]
    assert list(entries[0]["form"].errors) == ["age_as_written"]
    assert list(entries[1]["form"].errors) == ["phone_as_written"]
    again = as_sent_again(answer)
    assert again["l2-name"] == "फूलो"
    again |= {"l0-age_as_written": "३५", "l1-phone_as_written": ""}
    assert client.post(url, again).status_code == 302
    assert [row[2] for row in people(cast)] == [22, 30, 35]


def test_who_may_be_on_record_is_asked_and_never_ticked(cast: Cast, forum: Group, browser: Browser, url: str) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        known = a_person(by, cast, name="सरोज उराँव", village="टोटो", age=30, sex="f")
    client = browser("coordinator")
    answer = client.post(url, sent(("सरोज उराँव", "f", "30", ""), ("सुषमा कुजूर", "f", "", "")))
    assert (answer.status_code, members(cast)) == (422, 0)
    text = answer.content.decode()
    assert str(known.pk) in text
    assert 'name="l0-choice"' in text
    assert not re.search(r'name="l0-choice"[^>]* checked', text)
    again = as_sent_again(answer)
    # The name is written otherwise now: the tick for the first one does not hold.
    other = client.post(url, again | {"l0-choice": str(known.pk), "l0-name": "सरोज उरांव"})
    assert (other.status_code, members(cast)) == (422, 0)
    assert client.post(url, again | {"l0-choice": str(known.pk)}).status_code == 302
    assert ([row[0] for row in people(cast)], members(cast)) == (["सरोज उराँव", "सुषमा कुजूर"], 2)


def test_a_decision_stays_while_another_line_is_mended(cast: Cast, browser: Browser, url: str) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        a_person(by, cast, name="सरोज उराँव", village="टोटो", age=30, sex="f")
    client = browser("coordinator")
    first = client.post(url, sent(("सरोज उराँव", "f", "30", ""), ("सुषमा", "f", "बहुत", "")))
    second = client.post(url, as_sent_again(first) | {"l0-choice": "new"})
    assert [entry["number"] for entry in second.context["unclear"]] == [2]
    assert as_sent_again(second)["l0-choice"] == "new"
    more = client.post(url, as_sent_again(second) | {"do": "more"})
    assert (more.context["count"], as_sent_again(more)["l0-choice"]) == (40, "new")
    assert client.post(url, as_sent_again(more) | {"l1-age_as_written": "20"}).status_code == 302
    assert len(people(cast)) == 3


def test_two_lines_of_one_name_are_asked_about(cast: Cast, browser: Browser, url: str) -> None:
    client = browser("coordinator")
    answer = client.post(url, sent(("सुषमा कुजूर", "f", "30", ""), ("", "", "", ""), ("सुषमा कुजूर", "f", "20", "")))
    assert [entry["number"] for entry in answer.context["unclear"]] == [3]
    assert "1" in str(answer.context["entries"][2]["form"].errors["choice"])
    assert client.post(url, as_sent_again(answer) | {"l2-choice": "new"}).status_code == 302
    assert len(people(cast)) == 2


def test_a_member_already_is_marked_and_not_joined_again(cast: Cast, forum: Group, browser: Browser, url: str) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        known = a_person(by, cast, name="सरोज उराँव", village="टोटो", age=30, sex="f")
        a_member(by, forum, known)
    client = browser("coordinator")
    answer = client.post(url, sent(("सरोज उराँव", "f", "30", ""), ("सुषमा", "f", "", "")))
    assert "पहले से सदस्य" in answer.content.decode()
    assert client.post(url, as_sent_again(answer) | {"l0-choice": str(known.pk)}).status_code == 302
    assert members(cast) == 2


def test_a_pasted_list_is_put_into_the_lines_to_be_looked_at(cast: Cast, browser: Browser, url: str) -> None:
    client = browser("coordinator")
    pasted = "नाम\tलिंग\tउम्र\tफ़ोन\n1\tसुषमा कुजूर\tमहिला\t३४\t9876543210\n2\tबुधु उराँव\tपु\t50\t\tपढ़ा-लिखा"
    page = client.post(url, sent(("बिरसी मुंडा", "f", "25", ""), do="read", pasted_0=pasted))
    assert (page.status_code, people(cast)) == (200, [])
    again = as_sent_again(page)
    assert [again[f"l{at}-name"] for at in range(4)] == ["बिरसी मुंडा", "सुषमा कुजूर", "बुधु उराँव", ""]
    assert "पढ़ा-लिखा" in page.context["entries"][2]["note"]
    assert again["reads"] == "1"
    assert client.post(url, again).status_code == 302
    assert people(cast) == [
        ("बिरसी मुंडा", "f", 25, "", "टोटो"),
        ("बुधु उराँव", "m", 50, "", "टोटो"),
        ("सुषमा कुजूर", "f", 34, "9876543210", "टोटो"),
    ]


def test_a_pasted_list_is_read_also_where_the_other_button_was_pressed(cast: Cast, browser: Browser, url: str) -> None:
    page = browser("coordinator").post(url, sent(("", "", "", ""), pasted_0="सुषमा, महिला, 34"))
    assert (page.status_code, people(cast)) == (200, [])
    assert as_sent_again(page)["l0-age_as_written"] == "34"


@pytest.mark.parametrize("pasted", ["", "\n", "x" * 20_001, "क\n" * 61])
def test_what_cannot_be_read_is_refused_and_stays(pasted: str, browser: Browser, url: str) -> None:
    page = browser("coordinator").post(url, sent(("सुषमा", "f", "", ""), do="read", pasted_0=pasted))
    assert page.status_code == 422
    assert page.context["pasted"] == pasted
    assert as_sent_again(page)["l0-name"] == "सुषमा"


def test_another_village_does_not_lie_in_the_panchayat_of_the_forum(cast: Cast, browser: Browser, url: str) -> None:
    client = browser("coordinator")
    client.post(url, sent(("सुषमा कुजूर", "f", "", "")))
    client.post(url, sent(("बिरसी मुंडा", "f", "", "")) | {"village": "अरंगी"})
    with acting_as(cast.actor("coordinator")):
        found = set(Person.objects.values_list("village", "panchayat"))
    assert found == {("टोटो", "टोटो पंचायत"), ("अरंगी", "")}


def test_a_day_that_is_not_understood_holds_the_list_too(cast: Cast, browser: Browser, url: str) -> None:
    client = browser("coordinator")
    for wrong in ("32/13", "परसों", f"{clock.today().replace(year=2099):%d/%m/%Y}"):
        answer = client.post(url, sent(("सुषमा", "f", "", "")) | {"joined_on": wrong})
        assert (answer.status_code, members(cast)) == (422, 0)
        assert answer.context["head"].errors["joined_on"]
        assert as_sent_again(answer)["l0-name"] == "सुषमा"


def test_a_group_of_another_member_answers_as_if_it_were_not_there(browser: Browser, url: str) -> None:
    assert browser("khunti_coordinator").get(url).status_code == 404
