"""Asking whether another member may know a person: by a case supervisor, counted, and in both members' ledgers.

The answer tells where somebody has sought help. Given unasked on every person's page, it would let any field worker
find that out by recording a name and a telephone number.
"""

import datetime as dt
import uuid
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate, rate_limits
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.rate_limits import RateLimit
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network import marks
from jatan.foundation.network.models import Organisation
from jatan.kernel.problems import Problem
from jatan.programme.people import events
from jatan.programme.people.duplicate_search import PERSON_MARK, mark_texts
from jatan.programme.people.models import Person, PersonKey

QUESTIONS_A_DAY: Final = 10
_LIMIT: Final = RateLimit("members-asked", QUESTIONS_A_DAY, dt.timedelta(days=1))


def ask_other_members(*, by: Actor, person: Person) -> list[Organisation]:
    """The members that may know the same person, by code: whom to ask, without their data.

    The own ledger records the question, the ledger of each member found that its record was asked about. Raises
    gate.Forbidden without the permission, Problem after QUESTIONS_A_DAY questions of one account within a day.
    """
    gate.require(by, Permission.MEMBERS_ASK, organisation_id=person.organisation_id, place=person.place)
    if person.withdrawn_at is not None:
        raise Problem("not_at_this_stage")
    if not rate_limits.allows(_LIMIT, by.account_id):
        raise Problem(
            "too_many_questions",
            _("You have asked about %(most)s people today. Ask again tomorrow, or call the other member.")
            % {"most": QUESTIONS_A_DAY},
        )
    known = PersonKey.objects.filter(organisation_id=person.organisation_id, person=person).first()
    texts = mark_texts(known, doubt=1) if known is not None else []
    matches = marks.rows_of_others([person.organisation_id], PERSON_MARK, *texts)
    with transaction.atomic():
        _record(by, person.organisation_id, events.MEMBERS_ASKED, person.pk)
        for organisation_id, about in matches:
            _record(by, organisation_id, events.ASKED_BY_ANOTHER_MEMBER, about)
    return list(Organisation.objects.filter(pk__in={one for one, _about in matches}).order_by("code"))


def _record(by: Actor, organisation_id: uuid.UUID, verb: str, about: uuid.UUID) -> None:
    """Record the event through a machine actor, because nobody may write in another member's ledger."""
    with acting_as(machine_for([organisation_id])):
        record_event(
            organisation_id=organisation_id,
            by=by.account_id,
            verb=verb,
            about_type=Person._meta.label_lower,
            about=about,
        )
