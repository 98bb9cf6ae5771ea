"""What a field gives away, said where the field is declared: `name = personal(models.CharField(...))`.

The four functions give back the field that they are given, marked with its class, so that its type and its migration
stay as they are. Whatever asks for the class of a field asks `privacy_classes`.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from django.db.models import Field, Model

PRIVACY_CLASSES: Final = ("open", "shared", "personal", "sealed")


def open_[F: Field[Any, Any]](field: F) -> F:
    """Says nothing about a person by itself."""
    return _marked(field, "open")


def shared[F: Field[Any, Any]](field: F) -> F:
    """Names officials and reporters, and every member reads it."""
    return _marked(field, "shared")


def personal[F: Field[Any, Any]](field: F) -> F:
    """Leaves its organisation only as a count; whoever reaches the row through the network is not shown it."""
    return _marked(field, "personal")


def sealed_[F: Field[Any, Any]](field: F) -> F:
    """Readable only with a key."""
    return _marked(field, "sealed")


def _marked[F: Field[Any, Any]](field: F, privacy: str) -> F:
    vars(field)["privacy"] = privacy
    return field


@cache
def privacy_classes(model: type[Model]) -> Mapping[str, str]:
    """{field: class} of the fields of a table that have one, in their order.

    A class is said at the field; of `panchayat` and `village`, which every record has, by the table's VILLAGE_PRIVACY
    (`Guarded`); of a field that says nothing, by the table's PRIVACY, where it has one.
    """
    of_all = getattr(model, "PRIVACY", "")
    classes = {field.name: getattr(field, "privacy", of_all) for field in model._meta.local_fields}
    found = {name: privacy for name, privacy in classes.items() if privacy}
    if village := getattr(model, "VILLAGE_PRIVACY", ""):
        found |= {"panchayat": "open", "village": village}
    return MappingProxyType(found)
