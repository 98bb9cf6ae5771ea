"""Two phones of one leader and the office, in generated histories.

After each meeting with the house a phone shows what the house holds, and every row that nobody took back arrives once.
"""

import random
import uuid
from collections import Counter
from typing import Any

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.foundation.devices.models import Device
from jatan.intake.fieldbook.actors import sender_of
from jatan.intake.fieldbook.bundle import bundle
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.programme.flows.corrections import amend_person
from jatan.programme.people.models import Person
from tests.browser.chromium import inside, outside_the_loop
from tests.browser.conftest import Launched
from tests.browser.fieldbook.phone import BookPage, enrolment_code, opened_book
from tests.cast import Cast
from tests.programme.groups.builders import a_member
from tests.programme.groups.leaders import Forum, forum_of, lead
from tests.programme.people.builders import a_person

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

HISTORIES, STEPS = 4, 12

_LEAVE = """async (name) => {
  const day = new Date(); day.setDate(day.getDate() + 2);
  const talk = jatanBook.partNamed("leaving", "talk").questions;
  const answers = { journey: { leaves_on: jatanBook.dayOf(day), destination_as_written: "दिल्ली" }, travellers: [{
    family: "0", new: { name, age: 24, village: "टोटो" }, checklist: jatanBook.definitions.checklist,
    answers: Object.fromEntries(talk.filter((one) => !one.only_child).map((one) => [one.name, one.choices[0][0]])) }] };
  const problems = jatanBook.checkAnswers("leaving", answers, jatanBook.today());
  if (problems.length) throw new Error(JSON.stringify(problems));
  return (await jatanBook.finish(jatanBook.newDraft("leaving", answers))).id;
}"""
_TELL = """async ([at, outcome]) => {
  const open = [...jatanBook.journeys.values()].filter((one) => jatanBook.isOfOffice(one.id));
  if (!open.length) return null;
  const journey = open[at % open.length];
  const due = journey.contacts.find((one) => one.due <= jatanBook.safeToday());
  const answers = { journey: journey.id, spoke_at: jatanBook.instant(), outcome };
  if (due && due.id) answers.contact = due.id;
  return (await jatanBook.finish(jatanBook.newDraft("contact", answers))).id;
}"""
_ASK = """async ([at, name]) => {
  const people = [...jatanBook.people.values()].filter((one) => jatanBook.isOfOffice(one.id));
  const answers = { kind: "other", caller_name: name, person: people[at % people.length].id };
  return (await jatanBook.finish(jatanBook.newDraft("help", answers))).id;
}"""
_TAKE_BACK = """async (at) => {
  const waiting = await jatanBook.unsent();
  if (!waiting.length) return null;
  const { id } = waiting[at % waiting.length];
  const isGone = await jatanBook.takeBack(id);
  if (isGone) await jatanBook.loadPeople();
  return isGone ? id : null;
}"""
_SHOWN = """() => {
  const strip = ({ unsent, unsafe, ...rest }) => rest;
  const own = (things) => [...things.values()].filter((one) => !one.unsent).map(strip);
  const marked = (things) => [...things.values()].filter((one) => one.unsent).map((one) => [one.id, one.unsent]);
  return { people: own(jatanBook.people), journeys: own(jatanBook.journeys),
    marked: [...marked(jatanBook.people), ...marked(jatanBook.journeys)] };
}"""


def held(device: Device) -> dict[str, dict[str, Any]]:
    """What the house holds for this phone: {"people": {id: row}, "journeys": {id: row}}."""
    sender = sender_of(device)
    with acting_as(sender.actor):
        buckets = bundle(sender.actor, {})
    found: dict[str, dict[str, Any]] = {"people": {}, "journeys": {}}
    for name, bucket in buckets.items():
        kind = name.partition("/")[0]
        if kind in found and bucket is not None:
            found[kind] |= {row["id"]: row for row in bucket["rows"]}
    return found


def code_for(cast: Cast) -> str:
    """A code while the browser runs; it ends the one before."""
    with inside(None):
        return enrolment_code(cast)


