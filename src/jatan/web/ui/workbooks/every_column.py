"""Every column that a record has, from the fields of its table: what an exported list holds, said once for all lists.

A field of the table is a column if it has words that people read. What has none is how the house finds and keeps rows:
folded names, digests of files, ids. A choice and a link stand as words, with their code in a column beside them. A
sealed field is none, and what a reader may not see on the page is not in her cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.db.privacy import privacy_classes
from jatan.foundation.network.guarded import Guarded
from jatan.foundation.places.choices import Level
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.dates import MonthOnly
from jatan.web.ui.own_questions.asked import fetch_own_answers
from jatan.web.ui.records.columns import may_read, may_read_field, place_line
from jatan.web.ui.records.desk import Desk, DisplayField
from jatan.web.ui.records.sums import is_summed

CODE: Final = "code"  # a column of codes is named "kind:code"
SEPARATOR: Final = ", "
# Of a withdrawn row, which no list has.
_NOT_LISTED: Final = frozenset({"withdrawn_reason"})
_WHERE: Final = ("organisation", "place", "panchayat", "village")


@dataclass(frozen=True)
class RecordColumn:
    """One column. `name`: a field of the table, "kind:code" for the codes of one, "shown:12" for what is worked out.

    kind: text, number, day. `field`: whose privacy is asked; "" where nothing is. `shows`: a column of the desk that
    is worked out from the row. `is_summed`: whether the column has a sum.
    """

    name: str
    label: str
    kind: str = "text"
    field: str = ""
    shows: DisplayField | None = None
    is_summed: bool = False


def columns_of_record(desk: Desk) -> list[RecordColumn]:
    """The columns of a list in their order: whose and where, the fields of the table, what is worked out.

    `desk`: with the own questions of the office (`with_own_questions`).
    """
    found = [*_columns_of_place(desk.model), *_columns_of_fields(desk)]
    labels = {column.label for column in found}
    fields = {field.name for field in desk.model._meta.local_fields}
    for show in (*desk.columns, *desk.facts):
        root = show.source.split(".")[0] if isinstance(show.source, str) else ""
        if root in fields or str(show.label) in labels or show.source is place_line:
            continue
        labels.add(str(show.label))
        kind = show.kind if show.kind in ("number", "day") else "text"
        found.append(RecordColumn(f"shown:{len(found)}", str(show.label), kind, shows=show))
    found.append(RecordColumn("recorded_at", _("Recorded on"), "day"))
    found.append(RecordColumn("id:code", _("Code of the record")))
    return found


def impersonal_columns(desk: Desk) -> list[RecordColumn]:
    """The columns that say nothing of a person: fields that are not personal, and nothing that is worked out."""
    classes = privacy_classes(desk.model)
    return [
        column for column in columns_of_record(desk) if column.shows is None and classes.get(column.field) != "personal"
    ]


def fields_of_record(model: type[models.Model]) -> list[Any]:
    """The fields of a table that are columns besides whose the row is and where; sealed ones are none."""
    classes = privacy_classes(model)
    return [
        field
        for field in model._meta.local_fields
        if isinstance(field.verbose_name, Promise)
        and field.name not in (*_WHERE, *_NOT_LISTED)
        and classes.get(field.name) != "sealed"
    ]


def _columns_of_place(model: type[Guarded]) -> Iterator[RecordColumn]:
    yield RecordColumn("organisation", capfirst(_("organisation")))
    yield _code_of("organisation", capfirst(_("organisation")))
    yield RecordColumn("place:district", capfirst(_("district")))
    yield RecordColumn("place", capfirst(_("block or district")))
    yield _code_of("place", capfirst(_("block or district")))
    for name in ("panchayat", "village"):
        label = capfirst(str(model._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
        yield RecordColumn(name, label, field=name)


def _columns_of_fields(desk: Desk) -> Iterator[RecordColumn]:
    for field in fields_of_record(desk.model):
        label = capfirst(str(field.verbose_name))
        kind = _kind_of(field)
        yield RecordColumn(field.name, label, kind, field=field.name, is_summed=is_summed(field))
        if field.is_relation or choices_of(desk, field):
            yield _code_of(field.name, label)


def _code_of(name: str, label: str) -> RecordColumn:
    return RecordColumn(f"{name}:{CODE}", _("%(column)s (code)") % {"column": label}, field=name)


def _kind_of(field: Any) -> str:
    if isinstance(field, models.DateField):  # an instant is a day too
        return "day"
    is_number = isinstance(field, models.IntegerField | models.DecimalField) and not field.choices
    return "number" if is_number else "text"


def choices_of(desk: Desk, field: Any) -> dict[str, str]:
    """{code: words} of a field of choices, or of several; {} for any other.

    A text that only the form offers choices for (a scheme, by the list of schemes) has those of the form.
    """
    asked = field.base_field if isinstance(field, ArrayField) else field
    question = desk.form.base_fields.get(field.name)
    offered: Any = question.choices if isinstance(question, forms.ChoiceField) else ()
    return {str(code): str(words) for code, words in asked.flatchoices or offered if code not in ("", None)}


class RecordCells:
    """The cells of rows of one list, as one reader may read them. Rows are made ready in chunks (`fetch`)."""

    def __init__(self, desk: Desk, columns: Sequence[RecordColumn], by: Actor) -> None:
        self._desk, self._columns, self._by = desk, columns, by
        self._fields: Mapping[str, Any] = {field.name: field for field in desk.model._meta.local_fields}
        self._choices = {field.name: choices_of(desk, field) for field in fields_of_record(desk.model)}
        self._linked: dict[str, dict[Any, Any]] = {}

    def fetch(self, rows: Sequence[Any]) -> None:
        """Fetch what the rows link to, and the answers to own questions: one query for each link."""
        fetch_own_answers(self._desk, rows)
        names = {column.name for column in self._columns}
        links = [field for name, field in self._fields.items() if field.is_relation and name in names]
        self._linked = {field.name: _linked_rows(field, rows) for field in links}

    def of(self, row: Any) -> list[Any]:
        """The value of every column; None where the reader may not read it, or nothing is recorded."""
        return [self._value(column, row) for column in self._columns]

    def _value(self, column: RecordColumn, row: Any) -> Any:
        if column.shows is not None:
            return column.shows.of(row) if may_read(self._by, column.shows, row) else None
        if column.field and not may_read_field(self._by, row, column.field):
            return None
        if column.name == "recorded_at":
            return row.recorded_at.astimezone(clock.INDIA).date()
        name, _colon, part = column.name.partition(":")
        if name == "id":
            return str(row.pk)
        value = getattr(row, self._fields[name].attname)
        if value is None or value == "":
            return None
        if self._fields[name].is_relation:
            return self._linked_value(name, part, value)
        return self._code(value) if part == CODE else self._words(name, row, value)

    def _linked_value(self, name: str, part: str, pk: Any) -> Any:
        """A link in words, as a code, or the district of a place. Of a row out of reach there is only the code."""
        row = self._linked[name].get(pk)
        if isinstance(row, Place):
            if part == CODE:
                return str(row.lgd_code or row.country_code or row.name_en)
            return (_district_of(row) if part else row).name
        if part == CODE:
            return str(getattr(row, "code", None) or pk)
        return words_of_row(row) if row is not None else None

    def _code(self, value: Any) -> str:
        return SEPARATOR.join(map(str, value)) if isinstance(value, list) else str(value)

    def _words(self, name: str, row: Any, value: Any) -> Any:
        words = self._choices.get(name) or {}
        if isinstance(value, list):
            return SEPARATOR.join(words.get(str(one), str(one)) for one in value)
        if words:
            return words.get(str(value), str(value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if name == "held_on" and getattr(row, "is_day_known", True) is False:
            return MonthOnly(value.year, value.month, 1)
        return value


def words_of_row(row: Any) -> str:
    """What people call a linked record: its name or title, what it is about, or its kind and day."""
    for name in ("name", "title", "what", "purpose"):
        if words := getattr(row, name, ""):
            return str(words)
    parts = [row.get_kind_display()] if hasattr(row, "kind") else []
    day = getattr(row, "held_on", None)
    return SEPARATOR.join([*map(str, parts), *([f"{day:%d-%m-%Y}"] if day else [])])


def _district_of(place: Place) -> Place:
    return place if place.level != Level.BLOCK or place.district is None else place.district


def _linked_rows(field: Any, rows: Sequence[Any]) -> dict[Any, Any]:
    """{id: row} of what these rows link to, as far as the reader's walls show it."""
    if field.related_model is not Place and all(field.is_cached(row) for row in rows):
        return {getattr(row, field.attname): getattr(row, field.name) for row in rows}
    ids = {getattr(row, field.attname) for row in rows} - {None}
    found = field.related_model._default_manager.filter(pk__in=ids)
    if field.related_model is Place:
        found = found.select_related("district")
    return {one.pk: one for one in found} if ids else {}
