"""Phones, office and a line that breaks, in generated histories: nothing is lost, doubled or given to another author.

Two phones of one leader and one of a field worker write rows, right and wrong ones; answers get lost and rows come
again, from the phone or as a file; the office changes records and puts rows right. After each meeting with the house
the phone holds what the house holds for it. The name of a failing test has the seed of its history.
"""

import datetime as dt
import logging
import random
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from jatan.foundation.access.actors import importer_for, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook.actors import sender_of
from jatan.intake.fieldbook.choices import WAITING, State
from jatan.intake.fieldbook.held_rows import alike_in, open_for
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.intake.fieldbook.receive import SentRow, receive_rows
from jatan.intake.fieldbook.repair import send_on, set_aside, take_up_again
from jatan.intake.fieldbook.translate.entry import Decisions
from jatan.kernel import clock
from jatan.programme.flows.corrections import amend_person
from jatan.programme.groups.models import Membership
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.contacts import start_contacts
from jatan.programme.safeguarding.models import Contact
from tests.cast import Cast
from tests.intake.fieldbook.field import CHECKLIST, Row, days, make_field
from tests.phones import Phone, enrolled
from tests.programme.groups.builders import a_member
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db

_log = logging.getLogger(__name__)
STEPS = 16
ACTS = {"leave": 3, "contact": 4, "help": 3, "meet": 5, "again": 2, "as_file": 1, "office": 2, "repair": 3, "aside": 1}
SYLLABLES = ("सु", "फू", "बु", "मं", "जी", "रे", "ती", "को", "ना", "ले", "झा", "पि")


@dataclass
class Book:
    """A phone as the page keeps it: `buckets` by name, rows not receipted yet, and all rows ever written on it."""

    phone: Phone
    account: uuid.UUID
    buckets: dict[str, dict[str, Any]] = field(default_factory=dict)
    unsent: list[Row] = field(default_factory=list)
    written: list[Row] = field(default_factory=list)

    def rows(self, kind: str) -> list[dict[str, Any]]:
        buckets = (bucket for name, bucket in sorted(self.buckets.items()) if name.startswith(f"{kind}/"))
        return [row for bucket in buckets for row in bucket["rows"]]

    def fetch(self) -> None:
        have = {name: bucket["v"] for name, bucket in self.buckets.items()}
        answer = self.phone.post("bundle", {"have": have}, key="reading")
        assert answer.status_code == 200, answer.content
        for name, bucket in answer.json()["buckets"].items():
            if bucket is None:
                self.buckets.pop(name, None)
            else:
                self.buckets[name] = bucket


