"""Queries for the register, limited by its own permission. No query per row in lists."""

import uuid
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, Q, QuerySet, UUIDField, Value, When

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network import marks
from jatan.foundation.network.models import InformationCentre, Office
from jatan.kernel.numbers import parse_phone
from jatan.programme.agents.choices import AGENT_PHONE, CORROBORATED
from jatan.programme.agents.models import Joining, Profile, Statement
from jatan.programme.people.reach import reachable
from jatan_names import names

_SEE = Permission.AGENTS_SEE


@dataclass(frozen=True)
class MemberToAsk:
    """A member that knows the same number: whom to ask and how. Neither the content nor the number of its entries."""

    name: str
    reached_at: str


def statements(by: Actor) -> QuerySet[Statement]:
    """Every statement within reach, the latest statement first."""
    rows = reachable(Statement, by=by, permission=_SEE, related=("destination", "journey", "journey__person"))
    return rows.order_by("-said_on", "-id")


def search(by: Actor, text: str) -> QuerySet[Statement]:
    """Statements by name in either script, a telephone number or a vehicle; none for an empty text."""
    phone, words = parse_phone(text), names.fold(text).split()
    if phone:
        return statements(by).filter(phones__contains=[phone])
    if not words:
        return statements(by).none()
    spelt = Q()
    for word in words:
        spelt &= Q(name_fold__contains=word)
    key = names.key(text)
    found = spelt | Q(vehicle__icontains=text.strip())
    return statements(by).filter(found | Q(name_key=key) if key else found)


def similar_statements(by: Actor, statement: Statement) -> QuerySet[Statement]:
    """Other statements that may concern the same agent: with the same number or a similar name.

    Each is annotated with the reasons `same_number`, `same_name` and `same_way` (also the same destination), and with
    `beside`, the id of `statement`. A proposal for a person to check; nothing happens automatically.
    """
    rows = statements(by).filter(organisation_id=statement.organisation_id).exclude(pk=statement.pk)
    flagged = rows.annotate(
        same_number=_flag(_number(statement)),
        same_name=_flag(_name(statement)),
        same_way=_flag(_way(statement)),
        beside=ExpressionWrapper(Value(statement.pk), output_field=UUIDField()),
    )
    return flagged.filter(Q(same_number=True) | Q(same_name=True)).order_by("-same_number", "-same_way", "-said_on")


def profiles(by: Actor) -> QuerySet[Profile]:
    """Sets of statements within reach, those waiting for a second person first.

    Annotated with `joined` (confirmed statements besides the first), `supported` (those of them with a document or
    several sources) and `waiting` (not confirmed).
    """
    standing = Q(joinings__withdrawn_at__isnull=True)
    confirmed = standing & Q(joinings__confirmed_at__isnull=False)
    rows = reachable(Profile, by=by, permission=_SEE, related=("seed", "seed__place"))
    return rows.annotate(
        joined=Count("joinings", filter=confirmed),
        supported=Count("joinings", filter=confirmed & Q(joinings__statement__reliability__in=CORROBORATED)),
        waiting=Count("joinings", filter=standing & Q(joinings__confirmed_at__isnull=True)),
    ).order_by("-waiting", "-id")


def find_profile(by: Actor, profile_id: uuid.UUID) -> Profile:
    """One set within reach. Raises Profile.DoesNotExist, also when it is forbidden."""
    return profiles(by).get(id=profile_id)


def profiles_with(by: Actor, statement: Statement) -> QuerySet[Profile]:
    """The set that contains a statement: none or one."""
    inside = Joining._default_manager.filter(statement=statement, withdrawn_at__isnull=True).values("profile_id")
    return profiles(by).filter(Q(seed=statement) | Q(pk__in=inside))


def joinings(by: Actor, profile: Profile) -> QuerySet[Joining]:
    """The statements of a set besides its first, in the order they were added."""
    rows = reachable(Joining, by=by, permission=_SEE, related=("statement", "statement__place", "profile"))
    return rows.filter(profile=profile).order_by("id")


def members_to_ask(organisation_id: uuid.UUID, *phones: str) -> list[MemberToAsk]:
    """Members that know one of these numbers, which must be recorded already: see `network.marks`."""
    others = marks.other_organisations_with([organisation_id], AGENT_PHONE, *filter(None, map(parse_phone, phones)))
    if not others:
        return []
    reached: dict[uuid.UUID, str] = {}
    for office in Office.objects.filter(organisation__in=others).order_by("-id"):
        line = ", ".join(part for part in (office.phone, office.address) if part)
        reached[office.organisation_id] = line or reached.get(office.organisation_id, "")
    for centre in InformationCentre.objects.filter(organisation__in=others, closed_on__isnull=True).order_by("-id"):
        if not reached.get(centre.organisation_id):
            reached[centre.organisation_id] = centre.name
    return [MemberToAsk(one.name, reached.get(one.pk, "")) for one in others]


def _flag(sign: Q) -> Case:
    """An expression that is true when the condition holds; false for a statement without number or name."""
    return Case(When(sign, then=True), default=False) if sign else Case(default=False, output_field=BooleanField())


def _number(statement: Statement) -> Q:
    held = [Q(phones__contains=[phone]) for phone in statement.phones]
    return reduce(or_, held) if held else Q()


def _name(statement: Statement) -> Q:
    return Q(name_key=statement.name_key) if statement.name_key else Q()


def _way(statement: Statement) -> Q:
    same = _name(statement)
    return same & Q(destination_id=statement.destination_id) if same and statement.destination_id else Q()
