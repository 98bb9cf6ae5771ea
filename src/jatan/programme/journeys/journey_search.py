"""Finds a journey by what a caller gives on the telephone: the code of a pass, a number, a name, a village.

A code is compared as a whole, without completion: only somebody who holds the pass should find the journey.
"""

import re
import uuid
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.kernel.numbers import parse_phone
from jatan.programme.journeys.models import Journey, Pass
from jatan.programme.journeys.passes import normalise_pass_code
from jatan.programme.journeys.selectors import journeys
from jatan.programme.people.selectors import likely_people
from jatan_names import names

_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{16}")
_MOST = 50


@dataclass(frozen=True)
class Caller:
    """The journeys and travellers (ids) that a text identifies exactly. Both may be empty."""

    journeys: tuple[uuid.UUID, ...] = ()
    people: tuple[uuid.UUID, ...] = ()


def search_journeys(by: Actor, text: str) -> QuerySet[Journey]:
    """Journeys by pass code; by a number of the traveller, her family or the agent; or by a name or village.

    Names are the traveller's or the agent's, in either script. Returns no journeys for an empty text.
    """
    caller, phone = find_caller(by, text), parse_phone(text)
    if caller.journeys or phone or is_pass_code(text):
        agents = Q(agent_phone=phone) if phone else Q()
        return journeys(by).filter(Q(pk__in=caller.journeys) | agents)
    if not text.strip():
        return journeys(by).none()
    agent = Q()
    words = names.fold(text).split()
    for word in words:
        agent &= Q(agent_fold__contains=word)
    travellers = Q(person_id__in=matching_people(by, text, caller))
    return journeys(by).filter(travellers | agent if words else travellers)


def find_caller(by: Actor, text: str) -> Caller:
    """The journeys that a pass code or a whole telephone number identifies: hers or her family's, never the agent's.

    At most 50 journeys, in two queries; an empty Caller when the text is neither.
    """
    code, phone = normalise_pass_code(text), parse_phone(text)
    owners = likely_people(by, phone) if phone else []
    found = Q()
    if _CODE.fullmatch(code):
        # A replaced pass counts as well: the caller may hold the old paper.
        passes = Pass.objects.live().filter(code=code)
        found |= Q(pk__in=list(passes.values_list("journey_id", flat=True)[:_MOST]))
    if phone:
        found |= Q(person_id__in=owners)
        found |= Q(family_contact_phone=phone) | Q(phone_at_destination=phone) | Q(contact_at_destination=phone)
    if not found:
        return Caller()
    pairs = list(journeys(by).filter(found).values_list("pk", "person_id")[:_MOST])
    return Caller(
        tuple(journey for journey, _person in pairs),
        tuple(dict.fromkeys([*owners, *(person for _journey, person in pairs)])),
    )


def is_pass_code(text: str) -> bool:
    """True for sixteen letters and digits as on a pass, with at least one digit: then it is not a name."""
    code = normalise_pass_code(text)
    return bool(_CODE.fullmatch(code)) and not code.isalpha() and parse_phone(text) is None


def matching_people(by: Actor, text: str, caller: Caller) -> list[uuid.UUID]:
    """Ids of the people that the text means: those of `caller` when it has any, else a search by name or village."""
    if caller.people or is_pass_code(text):
        return list(caller.people)
    return likely_people(by, text, villages=True)
