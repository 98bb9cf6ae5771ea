"""`Entry`: one opened row on its way into the records, and what its translations look up."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Posting
from jatan.foundation.network.models import OrganisationDistrict
from jatan.foundation.places.models import Place
from jatan.intake.fieldbook.choices import Reason
from jatan.kernel.problems import Problem, Problems
from jatan.programme.groups.models import Group
from jatan.programme.groups.selectors import groups
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import journeys
from jatan.programme.people.models import Person
from jatan.programme.people.selectors import people

__all__ = ["Decisions", "Entry", "Recorded", "day_of", "forum_of", "journey_of", "people_of", "place_of", "text_of"]

type Recorded = dict[str, list[str]]


@dataclass(frozen=True)
class Decisions:
    """What a person at the office decided of a row. `despite_open`: she has seen the open journeys; `takes_both`: the
    meeting is another one than that on record; `forum`: where the phone belongs to none."""

    despite_open: bool = False
    takes_both: bool = False
    forum: uuid.UUID | None = None


@dataclass(frozen=True)
class Entry:
    """`id`: of the command, so that it is recorded once; `forum`: of the phone, None for a field worker's; `today`,
    `at`: when it was written, by our clock."""

    id: uuid.UUID
    organisation_id: uuid.UUID
    account_id: uuid.UUID
    forum: uuid.UUID | None
    kind: str
    answers: Mapping[str, Any]
    today: dt.date
    at: dt.datetime
    decisions: Decisions = field(default_factory=Decisions)


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
    """Where somebody new is from: the place of the forum, else that of whoever wrote, else the home district."""
    if forum is not None:
        return forum.place
    posts = Posting.objects.filter(account_id=entry.account_id, organisation_id=entry.organisation_id)
    post = posts.filter(place__isnull=False).select_related("place").order_by("-since", "-id").first()
    if post is not None and post.place is not None:
        return post.place
    home = OrganisationDistrict.objects.filter(organisation_id=entry.organisation_id).select_related("district")
    first = home.order_by("since", "id").first()
    if first is None:
        raise Problem("missing_required", field="place")
    return first.district


def text_of(answers: Mapping[str, Any], *names: str) -> dict[str, str]:
    """The texts and codes of these names, stripped; "" where nothing was answered."""
    return {name: str(answers.get(name) or "").strip() for name in names}


def day_of(answers: Mapping[str, Any], name: str) -> dt.date | None:
    """A checked day, None where none was answered."""
    value = answers.get(name)
    return dt.date.fromisoformat(value) if value else None
