"""Which conditions of a list may be named in a file that leaves the house: those that say nothing of a person."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q

from jatan.foundation.access.actors import Actor
from jatan.foundation.db.privacy import privacy_classes
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.records.named_filters import filters_of


def impersonal_conditions(desk: Desk, by: Actor, answers: Mapping[str, Any]) -> set[str]:
    """The names of the filters that were answered and read open fields alone, as its columns do in such a file."""
    given = ((wanted, answers.get(wanted.name)) for wanted in filters_of(desk, by))
    return {
        wanted.name
        for wanted, answer in given
        if answer not in (None, "", False) and all(_is_open(desk.model, path) for path in _paths(wanted.where(answer)))
    }


def _paths(condition: Q) -> Iterator[str]:
    for one in condition.children:
        if isinstance(one, Q):
            yield from _paths(one)
        else:
            # What is no plain lookup (EXISTS) is not known to be open.
            yield one[0] if isinstance(one, tuple) else ""


def _is_open(model: type[Model], path: str) -> bool:
    """Whether all fields on the way of a lookup are open. One row by its id is somebody."""
    for number, part in enumerate(path.split("__")):
        try:
            field: Any = model._meta.get_field(part)
        except FieldDoesNotExist:
            return number > 0  # the comparison ("gte"); a name that is none of the table is not known to be open
        if getattr(field, "primary_key", False) or privacy_classes(model).get(field.name) in ("personal", "sealed"):
            return False
        if not field.is_relation or field.related_model is None:
            return True
        model = field.related_model
    return True
