"""Unfinished registrations: begun, saved after each step, resumed, discarded, deleted after two weeks without change.

A draft is not a record: it is in no ledger, list or count, and only the account that began it can open it.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.selectors import members
from jatan.kernel import clock
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.journeys.models import Draft
from jatan.programme.journeys.models.draft import KEPT_FOR

_RECORD = Permission.PEOPLE_RECORD
LARGEST = 100_000


def begin_draft(*, by: Actor, organisation: uuid.UUID, body: dict[str, Any]) -> Draft:
    """Create a draft. Raises gate.Forbidden without the permission to record."""
    gate.require(by, _RECORD, organisation_id=organisation)
    if by.account_id is None:
        raise gate.Forbidden(_RECORD.value)
    _check(body)
    return Draft.objects.create(organisation_id=organisation, owner=by.account_id, body=body)


def save_draft(*, by: Actor, draft: Draft, body: dict[str, Any]) -> None:
    """Save the answers given so far. Raises Problem("aadhaar_number"), Draft.DoesNotExist if not the owner."""
    _check(body)
    kept = find_draft(by, draft.id)
    kept.body, kept.changed_at = body, clock.now()
    kept.save(update_fields=["body", "changed_at"])
    draft.body, draft.changed_at = kept.body, kept.changed_at


def my_drafts(by: Actor) -> QuerySet[Draft]:
    """The actor's own drafts, the latest first."""
    if by.account_id is None:
        return Draft.objects.none()
    organisations = by.reach(_RECORD).row_organisations
    return Draft.objects.filter(organisation_id__in=organisations, owner=by.account_id).order_by("-changed_at")


def count_drafts(by: Actor, organisation_id: uuid.UUID) -> int:
    """How many drafts the colleagues of an organisation have open: a number, no draft. 0 out of the actor's reach."""
    if organisation_id not in by.reach(_RECORD).organisations:
        return 0
    return Draft.objects.filter(organisation_id=organisation_id).count()


def find_draft(by: Actor, draft_id: uuid.UUID) -> Draft:
    """One of the actor's own drafts. Raises Draft.DoesNotExist."""
    return my_drafts(by).get(id=draft_id)


def delete_draft(*, by: Actor, draft: Draft) -> None:
    """Delete a draft that was finished or discarded."""
    my_drafts(by).filter(id=draft.id).delete()


def delete_stale_drafts() -> int:
    """Delete drafts unchanged for two weeks, organisation by organisation; returns how many. Idempotent."""
    deleted = 0
    for organisation_id in list(members().values_list("id", flat=True)):
        with acting_as(machine_for([organisation_id])):
            old = Draft.objects.filter(organisation_id=organisation_id, changed_at__lt=clock.now() - KEPT_FOR)
            deleted += old.delete()[0]
    return deleted


def _check(body: dict[str, Any]) -> None:
    texts = list(_texts(body))
    if sum(map(len, texts)) > LARGEST or any("\x00" in text for text in texts):
        raise Problem("unreadable")
    for text in texts:
        # A row id can contain twelve digits in a row by chance; it is no Aadhaar number.
        found = None if is_id(text) else aadhaar_problem(text)
        if found is not None:
            raise found


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
