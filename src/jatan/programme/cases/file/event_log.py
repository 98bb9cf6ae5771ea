"""Ledger events about case files and letters: codes only, never content."""

import uuid

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import record_event
from jatan.programme.cases.models import Case


def log_case_event(
    by: Actor, organisation_id: uuid.UUID, verb: str, case: uuid.UUID | None, **codes: str | int
) -> Event:
    """Log one event. `case` is None for an act about no single case: a search, a letter from outside."""
    return record_event(
        organisation_id=organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=Case._meta.label_lower,
        about=case,
        payload=codes,
    )


def log_letter_event(by: Actor, organisation_id: uuid.UUID, verb: str, kind: str, **codes: str | int) -> None:
    """Log a letter sent or received, without its id, the other organisation or a case.

    With a case, comparing the ledgers of two organisations would link their cases (docs/adr/0015).
    """
    log_case_event(by, organisation_id, verb, None, kind=kind, **codes)
