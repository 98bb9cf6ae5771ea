"""Pages of organisations: managed by the secretariat and the administrator, 404 for everybody else."""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from tests.cast import SINCE, Cast
from tests.programme.cases.builders import a_case
from tests.programme.helpdesk.builders import an_issue
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
NEW = {
    "code": "T09",
    "name_hi": "नई संस्था",
    "name_en": "New member",
    "member_since": "०१/०४/२०२१",
    "rooms": ["people", "meetings"],
}


@pytest.mark.parametrize("part", ["coordinator", "desk_operator", "researcher", "auditor", "stranger"])
def test_other_roles_get_404(part: str, cast: Cast, browser: Browser) -> None:
    client, base = browser(part), f"/organisations/{cast.gumla.pk}/"
    for path in ("/organisations/", "/organisations/new/", base, f"{base}edit/", f"{base}offices/new/"):
        assert client.get(path).status_code == 404
        assert client.post(path, NEW).status_code == 404
    assert not Organisation.objects.filter(code="T09").exists()


@pytest.mark.parametrize("part", ["secretariat", "administrator"])
def test_member_is_taken_in_with_its_district_centre_and_office(part: str, cast: Cast, browser: Browser) -> None:
    client = browser(part)
    answer = client.post("/organisations/new/", NEW)
    assert answer.status_code == 302
    row = Organisation.objects.get(code="T09")
    assert row.member_since == SINCE
    assert row.closed_rooms == ["help", "training", "allies", "campaigns", "material"]
    base = f"/organisations/{row.pk}/"
    district, block = str(cast.gumla_district.pk), str(cast.gumla_block.pk)
    assert client.post(f"{base}districts/new/", {"district": district, "since": "1/4/2021"}).status_code == 302
    names = {"name_hi": "क", "name_en": "K"}
    centre = names | {"district": district, "opened_on": "2/5/2021"}
    assert client.post(f"{base}centres/new/", centre).status_code == 302
    assert client.post(f"{base}offices/new/", names | {"place": block, "phone": "९४३१० ०००००"}).status_code == 302
    assert row.offices.get().phone == "9431000000"
    page = client.get(base)
    assert page.status_code == 200
    assert all(len(page.context[name].rows) == 1 for name in ("districts", "centres", "offices"))


def test_correction_is_saved_and_code_stays(cast: Cast, browser: Browser) -> None:
    answers = {"name_hi": "बदला", "name_en": "Changed", "member_since": "1/4/2021", "code": "XX", "kind": "network"}
    assert browser("secretariat").post(f"/organisations/{cast.gumla.pk}/edit/", answers).status_code == 302
    row = Organisation.objects.get(pk=cast.gumla.pk)
    assert (row.name_en, row.code, row.kind) == ("Changed", "T01", "member")


def test_district_and_centre_are_ended_with_their_last_day(cast: Cast, browser: Browser) -> None:
    client, base = browser("secretariat"), f"/organisations/{cast.gumla.pk}/"
    held, centre = cast.gumla.districts.get(), cast.gumla.centres.get()
    assert client.post(f"{base}districts/{held.pk}/end/", {"on": "1/1/2020"}).status_code == 422
    assert client.post(f"{base}districts/{held.pk}/end/", {"on": "31/3/2024"}).status_code == 302
    assert client.post(f"{base}centres/{centre.pk}/close/", {"on": "31/3/2024"}).status_code == 302
    held.refresh_from_db()
    centre.refresh_from_db()
    assert held.until == centre.closed_on == dt.date(2024, 3, 31)
    assert client.post(f"{base}centres/{centre.pk}/close/", {"on": "31/3/2025"}).status_code == 404


def test_row_of_one_organisation_is_absent_under_another(cast: Cast, browser: Browser) -> None:
    client, centre = browser("secretariat"), cast.khunti.centres.get()
    base = f"/organisations/{cast.gumla.pk}/"
    assert client.post(f"{base}centres/{centre.pk}/close/", {"on": "31/3/2024"}).status_code == 404
    assert client.get(f"/organisations/{uuid.uuid4()}/").status_code == 404
    centre.refresh_from_db()
    assert centre.closed_on is None


@pytest.mark.parametrize("more", [{"code": "T01"}, {"code": "अ१"}, {"name_hi": ""}, {"member_since": "31/02/2021"}])
def test_invalid_value_is_a_field_error(more: dict[str, str], cast: Cast, browser: Browser) -> None:
    answer = browser("administrator").post("/organisations/new/", NEW | more)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(more)


def _answers(row: Organisation, **more: str) -> dict[str, str]:
    return {"name_hi": row.name_hi, "name_en": row.name_en, "member_since": "1/4/2021", **more}


