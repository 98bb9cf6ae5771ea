"""Signs of danger in what was written on a phone: a hard stop, an unsafe answer, a call for help, somebody missing.

Read from the answers as they came, before anything is checked: a row may be of another version of the page, half filled
in, or wrong in every other way. What cannot be read counts as not answered, and what is not answered counts as in the
rules (`journeys.rules`): somebody of unknown age may be a child.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from jatan.intake.fieldbook.choices import FlowKind
from jatan.intake.fieldbook.definitions import MOST_TRAVELLERS
from jatan.kernel.ids import is_id
from jatan.programme.flows.no_news_questions import STATED
from jatan.programme.helpdesk.choices import URGENT_KINDS, IssueKind
from jatan.programme.journeys import checklist
from jatan.programme.journeys.choices import Relation, TriggerCode
from jatan.programme.journeys.conversation import journey_facts
from jatan.programme.journeys.models import Answer, Companion, Journey
from jatan.programme.journeys.questions import MOST_ALONG
from jatan.programme.journeys.rules import hard_stops
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.choices import Outcome
from jatan.programme.safeguarding.handover import issue_kind_of

_WORK: Final = ("work", "employer", "agent_name", "agent_phone")
_PROMISED: Final = ("wage_promised", "hours_promised", "advance")
_OLDEST: Final = 120


@dataclass(frozen=True)
class Sign:
    """One thing that needs somebody today. `path`: where in the answers ("travellers.0"; "" for the row itself).

    `kind`: an IssueKind; `stops`: codes of hard stops; `person`, `journey`: ids as written; `words`: what was said;
    `stated`: what the family says where there is no news of her, then `name` and `phone` are of who says so;
    `unread`: so many more people were written than a row can hold, and were not looked at.
    """

    path: str
    kind: str
    person: uuid.UUID | None = None
    journey: uuid.UUID | None = None
    name: str = ""
    phone: str = ""
    age: int | None = None
    village: str = ""
    words: str = ""
    stops: tuple[str, ...] = ()
    is_unsafe: bool = False
    stated: Mapping[str, str] = field(default_factory=dict)
    unread: int = 0
    leads_to: Mapping[str, str] = field(default_factory=dict)


def signs(kind: str, answers: Mapping[str, Any], people: Mapping[uuid.UUID, Person], today: dt.date) -> list[Sign]:
    """Everything in the answers that carries danger. `people`: those of `named_people` that are on record.

    `kind` "": of no flow that is known here; then everything is looked for.
    """
    found: list[Sign] = []
    if kind in ("", FlowKind.CONTACT):
        found += _unsafe(answers)
    if kind in ("", FlowKind.HELP):
        found += _call_for_help(answers)
    if kind in ("", FlowKind.NO_NEWS):
        found += _no_news(answers, is_sure=bool(kind))
    if kind in ("", FlowKind.LEAVING):
        found += _stops(answers, people, today)
        found += _unread(answers)
    return found


def named_people(answers: Mapping[str, Any]) -> set[uuid.UUID]:
    """The ids by which the answers name people."""
    named = [answers.get("person"), *(one.get("person") for _number, one in _travellers(answers))]
    return {one for one in map(_id, named) if one is not None}


def _unsafe(answers: Mapping[str, Any]) -> Iterator[Sign]:
    if answers.get("outcome") == Outcome.UNSAFE:
        yield Sign(
            "",
            IssueKind.OTHER.value,
            journey=_id(answers.get("journey")),
            name=_text(answers.get("traveller_name")),
            words=_text(answers.get("note")),
            is_unsafe=True,
        )


def _no_news(answers: Mapping[str, Any], *, is_sure: bool) -> Iterator[Sign]:
    """Whatever the row says: of somebody there is no news. Of an unknown kind it is one only if somebody says so."""
    if not is_sure and not _text(answers.get("teller")):
        return
    stated = {name: _text(answers.get(name)) for name in STATED}
    stated["name"] = stated["name"] or _text(answers.get("traveller_name"))
    stated["is_feared"] = "yes" if answers.get("is_feared") is True else ""
    yield Sign(
        "",
        IssueKind.MISSING_CONTACT.value,
        person=_id(answers.get("person")),
        journey=_id(answers.get("journey")),
        name=stated["teller"],
        phone=stated["teller_phone"],
        village=_text(answers.get("village")),
        stated=stated,
    )


def _call_for_help(answers: Mapping[str, Any]) -> Iterator[Sign]:
    stated = answers.get("kind")
    kind = stated if isinstance(stated, str) and stated in IssueKind.values else IssueKind.OTHER.value
    if answers.get("is_urgent") is True or kind in URGENT_KINDS:
        yield Sign(
            "",
            kind,
            person=_id(answers.get("person")),
            name=_text(answers.get("caller_name")) or _text(answers.get("traveller_name")),
            phone=_text(answers.get("caller_phone")),
            village=_text(answers.get("village")),
            words=_text(answers.get("description")),
        )


def _stops(answers: Mapping[str, Any], people: Mapping[uuid.UUID, Person], today: dt.date) -> Iterator[Sign]:
    written = answers.get("journey")
    journey: Mapping[str, Any] = written if isinstance(written, dict) else {}
    known = [(number, one, _who(one, people, today)) for number, one in _travellers(answers)]
    for number, one, who in known:
        others = [_fellow(one, other, fellow) for place, other, fellow in known if place != number]
        codes = _codes_of(journey, one, who, [*others, *_along(one)], today)
        if codes:
            new = _object(one.get("new"))
            yield Sign(
                f"travellers.{number}",
                issue_kind_of(codes[0]).value,
                person=_id(one.get("person")),
                name=who.name or _text(new.get("name")),
                phone=_text(one.get("phone")) or _text(new.get("phone")) or _text(one.get("family_contact_phone")),
                age=who.age,
                village=_text(new.get("village")),
                stops=tuple(codes),
                leads_to={name: _text(journey.get(name)) for name in ("destination_as_written", "leaves_on", *_WORK)},
            )


def _unread(answers: Mapping[str, Any]) -> Iterator[Sign]:
    """Nobody knows what is said of people beyond those that a row can hold: somebody has to look at it."""
    more = max(0, len(_objects(answers.get("travellers"))) - MOST_TRAVELLERS)
    more += sum(max(0, len(_objects(one.get("along"))) - MOST_ALONG) for _number, one in _travellers(answers))
    if more:
        yield Sign("more", IssueKind.OTHER.value, unread=more)


def _codes_of(
    journey: Mapping[str, Any], one: Mapping[str, Any], who: Person, fellows: list[Companion], today: dt.date
) -> list[str]:
    """Codes of the hard stops of one traveller, by the same rules as at every door, on rows that are never stored."""
    stated = one if one.get("person") else _object(one.get("new"))
    row = Journey(
        person=who,
        registered_on=today,
        leaves_on=_day(journey.get("leaves_on")),
        under_18=_text(stated.get("under_18")),
        **{name: _text(journey.get(name)) for name in _WORK},
        **{name: _count(journey.get(name)) for name in _PROMISED},
    )
    version = _text(one.get("checklist"))
    version = version if version in checklist.versions() else checklist.current_version()
    given = _object(one.get("answers"))
    rows = [Answer(question=code, answer=_text(value), checklist=version) for code, value in given.items()]
    noted = one.get("noted")
    seen = {code for code in noted if isinstance(code, str)} if isinstance(noted, list) else set[str]()
    found = seen | set(hard_stops(journey_facts(row, fellows, rows)))
    return [code for code in TriggerCode.values if code in found]


def _who(one: Mapping[str, Any], people: Mapping[uuid.UUID, Person], today: dt.date) -> Person:
    """The traveller as recorded, with the age that was told now; somebody new as written."""
    person = people.get(_id(one.get("person")) or uuid.UUID(int=0))
    age_now = _count(one.get("age") if one.get("person") else _object(one.get("new")).get("age"))
    age_now = age_now if age_now is not None and age_now <= _OLDEST else None
    if person is None:
        return Person(
            name=_text(_object(one.get("new")).get("name")), age=age_now, age_on=today if age_now is not None else None
        )
    if age_now is not None:
        person.age, person.age_on = age_now, today
    return person


def _fellow(one: Mapping[str, Any], other: Mapping[str, Any], fellow: Person) -> Companion:
    families = (_text(one.get("family")), _text(other.get("family")))
    relation = Relation.UNKNOWN.value
    if all(families):
        relation = (Relation.FAMILY if families[0] == families[1] else Relation.UNRELATED).value
    stated = other if other.get("person") else _object(other.get("new"))
    return Companion(person=fellow, relation=relation, under_18=_text(stated.get("under_18")))


def _along(one: Mapping[str, Any]) -> list[Companion]:
    rows = _objects(one.get("along"))[:MOST_ALONG]
    return [
        Companion(
            age=_count(row.get("age")),
            under_18=_text(row.get("under_18")),
            relation=_text(row.get("relation")) or Relation.UNKNOWN.value,
        )
        for row in rows
    ]


def _travellers(answers: Mapping[str, Any]) -> Sequence[tuple[int, Mapping[str, Any]]]:
    """Number and answers of the travellers, as many as a row can hold."""
    written = answers.get("travellers")
    rows = enumerate(written) if isinstance(written, list) else ()
    return [(number, one) for number, one in rows if isinstance(one, dict)][:MOST_TRAVELLERS]


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _day(value: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _id(value: object) -> uuid.UUID | None:
    return uuid.UUID(value) if isinstance(value, str) and is_id(value) else None
