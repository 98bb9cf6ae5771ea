"""Entries as text for display."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.kernel.numbers import format_integer
from jatan.kernel.text.digits import devanagari_digits
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.consent_texts import edition_of
from jatan.programme.cases.entries.duty_answer import DUTY_ANSWER
from jatan.programme.cases.entries.fields import Field, Label, Value
from jatan.programme.cases.entries.instants import instant_words
from jatan.programme.cases.entries.kinds import EntryKind, Stage
from jatan.programme.cases.entries.legal_answers import reason_words, set_aside_in
from jatan.programme.cases.entries.open_items import OpenItem, item_words
from jatan.programme.cases.entries.received import FROM_HOUSE, foreign_parts
from jatan.programme.cases.file.media import media_of_type
from jatan.web.cases.colleagues import names_of

# Not displayed: folded names for searching, and the withdrawal reason. `warn` was
# a checkbox of an older bail form.
_HIDDEN_ANSWERS: Final = {"folded", "folded_by", "withdrawn_because", "warn", FROM_HOUSE}
_LONGEST: Final = 120
# Answers that the machine writes, in the reader's words.
_WORDS_OF: Final[Mapping[str, Callable[[Any], Any]]] = {
    "text_version": edition_of,
    "media_type": lambda media_type: media_of_type(str(media_type)).word,
    "length": filesizeformat,
}
# Kinds whose open items also show the entry's headline: which goal, service or referral it is.
_NAMED_KINDS: Final = {"goal", "service", "referral", "incoming"}


@dataclass(frozen=True)
class Answer:
    """One question with its answer. `is_long`: a paragraph. `part`: heading of a section that begins here."""

    label: Label
    words: str
    is_long: bool = False
    part: Label = ""


@dataclass(frozen=True)
class Line:
    """One entry on the timeline. `house`: the other house that wrote it."""

    url: str
    icon: str
    label: Label
    headline: str
    day: dt.date
    by: str
    is_changed: bool
    withdrawn: str
    house: str = ""


def kind_for(code: str) -> EntryKind:
    """The kind of that code, or a placeholder for a kind that no longer exists."""
    known = KINDS.get(code)
    return known or EntryKind(
        code, gettext_lazy("From an older form"), Stage.OTHER, (), is_by_hand=False, icon="history"
    )


def line_of(entry: Entry, file: CaseFile, names: Mapping[uuid.UUID | None, str], *, digits: bool) -> Line:
    """An entry's timeline line. `digits`: use Devanagari digits."""
    kind = kind_for(entry.kind)
    return Line(
        url=reverse("case_entry", args=[file.case_id, entry.row]),
        icon=kind.icon,
        label=kind.label,
        headline=_foreign_headline(entry, file, digits) or headline(kind, entry, file, digits=digits),
        day=kind.day_of(entry),
        by=names.get(entry.written_by, ""),
        is_changed=entry.revision > 1,
        withdrawn=entry.withdrawn,
        house=entry.get(FROM_HOUSE, ""),
    )


def foreign_entry(entry: Entry) -> Entry | None:
    """What the other house wrote, of an entry that is kept to be read only; None for any other entry."""
    code, kept = foreign_parts(entry) if entry.kind == "told_there" else ("", {})
    if code not in KINDS:
        return None
    fields = {field.name: field for field in KINDS[code].fields}
    answers = {name: fields[name].read(value) for name, value in kept.items() if name in fields}
    return replace(entry, kind=code, answers=answers)


def _foreign_headline(entry: Entry, file: CaseFile, digits: bool) -> str:
    foreign = foreign_entry(entry)
    if foreign is None:
        return ""
    words = headline(kind_for(foreign.kind), foreign, file, digits=digits)
    return " · ".join(part for part in (entry.get("source", ""), str(kind_for(foreign.kind).label), words) if part)


def headline(kind: EntryKind, entry: Entry, file: CaseFile, *, digits: bool = False) -> str:
    """The headline answers of an entry, in the order of its kind."""
    texts = (_short(kind.field(name), entry.get(name), file, digits) for name in kind.headline)
    return " · ".join(words for words in texts if words)


