"""A form that asks for a person never selects one by a similar name; the user must choose.

Generated from the URLconf, so new forms are tested as soon as they have a URL.
"""

import ast
import copy
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.db import connection, transaction
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import jatan.web
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.people.models import NameVariant, Person, PersonKey, Suggestion
from jatan.programme.people.selectors import search_people
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.who import NEW, PersonChoiceForm
from tests.cast import Cast
from tests.house.addresses import Address, staff_addresses
from tests.house.belongings import Belongings
from tests.house.crawl import COORDINATOR, Crawl, asks_for_a_person, crawl
from tests.house.matrix import values_of, whole
from tests.house.standing_rows import Rows, cast, own, standing_rows
from tests.programme.people.builders import a_person
from tests.sign_in import signed_in
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "crawl", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
COUNSELLOR = "counsellor"
ON_RECORD, TYPED = "सरोज उराँव", "सुकरो उराँव"
QUERIES = 50
# Pages on which people are chosen from a list by their ids and no name can be typed.
CHOSEN_FROM_A_LIST = {"phone_row"}
DERIVED = (PersonKey, NameVariant, Suggestion)


@pytest.fixture
def saroj(cast: Cast) -> Person:
    """The only person on record who sounds like the name that is typed."""
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(by, cast, name=ON_RECORD, guardian_name="बिरसा उराँव")
        assert [one.pk for one in search_people(by, TYPED)] == [person.pk]
    return person


@pytest.fixture(scope="module")
def asking(standing_rows: Rows, crawl: Crawl) -> dict[str, str]:
    """Every page that asks for a person: name of the address -> the part who opens it. What the coordinator is not
    asked, the counsellor may be; her pages are opened once for all tests of this file, what that wrote is rolled
    back."""
    cast, own = copy.deepcopy(standing_rows)
    found = {name: COORDINATOR for (name, code), reply in crawl.items() if reply.asks and not code}
    with transaction.atomic():
        client = signed_in(cast.accounts[COUNSELLOR])
        for address in staff_addresses():
            if address.name not in found | dict.fromkeys(CHOSEN_FROM_A_LIST) and question(client, address, own)[1]:
                found[address.name] = COUNSELLOR
        transaction.set_rollback(True)
    return {name: part for name, part in found.items() if name not in CHOSEN_FROM_A_LIST}


def question(client: Client, address: Address, own: Belongings) -> tuple[str, AnswerForm | None]:
    """The path of an address, and the form that stands there, if it asks for a person."""
    path = reverse(address.name, kwargs=values_of(address, own) if address.takes else {})
    answer = whole(client.get(path))
    form = answer.context.get("form") if answer.context is not None else None
    return path, form if answer.status_code == 200 and asks_for_a_person(form) else None


def question_sheets(
    asking: dict[str, str], own: Belongings, browser: Browser
) -> Iterator[tuple[str, str, Client, AnswerForm]]:
    """(name of the address, path, who opened it, its form) of every page that asks for a person."""
    addresses = {address.name: address for address in staff_addresses()}
    for part in (COORDINATOR, COUNSELLOR):
        client = browser(part)
        for name in [name for name, opens in asking.items() if opens == part]:
            path, form = question(client, addresses[name], own)
            assert form is not None, name
            yield name, path, client, form


def filled(form: AnswerForm) -> dict[str, str]:
    """What a form needs besides the person: what stands in it, else the first answer that is possible."""
    answers = {}
    for name, field in form.fields.items():
        if name in ("person", "person_name", "listed", "listed_for"):
            continue
        value = form[name].value()
        if value in (None, "", []):
            value = _first_answer(field) if field.required else ""
        answers[name] = f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)
    return {name: value for name, value in answers.items() if value and value != "False"}


def _first_answer(field: forms.Field) -> str:
    if isinstance(field, forms.ModelChoiceField | forms.ChoiceField):
        return next(str(code) for code, _label in field.choices if code not in ("", None))
    return f"{clock.today():%d/%m/%Y}" if "Day" in type(field).__name__ else "1"


def rows_about(person: Person) -> int:
    """How many rows say that something is this person's."""
    fields = Person._meta.get_fields(include_hidden=True)  # those whose model is not reached from a person too
    relations: list[Any] = [one for one in fields if one.auto_created and one.is_relation]
    relations = [one for one in relations if one.related_model not in DERIVED]
    with acting_as(machine_for([person.organisation_id])):
        return sum(one.related_model.objects.filter(**{one.field.name: person}).count() for one in relations)


