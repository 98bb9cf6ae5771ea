"""Pages of a person: register, find, correct, withdraw, consents."""

import pytest
from django.test import Client

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Revision
from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def answers(cast: Cast, **more: str) -> dict[str, str]:
    return {"name": "सुनीता उराँव", "sex": "f", "age": "२४", "place": str(cast.gumla_block.pk), "village": "टोटो"} | more


def registered(cast: Cast, client: Client, **more: str) -> Person:
    answer = client.post("/people/new/", answers(cast, **more))
    assert answer.status_code == 302, answer.context["form"].errors
    with acting_as(cast.actor("desk_operator")):
        return Person.objects.latest("recorded_at")


def test_devanagari_digits_are_read_and_the_row_belongs_to_the_office(cast: Cast, browser: Browser) -> None:
    person = registered(cast, browser("desk_operator"))
    assert (person.age, person.organisation_id) == (24, cast.gumla.id)
    assert person.recorded_by == cast.accounts["desk_operator"].id


def test_organisation_in_the_post_data_is_ignored(cast: Cast, browser: Browser) -> None:
    person = registered(cast, browser("desk_operator"), organisation=str(cast.khunti.id), withdrawn_reason="x")
    assert person.organisation_id == cast.gumla.id
    assert person.withdrawn_reason == ""


def test_place_of_another_district_is_refused(cast: Cast, browser: Browser) -> None:
    answer = browser("desk_operator").post("/people/new/", answers(cast, place=str(cast.khunti_block.pk)))
    assert answer.status_code == 422
    assert "place" in answer.context["form"].errors


def test_field_worker_is_offered_her_own_block_only(cast: Cast, browser: Browser) -> None:
    form = browser("field_worker").get("/people/new/").context["form"]
    assert [str(value) for value, _name in form.fields["place"].choices if value] == [str(cast.gumla_block.pk)]


def test_aadhaar_number_is_a_field_error(cast: Cast, browser: Browser) -> None:
    answer = browser("desk_operator").post("/people/new/", answers(cast, guardian_name="2345 6789 0124"))
    assert answer.status_code == 422
    assert "guardian_name" in answer.context["form"].errors


def test_search_crosses_scripts_and_puts_no_name_in_a_url(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    person = registered(cast, client)
    answer = client.post("/search/", {"q": "Sunita Oraon"})
    assert f"/people/{person.pk}/" in answer.content.decode()
    assert f"/people/{person.pk}/" not in client.get("/people/?q=Sunita").request["QUERY_STRING"]


def test_other_member_finds_nothing(cast: Cast, browser: Browser) -> None:
    person = registered(cast, browser("desk_operator"))
    other = browser("khunti_coordinator")
    assert other.get(f"/people/{person.pk}/").status_code == 404
    assert str(person.pk) not in other.post("/search/", {"q": "सुनीता"}).content.decode()
    assert str(person.pk) not in other.get("/people/").content.decode()


def test_correction_keeps_the_old_values_in_the_history(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    person = registered(cast, client)
    assert client.post(f"/people/{person.pk}/edit/", answers(cast, village="बसिया")).status_code == 302
    with acting_as(cast.actor("desk_operator")):
        revision = Revision.objects.get(about=person.pk)
    assert (revision.before, revision.after) == ({"village": "टोटो"}, {"village": "बसिया"})
    page = client.get(f"/people/{person.pk}/").content.decode()
    assert "टोटो" in page
    assert "<title>" in page
    assert person.name not in page.split("</title>")[0]


def test_colleague_may_not_correct_what_another_recorded(cast: Cast, browser: Browser) -> None:
    person = registered(cast, browser("coordinator"))
    assert browser("desk_operator").get(f"/people/{person.pk}/edit/").status_code == 404
    assert browser("desk_operator").get(f"/people/{person.pk}/withdraw/").status_code == 404


def test_withdrawing_asks_a_reason_and_the_row_stays_readable(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    person = registered(cast, client)
    assert client.post(f"/people/{person.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"/people/{person.pk}/withdraw/", {"reason": "दो बार लिखा"}).status_code == 302
    assert str(person.pk) not in client.get("/people/").content.decode()
    page = client.get(f"/people/{person.pk}/")
    assert "दो बार लिखा" in page.content.decode()
    assert client.get(f"/people/{person.pk}/edit/").status_code == 404


def test_consent_is_given_with_its_text_and_taken_back(cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    person = registered(cast, client)
    sheet = client.get(f"/people/{person.pk}/consents/new/")
    assert cast.gumla.name_hi in sheet.content.decode()
    given = client.post(
        f"/people/{person.pk}/consents/new/", {"purpose": "contact", "given_on": "१/४/२०२४", "how": "spoken"}
    )
    assert given.status_code == 302
    page = client.get(f"/people/{person.pk}/").content.decode()
    assert "/back/" in page
