"""`Command`: what a door hands to a service. Checks itself on construction, then becomes a row by its field names.

Every command of the programme packages builds on it, so the same answer is refused for the same reason everywhere.
A problem raised here is what the importer parks a row with and what a page shows beside a field.
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

__all__ = ["LARGEST_COUNT", "OTHER_ORGANISATION", "Command", "changed_values", "values_of"]

LARGEST_COUNT = 2_147_483_647
OTHER_ORGANISATION = _("This belongs to another organisation.")
_LONGEST = 200


@dataclasses.dataclass(frozen=True, kw_only=True)
class Command:
    """Organisation and place of a row, as written where finer than a block.

    Subclasses name their REQUIRED fields, COUNTS (whole numbers, None = not recorded), OWN_DAYS (may not lie ahead),
    CHOICES (field -> allowed codes), LINKS (rows pointed at, of the same organisation) and LIMITS (text field ->
    longest, where it is not 200 characters), and yield further problems from `_problems`. Raises Problems.
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
        """Fill in what follows from other fields. Texts lose the spaces around them."""
        for name, _limit in _texts(type(self)):
            text = getattr(self, name)
            if text and (text[0].isspace() or text[-1].isspace()):
                self._set(name, text.strip())

    def _problems(self) -> Iterable[Problem]:
        return ()

    def _set(self, name: str, value: object) -> None:
        """Only while being built: a frozen dataclass has no other way."""
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
        """The same command with other answers, checked again. Raises Problems; ValueError for an unknown field."""
        unknown = set(changes) - {field.name for field in dataclasses.fields(self)} | {"organisation"} & set(changes)
        if unknown:
            raise ValueError(f"not a field that can be changed: {', '.join(sorted(unknown))}")
        return dataclasses.replace(self, **changes)

    @classmethod
    def of(cls, row: Model) -> Self:
        """The command that would record this row, for amending it. Command and model name their fields alike."""
        names = (field.name for field in dataclasses.fields(cls) if field.name != "organisation")
        return cls(organisation=row.organisation_id, **{name: getattr(row, name) for name in names})  # type: ignore[attr-defined]


def values_of(command: Command) -> dict[str, Any]:
    """Keyword arguments of the row that this command describes."""
    values = dict(command.__dict__)
    values["organisation_id"] = values.pop("organisation")
    return values


def changed_values(row: Model, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of `values` that the row does not say yet."""
    return {name: value for name, value in values.items() if getattr(row, name) != value}


_texts_of: dict[type[Command], tuple[tuple[str, int], ...]] = {}


def _texts(command: type[Command]) -> tuple[tuple[str, int], ...]:
    """Text fields of a command with their longest length; read once per class, as an import makes 60,000 commands."""
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