def faults(name: str, person: Person, send: Callable[[dict[str, str]], Any], answers: dict[str, str]) -> list[str]:
    """What is wrong when only a name that sounds like this person's is sent."""
    before = rows_about(person)
    answer = send(answers | {"person_name": TYPED})
    found = [] if rows_about(person) == before else [f"{name} took {person.name} for {TYPED}"]
    if answer.status_code != 422:
        return [*found, f"{name} went on without a choice ({answer.status_code})"]
    page = answer.content.decode()
    if str(person.pk) not in page or f'value="{NEW}"' not in page:
        found.append(f"{name} does not offer the choice")
    if re.search(r'<input type="radio" name="person"[^>]* checked', page):
        found.append(f"{name} ticked somebody")
    if "<small>" not in page or "·" not in page:
        found.append(f"{name} gives no reason")
    return found


def test_a_name_that_only_sounds_alike_is_never_taken(
    asking: dict[str, str], own: Belongings, browser: Browser, saroj: Person
) -> None:
    found, tried = [], set()
    for name, path, client, form in question_sheets(asking, own, browser):
        tried.add(name)
        queries: list[int] = []

        def send(
            answers: dict[str, str], client: Any = client, path: str = path, queries: list[int] = queries
        ) -> HttpResponse:
            with CaptureQueriesContext(connection) as asked:
                answer: HttpResponse = client.post(path, answers)
            queries.append(len(asked))
            return answer

        found += faults(name, saroj, send, filled(form))
        found += [f"{name} asks {max(queries)} queries"] if max(queries) > QUERIES else []
    assert found == []
    assert tried >= {
        "groups_members_new",
        "activities_participants_new",
        "linkages_new",
        "linkages_edit",
        "journeys_new",
        "journeys_edit",
        "message_link",
    }


def test_eight_candidates_ask_no_more_queries_than_one(
    cast: Cast, own: Belongings, browser: Browser, saroj: Person
) -> None:
    client, path = browser("coordinator"), reverse("groups_members_new", args=[own.rows["groups"].pk])
    counts = []
    for more in (0, 7):
        with acting_as(cast.actor("coordinator")) as by:
            for at in range(more):
                a_person(by, cast, name=ON_RECORD, guardian_name=f"पिता {at}", age=20 + at, sex="")
        client.post(path, {"person_name": TYPED})
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(path, {"person_name": TYPED})
        assert len(answer.context["form"].fields["person"].choices) == 1 + more + 1
        counts.append(len(asked))
    assert counts[0] == counts[1]


def listed(answer: Any) -> dict[str, str]:
    """The answers that a page of candidates carries along, as a browser sends them back."""
    form = answer.context["form"]
    return {name: str(form[name].value() or "") for name in ("person_name", "listed", "listed_for")}


def test_whoever_is_ticked_goes_on_and_a_tick_for_another_name_does_not(
    asking: dict[str, str], own: Belongings, browser: Browser, saroj: Person
) -> None:
    found = []
    for name, path, client, form in question_sheets(asking, own, browser):
        answers, before = filled(form), rows_about(saroj)
        candidates = listed(client.post(path, answers | {"person_name": TYPED}))
        other = client.post(path, answers | candidates | {"person": str(saroj.pk), "person_name": "सरोजनी उराँव"})
        if other.status_code != 422 or rows_about(saroj) != before:
            found.append(f"{name} took the tick for another name")
        if client.post(path, answers | candidates | {"person": str(saroj.pk)}).status_code != 302:
            found.append(f"{name} does not go on with who was ticked")
        if rows_about(saroj) == before:
            found.append(f"{name} does not write down who was ticked")
    assert found == []


# Names that nobody confuses, one for each form that is tried.
NOBODY_YET = (
    "फूलमनी",
    "देवकी",
    "राधिका",
    "ज्योति",
    "किरण",
    "अनीमा",
    "संगीता",
    "ममता",
    "पुष्पा",
    "यशोदा",
    "चंपा",
    "गीता",
    "उषा",
    "हेमा",
)


