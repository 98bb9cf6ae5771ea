"""A raided office, a computer that is gone: all of the organisation are signed out and every key is locked at once."""

import uuid

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.services import end_sessions
from jatan.foundation.ledger.services import record_event
from jatan.foundation.vault.boot_secret import replace_boot_secret
from jatan.kernel import clock

__all__ = ["close_office", "may_close_office", "office_to_close"]


def office_to_close(by: Actor) -> uuid.UUID:
    """The organisation of her own that somebody may shut: its supervisors and coordinators. Raises Forbidden."""
    cases, accounts = (
        by.reach(Permission.CASES_RECORD).organisations,
        by.reach(Permission.ACCOUNTS_MANAGE).organisations,
    )
    organisation_id = by.home_within(cases | accounts)
    if organisation_id is None:
        raise Forbidden("supervisors and coordinators shut an office")
    return organisation_id


def may_close_office(by: Actor) -> bool:
    """Whether there is an office that somebody may shut."""
    try:
        office_to_close(by)
    except Forbidden:
        return False
    return True


def close_office(*, by: Actor) -> int:
    """End all sessions of the organisation's people, her own too, and lock all keys. Returns how many sessions ended.

    The secret in memory is replaced, so keys that other organisations have open must be opened again as well.
    """
    organisation_id = office_to_close(by)
    people = Posting.objects.in_force(clock.today()).filter(organisation_id=organisation_id)
    ended = end_sessions(set(people.values_list("account_id", flat=True)))
    replace_boot_secret()
    record_event(
        organisation_id=organisation_id, by=by.account_id, verb="keys.office_closed", payload={"sessions": ended}
    )
    return ended
