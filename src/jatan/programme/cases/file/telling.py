"""One ledger event about a case: what is done with a file is told by codes, never by a word of it."""

import uuid

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.services import record_event
from jatan.programme.cases.models import Case

__all__ = ["tell_of_case"]


def tell_of_case(by: Actor, organisation_id: uuid.UUID, verb: str, case: uuid.UUID | None, **codes: str | int) -> None:
    """`case` is None where an act is about no case alone: a search, a letter that nobody took in."""
    record_event(
        organisation_id=organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=Case._meta.label_lower,
        about=case,
        payload=codes,
    )
