"""`Command`: the validated input of a service. It checks itself on construction and becomes a row by its field names.

Every command of the programme packages builds on it, so that the same value is refused for the same reason everywhere.
The importer parks a row with the problem raised here, and a page shows it beside the field.
"""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar, Final, Self

from django.db import connection
from django.db.models import ForeignKey, IntegerField, Model
from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.answers import too_long
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.kernel.text.invisible import without_controls
from jatan_names import fold

LARGEST_COUNT = 2_147_483_647
OTHER_ORGANISATION = _("This belongs to another organisation.")
_LONGEST = 200
_MOST_OF_PLACES: Final[Mapping[str, int]] = {"panchayat": 120, "village": 120}
_BASE: Final = ("organisation", "place")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Command:
    """Organisation and place of a row, and panchayat and village as written.

    MODEL says what may stand in the fields that it has too (`rules_of`): which are needed, how long a text is, which
    codes may be chosen, how large a number is, which rows are linked. A subclass writes down what differs, and the
    rules of fields that are no columns: REQUIRED (needed besides), LIMITS (the length of a text that the column leaves
    open, 200 if nothing is said), CHOICES (fewer codes than the column has), COUNTS (whole numbers), LINKS (rows of the
    same organisation), ANY_MEMBERS (links that may be another member's). OWN_DAYS are days not in the future. Further
    problems come from `_problems`. Raises Problems.
    """

    MODEL: ClassVar[type[Model] | None] = None
    REQUIRED: ClassVar[tuple[str, ...]] = ()
    COUNTS: ClassVar[tuple[str, ...]] = ()
    OWN_DAYS: ClassVar[tuple[str, ...]] = ()
    CHOICES: ClassVar[Mapping[str, Iterable[str]]] = {}
    LINKS: ClassVar[tuple[str, ...]] = ()
    ANY_MEMBERS: ClassVar[tuple[str, ...]] = ()
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
        """Fill in values that follow from other fields, and strip texts; signs that nobody sees are left out."""
        for name in rules_of(type(self)).texts:
            text = getattr(self, name)
            if text and (clean := without_controls(text).strip()) != text:
                self._set(name, clean)

    def _problems(self) -> Iterable[Problem]:
        return ()

    def _set(self, name: str, value: object) -> None:
        """Set a field during construction, since the dataclass is frozen."""
        object.__setattr__(self, name, value)

    def _checked(self) -> Iterator[Problem]:
        values, rules = self.__dict__, rules_of(type(self))
        for name in rules.required:
            if values[name] is None or values[name] == "":
                yield Problem("missing_required", field=name)
        for name, limit in rules.texts.items():
            if values[name]:
                yield from _text_problems(name, values[name], limit)
        for name, largest in rules.counts.items():
            number = values[name]
            if number is not None and number < 0:
                yield Problem("negative_number", field=name)
            elif number is not None and number > largest:
                yield Problem("unreadable", field=name)
        for name in self.OWN_DAYS:
            day: dt.date | None = values[name]
            if day is not None and day > clock.today():
                yield Problem("date_in_future", field=name)
        for name, codes in rules.choices.items():
            if values[name] and values[name] not in codes:
                yield Problem("unreadable", field=name)
        for name in rules.links:
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


@dataclasses.dataclass(frozen=True)
class Rules:
    """What is checked of the fields of a command. `texts`: the longest of each; `counts`: the largest of each."""

    required: tuple[str, ...]
    texts: Mapping[str, int]
    counts: Mapping[str, int]
    choices: Mapping[str, frozenset[str]]
    links: tuple[str, ...]


_rules: dict[type[Command], Rules] = {}


def rules_of(command: type[Command]) -> Rules:
    """The rules of a command class: those of the columns of its MODEL, then what it says differently or besides.

    Kept once they are made: an import builds 60,000 commands.
    """
    if command not in _rules:
        _rules[command] = _made_rules(command)
    return _rules[command]


def _made_rules(command: type[Command]) -> Rules:
    fields = {field.name: field for field in dataclasses.fields(command)}
    columns = _columns(command, fields)
    texts = {name: _MOST_OF_PLACES.get(name, _LONGEST) for name, field in fields.items() if field.type in (str, "str")}
    codes = {name: _codes(column) for name, column in columns.items() if column.choices}
    # A wrong code is wrong once, however long it is.
    written = [name for name in texts if name in columns and name not in codes]
    texts |= {name: columns[name].max_length for name in written if columns[name].max_length}
    linked = [name for name, column in columns.items() if _is_link(column) and name not in command.ANY_MEMBERS]
    needed = [name for name, column in columns.items() if not column.blank and not _may_be_left_out(fields[name])]
    return Rules(
        required=tuple(dict.fromkeys(("organisation", "place", *needed, *command.REQUIRED))),
        texts={**texts, **command.LIMITS},
        counts={name: _largest(column) for name, column in columns.items() if _is_count(column)}
        | dict.fromkeys(command.COUNTS, LARGEST_COUNT),
        choices=codes | {name: frozenset(allowed) for name, allowed in command.CHOICES.items()},
        links=tuple(dict.fromkeys((*linked, *command.LINKS))),
    )


def _columns(command: type[Command], fields: Iterable[str]) -> dict[str, Any]:
    """{name: column} of the fields that the command and its MODEL have both, in the order of the command."""
    if command.MODEL is None:
        return {}
    columns = {column.name: column for column in command.MODEL._meta.concrete_fields}
    return {name: columns[name] for name in fields if name in columns and name not in _BASE}


def _may_be_left_out(field: dataclasses.Field[Any]) -> bool:
    """Whether the command itself offers nothing for it: the service, or `_complete`, fills such a field in."""
    return field.default is None or field.default == ""


def _codes(column: Any) -> frozenset[str]:
    return frozenset(code for code, _name in column.flatchoices if code)


def _is_count(column: Any) -> bool:
    return isinstance(column, IntegerField) and not column.choices


def _largest(column: Any) -> int:
    _least, largest = connection.ops.integer_field_range(column.get_internal_type())
    return int(largest)


def _is_link(column: Any) -> bool:
    return isinstance(column, ForeignKey) and hasattr(column.related_model, "organisation_id")


def _text_problems(name: str, text: str, limit: int) -> Iterator[Problem]:
    if len(text) > limit:
        yield too_long(limit).at(name)
    found = aadhaar_problem(text)
    if found is not None:
        yield found.at(name)
