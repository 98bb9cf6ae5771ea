"""Rebuilds the marks of people from their keys, after the key by which members compare was changed or lost."""

import uuid

from jatan.foundation.network import marks
from jatan.programme.people.duplicate_search import PERSON_MARK, mark_texts
from jatan.programme.people.models import PersonKey

_BATCH = 2000


def rebuild_marks(organisation_id: uuid.UUID) -> int:
    """Rebuild the marks of everybody recorded by one organisation; returns how many. Idempotent."""
    count, after = 0, uuid.UUID(int=0)
    known = PersonKey.objects.filter(organisation_id=organisation_id).order_by("person_id")
    while batch := list(known.filter(person_id__gt=after)[:_BATCH]):
        marks.set_marks_of_rows(organisation_id, PERSON_MARK, {one.person_id: mark_texts(one) for one in batch})
        count, after = count + len(batch), batch[-1].person_id
    return count
