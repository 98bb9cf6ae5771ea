"""New records from the rows of a workbook: for any kind of record, from its command and the fields of its table.

A column is a field of the command, with the heading and the name that an exported list has (`every_column`), so that
a blank workbook, and a list of another house, are read alike. A cell is read as its question reads it; a choice by its
words in either language or by its code; a place by its name or code; a link by the name of the record, if exactly one
within reach has it, else the row waits and names those it may be. The command then goes to the service that the page
calls. What is on record already, in every cell, is not recorded again.
"""

import dataclasses
import datetime as dt
import json
import math
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import seeing_permission
from jatan.foundation.network.marks import mark
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.workbook.formula_cells import is_error
from jatan.kernel.answers import cell_text, parse_cell
from jatan.kernel.dates import parse_date, parse_month
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.questions import Question, column_question
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.base_command import Command, rules_of
from jatan.programme.people.models import Person
from jatan.programme.people.record_kind import OrdinaryKind
from jatan.web.ui.forms.base import block_or_district
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.columns import NO, YES, Cell, iso_day, unquoted, words_of_choices
from jatan.web.ui.workbooks.every_column import CODE, choices_of, words_of_row
from jatan.web.ui.workbooks.former_words import with_former_words

OFFICE: Final = "organisation"
_CALLED: Final = frozenset({"name", "name_hi", "title", "title_hi", "what", "purpose", "panchayat", "village"})
_LINE: Final = "new_row"
_DIGEST: Final = 16
_MOST_DIGITS: Final = 12
_BETWEEN: Final = re.compile(r"[;,،|\n]")
_SHOWN: Final = 5  # records of one name that are named
_NOT_FOUND = _("No record within your reach is called so. Record it first, or write its code.")
_SEVERAL = _("Several are called so. Write the code of one beside it: %(candidates)s")
_NO_PLACE = _("This is none of your blocks or districts. Write its name as in the list, or its code.")
_NO_OFFICE = _("You work in several offices. Write in the column “Organisation” whose row this is.")
_OTHER_OFFICE = _("This is not your organisation. Write yours, or empty the cell if you have only one.")
_NOT_ON_LIST = _("This is not on the list of this column.")
_UNREADABLE = _("This cannot be read.")


@dataclass(frozen=True)
class NewColumn:
    """A field of the command. kind: place, area (any place), link, choice, choices, texts, yes, month_or_day, id,
    decimal, or answer (read by its `question`). `choices`: {code: words}; `codes`: {words in any language: codes}."""

    name: str
    label: str
    kind: str
    is_needed: bool = False
    question: Question | None = None
    model: Any = None
    choices: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)


def comes_as_register(desk: Desk) -> bool:
    """Whether new rows come as a register alone, where look-alikes, the rules of a departure and danger stand before
    a record."""
    return desk.kind.model in (Person, Journey, Issue)


def command_of(desk: Desk) -> type[Command] | None:
    """The command by which a row of a workbook becomes a record of this list; None where none does."""
    kind = desk.kind
    if comes_as_register(desk) or not isinstance(kind, OrdinaryKind):
        return None
    return kind.command if desk.record_row is not None or kind.recorded else None


def takes_new_rows(desk: Desk, by: Actor) -> bool:
    """Whether rows of a workbook may become records of this list, and this actor records and imports."""
    return command_of(desk) is not None and by.may(desk.record) and by.may(Permission.REGISTER_IMPORT)


def new_columns(desk: Desk) -> list[NewColumn]:
    """The columns of a new record, in the order of its command: where, then what."""
    command = command_of(desk)
    if command is None or command.MODEL is None:
        return []
    model, needed = command.MODEL, rules_of(command).required
    found: list[NewColumn] = []
    for asked in dataclasses.fields(command):
        column = next((one for one in model._meta.concrete_fields if asked.name in (one.name, one.attname)), None)
        # What has no words that people read is filled in by the house.
        if column is None or asked.name == "organisation" or not isinstance(column.verbose_name, Promise):
            continue
        is_needed = asked.name in needed and asked.default in (dataclasses.MISSING, "", None)
        made = _column(desk, command, asked.name, column, is_needed=is_needed)
        if made is not None:
            found.append(made)
    return found


