"""Search of people while typing, the list of likely duplicates before saving, and the review of pairs."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.programme.people.duplicates import links_of
from jatan.programme.people.models import LookUp, Person, SamePerson, Suggestion
from tests.cast import Cast
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

type As = Callable[[str], AbstractContextManager[Actor]]
type Queries = Callable[[int], AbstractContextManager[object]]
PART = {"HX-Request": "true"}


@pytest.fixture
def sunita(cast: Cast, as_: As) -> Person:
    with as_("coordinator") as by:
        return a_person(by, cast)


@pytest.fixture
def pair(sunita: Person, cast: Cast, as_: As) -> Suggestion:
    with as_("coordinator") as by:
        a_person(by, cast, name="Sunita Oraon", guardian_name="Mangra Oraon", village="Toto")
        return Suggestion.objects.get()


def _answers(cast: Cast, **more: str) -> dict[str, str]:
    usual = {"name": "Sunita Oraon", "guardian_name": "Mangra", "sex": "f", "place": str(cast.gumla_block.pk)}
    return usual | {"village": "Toto", "age": "24"} | more


def _count(cast: Cast) -> int:
    with acting_as(cast.actor("coordinator")):
        return Person.objects.count()


def test_what_is_typed_comes_back_as_a_list_with_reasons(sunita: Person, cast: Cast, browser: Browser) -> None:
    typed = {"q": "sunita toto", "place": str(cast.gumla_block.pk)}
    page = browser("field_worker").post("/people/suggest/", typed, headers=PART).content.decode()
    assert "<html" not in page
    assert f'href="/people/{sunita.pk}/"' in page
    assert sunita.name in page


def test_it_works_as_a_page_and_as_a_choice_in_another_form(sunita: Person, browser: Browser) -> None:
    client = browser("field_worker")
    assert client.get("/people/suggest/").status_code == 200
    page = client.post("/people/suggest/", {"q": "सुनीता", "pick": "1"}).content.decode()
    assert "<html" in page
    assert f'type="radio" name="person" value="{sunita.pk}"' in page


def test_search_can_be_widened_and_is_counted_without_its_text(sunita: Person, cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    here = {"q": "sunita", "place": str(cast.other_gumla_block.pk)}
    page = client.post("/people/suggest/", here, headers=PART).content.decode()
    assert str(sunita.pk) not in page
    assert 'value="district"' in page
    page = client.post("/people/suggest/", here | {"scope": "district"}, headers=PART).content.decode()
    assert str(sunita.pk) in page
    with acting_as(cast.actor("desk_operator")):
        assert sorted(LookUp.objects.values_list("scope", "looked", "shown")) == [("block", 1, 0), ("district", 1, 1)]


def test_searching_the_list_is_counted_too(sunita: Person, cast: Cast, browser: Browser) -> None:
    client = browser("desk_operator")
    for address in ("/people/", "/search/", "/people/"):
        assert str(sunita.pk) in client.post(address, {"q": "sunita"}).content.decode()
    with acting_as(cast.actor("desk_operator")):
        assert list(LookUp.objects.values_list("scope", "looked", "shown")) == [("organisation", 3, 3)]


@pytest.mark.parametrize("part", ["khunti_coordinator", "khunti_desk"])
def test_another_member_finds_nobody(sunita: Person, cast: Cast, browser: Browser, part: str) -> None:
    typed = {"q": "sunita", "scope": "organisation", "place": str(cast.gumla_block.pk)}
    assert str(sunita.pk) not in browser(part).post("/people/suggest/", typed).content.decode()


@pytest.mark.parametrize("part", ["secretariat", "researcher", "auditor", "administrator", "stranger"])
def test_roles_without_people_see_get_404(browser: Browser, part: str) -> None:
    assert browser(part).get("/people/suggest/").status_code == 404
    assert browser(part).get("/people/duplicates/").status_code == 404


@pytest.mark.parametrize(
    "typed", [{"q": "\x00"}, {"q": "x", "place": "no"}, {"q": "x", "scope": "moon"}, {"q": "अ" * 9000}, {}]
)
def test_odd_input_raises_nothing(browser: Browser, typed: dict[str, str]) -> None:
    assert browser("field_worker").post("/people/suggest/", typed).status_code == 200


def test_search_makes_few_queries(
    sunita: Person, cast: Cast, browser: Browser, django_assert_max_num_queries: Queries
) -> None:
    client = browser("field_worker")
    client.post("/people/suggest/", {"q": "x"}, headers=PART)
    with django_assert_max_num_queries(14):
        client.post("/people/suggest/", {"q": "sunita", "place": str(cast.gumla_block.pk)}, headers=PART)


def test_two_records_are_compared_fact_by_fact_in_words(pair: Suggestion, browser: Browser) -> None:
    """A fact that differs says so in a word; nothing stands there that neither record has."""
    answer = browser("desk_operator").get(f"/people/duplicates/{pair.pk}/")
    facts = {fact.label: fact for fact in answer.context["facts"]}
    assert str(facts["नाम"].badge.text) == ("एक जैसा" if facts["नाम"].one == facts["नाम"].other else "अलग")
    assert all(fact.one or fact.other for fact in facts.values())
    only_one = [fact for fact in facts.values() if not fact.one or not fact.other]
    assert {str(fact.badge.text) for fact in only_one} <= {"एक ही में लिखा"}
    main = answer.content.decode().partition("<main")[2]
    assert main.count("लिखा नहीं") == len(only_one)


def test_likely_duplicates_are_listed_before_saving(sunita: Person, cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    answer = client.post("/people/new/", _answers(cast))
    assert answer.status_code == 422
    assert [value for value, _label in answer.context["form"].fields["known"].choices] == [str(sunita.pk), "new"]
    assert _count(cast) == 1
    answer = client.post("/people/new/", _answers(cast, known=str(sunita.pk)))
    assert (answer.status_code, answer["Location"]) == (302, f"/people/{sunita.pk}/")
    assert _count(cast) == 1
    assert client.post("/people/new/", _answers(cast, known="new")).status_code == 422, "nobody was shown to her"
    assert _count(cast) == 1
    seen = _answers(cast, known="new", listed=str(sunita.pk))
    assert client.post("/people/new/", seen).status_code == 302
    assert _count(cast) == 2


def test_somebody_elses_record_cannot_be_chosen(sunita: Person, cast: Cast, browser: Browser) -> None:
    answer = browser("khunti_desk").post(
        "/people/new/", _answers(cast, place=str(cast.khunti_block.pk), known=str(sunita.pk))
    )
    assert answer.status_code == 302
    assert str(sunita.pk) not in answer["Location"]


def test_a_pair_is_decided_with_one_tap_and_unlinked_with_another(
    pair: Suggestion, cast: Cast, browser: Browser, django_assert_max_num_queries: Queries
) -> None:
    client = browser("desk_operator")
    assert f"/people/duplicates/{pair.pk}/" in client.get("/people/duplicates/").content.decode()
    with django_assert_max_num_queries(16):
        page = client.get(f"/people/duplicates/{pair.pk}/").content.decode()
    assert page.count("<td>") >= 2
    assert f'href="/people/{pair.first_id}/"' in page
    assert f'href="/people/{pair.second_id}/"' in page
    assert client.post(f"/people/duplicates/{pair.pk}/", {"decision": "same"}).status_code == 302
    assert f"/people/duplicates/{pair.pk}/" not in client.get("/people/duplicates/").content.decode()
    with acting_as(cast.actor("desk_operator")):
        link = SamePerson.objects.get()
    page = client.get(f"/people/{pair.first_id}/").content.decode()
    assert f"/people/{pair.second_id}/" in page
    assert f"/people/{pair.first_id}/same/{link.pk}/unlink/" in page
    assert client.post(f"/people/{pair.first_id}/same/{link.pk}/unlink/", {}).status_code == 302
    with acting_as(cast.actor("desk_operator")) as by:
        assert not links_of(by, pair.first).exists()


def test_another_member_finds_no_pair(pair: Suggestion, browser: Browser) -> None:
    other: Client = browser("khunti_coordinator")
    assert other.get(f"/people/duplicates/{pair.pk}/").status_code == 404
    assert other.post(f"/people/duplicates/{pair.pk}/", {"decision": "same"}).status_code == 404
    assert str(pair.pk) not in other.get("/people/duplicates/").content.decode()


def test_another_member_learns_nothing_from_a_page_of_her_double(
    sunita: Person, cast: Cast, as_: As, browser: Browser
) -> None:
    with as_("khunti_coordinator") as by:
        where = {"organisation": cast.khunti.id, "place": cast.gumla_block}
        double = a_person(by, cast, name="Sunita Uraon", guardian_name="Mangra Uraon", village="Elsewhere", **where)
    page = browser("khunti_coordinator").get(f"/people/{double.pk}/").content.decode()
    assert cast.gumla.name_hi not in page  # a supervisor may ask: tests/attacks/test_asking_about_people.py
    assert "टोटो" not in page
    assert str(sunita.pk) not in page
