"""Which fields of a record may be corrected in a workbook, and how each is written into a cell and read back.

The columns are the questions of the form that corrects the record on its page, so that a cell is read as the page reads
an answer: digits of every script, days as people write them, words of a list in either language.
"""

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.forms.models import ModelChoiceField
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from jatan.foundation.access.actors import Actor
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.vocabulary.cell_phrases import parse_count
from jatan.kernel.dates import MonthOnly
from jatan.web.ui.components.fields import CountField, DayField, PhoneField
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.records import submission
from jatan.web.ui.records.columns import may_read_field
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.former_words import with_former_words

YES: Final = ("on", "yes", "true", "1", "हाँ", "हां", "y")
NO: Final = ("", "no", "false", "0", "नहीं", "n")
_QUOTED: Final = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'＝", "'＋", "'－", "'＠")
_SEPARATOR: Final = ", "

type Cell = str | int | float | bool | dt.date | dt.datetime | None


@dataclass(frozen=True)
class CorrectedColumn:
    """One question of a record as a column. kind: text, number, day, choice, several, yes, phone.

    `options`: {code: words in the reader's language}; `codes`: {words in any language, compared plainly: codes}.
    """

    name: str
    label: str
    kind: str
    options: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def cell_of(self, row: Any) -> Cell:
        """What stands in the cell of this row; "" where nothing is recorded."""
        return self.cell_of_value(getattr(row, self.name))

    def cell_of_value(self, value: Any) -> Cell:
        """What stands in the cell for a value of the record."""
        if value is None or value == "":
            return ""
        if self.kind == "yes":
            return _("yes") if value else _("no")
        if self.kind == "several":
            return _SEPARATOR.join(self.options.get(str(one), str(one)) for one in value)
        if self.kind == "choice":
            code = str(value.pk if isinstance(value, models.Model) else value)
            return self.options.get(code, str(value))
        if isinstance(value, MonthOnly):
            return formats.date_format(value, "E Y")
        if self.kind in ("day", "number"):
            return value  # type: ignore[no-any-return]
        return str(value).replace("\r\n", "\n")

    def answer(self, cell: Cell) -> str:
        """The cell as it is sent to the form, in one spelling: codes of words that are on the list, days as 2026-11-28.

        A word that is not on the list, or stands for several things on it, is returned as it was typed.
        """
        text = _text(cell)
        if self.kind == "yes":
            return "on" if text.casefold() in (*YES, _("yes")) else "" if text.casefold() in (*NO, _("no")) else text
        if self.kind == "several":
            parts = (part.strip() for part in text.replace(";", ",").replace("\n", ",").replace("،", ",").split(","))
            return ",".join(sorted(self._code(part) for part in parts if part))
        if self.kind == "number" and (counted := parse_count(text)) is not None and counted[1]:
            return str(counted[0])  # as the registers read it: "बारह", "12 महिला"
        return self._code(text) if self.kind == "choice" and text else text

    def is_on_list(self, answer: str) -> bool:
        """Whether a choice or the parts of several are codes of the list; True for other kinds."""
        if self.kind == "yes":
            return answer in ("on", "")
        if self.kind not in ("choice", "several") or not answer:
            return True
        return all(part in self.options for part in (answer.split(",") if self.kind == "several" else [answer]))

    def sent(self, answer: str) -> list[str]:
        """What a browser would send for this answer."""
        if self.kind == "several":
            return answer.split(",") if answer else []
        return [] if self.kind == "yes" and not answer else [answer]

    def _code(self, text: str) -> str:
        found = self.codes.get(plain(text), frozenset())
        return next(iter(found)) if len(found) == 1 else text


def columns_of(desk: Desk, by: Actor, row: Any) -> list[CorrectedColumn]:
    """The columns of a desk, found with the form that corrects this row: fields of the record itself, never files."""
    found = dict(_asked(desk, by, row))
    words: dict[str, dict[str, set[str]]] = {name: {} for name in found}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for name, (_column, asked) in _asked(desk, by, row):
                for code, label in _options(asked):
                    words[name].setdefault(plain(str(label)), set()).add(code)
    return [
        CorrectedColumn(
            name,
            str(asked.label),
            _kind(column, asked),
            dict(_options(asked)),
            with_former_words(words[name]),
        )
        for name, (column, asked) in found.items()
    ]


def correction_form(
    desk: Desk, by: Actor, row: Any, columns: Mapping[str, CorrectedColumn], answers: Mapping[str, str]
) -> AnswerForm:
    """The form that corrects a row, as if somebody had changed exactly these answers on its page."""
    initial = submission.initial_values(desk.form, row)
    shown = desk.form(actor=by, about=row, initial=initial)
    data = QueryDict(mutable=True)
    for name, asked in shown.fields.items():
        if not isinstance(asked, forms.FileField):
            data.setlist(name, _sent_unchanged(shown, name))
    for name, answer in answers.items():
        data.setlist(name, columns[name].sent(answer))
    form = desk.form(data, None, actor=by, about=row, initial=initial)
    form.fields = {name: asked for name, asked in form.fields.items() if may_read_field(by, row, name)}
    return form


def _sent_unchanged(form: AnswerForm, name: str) -> list[str]:
    """What a browser sends for a question that nobody touched."""
    widget = form.fields[name].widget
    value = form[name].value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    shown = widget.format_value(value)
    return [str(one) for one in shown] if isinstance(shown, list | tuple) else ["" if shown is None else str(shown)]


def _asked(desk: Desk, by: Actor, row: Any) -> Iterator[tuple[str, tuple[Any, forms.Field]]]:
    """(name, (model field, question)) of the form that corrects this row, in its order."""
    form = desk.form(actor=by, about=row, initial=submission.initial_values(desk.form, row))
    for name, asked in form.fields.items():
        if isinstance(asked, forms.FileField) or asked.widget.is_hidden:
            continue
        try:
            column: Any = desk.model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        # Only what a form writes into the very field of its name; ids and other arrays are chosen on the page.
        if column.editable and not (column.is_relation and not isinstance(asked, ModelChoiceField)):
            yield name, (column, asked)


def _kind(column: Any, asked: forms.Field) -> str:
    if isinstance(column, ArrayField):
        return "several"
    for kind, fields in (
        ("yes", forms.BooleanField),
        ("day", DayField),
        ("number", CountField),
        ("phone", PhoneField),
        ("choice", forms.ChoiceField | ModelChoiceField),
    ):
        if isinstance(asked, fields):
            return kind
    return "phone" if column.name.endswith("phone") else "text"


def _options(asked: forms.Field) -> Iterator[tuple[str, str]]:
    """(code, words) of what may be chosen."""
    return ((str(value), str(words)) for value, words in words_of_choices(getattr(asked, "choices", ())))


def words_of_choices(choices: Any) -> Iterator[tuple[Any, Any]]:
    """(value, words) of what a form offers, without the empty answer; those of groups too."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from ((one, words) for one, words in label if str(one))
        elif str(value):
            yield value, label


def _text(cell: Cell) -> str:
    """A cell as text in one spelling: composed letters, line ends of one sort, no quote against formulas."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "on" if cell else ""
    if isinstance(cell, dt.date):
        return iso_day(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unquoted(unicodedata.normalize("NFC", str(cell)).replace("\r\n", "\n").strip())


def iso_day(cell: dt.date) -> str:
    """A day of a spreadsheet as 2026-11-28; with its time where it has one."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return cell.isoformat()


def unquoted(text: str) -> str:
    """Without the quote that goes out before what may be a formula."""
    return text[1:] if text.startswith(_QUOTED) else text
