"""The code on a migrant's pass: normalising it, finding its journey, and replacing a lost pass.

The journey of one exact code can be looked up without an actor: row-level security shows only the row whose code the
transaction has set in `jatan.pass`, and nothing of the journey itself.
"""

import uuid
from dataclasses import dataclass

from django.db import connection, transaction

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.db.transaction_settings import set_local
from jatan.kernel import clock
from jatan.kernel.text.codes import normalise_code
from jatan.programme.journeys.models import Journey, Pass
from jatan.programme.journeys.services import issue_pass

_LONGEST = 32
_REVOKED = "journeys.pass_revoked"


@dataclass(frozen=True)
class PassHolder:
    """The journey and organisation of a pass code."""

    organisation_id: uuid.UUID
    journey_id: uuid.UUID


def normalise_pass_code(code: str) -> str:
    """The code as stored, however it was copied: 7k9o-... and ७K90... are the same."""
    return normalise_code(code)[:_LONGEST]


def find_pass_holder(code: str) -> PassHolder | None:
    """The journey of a code; None for a code that was never issued. Revoked codes work: the holder may need help."""
    with transaction.atomic(), connection.cursor() as cursor:
        set_local(cursor, {"jatan.pass": normalise_pass_code(code)})
        rows = Pass._default_manager.filter(code=normalise_pass_code(code)).order_by("-issued_at")
        found = rows.values_list("organisation_id", "journey_id").first()
        set_local(cursor, {"jatan.pass": ""})
    return PassHolder(*found) if found else None


def valid_pass(by: Actor, journey: Journey) -> Pass | None:
    """The pass of a journey within reach that has not been replaced; None without one."""
    rows = Pass._default_manager.filter(journey=journey, withdrawn_at__isnull=True, revoked_at__isnull=True)
    return gate.within_reach(rows, by=by, permission=Permission.PEOPLE_SEE).order_by("-issued_at").first()


def replace_pass(*, by: Actor, journey: Journey) -> Pass:
    """Revoke the current pass of a lost paper and issue a new one. A call with the old code still reaches the desk."""
    with transaction.atomic():
        rows = Journey._default_manager.select_for_update(of=("self",), no_key=True)
        rows.get(organisation_id=journey.organisation_id, pk=journey.pk)
        old = valid_pass(by, journey)
        if old is not None:
            acts.amend(
                by=by,
                permission=Permission.PEOPLE_RECORD,
                correct=Permission.PEOPLE_RECORD,
                verb=_REVOKED,
                row=old,
                changes={"revoked_at": clock.now()},
            )
        return issue_pass(by=by, journey=journey)