class History:
    """One history, drawn from `seed`."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.dice, self.field = cast, random.Random(seed), make_field(cast)
        leader, worker = cast.accounts["forum_leader"].pk, cast.accounts["field_worker"].pk
        self.books = [
            Book(self.field.phone, leader),
            Book(enrolled(cast), leader),
            Book(enrolled(cast, "field_worker"), worker),
        ]
        with acting_as(cast.actor("coordinator")) as by:
            today = clock.today()
            for days_ago, member in zip((9, 4), self.field.members, strict=False):
                away = {"registered_on": today - dt.timedelta(days=days_ago + 1)}
                left = today - dt.timedelta(days=days_ago)
                start_contacts(by, [a_journey(by, member, leaves_on=left, **away)])
        self.new: dict[uuid.UUID, str] = {}
        self.counts: Counter[str] = Counter()
        for book in self.books:
            book.fetch()

    def step(self) -> None:
        act = self.dice.choices(list(ACTS), list(ACTS.values()))[0]
        self.counts[act] += 1
        getattr(self, act)(self.dice.choice(self.books))

    def leave(self, book: Book) -> None:
        name = "".join(self.dice.choices(SYLLABLES, k=5)) + " " + "".join(self.dice.choices(SYLLABLES, k=4))
        one: dict[str, Any] = {
            "new": {"name": name, "age": self.dice.choice((16, 24, 31)), "sex": "f", "village": "टोटो"},
            "checklist": CHECKLIST,
            "answers": {"free_will": "yes", "wage_written": "no"},
            "papers_in_hand": ["voter_id"],
            "consents": [{"purpose": "contact", "text_version": "2026-2", "language": "hi", "how": "spoken"}],
        }
        if one["new"]["age"] < 18:
            one["new"]["guardian_name"] = "जतरू बाड़ा"
        if book.rows("people") and self.dice.random() < 0.3:
            known = self.dice.choice(book.rows("people"))
            one |= {"person": known["id"]}
            del one["new"]
        journey = {"leaves_on": days(2), "destination_as_written": "सूरत", "work": "brick_kiln"}
        answers = {"journey": journey, "talk": {"topics": ["money"], "given_to": "person"}, "travellers": [one]}
        row = self.write(book, "leaving", answers)
        if "new" in one:
            self.new[row.id] = name

    def contact(self, book: Book) -> None:
        journeys = book.rows("journeys")
        if journeys:
            outcome = self.dice.choice(("safe", "safe", "unsafe", "unreachable", "returned"))
            spoke = clock.now() - dt.timedelta(minutes=self.dice.randrange(1, 50))
            answers = {"journey": self.dice.choice(journeys)["id"], "outcome": outcome, "spoke_at": spoke.isoformat()}
            self.write(book, "contact", answers)

    def help(self, book: Book) -> None:
        answers: dict[str, Any] = {"kind": self.dice.choice(("other", "scheme_delayed", "violence", "missing_contact"))}
        if book.rows("people") and self.dice.random() < 0.7:
            answers["person"] = self.dice.choice(book.rows("people"))["id"]
        else:
            answers["caller_name"] = "बुधनी"
        self.write(book, "help", answers | {"description": f"बात {self.dice.randrange(9)}"})

    def write(self, book: Book, kind: str, answers: Mapping[str, Any]) -> Row:
        """A row on this phone; one in five holds what nobody asks, or was written by a wrong clock."""
        fault = self.dice.choices(("", "question", "clock"), (8, 1, 1))[0]
        answers = {**answers, "colour": "red"} if fault == "question" else answers
        at = clock.now() + dt.timedelta(days=3 if fault == "clock" else 0)
        row = Row(uuid.UUID(book.phone.device_id), kind, answers, written_at=at)
        book.unsent.append(row)
        book.written.append(row)
        return row

    def meet(self, book: Book) -> None:
        """Send what is unsent, all or the first of it; the answer may get lost. Then fetch, and compare."""
        rows = book.unsent[: self.dice.randrange(1, len(book.unsent) + 1)] if book.unsent else []
        if rows:
            answer = self.field.send(*rows, phone=book.phone)
            assert not answer["refused"]
            if self.dice.random() < 0.8:
                received = {one["id"] for one in answer["receipts"]}
                book.unsent = [row for row in book.unsent if str(row.id) not in received]
        book.fetch()
        self.compare(book)

    def compare(self, book: Book) -> None:
        actor = sender_of(book.phone.device).actor
        with acting_as(machine_for([self.cast.gumla.pk])):
            people = Person.objects.live().filter(organisation_id=self.cast.gumla.pk)
            away = Journey.objects.live().filter(organisation_id=self.cast.gumla.pk, returned_on__isnull=True)
            if book.account == self.cast.accounts["forum_leader"].pk:
                mine = Membership.objects.live().filter(group=self.field.forum, left_on__isnull=True).values("person")
                reached = set(people.filter(pk__in=mine)) | set(people.filter(pk__in=self.travellers_of(book)))
            else:
                reached = set(people.filter(place=self.cast.gumla_block))
            names = {str(one.pk): one.name for one in reached}
            open_ones = {str(one.pk) for one in away if str(one.person_id) in names}
        assert actor.account_id == book.account
        assert {row["id"]: row["n"] for row in book.rows("people")} == names
        assert {row["id"] for row in book.rows("journeys")} == open_ones

    def travellers_of(self, book: Book) -> set[uuid.UUID]:
        """Whom she registered herself: hers as well."""
        rows = Journey.objects.live().filter(organisation_id=self.cast.gumla.pk, recorded_by=book.account)
        return set(rows.values_list("person", flat=True))

    def again(self, book: Book) -> None:
        """What was sent comes again, in any order, some of it together with what is new."""
        rows = self.dice.sample(book.written, min(len(book.written), self.dice.randrange(1, 4)))
        if rows:
            self.field.send(*rows, phone=book.phone)

    def as_file(self, book: Book) -> None:
        """A coordinator brings what is on the phone as a file."""
        device = book.phone.device
        sent = [SentRow(row.id, row.sealed) for row in book.written]
        with acting_as(sender_of(device).actor) as by:
            receive_rows(device=device, by=by, rows=sent, is_by_hand=True)

    def office(self, _book: Book) -> None:
        with acting_as(self.cast.actor("coordinator")) as by:
            if self.dice.random() < 0.5:
                name = "सदस्य " + "".join(self.dice.choices(SYLLABLES, k=6))
                a_member(by, self.field.forum, a_person(by, self.cast, name=name))
            else:
                person = Person.objects.get(pk=self.dice.choice(self.field.members).pk)
                changed = "सोमरी " + "".join(self.dice.choices(SYLLABLES, k=6))
                amend_person(by=by, person=person, changes={"name": changed}, reason="x")

    def repair(self, _book: Book) -> None:
        """The coordinator puts a waiting row right, or tries and fails."""
        row = self.waiting()
        if row is None:
            return
        with acting_as(self.cast.actor("coordinator")) as by:
            answers = {name: one for name, one in open_for(row).answers.items() if name != "colour"}
            if self.dice.random() < 0.2:
                answers["shape"] = "round"
            decisions = Decisions(despite_open=True, none_of=alike_in(row))
            send_on(by=by, row=row, answers=answers, written_on=clock.today(), decisions=decisions)

    def aside(self, _book: Book) -> None:
        row = self.waiting()
        if row is not None:
            with acting_as(self.cast.actor("coordinator")) as by:
                set_aside(by=by, row=row, reason="दो बार लिखा")
                if self.dice.random() < 0.5:
                    take_up_again(by=by, row=row)

    def waiting(self) -> ReceivedRow | None:
        with acting_as(importer_for(self.cast.gumla.pk)):
            rows = list(ReceivedRow.objects.filter(state__in=[one.value for one in WAITING]).order_by("received_at"))
        return self.dice.choice(rows) if rows else None

    def end(self) -> None:
        for book in self.books * 2:
            while book.unsent:
                self.meet(book)
            self.meet(book)
        with acting_as(importer_for(self.cast.gumla.pk)):
            stored = list(ReceivedRow.objects.all())
        authors = {row.id: book.account for book in self.books for row in book.written}
        assert Counter(row.row for row in stored) == Counter(authors.keys()), "lost or doubled"
        assert {row.row: row.account for row in stored} == authors
        with acting_as(machine_for([self.cast.gumla.pk])):
            for row in stored:
                self.check(row, authors[row.row])
            self.check_doubles(stored)
        self.counts.update(row.state for row in stored)

    def check(self, row: ReceivedRow, author: uuid.UUID) -> None:
        """Each record of a recorded row has its author; a row that is none made nothing."""
        mine = {"organisation_id": self.cast.gumla.pk}
        named = Person.objects.live().filter(**mine, name=self.new.get(row.row, "–"))
        if row.state != State.RECORDED:
            assert not row.recorded
            assert not named.exists()
            return
        if row.row in self.new:
            assert [one.recorded_by for one in named] == [author]
        if row.kind == "leaving":
            (journey,) = Journey.objects.live().filter(**mine, pk__in=row.recorded["journeys"])
            assert journey.recorded_by == author
        for contact in Contact.objects.filter(**mine, pk__in=row.recorded.get("contacts", ())):
            assert contact.contacted_by in authors_of(self.books)
        if row.kind == "help":
            (issue,) = Issue.objects.live().filter(**mine, pk__in=row.recorded["issues"])
            assert issue.recorded_by in authors_of(self.books)

    def check_doubles(self, stored: list[ReceivedRow]) -> None:
        made = Counter(one for row in stored if row.kind == "leaving" for one in row.recorded.get("journeys", ()))
        assert set(made.values()) <= {1}
        for row in stored:
            for issue in (row.issues or {}).values():
                assert Issue.objects.filter(organisation_id=self.cast.gumla.pk, pk=issue).exists()
        written = Journey.objects.live().filter(
            organisation_id=self.cast.gumla.pk, recorded_by__in=authors_of(self.books)
        )
        assert set(map(str, written.values_list("pk", flat=True))) == set(made)


def authors_of(books: list[Book]) -> set[uuid.UUID]:
    return {book.account for book in books}


# A dozen; 300 with --long.
SEEDS = [*range(12), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(12, 300))]


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_doubled_or_given_to_another_author(cast: Cast, seed: int) -> None:
    noon = clock.now().astimezone(clock.INDIA).replace(hour=12, minute=0)
    with clock.frozen_at(noon):
        history = History(cast, seed)
        for _step in range(STEPS):
            history.step()
        history.end()
    _log.info("history %d: %s", seed, dict(history.counts))
