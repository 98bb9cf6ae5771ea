"""The content of a draft and the order of its pages.

`body` is plain JSON: {"travellers": [{"person": id} or {"new": answers, "shown": ids, ...}], "journey": answers,
"promise": answers},
each `answers` being the fields of a page as they were sent (name -> list of texts), so that it can be shown again.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.numbers import parse_int
from jatan.kernel.problems import Problem
from jatan.programme.journeys.checklist import Item, current_version, first_version, questions
from jatan.programme.journeys.models import Draft
from jatan.programme.journeys.rules import is_child
from jatan.programme.people import selectors as people
from jatan.programme.people.models import Consent, Person
from jatan.programme.people.rules import age_on_day

MOST_TRAVELLERS = 20  # travellers in one draft
SHARED, EACH = ("journey", "promise"), ("papers", "talk", "consent")

type Answers = dict[str, list[str]]


@dataclass(frozen=True)
class Page:
    """One page of the registration; `number` is the index of its traveller."""

    step: str
    number: int = 0


@dataclass(frozen=True)
class PageContext:
    """What the form of one page needs to know about its traveller and draft."""

    number: int
    name: str
    has_others: bool
    family_choices: list[tuple[str, str]]
    questions: tuple[Item, ...]
    agreed: frozenset[str]
    organisation_name: str
    is_minor: bool
    person: Person | None


@dataclass(frozen=True)
class TravellerSummary:
    """One traveller as the review page shows her. Texts may be empty; `age` None means unknown."""

    name: str
    age: int | None
    under_18: str
    guardian_name: str
    village: str
    place_name: str
    phone: str


class State:
    """A draft in one request: at most three queries, whatever the number of travellers."""

    def __init__(self, by: Actor, draft: Draft) -> None:
        self.by, self.draft = by, draft
        self.body: dict[str, Any] = {"travellers": [], **draft.body}

    @property
    def travellers(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.body["travellers"]
        return rows

    @cached_property
    def persons(self) -> dict[str, Person]:
        """Travellers who are on record and still within reach, by id."""
        ids = [row["person"] for row in self.travellers if row.get("person")]
        rows = people.people(self.by).filter(id__in=ids) if ids else ()
        return {str(person.id): person for person in rows}

    @cached_property
    def agreed(self) -> dict[str, frozenset[str]]:
        """Purposes with a consent in force, by the id of the traveller on record."""
        if not self.persons:
            return {}
        rows = Consent.objects.live().filter(person__in=list(self.persons.values()), withdrawn_on=None)
        given = list(rows.values_list("person_id", "purpose"))
        return {key: frozenset(purpose for who, purpose in given if str(who) == key) for key in self.persons}

    @cached_property
    def organisation_name(self) -> str:
        return str(Organisation.objects.get(pk=self.draft.organisation_id).name)

    def name_of(self, number: int) -> str:
        row = self.travellers[number]
        if row.get("person"):
            person = self.persons.get(row["person"])
            return person.name if person else str(_("no longer on record"))
        return _one(row.get("new", {}), "name")

    @property
    def names(self) -> list[str]:
        return [self.name_of(number) for number in range(len(self.travellers))]

    def traveller_summaries(self) -> list[TravellerSummary]:
        """All travellers, on record or new, in the order of the list: two queries, whatever their number."""
        ids = [key for row in self.travellers if (key := person_id(_one(row.get("new", {}), "place")))]
        places = Place.objects.in_bulk(ids) if ids else {}
        return [self._leaving(number, places) for number in range(len(self.travellers))]

    def _leaving(self, number: int, places: Mapping[uuid.UUID, Place]) -> TravellerSummary:
        row = self.travellers[number]
        person, answers_given = self.persons.get(row.get("person", "")), row.get("new", {})
        age, under_18 = self._age_and_under_18(row)
        if person is not None:
            phone = _one(row.get("papers", {}), "phone") or person.phone
            where = (person.guardian_name, person.village, person.place.name, phone)
            return TravellerSummary(person.name, age, under_18, *where)
        place = places.get(person_id(_one(answers_given, "place")) or uuid.UUID(int=0))
        guardian, village, phone = (_one(answers_given, name) for name in ("guardian_name", "village", "phone"))
        where = (guardian, village, place.name if place else "", phone)
        return TravellerSummary(self.name_of(number), age, under_18, *where)

    def shared_answers(self) -> dict[str, str]:
        """What is offered for the next new traveller, from the first: office, place, and the surname of her guardian.

        It is shown in the fields, to be changed; {} while nobody is on the list.
        """
        if not self.travellers:
            return {}
        row, names = self.travellers[0], ("panchayat", "village", "guardian_name")
        person, answers_given = self.persons.get(row.get("person", "")), row.get("new", {})
        if person is not None:
            found = {name: str(getattr(person, name)) for name in names} | {"place": str(person.place_id)}
        else:
            found = {name: _one(answers_given, name) for name in (*names, "place")}
        parts = found["guardian_name"].split()
        found |= {"guardian_name": parts[-1] if len(parts) > 1 else "", "organisation": str(self.draft.organisation_id)}
        return {name: value for name, value in found.items() if value}

    def pages(self) -> list[Page]:
        """Every page after "who", in order. With one conversation for all there is only one page of it."""
        found = [Page(step) for step in SHARED]
        for number in range(len(self.travellers)):
            found += [Page(step, number) for step in EACH if not (step == "talk" and number and self.is_one_talk)]
        return found

    @property
    def is_one_talk(self) -> bool:
        return bool(self.travellers and self.travellers[0].get("talk", {}).get("same_for_all"))

    def answers(self, page: Page) -> Answers:
        """The values kept of a page; empty if it was never sent."""
        held = self.body if page.step in SHARED else self.travellers[page.number]
        found: Answers = held.get(page.step, {})
        return found

    def keep(self, page: Page, answers: Answers) -> None:
        held = self.body if page.step in SHARED else self.travellers[page.number]
        if page.step == "talk":
            answers = {**answers, "checklist": [self.checklist_of(page.number)]}
        held[page.step] = answers

    def checklist_of(self, number: int) -> str:
        """The checklist version of a traveller's conversation; the current version before any answer."""
        kept: Answers = self.travellers[0 if self.is_one_talk else number].get("talk", {})
        return kept.get("checklist", [first_version() if kept else current_version()])[0]

    def asked(self, page: Page) -> PageContext:
        """The context of a page's form."""
        row = self.travellers[page.number]
        minor = self._is_minor(row)
        asked = questions(self.checklist_of(page.number)) if page.step == "talk" else ()
        shown = tuple(one for one in asked if minor is not False or not one.only_minor)
        return PageContext(
            number=page.number,
            name=self.name_of(page.number),
            has_others=len(self.travellers) > 1,
            family_choices=[(str(other), self.name_of(other)) for other in range(page.number)],
            questions=shown,
            agreed=self.agreed.get(row.get("person", ""), frozenset()) if page.step == "consent" else frozenset(),
            organisation_name=self.organisation_name if page.step == "consent" else "",
            is_minor=minor is True,
            person=self.persons.get(row.get("person", "")),
        )

    def family_of(self, number: int) -> str:
        """The family of a traveller, as the index of its first member; "" if unknown."""
        if number == 0:
            return "0"
        family = (self.travellers[number].get("papers", {}).get("family") or [""])[0]
        if family == "-":
            return str(number)
        return self.family_of(int(family)) if family.isdecimal() and int(family) < number else ""

    def _is_minor(self, row: dict[str, Any]) -> bool | None:
        age, under_18 = self._age_and_under_18(row)
        return is_child(age, under_18)

    def _age_and_under_18(self, row: dict[str, Any]) -> tuple[int | None, str]:
        """The age from this draft or else from the record, and the answer to "under 18?"."""
        answers_given: Answers = row.get("papers", {}) if row.get("person") else row.get("new", {})
        try:
            age = parse_int(_one(answers_given, "age"))
        except Problem:
            age = None
        person = self.persons.get(row.get("person", ""))
        if age is None and person is not None:
            age = _age(person, clock.today())
        return age, _one(answers_given, "under_18")


def drafts_with_names(by: Actor, drafts: list[Draft]) -> list[tuple[Draft, str]]:
    """(draft, names of its travellers joined by commas); one query for the people of all drafts."""
    states = [State(by, draft) for draft in drafts]
    ids = [row["person"] for state in states for row in state.travellers if row.get("person")]
    known = {str(person.id): person for person in people.people(by).filter(id__in=ids)} if ids else {}
    for state in states:
        state.persons = known
    return [(state.draft, ", ".join(state.names)) for state in states]


def sent_fields(post: Any) -> Answers:
    """The fields of a page as they were sent, without CSRF token, buttons and other control fields."""
    own = {"csrfmiddlewaretoken", "draft_id", "later", "confirmed", "again", "q"}
    return {name: values for name, values in post.lists() if name not in own and any(values)}


def person_id(text: str) -> uuid.UUID | None:
    """The text as a UUID, or None."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _one(answers: Answers, name: str) -> str:
    """The single value of a field, "" if there is none."""
    return (answers.get(name) or [""])[0]


def _age(person: Person, day: dt.date) -> int | None:
    return age_on_day(day, age=person.age, age_on=person.age_on, birth_year=person.birth_year)