def answers_of(kind: EntryKind, entry: Entry, file: CaseFile, *, digits: bool = False) -> Iterator[Answer]:
    """Every non-empty answer in the order of the form, then answers to questions of older forms."""
    heading: Label = ""
    for field in kind.fields:
        heading = field.part or heading
        words = "" if field.kind == "machine" else answer_words(field, entry.get(field.name), file, digits=digits)
        if words:
            yield Answer(field.label, words, field.kind in ("text", "reasons"), heading)
            heading = ""
    asked = {field.name for field in kind.fields}
    for name, value in entry.answers.items():
        if name not in asked and name not in _HIDDEN_ANSWERS and value not in (None, "", []):
            yield Answer(_("From an older form"), str(value), True)


def answer_words(field: Field, value: Any, file: CaseFile, *, digits: bool = False) -> str:
    """One answer as text; "" if empty."""
    if value in (None, "", []) or value is False:
        return ""
    if value is True:
        return _("yes")
    if field.name in _WORDS_OF:
        return devanagari_digits(str(_WORDS_OF[field.name](value)), digits)
    if isinstance(value, list):
        return ", ".join(str(field.words(one)) for one in value)
    if isinstance(value, dict):
        return "\n".join(f"{item_words(key)}: {why}" for key, why in value.items())
    if field.kind == "choice":
        return str(field.words(value))
    if isinstance(value, dt.date | int):
        return devanagari_digits(_figure(field, value), digits)
    if field.kind == "colleague":
        return names_of([value]).get(value, "")
    return _of_entry(field, value, file, digits) if field.kind == "link" else str(value)


def item_line(item: OpenItem, file: CaseFile, *, digits: bool = False) -> str:
    """An open item as text: what it is, which one, and its day."""
    entry = file.find(item.row)
    which = _links_aside(kind_for(entry.kind), entry, file, digits) if entry and entry.kind in _NAMED_KINDS else ""
    day = devanagari_digits(formats.date_format(item.on, "j E Y"), digits) if item.on else ""
    return " · ".join(part for part in (str(item.what), which, day) if part)


def item_url(item: OpenItem, file: CaseFile) -> str:
    """Where an open item stands: its entry, or the law page for a duty."""
    to = ("case_law", [file.case_id]) if item.row is None else ("case_entry", [file.case_id, item.row])
    return reverse(to[0], args=to[1])


def set_aside_lines(file: CaseFile) -> list[tuple[Label, Label, str]]:
    """What was said not to apply, for whoever closes the case: what it is, why, and its entry."""
    return [
        (_what_of(entry), reason_words(entry), reverse("case_entry", args=[file.case_id, entry.row]))
        for entry in set_aside_in(file)
    ]


def _what_of(entry: Entry) -> Label:
    name = "duty" if entry.get("duty") else "deadline"
    return DUTY_ANSWER.field(name).words(entry.get(name))


def _figure(field: Field, value: dt.date | int) -> str:
    if isinstance(value, dt.datetime):
        return instant_words(value)
    if isinstance(value, dt.date):
        return formats.date_format(value, "j E Y")
    return f"₹ {format_integer(value)}" if field.kind == "money" else format_integer(value)


def _of_entry(field: Field, row: Value, file: CaseFile, digits: bool) -> str:
    """Text of a link: the headline of the entry that it leads to."""
    entry = file.find(row if isinstance(row, uuid.UUID) else str(row))
    if entry is None:
        return ""
    kind = kind_for(entry.kind)
    day = devanagari_digits(formats.date_format(kind.day_of(entry), "j E Y"), digits)
    return " · ".join(part for part in (str(kind.label), _links_aside(kind, entry, file, digits), day) if part)


def _links_aside(kind: EntryKind, entry: Entry, file: CaseFile, digits: bool) -> str:
    """The headline without links, since two entries linked to each other would recurse for ever."""
    fields = (kind.field(name) for name in kind.headline)
    texts = (_short(field, entry.get(field.name), file, digits) for field in fields if field.kind != "link")
    return " · ".join(words for words in texts if words)


def _short(field: Field, value: Any, file: CaseFile, digits: bool) -> str:
    if field.in_headline:
        shown = dict(field.in_headline)
        return ", ".join(str(shown[one]) for one in (value if isinstance(value, list) else [value]) if one in shown)
    words = str(field.label) if value is True else answer_words(field, value, file, digits=digits)
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