def _column(desk: Desk, command: type[Command], name: str, column: Any, *, is_needed: bool) -> NewColumn | None:
    """The column of a field of the command; None for one that no cell can say."""
    label = capfirst(str(column.verbose_name))
    if name == "place":
        return NewColumn(name, label, "place", is_needed)
    if column.is_relation:
        kind = "area" if column.related_model is Place else "link"
        return NewColumn(name, label, kind, is_needed, model=column.related_model)
    if isinstance(column, models.UUIDField):
        return NewColumn(name, label, "id", is_needed) if is_needed else None
    if isinstance(column, models.BooleanField):
        return NewColumn(name, label, "yes", is_needed)
    if isinstance(column, models.DecimalField):
        return NewColumn(name, label, "decimal", is_needed)
    allowed = rules_of(command).choices.get(name)
    choices = {code: words for code, words in choices_of(desk, column).items() if allowed is None or code in allowed}
    if allowed and not choices:  # a version of a text is its own word
        choices = {code: code for code in sorted(allowed)}
    is_several = isinstance(column, ArrayField)
    if choices:
        kind = "choices" if is_several else "choice"
        return NewColumn(name, label, kind, is_needed, choices=choices, codes=_codes(desk, column, choices))
    if is_several:
        return NewColumn(name, label, "texts", is_needed) if isinstance(column.base_field, models.CharField) else None
    kind = "month_or_day" if name == "held_on" and hasattr(command, "is_day_known") else "answer"
    return NewColumn(name, label, kind, is_needed, question=column_question(column.model, name, needed=False))


