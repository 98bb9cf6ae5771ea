"""`Command`: the validated input of a service. It checks itself on construction and becomes a row by its field names.

Every command of the programme packages builds on it, so that the same value is refused for the same reason everywhere.
The importer parks a row with the problem raised here, and a page shows it beside the field.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Self

from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan_names import fold

__all__ = [
    "LARGEST_COUNT",
    "OTHER_ORGANISATION",
    "Command",
    "changed_values",
    "row_values",
    "row_values_with_name_fold",
]

LARGEST_COUNT = 2_147_483_647
OTHER_ORGANISATION = _("This belongs to another organisation.")
_LONGEST = 200


@dataclasses.dataclass(frozen=True, kw_only=True)
class Command:
    """Organisation and place of a row, and panchayat and village as written.

    Subclasses declare their REQUIRED fields, COUNTS (whole numbers, None = not recorded), OWN_DAYS (dates not in the
    future), CHOICES (field -> allowed codes), LINKS (related rows of the same organisation) and LIMITS (text field ->
    maximum length, default 200), and yield further problems from `_problems`. Raises Problems.
    """

    REQUIRED: ClassVar[tuple[str, ...]] = ()
    COUNTS: ClassVar[tuple[str, ...]] = ()
    OWN_DAYS: ClassVar[tuple[str, ...]] = ()
    CHOICES: ClassVar[Mapping[str, Iterable[str]]] = {}
    LINKS: ClassVar[tuple[str, ...]] = ()
    LIMITS: ClassVar[Mapping[str, int]] = {}

    organisation: uuid.UUID
    place: Place
    panchayat: str = ""
    village: str = ""

    def __post_init__(self) -> None:
        self._complete()
        found = [*self._checked(), *self._problems()]
        if found:
            raise Problems(found)

    def _complete(self) -> None:
        """Fill in values that follow from other fields, and strip texts."""
        for name, _limit in _texts(type(self)):
            text = getattr(self, name)
            if text and (text[0].isspace() or text[-1].isspace()):
                self._set(name, text.strip())

    def _problems(self) -> Iterable[Problem]:
        return ()

    def _set(self, name: str, value: object) -> None:
        """Set a field during construction, since the dataclass is frozen."""
        object.__setattr__(self, name, value)

    def _checked(self) -> Iterator[Problem]:
        values = self.__dict__
        for name in ("organisation", "place", *self.REQUIRED):
            if values[name] is None or values[name] == "":
                yield Problem("missing_required", field=name)
        for name, limit in _texts(type(self)):
            if values[name]:
                yield from _text_problems(name, values[name], limit)
        for name in self.COUNTS:
            number = values[name]
            if number is not None and number < 0:
                yield Problem("negative_number", field=name)
            elif number is not None and number > LARGEST_COUNT:
                yield Problem("unreadable", field=name)
        for name in self.OWN_DAYS:
            day: dt.date | None = values[name]
            if day is not None and day > clock.today():
                yield Problem("date_in_future", field=name)
        for name, codes in self.CHOICES.items():
            if values[name] and values[name] not in codes:
                yield Problem("unreadable", field=name)
        for name in self.LINKS:
            if values[name] is not None and values[name].organisation_id != self.organisation:
                yield Problem("other_organisation", OTHER_ORGANISATION, field=name)

    def changed(self, changes: Mapping[str, Any]) -> Self:
        """The same command with other values, validated again. Raises Problems; ValueError for an unknown field."""
        unknown = set(changes) - {field.name for field in dataclasses.fields(self)} | {"organisation"} & set(changes)
        if unknown:
            raise ValueError(f"not a field that can be changed: {', '.join(sorted(unknown))}")
        return dataclasses.replace(self, **changes)

    @classmethod
    def of(cls, row: Model) -> Self:
        """The command that would record this row, as a base for amending it. Field names match the model's."""
        names = (field.name for field in dataclasses.fields(cls) if field.name != "organisation")
        return cls(organisation=row.organisation_id, **{name: getattr(row, name) for name in names})  # type: ignore[attr-defined]


def row_values(command: Command) -> dict[str, Any]:
    """Keyword arguments for the model row that this command describes."""
    values = dict(command.__dict__)
    values["organisation_id"] = values.pop("organisation")
    return values


def row_values_with_name_fold(command: Command) -> dict[str, Any]:
    """As `row_values`, with the folded form of `command.name` by which it is found; for models with `name_fold`."""
    values = row_values(command)
    return values | {"name_fold": fold(values["name"])[:600]}


def changed_values(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of `values` that differ from the row."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


_texts_of: dict[type[Command], tuple[tuple[str, int], ...]] = {}


def _texts(command: type[Command]) -> tuple[tuple[str, int], ...]:
    """Text fields of a command class with their maximum length, cached: an import builds 60,000 commands."""
    if command not in _texts_of:
        _texts_of[command] = _text_limits(command)
    return _texts_of[command]


def _text_limits(command: type[Command]) -> tuple[tuple[str, int], ...]:
    return tuple(
        (field.name, command.LIMITS.get(field.name, 120 if field.name in ("panchayat", "village") else _LONGEST))
        for field in dataclasses.fields(command)
        if field.type in (str, "str")
    )


def _text_problems(name: str, text: str, limit: int) -> Iterator[Problem]:
    if len(text) > limit:
        yield Problem(
            "unreadable", format_lazy(_("This is too long: at most {limit} characters."), limit=limit), field=name
        )
    if "\x00" in text:
        yield Problem("unreadable", field=name)
    found = aadhaar_problem(text)
    if found is not None:
        yield found.at(name)
