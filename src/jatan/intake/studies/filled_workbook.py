"""Reads the workbook of a study: interviews, rows to be parked with their reason, and how many are known already.

A row without consent is not kept: "no" leaves no trace but a count, an empty consent parks the row without answers.
"""

import datetime as dt
import itertools
import re
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jatan.intake.studies.columns import FIXED, heading_code, read_mark
from jatan.kernel.answers import cell_text, parse_cell, read_answer
from jatan.kernel.numbers import parse_int
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.questions import Question, column_question
from jatan.programme.studies.choices import ConsentKind
from jatan.programme.studies.commands import RecordInterview
from jatan.programme.studies.interviews import RefusedInterview, number_taken
from jatan.programme.studies.models import Enumerator, Instrument, Interview, Site

MOST_ROWS: Final = 2_000
_ROWS_ABOVE: Final = 20  # mark and headings stand among the first rows
_LONGEST_CELL: Final = 600
_NUMBERED: Final = re.compile(r"\s*([0-9०-९]+)\s*·")
_YES: Final = frozenset({"हाँ", "हां", "yes", "y", "1"})
_NO: Final = frozenset({"नहीं", "नही", "ना", "no", "n", "0"})


@dataclass(frozen=True)
class Reading:
    """`unchanged`: rows that are in already with the same answers; `without_consent`: rows of which nothing is kept."""

    commands: tuple[RecordInterview, ...]
    refused: tuple[RefusedInterview, ...]
    unchanged: int
    without_consent: int


def find_version(rows: Sequence[Sequence[Any]], study: uuid.UUID) -> int | None:
    """The version of the questions that a workbook was made for; None where it does not say.

    Raises Problem "other_study" for the workbook of another study.
    """
    for cells in rows[:_ROWS_ABOVE]:
        for cell in cells:
            found = read_mark(cell_text(cell))
            if found is not None:
                if found[0] != study:
                    raise Problem("other_study", _("This is the workbook of another study."), field="workbook")
                return found[1]
    return None


def read_interviews(
    rows: Iterable[Sequence[Any]],
    *,
    organisation: uuid.UUID,
    instrument: Instrument,
    sites: Sequence[Site],
    enumerators: Sequence[Enumerator],
    present: Mapping[int, Interview],
) -> Reading:
    """Read the rows of a sheet. `present`: interviews of the organisation by number.

    Raises Problem: no_headings, too_many_rows. A row that cannot be read is refused and the others are read.
    """
    numbered = iter(enumerate(rows, start=1))
    places = _find_headings(numbered)
    commands, refused = list[RecordInterview](), list[RefusedInterview]()
    unchanged, without_consent, met = 0, 0, set[int]()
    questions = instrument.asked()
    for row, cells in numbered:
        found = {name: _cell(cells, place) for name, place in places.items()}
        if not any(cell_text(cell) for cell in found.values()):
            continue
        if len(commands) + len(refused) >= MOST_ROWS:
            raise Problem("too_many_rows", _("This workbook has too many rows."), field="workbook")
        if cell_text(found.get("consent")).casefold() in _NO:
            without_consent += 1
            continue
        try:
            command = read_row(
                found,
                organisation=organisation,
                instrument=instrument,
                questions=questions,
                sites=sites,
                enumerators=enumerators,
            )
            kept = present.get(command.number)
            if kept is not None and _is_same(kept, command):
                unchanged += 1
                continue
            if kept is not None or command.number in met:
                raise number_taken()
        except (Problem, Problems) as problem:
            refused.append(RefusedInterview(row, _shown(found), problem.problems[0]))
            continue
        met.add(command.number)
        commands.append(command)
    return Reading(tuple(commands), tuple(refused), unchanged, without_consent)


def read_row(
    found: Mapping[str, Any],
    *,
    organisation: uuid.UUID,
    instrument: Instrument,
    questions: Sequence[Question],
    sites: Sequence[Site],
    enumerators: Sequence[Enumerator],
) -> RecordInterview:
    """The interview of one row, by the names of its columns. Raises Problem, Problems."""
    consent = _consent(found.get("consent"))
    site = _numbered(found.get("site"), {one.position: one for one in sites}, "site")
    enumerator = _numbered(found.get("enumerator"), {one.number: one for one in enumerators}, "enumerator")
    answers = {}
    for question in questions:
        answer = parse_cell(question, found.get(question.code))
        if answer is not None:
            answers[question.code] = answer
    return RecordInterview(
        organisation=organisation,
        place=site.place,
        village=site.village,
        study_ref=instrument.study_id,
        site_ref=site.pk,
        version=instrument.version,
        number=_of_head("number", found) or 0,
        held_on=_of_head("held_on", found),
        enumerator=enumerator,
        consent=consent,
        minutes=_of_head("minutes", found),
        answers=answers,
        questions=questions,
    )


def _find_headings(rows: Iterator[tuple[int, Sequence[Any]]]) -> dict[str, int]:
    """{name of the column: its place}, from the first row that has all that are needed."""
    words = {text.casefold(): name for name, both in FIXED.items() for text in (both.hi, both.en)}
    for _row, cells in itertools.islice(rows, _ROWS_ABOVE):
        texts = [cell_text(cell) for cell in cells]
        found = {words[text.casefold()]: place for place, text in enumerate(texts) if text.casefold() in words}
        asked = {heading_code(text): place for place, text in enumerate(texts) if heading_code(text)}
        if found.keys() >= set(FIXED) - {"minutes"} and asked:
            return found | asked
    raise Problem(
        "no_headings",
        _("The headings were not found. Download the workbook here, and fill in that one."),
        field="workbook",
    )


def _consent(cell: Any) -> str:
    text = cell_text(cell).casefold()
    for language in ("hi", "en"):
        with override(language):
            for kind in ConsentKind:
                if text and text == str(kind.label).casefold():
                    return str(kind.value)
    if text in _YES:
        return str(ConsentKind.SPOKEN.value)
    if not text:
        raise Problem(
            "no_consent", _("Whether she agreed is not written. Without consent nothing is kept."), field="consent"
        )
    raise Problem("unreadable", field="consent")


def _numbered[T](cell: Any, known: Mapping[int, T], name: str) -> T:
    """The village or enumerator whose number begins the cell."""
    text = cell_text(cell)
    if not text:
        raise Problem("missing_required", field=name)
    match = _NUMBERED.match(text)
    found = known.get(parse_int(match[1] if match else text)) if match or text.isdecimal() else None
    if found is None:
        raise Problem("not_listed", _("This stands in no list of this workbook. Choose it from the list."), field=name)
    return found


def _of_head(name: str, found: Mapping[str, Any]) -> Any:
    """The value of a column that stands before the questions, None where it is empty. Raises Problem."""
    question = column_question(Interview, name)
    return read_answer(question, parse_cell(question, found.get(name)))


def _is_same(kept: Interview, command: RecordInterview) -> bool:
    return (kept.site_ref, kept.held_on, kept.enumerator_id, kept.answers) == (
        command.site_ref,
        command.held_on,
        command.enumerator.pk,
        dict(command.answers),
    )


def _cell(cells: Sequence[Any], place: int) -> Any:
    return cells[place] if place < len(cells) else None


def _shown(found: Mapping[str, Any]) -> dict[str, str]:
    """What stands in a refused row; without a consent that was written, not the answers."""
    kept = found if cell_text(found.get("consent")) else {name: found.get(name) for name in FIXED}
    return {name: _as_written(cell)[:_LONGEST_CELL] for name, cell in kept.items() if cell_text(cell)}


def _as_written(cell: Any) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else cell_text(cell)
