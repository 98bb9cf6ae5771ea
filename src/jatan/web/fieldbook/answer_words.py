"""The answers of a row in words, as the phone asked, with names of people within reach of the reader."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.intake.fieldbook.choices import Reason
from jatan.intake.fieldbook.definitions import objects_at, parts
from jatan.intake.fieldbook.held_rows import OpenedRow
from jatan.kernel import clock
from jatan.kernel.answers import answer_problems, answer_words, read_answer
from jatan.kernel.ids import is_id
from jatan.kernel.questions import Question
from jatan.programme.journeys.selectors import journeys
from jatan.programme.people.selectors import people

# What the phone fills in by itself and a reader at the office asks for. All else of it is between phone and house.
_FILLED_IN = {
    "person": gettext_lazy("Person"),
    "journey": gettext_lazy("Journey"),
    "purpose": gettext_lazy("for what"),
    "spoke_at": gettext_lazy("contacted at"),
}


@dataclass(frozen=True)
class Names:
    """{id: words} of people and journeys that the reader may see."""

    people: Mapping[str, str]
    journeys: Mapping[str, str]

    def of(self, id_: str) -> str:
        return self.people.get(id_) or self.journeys.get(id_) or _("not known here")


@dataclass(frozen=True)
class Block:
    """One screen of the phone: its title and (question, answer in words) pairs."""

    title: str
    facts: list[tuple[str, str]]


def names_for(by: Actor, opened: list[OpenedRow]) -> Names:
    """Names of everybody whom these rows mention; two queries."""
    ids = {one for row in opened for one in _ids(row.answers)}
    organisations = {row.row.organisation_id for row in opened}
    found = people(by).filter(organisation_id__in=organisations, pk__in=ids)
    away = journeys(by).filter(organisation_id__in=organisations, pk__in=ids)
    return Names(
        {str(row.pk): row.name for row in found},
        {str(row.pk): f"{row.person.name} → {row.destination_as_written or '–'}" for row in away},
    )


def answer_blocks(opened: OpenedRow, names: Names) -> list[Block]:
    """The answered questions by screens, then what no question asks."""
    if opened.written is None:
        return []
    found: list[Block] = []
    title = ""
    for part in parts(opened.written.kind):
        title = str(part.title) or title
        places = objects_at(opened.answers, part.path)
        for number, (_path, holder) in enumerate(places):
            facts = [
                (label_of(asked), words)
                for asked in part.questions
                if label_of(asked) and (words := _words(asked, holder.get(asked.code), names))
            ]
            if facts:
                found.append(Block(f"{title} {number + 1}" if len(places) > 1 else title, facts))
    unknown = [(path, str(value)[:200]) for path, value in unknown_answers(opened)]
    return [*found, *([Block(_("Not asked here"), unknown)] if unknown else [])]


def label_of(asked: Question) -> str:
    """The question as a reader at the office sees it; "" for what no reader sees, which has no words of its own."""
    return str(asked.label) or str(_FILLED_IN.get(asked.code, ""))


def read_as_written(asked: Question, value: Any) -> Any:
    """An answer as a value; what does not fit its question stays as it was written."""
    return value if any(answer_problems(asked, value, today=dt.date.max)) else read_answer(asked, value)


def unknown_answers(opened: OpenedRow) -> Iterator[tuple[str, Any]]:
    """(dotted path, answer) of what no question asks, as the check of answers names it."""
    for reason in opened.row.problems:
        if reason["code"] == Reason.UNKNOWN_QUESTION:
            yield reason["field"], _at(opened.answers, reason["field"])


def _at(answers: Any, path: str) -> Any:
    value = answers
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def _words(asked: Question, answer: Any, names: Names) -> str:
    """An answer as it is read; "" where nothing was answered, or nothing but blanks."""
    if answer in (None, "", []):
        return ""
    if asked.kind in ("id", "ids"):
        return ", ".join(names.of(str(one)) for one in (answer if isinstance(answer, list) else [answer]))
    value = read_as_written(asked, answer)
    words = answer_words(asked, value) if asked.kind != "choices" or isinstance(value, list) else value
    if words is None:
        return ""
    if isinstance(words, dt.datetime):
        return _instant(words)
    if isinstance(words, dt.date):
        return date_format(words, "j E Y")
    return ", ".join(map(str, words)) if isinstance(words, list) else str(words)


def _instant(at: dt.datetime) -> str:
    try:
        return date_format(at.astimezone(clock.INDIA), "j E Y, G:i")
    except OverflowError:
        return at.isoformat()


def _ids(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _ids(one)
    elif isinstance(value, str) and is_id(value):
        yield value
