"""Organisations on pages: kept by the secretariat and the administrator, not there for anybody else."""

import datetime as dt
import uuid

import pytest

from jatan.foundation.network.models import Organisation
from tests.cast import SINCE, Cast
from tests.web.staff.conftest import Browser

pytestmark = pytest.mark.django_db
NEW = {"code": "T09", "name_hi": "नई संस्था", "name_en": "New member", "member_since": "०१/०४/२०२१"}


@pytest.mark.parametrize("part", ["coordinator", "desk_operator", "researcher", "auditor", "stranger"])
def test_others_find_no_such_pages(part: str, cast: Cast, browser: Browser) -> None:
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
    client, theirs = browser("secretariat"), cast.khunti.centres.get()
    base = f"/organisations/{cast.gumla.pk}/"
    assert client.post(f"{base}centres/{theirs.pk}/close/", {"on": "31/3/2024"}).status_code == 404
    assert client.get(f"/organisations/{uuid.uuid4()}/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.closed_on is None


@pytest.mark.parametrize("more", [{"code": "T01"}, {"code": "अ१"}, {"name_hi": ""}, {"member_since": "31/02/2021"}])
def test_bad_answer_is_shown_at_its_field(more: dict[str, str], cast: Cast, browser: Browser) -> None:
    answer = browser("administrator").post("/organisations/new/", NEW | more)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(more)
