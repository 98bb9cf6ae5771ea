"""What a record knows is not asked again: every page of a new record to which a person, journey or group leads."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.flows.group_meetings import MEETING_OF
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.web.ui.components.fields import DayField
from tests.cast import Cast
from tests.programme.groups.builders import a_group
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

# Fields of a form, and the attributes of a record that answer them.
KNOWN = {
    "place": "place_id",
    "panchayat": "panchayat",
    "village": "village",
    "new_place": "place_id",
    "new_village": "village",
    "caller_phone": "phone",
}
_LINK = re.compile(r'(?:href|action)="(/[a-z/0-9?=&;-]+)"')


@pytest.fixture
def records(cast: Cast) -> dict[str, Any]:
    """A person, her journey and a group, all with block, panchayat, village and telephone."""
    where = {"panchayat": "टोटो पंचायत", "village": "टोटो"}
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(by, cast, name="सोमरी मुंडा", phone="9876543210", guardian_name="बुधन मुंडा", age=24, **where)
        journey = a_journey(by, person, family_contact_phone="9169852892", **where)
        return {"people": person, "journeys": journey, "groups": a_group(by, cast, **where)}


def begun_pages(client: Client, slug: str, row: Any) -> Iterator[tuple[str, Any]]:
    """(address, page) of every page for a new record to which the page of this record leads."""
    text = client.get(f"/{slug}/{row.pk}/").content.decode()
    for link in sorted(set(_LINK.findall(text))):
        parts = urlsplit(link.replace("&amp;", "&"))
        is_new = parts.path.endswith("/new/") or parts.path.endswith(("/meeting/", "/several/"))
        if is_new and (str(row.pk) in link):
            answer = client.get(parts.path, dict(parse_qsl(parts.query)))
            if answer.status_code == 200:
                yield link, answer


def asked_again(row: Any, form: Any) -> list[str]:
    """Fields of the form that are empty or otherwise, though the record answers them."""
    person = row.person if isinstance(row, Journey) else row
    found = []
    for name, source in KNOWN.items():
        known = getattr(row, source, "") or getattr(person, source, "")
        if name in form.fields and known and str(form[name].value()) != str(known):
            found.append(f"{name}: {form[name].value()!r} instead of {known!r}")
    if "person" in form.fields and isinstance(person, Person) and str(form["person"].value()) != str(person.pk):
        found.append("person")
    return found


def test_what_the_record_knows_is_filled_in(cast: Cast, browser: Browser, records: dict[str, Any]) -> None:
    client, found, tried = browser("coordinator"), [], set()
    for slug, row in records.items():
        for link, page in begun_pages(client, slug, row):
            forms = [form for name in ("form", "head") if (form := page.context.get(name)) is not None]
            assert forms, link
            tried.add(f"{slug} {urlsplit(link).path.replace(str(row.pk), '…')}")
            found += [f"{slug} → {link}: {fault}" for form in forms for fault in asked_again(row, form)]
    assert found == []
    assert tried >= {
        "people /issues/new/",
        "people /linkages/new/",
        "journeys /issues/new/",
        "groups /groups/…/meeting/",
        "groups /groups/…/members/several/",
    }


def test_an_empty_field_is_reported(browser: Browser, records: dict[str, Any]) -> None:
    page = browser("coordinator").get("/issues/new/")
    assert any(fault.startswith("village") for fault in asked_again(records["people"], page.context["form"]))


def test_a_meeting_begun_from_a_forum_has_its_kind_and_place(browser: Browser, records: dict[str, Any]) -> None:
    group: Group = records["groups"]
    form = browser("coordinator").get("/activities/new/", {"group": str(group.pk)}).context["form"]
    assert asked_again(group, form) == []
    assert form["kind"].value() == MEETING_OF[group.kind]


@pytest.mark.parametrize(
    ("page", "days"),
    [
        ("journeys_new", {"registered_on"}),
        ("activities_new", {"held_on"}),
        ("issues_new", {"received_on"}),
        ("camps_new", {"held_on"}),
    ],
)
def test_today_is_filled_in_and_no_day_ahead(page: str, days: set[str], browser: Browser) -> None:
    form = browser("coordinator").get(reverse(page)).context["form"]
    filled = {name for name, field in form.fields.items() if isinstance(field, DayField) and form[name].value()}
    assert filled == days
    assert {form[name].value() for name in days} == {clock.today()}


def test_an_issue_is_linked_to_the_person_and_the_journey_it_was_begun_from(
    cast: Cast, browser: Browser, records: dict[str, Any]
) -> None:
    client, journey = browser("coordinator"), records["journeys"]
    path = f"/issues/new/?journey={journey.pk}"
    form = client.get(path).context["form"]
    answers = {name: str(form[name].value() or "") for name in form.fields}
    answers |= {"received_on": f"{clock.today():%d/%m/%Y}", "kind": form.fields["kind"].choices[1][0]}
    answer = client.post(path, {name: value for name, value in answers.items() if value != "False"})
    assert answer.status_code == 302, answer.context["form"].errors
    with acting_as(cast.actor("coordinator")):
        issue = Issue.objects.get()
        assert (issue.person_id, issue.about_journey) == (journey.person_id, journey.pk)
        assert (issue.caller_name, issue.caller_phone, issue.village) == ("सोमरी मुंडा", "9876543210", "टोटो")


@pytest.mark.parametrize("name", ["person", "journey"])
def test_a_person_out_of_reach_fills_in_nothing(
    name: str, cast: Cast, browser: Browser, records: dict[str, Any]
) -> None:
    row = records["people" if name == "person" else "journeys"]
    page = browser("khunti_coordinator").get("/issues/new/", {name: str(row.pk)})
    assert (page.status_code, "सोमरी" in page.content.decode()) == (200, False)
    for wrong in ("", "1", "कख", "0199f2b0-0000-7000-8000-000000000000"):
        assert browser("coordinator").get("/issues/new/", {name: wrong}).status_code == 200
