"""What can never be written into this package's rows, read off the tables themselves. Commands ask before a service does.

Odd is not impossible: resolved before received, a minor travelling, a refusal after the benefit are all kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded
from jatan.kernel import clock
from jatan.kernel.numbers import looks_like_aadhaar
from jatan.kernel.problems import Problem, raise_any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_LARGEST = {"PositiveSmallIntegerField": 32_767, "PositiveIntegerField": 2_147_483_647}
_AADHAAR_DIGITS = 12


@dataclass(frozen=True, slots=True)
class _Column:
    is_required: bool
    longest: int | None
    choices: frozenset[str] | None
    largest: int | None


def refuse_impossible(command: "DataclassInstance", model: type[Guarded], *, not_future: tuple[str, ...] = ()) -> None:
    """Raise Problem or Problems for what no row of `model` may hold; `not_future` names days that must have come.

    Codes: missing_required, negative_number, date_in_future, unreadable (not a choice, too long, too large),
    aadhaar_number, other_organisation.
    """
    columns, today, values = _columns(model), clock.today(), vars(command)
    raise_any(
        [
            *(
                problem.at(name)
                for name, value in values.items()
                if name in columns
                for problem in _problems(value, columns[name])
            ),
            *(
                Problem("date_in_future", field=name)
                for name in not_future
                if isinstance(values[name], date) and values[name] > today
            ),
            *(
                Problem("other_organisation", _("This belongs to another organisation."), field=name)
                for name, value in values.items()
                if isinstance(value, Guarded) and value.organisation_id != values["organisation"]
            ),
        ]
    )


def row_values(command: "DataclassInstance") -> dict[str, Any]:
    """The command's fields as keyword arguments of its model."""
    values = dict(vars(command))
    values["organisation_id"] = values.pop("organisation")
    return values


def recheck(row: Guarded, command: type["DataclassInstance"], changes: dict[str, Any]) -> None:
    """Raise Problem(s) where `row` with `changes` would not pass its command; ValueError for a name it has not."""
    names = {field.name for field in fields(command)} - {"organisation"}
    if unknown := set(changes) - names:
        raise ValueError(f"not fields of {command.__name__}: {sorted(unknown)}")
    values = {name: changes[name] if name in changes else getattr(row, name) for name in names}
    command(organisation=row.organisation_id, **values)


def _problems(value: object, column: _Column) -> Iterator[Problem]:
    if value is None or value == "":
        if column.is_required:
            yield Problem("missing_required")
    elif isinstance(value, str):
        is_known = column.choices is None or value in column.choices
        is_short = column.longest is None or len(value) <= column.longest
        if not is_known or not is_short or "\0" in value:
            yield Problem("unreadable")
        if len(value) >= _AADHAAR_DIGITS and looks_like_aadhaar(value):
            yield Problem("aadhaar_number", _("An Aadhaar number must never be written down here."))
    elif column.largest is not None and isinstance(value, int):
        if value < 0:
            yield Problem("negative_number")
        elif value > column.largest:
            yield Problem("unreadable")


@cache
def _columns(model: type[Guarded]) -> Mapping[str, _Column]:
    return {field.name: _column(field) for field in model._meta.concrete_fields if field.name != "organisation"}


def _column(field: "models.Field[Any, Any]") -> _Column:
    known = frozenset(str(code) for code, _label in field.flatchoices) if field.choices else None
    return _Column(
        is_required=not field.blank and not field.null,
        longest=field.max_length,
        choices=known,
        largest=_LARGEST.get(field.get_internal_type()),
    )