def somebody_new(form: AnswerForm, name: str, guardian: str) -> dict[str, str]:
    """What is sent of a form on which somebody new is ticked and her questions, open in place, are answered."""
    assert {"person", "new_guardian_name", "new_age"} <= set(form.fields)
    where = {} if "new_place" not in form.fields else {"new_place": _first_answer(form.fields["new_place"])}
    new = {"person_name": name, "person": NEW, "new_guardian_name": guardian, "new_age": "३०"}
    return where | filled(form) | new


def test_somebody_new_is_on_record_with_one_save_and_nobody_twice(
    asking: dict[str, str], cast: Cast, own: Belongings, browser: Browser, saroj: Person
) -> None:
    def of_that_name() -> list[Person]:
        with acting_as(machine_for([cast.gumla.id])):
            return list(Person.objects.filter(name=name).order_by("id"))

    found = []
    for at, (page, path, client, form) in enumerate(question_sheets(asking, own, browser)):
        name, answers = NOBODY_YET[at], somebody_new(form, NOBODY_YET[at], f"पिता {at}")
        first = client.post(path, answers)
        if first.status_code != 302 or len(of_that_name()) != 1:
            found.append(f"{page} does not register somebody new with one save: {first.status_code}")
            continue
        if rows_about(of_that_name()[0]) == 0 or of_that_name()[0].age != 30:
            found.append(f"{page} does not write down who was registered")
        # The same once more: she is on record now, so it is asked, once, and only a word of the reader makes another.
        asked = client.post(path, answers)
        if (
            asked.status_code != 422
            or len(of_that_name()) != 1
            or str(of_that_name()[0].pk) not in listed(asked)["listed"]
        ):
            found.append(f"{page} does not ask whether she is the one on record: {asked.status_code}")
            continue
        kept = {key: value for key, value in answers.items() if key != "person"}
        if re.search(r'<input type="radio" name="person"[^>]* checked', asked.content.decode()):
            found.append(f"{page} ticked somebody")
        if client.post(path, kept | listed(asked) | {"person": NEW}).status_code != 302 or len(of_that_name()) != 2:
            found.append(f"{page} does not take a word that she is another")
    assert found == []


class TakesTheOnlyHit(PersonChoiceForm):
    """The fault: a search that finds one person is taken for a choice."""

    def _decide(self, answers: dict[str, Any]) -> Person | None:
        found = list(search_people(self.actor, answers["person_name"])[:2])
        return found[0] if len(found) == 1 else None


def test_a_form_that_takes_the_only_hit_is_reported(cast: Cast, saroj: Person) -> None:
    class Answer:
        status_code = 302

    def send(answers: dict[str, str]) -> type[Answer]:
        data = QueryDict(mutable=True)
        data.update(answers)
        form = TakesTheOnlyHit(data, actor=cast.actor("coordinator"), about=saroj)
        with acting_as(cast.actor("coordinator")):
            assert form.is_valid(), form.errors
        assert form.answers()["person"] == saroj
        return Answer

    assert faults("planted", saroj, send, {}) == ["planted went on without a choice (302)"]


# Who looks people up by a name and shows what was found; none of them takes a hit.
LOOK_UP = {
    "ui/forms/who.py",
    "people/record_forms.py",
    "journeys/departures/doubts.py",
    "journeys/departures/who.py",
    "people/suggestions.py",
}
BY_NAME = {"search", "search_people", "likely_duplicates", "look_alikes"}
LOOK_UPS = {"jatan.programme.people.selectors", "jatan.programme.people.look_alikes"}


def modules_looking_up(sources: Iterable[tuple[str, str]]) -> set[str]:
    """Modules that call a look-up by name of `people.selectors`, under whatever name they import it."""
    found = set()
    for name, source in sources:
        tree = ast.parse(source)
        people = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "jatan.programme.people"
            for alias in node.names
            if alias.name == "selectors"
        }
        direct = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module in LOOK_UPS
            for alias in node.names
        }
        called = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in people
        }
        if (called | direct) & BY_NAME:
            found.add(name)
    return found


def test_only_known_modules_look_people_up_by_name() -> None:
    root = Path(jatan.web.__path__[0])
    sources = ((str(path.relative_to(root)), path.read_text("utf-8")) for path in root.rglob("*.py"))
    assert modules_looking_up(sources) == LOOK_UP


def test_a_module_that_begins_to_look_people_up_is_reported() -> None:
    source = "from jatan.programme.people import selectors as people\nfound = people.search_people(by, text)[0]"
    assert modules_looking_up([("planted.py", source)]) == {"planted.py"}
