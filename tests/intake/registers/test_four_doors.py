"""The same facts come by page, phone, text and workbook in any order: each is on record once, or waits, or is shown as
a pair; never twice without a word, and never merged without a person."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.utils.translation import override

from jatan.foundation.access.models import Account
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.intake.registers.look_alikes.pairs import KINDS, pairs_of_month
from jatan.intake.registers.models import ParkedRow, ProposedCorrection
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE, alike_of
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import IssueKind
from jatan.programme.helpdesk.models import IssueFollowUp
from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.intake.fieldbook.field import Field, days, leaving, make_field
from tests.intake.messaging.builders import receive_text
from tests.intake.registers.blank.filled_workbook import registers_of, words_of, write_rows
from tests.programme.activities.builders import an_activity
from tests.programme.groups.builders import a_member
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.programme.schemes.builders import a_linkage

LEADER = "9431012345"
GIVEN = (
    *("Phulmani", "Sunita", "Basanti", "Rajmuni", "Etwari", "Karmi", "Lalita", "Mariam", "Nirmala", "Asha"),
    *("Budhni", "Champa", "Dulari", "Geeta", "Helena", "Jasinta", "Kalawati", "Pushpa", "Radha", "Salomi"),
)
SURNAMES = ("Munda", "Tirkey", "Lohra", "Kujur", "Xaxa", "Minz", "Baraik", "Soreng", "Toppo", "Kerketta")
WHATS = ("activity", "issue", "journey", "linkage")
DOORS = {
    "activity": ("page", "phone"),
    "issue": ("page", "phone", "text"),
    "journey": ("page", "phone"),
    "linkage": ("page",),
}
REGISTERS = {"activity": "forum_meeting", "issue": "issues", "journey": "journeys", "linkage": "beneficiaries"}
BOOKS = 3


@dataclass
class Fact:
    """Something that happened. `person`: whom it is about; `day`: when. `phone_rows`: the ids of what a phone sent;
    `before_book`: what was on record of it when its workbook came."""

    what: str
    day: dt.date
    person: Person
    phone_rows: list[uuid.UUID] = field(default_factory=list)
    before_book: set[uuid.UUID] = field(default_factory=set)


@dataclass
class Doors:
    """The doors by which the facts come."""

    cast: Cast
    field: Field
    as_: Any
    take_in: Any
    folder: Path

    def page(self, fact: Fact) -> None:
        person, day = fact.person, fact.day
        with self.as_("coordinator") as by:
            if fact.what == "activity":
                an_activity(
                    by, self.cast, held_on=day, group=self.field.forum, village="टोटो", women=3, men=0, girls=0, boys=0
                )
            elif fact.what == "issue":
                named = {"caller_name": person.name, "caller_phone": person.phone, "village": person.village}
                an_issue(by, self.cast, received_on=day, kind="unpaid_wages", **named)
            elif fact.what == "journey":
                a_journey(by, person, registered_on=clock.today(), leaves_on=day)
            else:
                a_linkage(by, person, scheme="pension", applied_on=day)

    def phone(self, fact: Fact) -> None:
        if fact.what == "activity":
            present = [str(one.pk) for one in self.field.members]
            row = self.field.row("meeting", {"held_on": fact.day.isoformat(), "present": present})
        elif fact.what == "issue":
            row = self.field.row("help", {"kind": "unpaid_wages", "person": str(fact.person.pk)})
        else:
            row = self.field.row("leaving", leaving(self.field, fact.person, leaves_on=fact.day.isoformat()))
        fact.phone_rows.append(row.id)
        self.field.receipt(row)

    def text(self, fact: Fact) -> None:
        receive_text(f"MADAD {fact.person.phone}", phone="+91" + LEADER)

    def book(self, facts: list[Fact]) -> None:
        words, path = words_of(self.cast.gumla), self.folder / f"{uuid.uuid4()}.xlsx"
        second = {one.kind: {column.field: column.choices for column in one.columns} for one in registers_of(words)}
        rows: dict[str, list[dict[str, Any]]] = {}
        for fact in facts:
            kind = REGISTERS[fact.what]
            where = {"block": self.cast.gumla_block.name_hi, "village": fact.person.village}
            who = {"name": fact.person.name, "sex": second["issues"]["sex"][0], "phone": fact.person.phone}
            more = {"guardian": fact.person.guardian_name, "age": fact.person.age}
            rows.setdefault(kind, []).append(where | self._cells(fact, who, more, second[kind]))
        write_rows(path, words, rows)
        with self.as_("coordinator"):
            for fact in facts:
                fact.before_book = _records(fact)
        self.take_in(path)

    def _cells(self, fact: Fact, who: dict[str, Any], more: dict[str, Any], listed: Any) -> dict[str, Any]:
        if fact.what == "activity":
            counted = {"women": 3, "men": 0, "girls": 0, "boys": 0, "total": 3}
            return {"date": fact.day, "village": "टोटो", "group_name": self.field.forum.name, **counted}
        if fact.what == "issue":
            with override("hi"):
                return {**who, "date": fact.day, "issue": str(IssueKind.UNPAID_WAGES.label)}
        if fact.what == "journey":
            return {**who, **more, "date": clock.today(), "leaves_on": fact.day}
        return {**who, **more, "scheme": listed["scheme"][1], "applied_on": fact.day}


@pytest.fixture
def doors(cast: Cast, as_: Any, take_in: Any, tmp_path: Path) -> Doors:
    leader: Account = cast.accounts["field_worker"]
    leader.phone = LEADER
    leader.save(update_fields=["phone"])
    return Doors(cast, make_field(cast), as_, take_in, tmp_path)


def _facts(doors: Doors, count: int) -> list[Fact]:
    made: list[Fact] = []
    with doors.as_("coordinator") as by:
        for number in range(count):
            what = WHATS[number % len(WHATS)]
            name = f"{GIVEN[number % len(GIVEN)]} {SURNAMES[number // len(GIVEN)]}"
            known = {"name": name, "guardian_name": f"{SURNAMES[number % len(SURNAMES)]} {number}", "sex": "f"}
            person = a_person(by, doors.cast, **known, age=24, village="Navapur", phone=f"98765{number:05d}")
            a_member(by, doors.field.forum, person)
            ahead = {"activity": -number // len(WHATS) - 1, "journey": 2, "linkage": -9, "issue": 0}[what]
            made.append(Fact(what, dt.date.fromisoformat(days(ahead)), person))
    return made


def _arrivals(facts: list[Fact], chance: random.Random) -> list[tuple[str, Any]]:
    """What comes, in a random order: every fact by every door, the workbooks in parts."""
    arriving: list[tuple[str, Any]] = [(door, fact) for fact in facts for door in DOORS[fact.what]]
    mixed = chance.sample(facts, len(facts))
    arriving += [("book", mixed[number::BOOKS]) for number in range(BOOKS)]
    chance.shuffle(arriving)
    return arriving


def _records(fact: Fact) -> set[uuid.UUID]:
    rows = KINDS[fact.what].model._default_manager.filter(withdrawn_at__isnull=True)
    if fact.what == "activity":
        rows = rows.filter(held_on=fact.day)
    elif fact.what == "issue":
        rows = rows.filter(person=fact.person) | rows.filter(caller_name=fact.person.name)
    else:
        rows = rows.filter(person__name=fact.person.name)
    return set(rows.values_list("pk", flat=True))


def _waiting(fact: Fact) -> Iterator[uuid.UUID | None]:
    """The records that the waiting rows of workbooks look like; None for each row that is proposed as a correction of
    another one, and for each row of a phone that waits."""
    for row in ParkedRow.objects.filter(kind=REGISTERS[fact.what], status="open"):
        if _is_of(row.cells, fact):
            assert row.code == LOOKS_ALIKE
            yield alike_of(row.problems)
    for correction in ProposedCorrection.objects.filter(kind=REGISTERS[fact.what], status="open"):
        if _is_of(correction.cells, fact):
            yield None
    for _row in ReceivedRow.objects.filter(row__in=fact.phone_rows, state="parked"):
        yield None


def _is_of(cells: dict[str, Any], fact: Fact) -> bool:
    return bool(cells["name"] == fact.person.name if "name" in cells else cells["date"] == str(fact.day))


def _hang_together(records: set[uuid.UUID], pairs: set[frozenset[uuid.UUID]]) -> bool:
    """Whether every record of a fact is shown beside another one, so that all of them are looked at together."""
    seen = {next(iter(records))}
    while more := {one for pair in pairs if pair & seen for one in pair & records} - seen:
        seen |= more
    return seen == records


@pytest.mark.parametrize(
    ("count", "seed"),
    [(20, 1), *(pytest.param(*one, marks=pytest.mark.long) for one in ((20, 2), (200, 3), (200, 6)))],
)
def test_nothing_is_counted_twice_without_a_word_and_nothing_is_merged(count: int, seed: int, doors: Doors) -> None:
    chance = random.Random(seed)
    facts = _facts(doors, count)
    for door, what in _arrivals(facts, chance):
        getattr(doors, door)(what)
    with doors.as_("coordinator") as by:
        months = {fact.day.replace(day=1) for fact in facts} | {clock.today().replace(day=1)}
        pairs = {frozenset(pair.ids) for month in months for pair in pairs_of_month(by, doors.cast.gumla.id, month)}
        for fact in facts:
            records, waiting = _records(fact), list(_waiting(fact))
            added = IssueFollowUp.objects.filter(issue__in=records, is_alarm=True).count()
            assert len(records) + len(waiting) + added == len(DOORS[fact.what]) + 1, fact
            if fact.before_book:  # else it may be asked about somebody alike
                assert {one for one in waiting if one is not None} <= records
            assert _hang_together(records, pairs), fact
        for kind in KINDS.values():
            assert not kind.model._default_manager.filter(withdrawn_at__isnull=False).exists()
        assert pairs or ParkedRow.objects.filter(code=LOOKS_ALIKE).exists()