class Histories:
    """The two phones with what was written on them and not taken back, and what the office does."""

    def __init__(self, cast: Cast, forum: Forum, books: list[tuple[BookPage, Any]], seed: int) -> None:
        self.cast, self.forum, self.books, self.dice = cast, forum, books, random.Random(seed)
        self.written: set[str] = set()
        self.names: set[str] = set()

    def step(self) -> None:
        book, context = self.dice.choice(self.books)
        at = self.dice.randrange(1000)
        act = self.dice.choices(("leave", "tell", "ask", "back", "sync", "office", "lock"), (3, 5, 2, 2, 5, 2, 0.5))[0]
        if act == "leave":
            name = f"नई{uuid.uuid4().hex[:6]} उराँव"
            self.names.add(name)
            self.written.add(book.page.evaluate(_LEAVE, name))
        elif act == "tell":
            outcome = self.dice.choice(("safe", "safe", "unsafe", "unreachable", "returned"))
            made = book.page.evaluate(_TELL, [at, outcome])
            self.written |= {made} - {None}
        elif act == "ask":
            self.written.add(book.page.evaluate(_ASK, [at, "फूलो"]))
        elif act == "back":
            self.written -= {book.page.evaluate(_TAKE_BACK, at)}
        elif act == "office":
            self.change_at_office(at)
        elif act == "lock":
            book.page.reload()
            book.unlock()
        else:
            self.meet(book, context)

    def change_at_office(self, at: int) -> None:
        with outside_the_loop(), acting_as(self.cast.actor("coordinator")) as by:
            if at % 2:
                a_member(by, self.forum.group, a_person(by, self.cast, name=f"सदस्य{at}मणि टोप्पो"))
            else:
                person = Person.objects.get(pk=self.forum.members[1].pk)
                amend_person(by=by, person=person, changes={"name": f"सोमरी{at} उराँव"}, reason="x")

    def meet(self, book: BookPage, context: Any) -> None:
        """Send and fetch, then compare."""
        context.set_offline(False)
        book.page.evaluate("jatanBook.sendNow()")
        context.set_offline(True)
        device = book.page.evaluate("jatanBook.store.get('meta', 'device').then((one) => one.id)")
        with outside_the_loop():
            house = held(Device.objects.select_related("account", "organisation").get(pk=device))
        shown = book.page.evaluate(_SHOWN)
        marked = dict(shown["marked"])
        for kind, expected in house.items():
            own = {row["id"]: row for row in shown[kind]}
            assert own == {key: row for key, row in expected.items() if key in own}
            for missing in expected.keys() - own.keys():
                assert self.waits_for_office(book, missing, marked), missing
        # What is shown and the house does not hold waits there for somebody, by its receipt.
        assert set(marked.values()) <= {"office"}, marked

    def waits_for_office(self, book: BookPage, missing: str, marked: dict[str, str]) -> bool:
        """Whether what the phone shows otherwise is what a row says at which somebody has still to look."""
        waiting = book.page.evaluate(
            "jatanBook.store.all('receipts').then((all) => all.filter((one) => one.waits).length)"
        )
        return bool(waiting) and marked.get(missing, "office") == "office"

    def end(self) -> None:
        for book, context in self.books * 2:
            self.meet(book, context)
        with outside_the_loop(), acting_as(self.cast.actor("coordinator")):
            arrived = Counter(str(one) for one in ReceivedRow.objects.values_list("row", flat=True))
            assert arrived == Counter(self.written)
            known = Counter(Person.objects.filter(name__in=self.names).values_list("name", flat=True))
            assert set(known.values()) <= {1}


def test_a_phone_shows_what_the_house_holds_after_each_meeting(cast: Cast, chrome: Launched) -> None:
    forum = forum_of(cast, "टोटो फोरम", "अनीता कुजूर", "सोमरी उराँव")
    lead(cast, forum)
    with opened_book(chrome) as (first, context):
        assert context.browser is not None
        first.enrol(code_for(cast))
        address = first.page.evaluate("location.origin")
        other = context.browser.new_context(base_url=address, locale="hi-IN", viewport={"width": 360, "height": 740})
        second = BookPage(other.new_page())
        second.page.set_default_timeout(30_000)
        second.enrol(code_for(cast))
        books = [(first, context), (second, other)]
        for _book, one in books:
            one.set_offline(True)
        history = Histories(cast, forum, books, 0)
        for seed in range(HISTORIES):
            history.dice = random.Random(seed)
            for _step in range(STEPS):
                history.step()
            history.end()
        other.close()
