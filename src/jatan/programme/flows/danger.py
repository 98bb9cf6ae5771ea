"""Whatever carries danger becomes an urgent issue with a name, in the transaction that receives it.

Every door that keeps something back for a person (a row of a phone, a text message, a row of a register) calls
`report_danger` in the transaction in which it keeps it; only the case of another house opens no issue (ADR 15).
Whoever wrote it, and whatever else is wrong with it: the issue is opened by the machine on her behalf, with whom it is
about where she can be named inside the organisation, else with the name, village and numbers that were written. What
was kept back settles into that issue when it is put right (`standing` of the services): never twice.
"""

import dataclasses
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, Post
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.selectors import home_district
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.numbers import parse_phone
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import holds_aadhaar, without_aadhaar
from jatan.kernel.text.storable import storable
from jatan.programme.helpdesk.alarms import add_alarm, open_alarms, raise_alarm
from jatan.programme.helpdesk.choices import IssueKind
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.services import receive_issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.safeguarding.services import record_no_news

_log = logging.getLogger(__name__)
_LONGEST_WORDS, _LONGEST_NAME, _LONGEST_AGE = 4000, 120, 120


@dataclass(frozen=True, kw_only=True)
class Danger:
    """What carries danger, as it was written: nothing of it needs to be right.

    `organisation`: whose desk is told; `origin`: an Origin, `kind`: an IssueKind. `person`, `journey`: as they were
    named; they count only if the organisation has them. `words`: lines for the desk. `place`: where it was written
    (None: the home district); panchayat and village are kept with either. `author`: the account that wrote it, which
    will see the issue among its own; None where it may not. `is_leaving`: she leaves anew, so that it is about no
    journey that is on record. `is_of_another`: name and phone are of who says so, not of her. `starts_ladder`: there
    is no news of her, so that her ladder begins with its first step that a person takes. `is_doubtful`: it may not be
    from whom it says, so that it is verified by another number first.
    """

    organisation: uuid.UUID
    origin: str
    kind: str = IssueKind.OTHER.value
    person: uuid.UUID | None = None
    journey: uuid.UUID | None = None
    name: str = ""
    phone: str = ""
    age: int | None = None
    words: Sequence[str] = ()
    place: Place | None = None
    panchayat: str = ""
    village: str = ""
    author: uuid.UUID | None = None
    is_leaving: bool = False
    is_doubtful: bool = False
    is_of_another: bool = False
    starts_ladder: bool = False


def report_danger(danger: Danger, *, known: uuid.UUID | None = None) -> uuid.UUID:
    """Open the urgent issue of this danger at the desk, and return its id; an alert goes out with it.

    The open issue of the same alarm (`helpdesk.alarms`) gets a follow-up instead, and is told anew; or `known`, which
    told of an earlier version of it, while that is open and urgent. What cannot be kept is left out rather than the
    issue: it is opened with name, number and place alone, or with nothing, never not at all.
    """
    by = Actor(danger.author, (Post(Role.MACHINE, danger.organisation),))
    less = dataclasses.replace(danger, person=None, journey=None, age=None, words=())
    bare = Danger(organisation=danger.organisation, origin=danger.origin, author=danger.author)
    with acting_as(by), translation.override(settings.LANGUAGE_CODE):
        # Whole once more: of two requests that stood in each other's way, the second passes after the first.
        for one in (danger, danger, less):
            try:
                with transaction.atomic():
                    return _reported(by, one, known)
            except (Problem, Problems, gate.Forbidden, DatabaseError) as error:
                if not connection.is_usable():
                    raise
                _log.error("a danger could not be told as it was written: %s", type(error).__name__)
        return receive_issue(by=by, command=_command(bare, None, None)).pk


def _reported(by: Actor, danger: Danger, known: uuid.UUID | None) -> uuid.UUID:
    journey, person = _whom(danger)
    command = _command(danger, person, journey)
    before = open_alarms(danger.organisation).filter(pk=known).first() if known is not None else None
    if before is not None and add_alarm(by, before, command):
        return before.pk
    issue = raise_alarm(by=by, command=command, is_apart=danger.is_doubtful or danger.is_leaving)
    if danger.starts_ladder and journey is not None and journey.returned_on is None:
        _start_ladder(by, journey)
    return issue.pk


def _start_ladder(by: Actor, journey: Journey) -> None:
    """Begin her ladder; where that cannot be, her issue stays with all that it says."""
    try:
        with transaction.atomic():
            record_no_news(by=by, journey=journey)
    except (Problem, Problems, gate.Forbidden, DatabaseError) as error:
        if not connection.is_usable():
            raise
        _log.error("a ladder could not begin: %s", type(error).__name__)


def _whom(danger: Danger) -> tuple[Journey | None, Person | None]:
    """The journey and the person that are meant, as far as the organisation has them."""
    mine = {"organisation_id": danger.organisation}
    journeys = Journey.objects.live().filter(**mine).select_related("person", "place")
    if danger.journey is not None:
        journey = journeys.filter(pk=danger.journey).first()
        if journey is not None:
            return journey, journey.person
    if danger.person is None:
        return None, None
    person = Person.objects.live().filter(**mine, pk=danger.person).select_related("place").first()
    if danger.is_leaving:
        return None, person
    away = journeys.filter(person_id=danger.person, returned_on__isnull=True).order_by("-id").first()
    return away, person


def _command(danger: Danger, person: Person | None, journey: Journey | None) -> ReceiveIssue:
    named = None if danger.is_of_another else person
    name = _words(danger.name, _LONGEST_NAME) or (named.name[:_LONGEST_NAME] if named is not None else "")
    phone = parse_phone(danger.phone) or (named.phone if named is not None else "")
    about: Any = journey or person
    where: dict[str, Any] = {"place": danger.place or home_district(danger.organisation, clock.today())}
    if about is not None:
        where = {"place": about.place, "panchayat": about.panchayat, "village": about.village}
    else:
        written = {"panchayat": danger.panchayat, "village": danger.village}
        where |= {name: _words(one, _LONGEST_NAME) for name, one in written.items()}
    age = danger.age if danger.age is not None and 0 <= danger.age <= _LONGEST_AGE else None
    return ReceiveIssue(
        organisation=danger.organisation,
        received_on=clock.today(),
        kind=danger.kind,
        person=person,
        caller_name=name,
        caller_phone=phone if len(phone) <= 15 else "",
        sex=person.sex if person is not None else "",
        age=age if person is None else None,
        description=_description(danger),
        is_urgent=True,
        origin=danger.origin,
        about_journey=journey.pk if journey is not None else None,
        next_follow_up_on=clock.today(),
        **where,
    )


def _description(danger: Danger) -> str:
    lines = [_("Verify by another number first: it may not be from whom it says.")] if danger.is_doubtful else []
    lines += [line for line in (_words(one, _LONGEST_WORDS) for one in danger.words) if line]
    text = "\n".join(lines)
    # Digits of two lines may together look like an Aadhaar number: then none of them is kept.
    return (without_aadhaar(text) if holds_aadhaar(text) else text)[:_LONGEST_WORDS]


def _words(text: str, most: int) -> str:
    return without_aadhaar(storable(text)).strip()[:most]