def test_open_work_is_listed_and_needs_a_caretaker(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("desk_operator") as by:
        an_issue(by, cast, is_urgent=True)
    client, path = browser("secretariat"), f"/organisations/{cast.gumla.pk}/edit/"
    page = client.get(path)
    assert [line["is_open"] for line in page.context["open_work"].rows] == ["नहीं", "नहीं", "हाँ", "हाँ", "नहीं", "नहीं"]
    assert "बुधनी" not in page.content.decode()
    refused = client.post(path, _answers(cast.gumla, member_until="1/6/2024"))
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"caretaker"}
    assert Organisation.objects.get(pk=cast.gumla.pk).member_until is None
    answers = _answers(cast.gumla, member_until="1/6/2024", caretaker=str(cast.khunti.pk))
    assert client.post(path, answers | {"name_en": "Gumla, who left"}).status_code == 302
    row = Organisation.objects.get(pk=cast.gumla.pk)
    assert (row.member_until, row.name_en) == (dt.date(2024, 6, 1), "Gumla, who left")
    assert cast.khunti.name_hi in client.get(f"/organisations/{cast.gumla.pk}/").content.decode()
    again = client.get(path)
    assert again.context["form"].initial["caretaker"] == str(cast.khunti.pk)
    assert client.post(path, answers).status_code == 302  # sent unchanged


def test_the_name_of_a_member_that_left_is_corrected_although_a_case_is_open(
    cast: Cast, browser: Browser, as_: As
) -> None:
    client, path = browser("secretariat"), f"/organisations/{cast.gumla.pk}/edit/"
    left = {"member_until": "1/6/2024", "caretaker": str(cast.khunti.pk)}
    assert client.post(path, _answers(cast.gumla, **left)).status_code == 302
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=None)
    with as_("supervisor") as by:
        a_case(by, cast)
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=dt.date(2024, 6, 1))
    assert client.post(path, _answers(cast.gumla, **left, name_en="Gumla, corrected")).status_code == 302
    assert Organisation.objects.get(pk=cast.gumla.pk).name_en == "Gumla, corrected"
    moved = client.post(path, _answers(cast.gumla, member_until="1/7/2024", caretaker=str(cast.khunti.pk)))
    assert set(moved.context["form"].errors) == {"member_until"}


def test_an_open_case_prevents_saving_the_last_day(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("supervisor") as by:
        a_case(by, cast)
    answers = _answers(cast.gumla, member_until="1/6/2024", caretaker=str(cast.khunti.pk), name_en="Changed")
    refused = browser("administrator").post(f"/organisations/{cast.gumla.pk}/edit/", answers)
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"member_until"}
    row = Organisation.objects.get(pk=cast.gumla.pk)
    assert (row.member_until, row.name_en) == (None, "Gumla member")


def test_names_of_the_secretariat_are_corrected_and_it_is_asked_for_no_last_day(cast: Cast, browser: Browser) -> None:
    client, path = browser("administrator"), f"/organisations/{cast.network.pk}/edit/"
    assert "member_until" not in client.get(path).context["form"].fields
    answers = {"name_hi": "कार्यालय", "name_en": "Office", "member_until": "1/6/2024"}
    assert client.post(path, answers).status_code == 302
    row = Organisation.objects.get(pk=cast.network.pk)
    assert (row.name_en, row.member_until) == ("Office", None)


PAGES_THAT_RECORD = {
    "desk_operator": ("/people/new/", "/activities/new/", "/issues/new/", "/departures/"),
    "coordinator": ("/people/new/", "/activities/new/", "/registers/", "/allies/new/", "/accounts/"),
}


@pytest.mark.parametrize("part", PAGES_THAT_RECORD)
def test_after_the_last_day_its_people_find_their_lists_and_no_page_that_records(
    part: str, cast: Cast, browser: Browser
) -> None:
    client = browser(part)
    before = {path: client.get(path).status_code for path in PAGES_THAT_RECORD[part]}
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=clock.today() - dt.timedelta(days=1))
    for path in ("/", "/people/", "/issues/", "/activities/"):
        assert client.get(path).status_code == 200
    after = {path: client.get(path).status_code for path in PAGES_THAT_RECORD[part]}
    assert set(before.values()) == {200}, before
    assert set(after.values()) == {404}, after
    assert all(client.post(path, {}).status_code == 404 for path in PAGES_THAT_RECORD[part])


def test_a_coordinator_can_still_export_after_the_last_day(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        a_person(by, cast)
    Organisation.objects.filter(pk=cast.gumla.pk).update(member_until=clock.today() - dt.timedelta(days=1))
    client = browser("coordinator")
    assert client.get("/people/export/").status_code == 200
    answer = client.post("/people/export/", {"purpose": "our own archive", "reason": "our own archive"})
    assert answer.status_code in (200, 302)
    assert b"".join(answer)
