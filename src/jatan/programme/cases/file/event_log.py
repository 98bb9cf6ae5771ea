"""One ledger event about a case: what is done with a file is told by codes, never by a word of it."""

import uuid

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.services import record_event
from jatan.programme.cases.models import Case

__all__ = ["tell_of_case", "tell_of_letter"]


def tell_of_case(by: Actor, organisation_id: uuid.UUID, verb: str, case: uuid.UUID | None, **codes: str | int) -> None:
    """`case` is None where an act is about no case alone: a search, a letter of another house."""
    record_event(
        organisation_id=organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=Case._meta.label_lower,
        about=case,
        payload=codes,
    )


def tell_of_letter(by: Actor, organisation_id: uuid.UUID, verb: str, kind: str, **codes: str | int) -> None:
    """A letter that came or went: neither its id nor the other house nor a case.

    Told with a case, two chains that lie side by side would say whose case here is whose case there (docs/adr/0015).
    """
    tell_of_case(by, organisation_id, verb, None, kind=kind, **codes)