def _codes(desk: Desk, column: Any, choices: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """{words in any language, and codes, compared plainly: the codes they stand for}."""
    found: dict[str, set[str]] = {plain(code): {code} for code in choices}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for code, words in choices_of(desk, column).items():
                found.setdefault(plain(words), set()).add(code)
                found.setdefault(plain(code), set()).add(code)
    return with_former_words(found)


class NewRows:
    """Reads rows of one list into commands, for one actor. Places and records that were found are kept."""

    def __init__(self, desk: Desk, by: Actor) -> None:
        self.desk, self._by = desk, by
        self.columns = new_columns(desk)
        self._command = command_of(desk)
        self._stated = _stated(self._command, self.columns)
        self.offices = offices_of(desk, by)
        self.people_shown: int | None = None  # by looking names of people up; None where no name was
        self._places: dict[str, set[uuid.UUID]] | None = None
        self._by_id: dict[uuid.UUID, Place] = {}
        self._labels: dict[str, uuid.UUID] = {}

    def command(self, cells: Mapping[str, Cell]) -> Command:
        """The command of one row. Raises Problems at the columns that are wrong, Forbidden without an office."""
        if self._command is None:
            raise ValueError(f"{self.desk.slug} take no new rows")
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        try:
            values["organisation"] = self._office(cells)
        except Problem as wrong:
            problems.append(wrong.at("organisation"))
        for column in self.columns:
            try:
                value = self._value(column, cells)
            except Problem as wrong:
                problems.append(wrong.at(column.name))
                continue
            if value is not None:
                values[column.name] = value
            elif column.name in self._stated:
                problems.append(Problem("missing_required", field=column.name))
        if problems:
            raise Problems(problems)
        for asked in dataclasses.fields(self._command):
            is_open = asked.default is dataclasses.MISSING and asked.default_factory is dataclasses.MISSING
            if asked.name not in values and is_open:
                values[asked.name] = _nothing(str(asked.type))
        if _is_month(cells, values.get("held_on")) and hasattr(self._command, "is_day_known"):
            values["is_day_known"] = False
        return self._command(**values)

    def existing(self, command: Command, made: Sequence[uuid.UUID]) -> bool:
        """Whether a record that this run did not make says all this already."""
        model = self.desk.model
        names = {column.attname: column.name for column in model._meta.concrete_fields}
        names |= {column.name: column.name for column in model._meta.concrete_fields}
        if any(name not in names for name in command.__dict__ if name != "is_day_known"):
            return False
        values = {names[name]: value for name, value in command.__dict__.items() if name in names}
        found = model._default_manager.filter(withdrawn_at__isnull=True, **_as_filters(values))
        return found.exclude(pk__in=made).exists()

    def alike(self, command: Command, made: Sequence[uuid.UUID]) -> Any:
        """A record that this run did not make, and that agrees in what such a record needs and is called; or None."""
        model, needed = self.desk.model, rules_of(type(command)).required
        values = {
            column.name: value
            for column in model._meta.concrete_fields
            if column.name in {*needed, *_CALLED} and (value := getattr(command, column.name, None)) is not None
        }
        called = {f"{name}__iexact": values.pop(name) for name in _CALLED & values.keys() if values[name]}
        found = model._default_manager.filter(withdrawn_at__isnull=True, **_as_filters(values), **called)
        return found.exclude(pk__in=made).order_by("id").first()

    def typed(self, cells: Mapping[str, Cell]) -> dict[str, str | int | float | bool]:
        """What was typed into the columns of a new record, as it can be sent along; without empty cells."""
        names = [OFFICE, *(column.name for column in self.columns)]
        sent = ((name, _sent_cell(cells.get(name))) for one in names for name in (one, f"{one}:{CODE}"))
        return {name: cell for name, cell in sent if cell not in (None, "")}

    def digest(self, typed: Mapping[str, Cell]) -> str:
        """Sixteen letters that are the same only for a line of this list in which the same was typed."""
        texts = {name: cell_text(cell) for name, cell in typed.items()}
        return mark(_LINE, json.dumps([self.desk.slug, texts], sort_keys=True)).hex()[:_DIGEST]

    def record(self, command: Command) -> Any:
        """Record it as the page does, in a savepoint. Raises Problem, Problems or Forbidden."""
        kind: Any = self.desk.kind
        act = self.desk.record_row or kind.record
        with transaction.atomic():
            return act(self._by, command)

    def _office(self, cells: Mapping[str, Cell]) -> uuid.UUID:
        """The office that a row names, or the only one. Raises Problem where that is none of the actor's."""
        if not self.offices:
            raise gate.Forbidden(self.desk.record.value)
        name, code = (plain(unquoted(cell_text(cells.get(column)))) for column in (OFFICE, f"{OFFICE}:{CODE}"))
        if not name and not code and len(self.offices) > 1:
            raise Problem("no_office", _NO_OFFICE)
        found = [
            pk
            for pk, office in self.offices.items()
            if (not code or code == plain(office.code)) and (not name or name in _names_of(office))
        ]
        if len(found) != 1:
            raise Problem("other_office", _OTHER_OFFICE)
        return found[0]

    def _value(self, column: NewColumn, cells: Mapping[str, Cell]) -> Any:
        """What a cell says; None where it is empty. Raises Problem."""
        cell = cells.get(column.name)
        text = unquoted(cell_text(cell))
        code = unquoted(cell_text(cells.get(f"{column.name}:{CODE}")))
        if is_error(text):
            raise Problem("unreadable", _("This cell holds an error of the spreadsheet."))
        if not text:
            return None
        if column.kind == "place":
            return self._place(text, code)
        if column.kind == "area":
            return _area(text, code)
        if column.kind == "link":
            return self._link(column.model, text, code)
        if column.kind in ("choice", "choices"):
            # Several may stand on lines of their own, which `cell_text` makes one.
            return _chosen(column, unquoted(cell.strip()) if isinstance(cell, str) else text, code)
        if column.kind == "texts":
            return tuple(part.strip() for part in _BETWEEN.split(text) if part.strip())
        if column.kind == "yes":
            return _yes(text)
        return _read(column, cell if not isinstance(cell, str) else unquoted(cell))

    def _place(self, text: str, code: str) -> Place:
        """A place of the actor's by its code and name, by the words of the list to choose from, or by its only name."""
        if self._places is None:
            self._read_places()
        places = self._places or {}
        named = places.get(plain(text), set())
        coded = named & places.get(plain(code), set()) if code else set()
        labelled = self._labels.get(plain(text))
        found = coded or ({labelled} if labelled is not None else named)
        if len(found) != 1:
            raise Problem("unknown_place", _NO_PLACE)
        return self._by_id[next(iter(found))]

    def _read_places(self) -> None:
        self._places = {}
        asked: Any = block_or_district(self._by, self.desk.record, None)
        for place in asked.queryset:
            self._by_id[place.pk] = place
            for word in (place.names.hi, place.names.en, place.name_hi, place.name_en, place.lgd_code):
                if word:
                    self._places.setdefault(plain(str(word)), set()).add(place.pk)
        for pk, label in words_of_choices(asked.choices):
            self._labels[plain(str(label))] = pk
            self._places.setdefault(plain(str(label)), set()).add(pk)

    def _link(self, model: Any, text: str, code: str) -> Any:
        """The one record within reach that is called so. Raises Problem that names those it may be."""
        permission = seeing_permission(model.FAMILY)
        rows = gate.within_reach(model._default_manager.all(), by=self._by, permission=permission)
        if getattr(model, "FAMILY", "") in ("allies", "library"):  # the directory is the network's
            rows = model._default_manager.all()
        rows = rows.filter(withdrawn_at__isnull=True)
        wanted = code if is_id(code) else text if is_id(text) else ""
        named = rows.filter(pk=wanted).first() if wanted else None
        if named is not None and plain(text) in (plain(words_of_row(named)), wanted):
            return named
        found = _called(rows, model, text)
        if model is Person:
            self.people_shown = (self.people_shown or 0) + len(found)
        if len(found) == 1:
            return found[0]
        if not found:
            raise Problem("unknown_link", _NOT_FOUND)
        shown = "; ".join(_candidate(one) for one in found[:_SHOWN])
        raise Problem("several_links", _SEVERAL % {"candidates": shown})


def _stated(command: type[Command] | None, columns: Sequence[NewColumn]) -> frozenset[str]:
    """The columns in which a cell has to say what a page that is filled in today says by itself: the text of a consent
    that is read out there and then."""
    if command is None:
        return frozenset()
    made = {one.name for one in dataclasses.fields(command) if one.default_factory is not dataclasses.MISSING}
    return frozenset(column.name for column in columns if column.is_needed and column.name in made)


def offices_of(desk: Desk, by: Actor) -> dict[uuid.UUID, Organisation]:
    """The offices in which the actor may record rows of a workbook."""
    recorded = by.reach(desk.record).row_organisations & by.reach(Permission.REGISTER_IMPORT).row_organisations
    found = Organisation.objects.filter(pk__in=recorded & by.own_organisations)
    return {office.pk: office for office in found.order_by("code")}


def _names_of(office: Organisation) -> set[str]:
    return {plain(name) for name in (office.name, office.name_hi, office.name_en) if name}


def _sent_cell(cell: Any) -> Any:
    """A cell as JSON holds it: days as 2026-11-28, times and what else a spreadsheet has as text."""
    if isinstance(cell, dt.date):
        return iso_day(cell)
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    return cell if cell is None or isinstance(cell, str | int | float | bool) else str(cell)


def _nothing(of: str) -> Any:
    """What a field of this type holds where nothing is written: a text "", several (), anything else None."""
    if of in ("str", "<class 'str'>"):
        return ""
    return () if of.lower().partition("[")[0].rpartition(".")[2] in ("tuple", "list", "sequence") else None


def _called(rows: Any, model: Any, text: str) -> list[Any]:
    """Records called so, by the field that names them; without one, by kind and day as `words_of_row` has it."""
    names = {column.name for column in model._meta.concrete_fields}
    for name in ("name", "title", "title_hi", "what", "purpose"):
        if name in names:
            found = list(rows.filter(**{f"{name}__iexact": text}).order_by("id")[: _SHOWN + 1])
            return found or _called_with_place(rows, name, text)
    if "held_on" not in names:
        return []
    try:
        day = parse_date(text[-10:])
    except Problem:
        return []
    return [one for one in rows.filter(held_on=day).order_by("id")[:200] if words_of_row(one) == text]


def _called_with_place(rows: Any, name: str, text: str) -> list[Any]:
    """Records whose name stands before the comma and whose village or place after it, as lists to choose from say."""
    called, *where = (part.strip() for part in text.split(","))
    if not where:
        return []
    wanted = {plain(part) for part in where}
    found = rows.filter(**{f"{name}__iexact": called}).select_related("place").order_by("id")[:50]
    return [row for row in found if wanted <= {plain(row.village), plain(row.panchayat), plain(row.place.name)}]


def _candidate(row: Any) -> str:
    where = ", ".join(part for part in (row.village, row.panchayat) if part)
    return f"{words_of_row(row)} ({where}) = {row.pk}" if where else f"{words_of_row(row)} = {row.pk}"


def _area(text: str, code: str) -> Place:
    """A district, state or country of that name."""
    levels = (Level.DISTRICT, Level.STATE, Level.COUNTRY, Level.BLOCK)
    named = Q(name_en__iexact=text) | Q(name_hi=text)
    if text.isascii() and text.isdecimal():
        named |= Q(lgd_code=int(text))
    found = list(Place.objects.filter(named, level__in=levels).order_by("id")[:50])
    for level in levels:
        of_level = [one for one in found if one.level == level]
        if code and len(of_level) > 1:
            of_level = [one for one in of_level if code in (str(one.lgd_code), one.country_code)]
        if len(of_level) == 1:
            return of_level[0]
        if of_level:
            break
    raise Problem("unknown_place", _("No place, or several, are called so. Write the code."))


def _chosen(column: NewColumn, text: str, code: str) -> Any:
    if column.kind == "choice":
        return _one_code(column, text, code)
    if plain(text) in column.codes:  # a choice may hold a comma itself
        return [_one_code(column, text, "")]
    chosen = {_one_code(column, part.strip(), "") for part in _BETWEEN.split(text) if part.strip()}
    return [one for one in column.choices if one in chosen]


def _one_code(column: NewColumn, text: str, code: str) -> str:
    found = column.codes.get(plain(text), frozenset()) & column.choices.keys()
    if len(found) > 1 and code in found:
        return code
    if len(found) != 1:
        raise Problem("unknown_choice", _NOT_ON_LIST)
    return next(iter(found))


def _yes(text: str) -> bool:
    word = text.casefold()
    if word not in (*YES, *NO):
        raise Problem("unreadable", _NOT_ON_LIST)
    return word in YES


def _read(column: NewColumn, cell: Any) -> Any:
    if column.kind == "id":
        text = cell_text(cell)
        if not is_id(text):
            raise Problem("unreadable", _UNREADABLE)
        return uuid.UUID(text)
    if column.kind == "decimal":
        return _decimal(cell_text(cell))
    if column.kind == "month_or_day" and isinstance(cell, str) and (month := parse_month(cell)) and month[0]:
        return dt.date(month[0], month[1], 1)
    if column.question is None:
        raise ValueError(column.name)
    if column.question.kind == "long_text" and isinstance(cell, str):
        return cell.replace("\r\n", "\n").strip()
    value = parse_cell(column.question, cell)
    return dt.date.fromisoformat(value) if column.question.kind == "day" else value


def _decimal(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as unread:
        raise Problem("unreadable", _UNREADABLE) from unread
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS:
        raise Problem("unreadable", _UNREADABLE)
    return number


def _is_month(cells: Mapping[str, Cell], day: Any) -> bool:
    cell = cells.get("held_on")
    return day is not None and isinstance(cell, str) and parse_month(cell) is not None


def _as_filters(values: Mapping[str, Any]) -> dict[str, Any]:
    empty = {f"{name}__isnull": True for name, value in values.items() if value is None}
    return empty | {name: value for name, value in values.items() if value is not None}
