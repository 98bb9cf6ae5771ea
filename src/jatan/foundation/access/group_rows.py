"""The rows of one group, for whoever leads it: those of its present members, and the group's own.

What a group is, the programme knows: `settings.PEOPLE_OF_GROUP` names the function that gives its people. It becomes a
part of the same statement, so that somebody who leaves the group is out of reach with the next request.
"""

import uuid
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.module_loading import import_string

__all__ = ["of_group"]


class _PeopleOfGroup(Protocol):
    def __call__(self, organisation_id: uuid.UUID, group_id: uuid.UUID) -> QuerySet[Any, Any]: ...


def of_group(model: type[Model], organisation_id: uuid.UUID, group_id: uuid.UUID, *, through: str = "") -> Q | None:
    """The rows of `model` that belong to the group; None if rows of this kind belong to no group.

    A row must satisfy both of the model's paths (`Guarded.OF_GROUP`, `Guarded.OF_PERSON`), where it has both: who took
    part in a meeting of the group and is in no way one of its people stays unknown. `through`: "person__".
    """
    of_group_path, of_person = (str(getattr(model, name, "")) for name in ("OF_GROUP", "OF_PERSON"))
    if not of_group_path and not of_person:
        return None
    found = Q(**{f"{through}organisation_id": organisation_id})
    if of_group_path:
        found &= Q(**{f"{through}{of_group_path}": group_id})
    if of_person:
        found &= Q(**{f"{through}{of_person}__in": _people()(organisation_id, group_id)})
    return found


@cache
def _people() -> _PeopleOfGroup:
    return cast(_PeopleOfGroup, import_string(settings.PEOPLE_OF_GROUP))
