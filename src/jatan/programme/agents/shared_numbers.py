"""Agents' numbers or names that occur on journeys of several people, for those who may see the register.

Counted from the journeys themselves, including those of workbooks and earlier years. A shared number is a reason to
check; a shared name is weaker, because many people have the same name.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Min, Q, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.numbers import parse_phone
from jatan.programme.agents.models import Statement
from jatan.programme.journeys import selectors as journeys_seen
from jatan.programme.journeys.models import Journey

MOST = 50
_NAMES_SHOWN = 3


@dataclass(frozen=True)
class SharedValue:
    """A number (or name) on journeys of several people. `example`: the id of one of the journeys, for the URL."""

    value: str
    names: tuple[str, ...]
    people: int
    journeys: int
    first: dt.date
    last: dt.date
    example: uuid.UUID


def shared_numbers(by: Actor) -> list[SharedValue]:
    """Agents' numbers on journeys of at least two people, the most people first; at most 50. Two queries."""
    return _shared(by, "agent_phone")


def shared_names(by: Actor) -> list[SharedValue]:
    """The same for agents' names, compared by their folds across scripts and spellings."""
    return _shared(by, "agent_fold")


def find_journey(by: Actor, journey_id: uuid.UUID) -> Journey:
    """One journey whose agent the actor may see. Raises Journey.DoesNotExist, also when it is forbidden."""
    return _within_reach(by).get(pk=journey_id)


def journeys_with_same_agent(by: Actor, journey: Journey, *, by_name: bool = False) -> QuerySet[Journey]:
    """Journeys with the same agent's number or name, including this one, the latest first.

    `by_name` compares the name only: the number of one of several namesakes says nothing about the others.
    """
    phones = [] if by_name else [journey.agent_phone]
    return _with(by, journey.organisation_id, phones, journey.agent_fold)


def journeys_about(by: Actor, statement: Statement) -> QuerySet[Journey]:
    """Journeys whose agent has a number of this statement, or its name; none for a statement with neither."""
    return _with(by, statement.organisation_id, statement.phones, statement.name_fold)


def _with(by: Actor, organisation_id: uuid.UUID, phones: list[str], fold: str) -> QuerySet[Journey]:
    held = [phone for phone in phones if phone]
    condition = Q(agent_phone__in=held) if held else Q()
    if fold:
        condition |= Q(agent_fold=fold)
    rows = _within_reach(by).filter(organisation_id=organisation_id)
    return rows.filter(condition) if condition else rows.none()


def _within_reach(by: Actor) -> QuerySet[Journey]:
    """Journeys within reach, of organisations whose register the actor may see."""
    return gate.within_reach(journeys_seen.journeys(by), by=by, permission=Permission.AGENTS_SEE)


def _shared(by: Actor, field: str) -> list[SharedValue]:
    rows = _within_reach(by).exclude(**{field: ""}).order_by()
    groups = (
        rows.values(field)
        .annotate(
            people=Count("person", distinct=True),
            total=Count("pk"),
            names=ArrayAgg("agent_name", distinct=True, filter=~Q(agent_name="")),
            first=Min("registered_on"),
            last=Max("registered_on"),
        )
        .filter(people__gte=2)
        .order_by("-people", field)
    )
    found: list[dict[str, Any]] = list(groups[:MOST])
    values = [group[field] for group in found]
    named = rows.filter(**{f"{field}__in": values}).order_by(field, "pk").distinct(field).values_list(field, "pk")
    examples = dict(named)
    return [
        SharedValue(
            value=_readable(field, group),
            names=tuple((group["names"] or ())[:_NAMES_SHOWN]),
            people=group["people"],
            journeys=group["total"],
            first=group["first"],
            last=group["last"],
            example=examples[group[field]],
        )
        for group in found
    ]


def _readable(field: str, group: dict[str, Any]) -> str:
    value: str = group[field]
    if field == "agent_phone":
        return parse_phone(value) or value
    written: list[str] = group["names"] or [value]
    return written[0]
