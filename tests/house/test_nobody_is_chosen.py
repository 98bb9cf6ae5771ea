"""A form that asks for a person never selects one by a similar name; the user must choose.

Generated from the URLconf, so new forms are tested as soon as they have a URL.
"""

import ast
import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.db import connection
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
from tests.house.addresses import staff_addresses
from tests.house.belongings import Belongings
from tests.house.matrix import values_of, whole
from tests.house.standing_rows import cast, own, standing_rows
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
PARTS = ("coordinator", "counsellor")
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


def asks_for_a_person(form: Any) -> bool:
    """Whether a form has a question whose answer is a person on record."""
    if not isinstance(form, AnswerForm):
        return False
    of_person = (getattr(getattr(field, "queryset", None), "model", None) is Person for field in form.fields.values())
    return isinstance(form, PersonChoiceForm) or "person" in form.fields or any(of_person)


def question_sheets(own: Belongings, browser: Browser) -> Iterator[tuple[str, str, Client, AnswerForm]]:
    """(name of the address, path, who opened it, its form) of every page that asks for a person."""
    seen = set[str]()
    for part in PARTS:
        client = browser(part)
        for address in staff_addresses():
            if address.name in seen | CHOSEN_FROM_A_LIST:
                continue
            path = reverse(address.name, kwargs=values_of(address, own) if address.takes else {})
            answer = whole(client.get(path))
            form = answer.context.get("form") if answer.context is not None else None
            if answer.status_code == 200 and asks_for_a_person(form):
                seen.add(address.name)
                yield address.name, path, client, form


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
    cast: Cast, own: Belongings, browser: Browser, saroj: Person
) -> None:
    found, tried = [], set()
    for name, path, client, form in question_sheets(own, browser):
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
    cast: Cast, own: Belongings, browser: Browser, saroj: Person
) -> None:
    found = []
    for name, path, client, form in question_sheets(own, browser):
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


def test_somebody_new_is_registered_with_the_record(
    cast: Cast, own: Belongings, browser: Browser, saroj: Person
) -> None:
    found = []
    for at, (name, path, client, form) in enumerate(question_sheets(own, browser)):
        answers, named = filled(form), {"person_name": f"{TYPED} {'कखगघचछजझटठडढ'[at]}मा"}
        candidates = client.post(path, answers | named)
        if candidates.context["form"].data.get("person") != NEW:  # candidates are listed: none of these
            candidates = client.post(path, answers | listed(candidates) | {"person": NEW})
        new = candidates.context["form"]
        new_person = {key: str(new[key].value() or "") for key in new.fields if key.startswith("new_")}
        new_person |= {"new_guardian_name": f"पिता {at}", "new_age": "३०"}
        last = client.post(path, answers | new_person | listed(candidates) | {"person": NEW})
        with acting_as(machine_for([cast.gumla.id])):
            person = Person.objects.filter(name=named["person_name"]).first()
        if last.status_code != 302 or person is None:
            found.append(f"{name} does not register somebody new: {last.status_code}")
        elif rows_about(person) == 0 or person.age != 30:
            found.append(f"{name} does not write down who was registered")
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
    "journeys/departures/who.py",
    "people/suggestions.py",
}
BY_NAME = {"search", "search_people", "likely_duplicates"}


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
            if isinstance(node, ast.ImportFrom) and node.module == "jatan.programme.people.selectors"
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
