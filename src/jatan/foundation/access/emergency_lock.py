"""Emergency lock, e.g. after a raid or a theft: sign out all accounts of an organisation and lock its open keys."""

import uuid

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.services import end_sessions
from jatan.foundation.ledger.services import record_event
from jatan.foundation.vault import open_keys
from jatan.kernel import clock


def office_to_close(by: Actor) -> uuid.UUID:
    """The organisation that `by`, a supervisor or coordinator, may lock. Raises Forbidden for everybody else."""
    cases, accounts = (
        by.reach(Permission.CASES_RECORD).organisations,
        by.reach(Permission.ACCOUNTS_MANAGE).organisations,
    )
    organisation_id = by.first_home_organisation(cases | accounts)
    if organisation_id is None:
        raise Forbidden("only supervisors and coordinators may lock an office")
    return organisation_id


def may_close_office(by: Actor) -> bool:
    """Whether `by` may lock an organisation."""
    try:
        office_to_close(by)
    except Forbidden:
        return False
    return True


def close_office(*, by: Actor) -> int:
    """End all sessions of the organisation's accounts, including that of `by`, and destroy all their opened keys.
    Returns the number of sessions. Open keys of other offices stay open.
    """
    organisation_id = office_to_close(by)
    people = Posting.objects.in_force(clock.today()).filter(organisation_id=organisation_id)
    ended = end_sessions(set(people.values_list("account_id", flat=True)))
    open_keys.end_office(organisation_id)
    record_event(
        organisation_id=organisation_id, by=by.account_id, verb="keys.office_closed", payload={"sessions": ended}
    )
    return ended
