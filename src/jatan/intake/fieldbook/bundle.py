"""What a phone may know, in buckets: the people of its forum or block, their open journeys, and a few numbers.

A phone says which version of each bucket it has and gets only those that differ. A bucket holds a sixteenth of the
people or journeys, by the last digit of the id, so that one changed person costs one bucket. Everything is read through
the selectors under the phone's own actor, with the same reach as on a page; nothing of a case, an agent or another
block is asked for here.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, Max, OuterRef, Q

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.network import spellings
from jatan.foundation.network.models import InformationCentre, Organisation
from jatan.foundation.network.rooms import Room
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import ListedVillage, Place
from jatan.intake.fieldbook.definitions import prompt_texts
from jatan.kernel import clock
from jatan.programme.flows.in_danger import in_danger
from jatan.programme.groups.models import Group
from jatan.programme.groups.people_of_group import people_of_group
from jatan.programme.groups.selectors import groups
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import journeys, triggers_of
from jatan.programme.people.rules import age_on_day
from jatan.programme.people.selectors import people
from jatan.programme.safeguarding.choices import ANSWERED_HERSELF
from jatan.programme.safeguarding.models import Contact, EscalationStep
from jatan.programme.safeguarding.next_contact import upcoming_contact
from jatan.programme.safeguarding.plans import Plans, plans_of
from jatan.programme.safeguarding.selectors import assignee_codes, contacts, steps
from jatan.programme.spoken_prompts.selectors import prompts_on_phone
from jatan_names import version as names_version

# More than that a cheap phone searches too slowly, and takes a quarter of an hour to fetch.
MOST_PEOPLE: Final = 3_000
_MOST_VILLAGES, _MOST_DESTINATIONS = 400, 150
# The room that each flow needs (ADR 66). A contact, help and no news lie in none: danger has no door.
_ROOM_OF_FLOW: Final[Mapping[str, Room]] = {"leaving": Room.PEOPLE, "meeting": Room.MEETINGS}
_VERSION_DIGITS: Final = 12
_DIGITS: Final = "0123456789abcdef"

type Row = dict[str, Any]
type Bucket = dict[str, Any]


@dataclass(frozen=True)
class _Post:
    """For what the phone was given: a forum, or a place (None: neither)."""

    organisation: Organisation
    group: Group | None
    place: Place | None


def bundle(by: Actor, have: Mapping[str, str]) -> dict[str, Bucket | None]:
    """{name: {"v": version, "rows": [...]}} of the buckets that differ from `have` ({name: version}); None: it is gone.

    `by`: the actor of a phone (`actors.sender_of`), with one posting. At most 20 statements, whatever there is.
    """
    buckets = {name: {"v": _version(rows), "rows": rows} for name, rows in _buckets(by).items()}
    changed: dict[str, Bucket | None] = {
        name: bucket for name, bucket in buckets.items() if have.get(name) != bucket["v"]
    }
    return changed | {name: None for name in have if name not in buckets}


def _buckets(by: Actor) -> dict[str, list[Row]]:
    """Every bucket that holds something: rows in the order of their ids, so that the same rows are the same bytes."""
    post, today = _post(by), clock.today()
    plans = plans_of(post.organisation.pk)
    persons, is_cut = _persons(by)
    members = _members(post)
    open_ones = _open_journeys(by, [row["id"] for row in persons] if is_cut else None)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in persons:
        found[f"people/{row['id'].hex[-1]}"].append(_person(row, today, members))
    for journey, line in _journeys(by, plans, open_ones):
        found[f"journeys/{journey.pk.hex[-1]}"].append(line)
    found["info"] = [_info(by, post)]
    return {name: sorted(rows, key=lambda row: str(row.get("id", ""))) for name, rows in sorted(found.items())}


def _version(rows: Sequence[Row]) -> str:
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_VERSION_DIGITS]


def _post(by: Actor) -> _Post:
    post = by.posts[0]
    group = groups(by).filter(pk=post.group_id).first() if post.group_id is not None else None
    place = Place.objects.filter(pk__in=[post.place_id]).select_related("block", "district").first()
    if by.home is None:
        raise RuntimeError("the actor of a phone has an organisation")
    return _Post(by.home, group, place)


def _persons(by: Actor) -> tuple[list[Any], bool]:
    """The people within reach and whether there are more: those who are away first, then the newest."""
    is_away = Exists(Journey.objects.live().filter(person=OuterRef("pk"), returned_on__isnull=True))
    rows = people(by).select_related(None).annotate(is_away=is_away).order_by("-is_away", "-id")
    columns = ("name", "name_fold", "guardian_name", "age", "age_on", "birth_year", "phone", "village")
    found = list(rows.values("id", *columns)[: MOST_PEOPLE + 1])
    return found[:MOST_PEOPLE], len(found) > MOST_PEOPLE


def _members(post: _Post) -> frozenset[uuid.UUID]:
    if post.group is None:
        return frozenset()
    rows = people_of_group(post.organisation.pk, post.group.pk)
    return frozenset(rows.values_list("person_id", flat=True))


def _person(row: Mapping[str, Any], today: dt.date, members: frozenset[uuid.UUID]) -> Row:
    return {
        "id": str(row["id"]),
        "n": row["name"],
        "f": row["name_fold"],
        "g": row["guardian_name"],
        "a": age_on_day(today, age=row["age"], age_on=row["age_on"], birth_year=row["birth_year"]),
        "p": row["phone"],
        "v": row["village"],
        "m": row["id"] in members,
    }


def _open_journeys(by: Actor, persons: Sequence[uuid.UUID] | None) -> list[Journey]:
    """Journeys from which nobody has come back; `persons`: only theirs."""
    rows = journeys(by).filter(returned_on__isnull=True, person__withdrawn_at__isnull=True)
    if persons is not None:
        rows = rows.filter(person__in=persons)
    return list(rows.select_related(None).select_related("person", "destination").order_by("id"))


def _journeys(by: Actor, plans: Plans, rows: Sequence[Journey]) -> Iterable[tuple[Journey, Row]]:
    ids = [row.pk for row in rows]
    waiting = _by_journey(contacts(by).filter(journey__in=ids, outcome="", missed_at__isnull=True).order_by("due_on"))
    present = _present_steps(by, ids)
    stops = set(triggers_of(by, rows).order_by().values_list("journey_id", flat=True))
    heard, danger = _heard(by, ids), in_danger(by, ids)
    for row in rows:
        is_alarming = row.pk in danger or row.pk in stops or row.pk in present
        yield (
            row,
            {
                "id": str(row.pk),
                "who": str(row.person_id),
                "to": row.destination.name if row.destination is not None else row.destination_as_written,
                "left": _day(row.leaves_on),
                "work": str(row.get_work_display()) or row.work_as_written,
                "phone": row.phone_at_destination,
                "family": {"name": row.family_contact_name, "phone": row.family_contact_phone},
                "contacts": [*map(_contact, waiting[row.pk]), *_next(plans, row, waiting[row.pk], row.pk in stops)],
                "step": present.get(row.pk),
                "stop": row.pk in stops,
                "danger": row.pk in danger,
                # Read by whoever reads the journey, and only where somebody has to find or help her now.
                "health": row.health_note if is_alarming else "",
                "heard": _day(heard.get(row.pk)),
            },
        )


def _by_journey(rows: Iterable[Contact]) -> Mapping[uuid.UUID, list[Contact]]:
    found: dict[uuid.UUID, list[Contact]] = defaultdict(list)
    for row in rows:
        found[row.journey_id].append(row)
    return found


def _contact(row: Contact) -> Row:
    return {"id": str(row.pk), "due": _day(row.due_on)}


def _next(plans: Plans, journey: Journey, waiting: Sequence[Contact], has_stop: bool) -> list[Row]:
    """The next contact by the plan, which has no id before its day; left out when it waits already."""
    due = upcoming_contact(plans, journey, has_stop=has_stop)
    if due is None or any(row.due_on == due.on for row in waiting):
        return []
    return [{"id": None, "due": _day(due.on)}]


def _present_steps(by: Actor, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Row]:
    """{journey: the step of an open ladder that waits for whoever carries this phone}, the highest of each."""
    mine = steps(by).filter(
        escalation__journey__in=ids,
        escalation__closed_at__isnull=True,
        acknowledged_at__isnull=True,
        by_whom__in=assignee_codes(by),
    )
    found: dict[uuid.UUID, Row] = {}
    for row in mine.order_by("number"):
        found[row.escalation.journey_id] = _step(row)
    return found


def _step(row: EscalationStep) -> Row:
    return {"id": str(row.pk), "label": str(row.get_code_display())}


def _heard(by: Actor, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, dt.date]:
    answered = contacts(by).filter(journey__in=ids, outcome__in=ANSWERED_HERSELF, contacted_at__isnull=False)
    rows = answered.order_by().values_list("journey_id").annotate(last=Max("contacted_at"))
    return {journey: at.astimezone(clock.INDIA).date() for journey, at in rows}


def _info(by: Actor, post: _Post) -> Row:
    today = clock.today()
    centre = _centre(post, today)
    group = post.group
    forum = group and {"name": group.name, "village": group.village}
    return {
        "forum": forum,
        "villages": _villages(post),
        "destinations": _destinations(),
        "numbers": [{"label": one.what, "number": one.number} for one in help_numbers_on(today, by.language)],
        "desk": {"name": centre.name if centre else "", "phone": centre.phone if centre else ""},
        "counsellor": _counsellor(post.organisation.pk, today),
        # {question: {language: SHA-256}} of the recordings of the office and the network, which are published.
        "prompts": prompts_on_phone(post.organisation.pk, prompt_texts("hi")),
        "names": names_version(),
        "spellings": [[one.kind, one.canonical, list(one.forms)] for one in spellings.read_spellings()],
        "organisation": post.organisation.name,
        # Flows that begin nothing here; never those in which somebody may need somebody.
        "put_away": [flow for flow, room in _ROOM_OF_FLOW.items() if room.value in post.organisation.closed_rooms],
    }


def _centre(post: _Post, today: dt.date) -> InformationCentre | None:
    """The desk to call: one of the district that has a number, else another one of the organisation."""
    rows = InformationCentre.objects.filter(organisation=post.organisation.pk).exclude(phone="")
    open_ones = rows.filter(Q(closed_on__isnull=True) | Q(closed_on__gte=today)).order_by("name_en")
    district = post.place.district_id or post.place.pk if post.place is not None else None
    return min(open_ones, key=lambda row: row.district_id != district, default=None)


def _counsellor(organisation_id: uuid.UUID, today: dt.date) -> str:
    """The number that a counsellor has entered for calls; of a supervisor where no counsellor has; "" without any."""
    held = Posting.objects.in_force(today).filter(
        organisation_id=organisation_id, role__in=(Role.COUNSELLOR, Role.SUPERVISOR), account__is_active=True
    )
    found = held.exclude(account__phone="").order_by("role", "account__name", "id")
    return found.values_list("account__phone", flat=True).first() or ""


def _villages(post: _Post) -> list[str]:
    """Names of the villages of the block in Hindi where the list has them, else in English."""
    if post.place is None:
        return []
    block = post.place.pk if post.place.level == Level.BLOCK else post.place.block_id
    rows = ListedVillage.objects.filter(block_id=block, is_listed=True).order_by("code")[:_MOST_VILLAGES]
    names = {hi or en for hi, en in rows.values_list("name_hi", "name_en")}
    here = [post.group.village] if post.group is not None and post.group.village else []
    return [*here, *sorted(names - set(here))]


def _destinations() -> list[str]:
    """Cities and states that are far away, as the page of departures offers them."""
    rows = Place.objects.filter(level__in=(Level.CITY, Level.STATE)).order_by("-level", "name_en")
    names = (hi or en for hi, en in rows.values_list("name_hi", "name_en")[:_MOST_DESTINATIONS])
    return sorted(set(names))


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
