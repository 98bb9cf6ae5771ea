"""The rows of one group, for whoever leads it: the group's own, those of its present members and of whom she recorded.

What a group is, the programme knows: `settings.PEOPLE_OF_GROUP` names the function that gives its people. It becomes a
part of the same statement, so that somebody who leaves the group is out of reach with the next request.
"""

import uuid
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils.module_loading import import_string


class _PeopleOfGroup(Protocol):
    def __call__(self, organisation_id: uuid.UUID, group_id: uuid.UUID) -> QuerySet[Any, Any]: ...


def of_group(
    model: type[Model],
    organisation_id: uuid.UUID,
    group_id: uuid.UUID,
    account_id: uuid.UUID | None,
    *,
    through: str = "",
) -> Q | None:
    """The rows of `model` that belong to the group; None if rows of this kind belong to no group.

    A row must satisfy both of the model's paths (`Guarded.OF_GROUP`, `Guarded.OF_PERSON`), where it has both: who took
    part in a meeting of the group and is in no way one of its people stays unknown. A person whom she registered is
    hers before she has made her a member: the contacts that the plan makes for that journey must reach somebody.
    `through`: "person__".
    """
    to_group, to_person = (str(getattr(model, name, "")) for name in ("OF_GROUP", "OF_PERSON"))
    if not to_group and not to_person:
        return None
    found = Q(**{f"{through}organisation_id": organisation_id})
    if to_group:
        found &= Q(**{f"{through}{to_group}": group_id})
    if to_person:
        people = Q(**{f"{through}{to_person}__in": _people()(organisation_id, group_id)})
        if account_id is not None:
            person = "" if to_person == "id" else f"{to_person.removesuffix('_id')}__"
            people |= Q(**{f"{through}{person}recorded_by": account_id})
        found &= people
    return found


@cache
def _people() -> _PeopleOfGroup:
    return cast(_PeopleOfGroup, import_string(settings.PEOPLE_OF_GROUP))
