"""`Entry`: one opened row on its way into the records, and what its translations look up."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Posting
from jatan.foundation.network.selectors import first_district
from jatan.foundation.places.models import Place
from jatan.intake.fieldbook.choices import Reason
from jatan.intake.fieldbook.translate.noted_answers import NotedAnswers
from jatan.kernel.answers import read_answer
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.questions import Question
from jatan.programme.groups.models import Group
from jatan.programme.groups.selectors import groups
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import journeys
from jatan.programme.people.models import Person
from jatan.programme.people.selectors import people

type Recorded = dict[str, list[str]]


@dataclass(frozen=True)
class Decisions:
    """What a person at the office decided of a row. `despite_open`: she has seen the open journeys; `takes_both`: the
    meeting is another one than that on record; `none_of`: ids of those on record who were shown, and she who is new on
    the phone is none of them; `forum`: where the phone belongs to none."""

    despite_open: bool = False
    takes_both: bool = False
    none_of: frozenset[str] = frozenset()
    forum: uuid.UUID | None = None


@dataclass(frozen=True)
class Entry:
    """`id`: of the command, so that it is recorded once; `forum`: of the phone, None for a field worker's; `today`,
    `at`: when it was written, by our clock; `issues`: {path of answers: urgent issue that told of their danger};
    `unsent`: the journey that another row of the phone has registered, which the answers name by that row."""

    id: uuid.UUID
    organisation_id: uuid.UUID
    account_id: uuid.UUID
    forum: uuid.UUID | None
    kind: str
    answers: NotedAnswers
    today: dt.date
    at: dt.datetime
    decisions: Decisions = field(default_factory=Decisions)
    issues: Mapping[str, uuid.UUID] = field(default_factory=dict)
    unsent: uuid.UUID | None = None


def people_of(by: Actor, entry: Entry, named: Iterable[tuple[str, str]]) -> dict[str, Person]:
    """{id: person} of (field, id) pairs. Raises Problem or Problems for those out of reach."""
    wanted = list(named)
    rows = people(by).filter(organisation_id=entry.organisation_id, pk__in=[one for _where, one in wanted])
    found = {str(row.pk): row for row in rows}
    unknown = [Problem(Reason.UNKNOWN_PERSON.value, field=where) for where, one in wanted if one not in found]
    if unknown:
        raise Problems(unknown)
    return found


def journey_of(by: Actor, entry: Entry, written: str) -> Journey:
    """A journey within reach. Raises Problem."""
    found = journeys(by).filter(organisation_id=entry.organisation_id, pk=written).first()
    if found is None:
        raise Problem(Reason.UNKNOWN_JOURNEY.value, field="journey")
    return found


def journey_named(by: Actor, entry: Entry) -> Journey | None:
    """The journey that the answers name, by its id or by the row that registered it; None for neither. It decides who
    she is: the phone names her beside it. Raises Problem, also where somebody else is named there."""
    entry.answers.leave("traveller", "traveller_name")  # read when the row arrives (`unsent`): `entry.unsent`
    written = entry.answers.get("journey") or (entry.unsent and str(entry.unsent))
    if not written:
        return None
    found = journey_of(by, entry, written)
    beside = entry.answers.get("person")
    known = people(by).filter(organisation_id=entry.organisation_id)
    if beside and beside != str(found.person_id) and known.filter(pk=beside).exists():
        raise Problem("unreadable", field="person")
    return found


def traveller_of(by: Actor, entry: Entry, journey: Journey) -> Person:
    """Who is on a journey, with her place at hand. Raises Problems."""
    written = str(journey.person_id)
    return people_of(by, entry, [("journey", written)])[written]


def forum_of(by: Actor, entry: Entry) -> Group | None:
    """The forum of the phone, or the one that somebody chose; None for a field worker's phone. Raises Problem."""
    wanted = entry.decisions.forum or entry.forum
    if wanted is None:
        return None
    found = groups(by).filter(organisation_id=entry.organisation_id, pk=wanted).first()
    if found is None:
        raise Problem(Reason.NO_FORUM.value, field="forum")
    return found


def place_of(entry: Entry, forum: Group | None) -> Place:
    """Where somebody new is from: the place of the forum, else that of whoever wrote, else the member's first district.
    Raises Problem while it has none."""
    if forum is not None:
        return forum.place
    posted = posted_place(entry.organisation_id, entry.account_id)
    found = posted or first_district(entry.organisation_id, entry.today)
    if found is None:
        raise Problem("missing_required", field="place")
    return found


def where_of(entry: Entry, forum: Group | None, village: str) -> dict[str, Any]:
    """Place, panchayat and village of somebody who is not on record: those of the forum, unless another village was
    written."""
    if forum is not None and village in ("", forum.village):
        return {"place": forum.place, "panchayat": forum.panchayat, "village": forum.village}
    return {"place": place_of(entry, forum), "village": village}


def posted_place(organisation_id: uuid.UUID, account_id: uuid.UUID) -> Place | None:
    """The place of the newest posting of whoever wrote; None without one."""
    posts = Posting.objects.filter(account_id=account_id, organisation_id=organisation_id, place__isnull=False)
    post = posts.select_related("place").order_by("-since", "-id").first()
    return post.place if post is not None else None


def text_of(answers: Mapping[str, Any], *names: str) -> dict[str, str]:
    """The texts and codes of these names, stripped; "" where nothing was answered."""
    return {name: str(answers.get(name) or "").strip() for name in names}


def answers_to(questions: Mapping[str, Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """{code: checked answer} of every question, as a command takes it: a text is "" where nothing was answered, a day
    and a number None."""
    return {code: read_answer(question, answers.get(code)) for code, question in questions.items()}
