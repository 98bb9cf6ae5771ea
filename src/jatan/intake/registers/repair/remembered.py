"""What a person made of a spelling that waited is remembered, and proposed when the same spelling waits again.

Unlike a learned mapping (lessons.py) it is never used by itself: next year's row waits as well, with what was meant
last time as its first suggestion, and one act takes all such rows in.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.services import record_event
from jatan.intake.registers import events
from jatan.intake.registers.choices import Teaching
from jatan.intake.registers.models import LearnedMapping
from jatan.intake.registers.recognise.normalised import plain, tidy
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE
from jatan.intake.registers.reconcile.sealed_kinds import SEALED_KINDS
from jatan.kernel.problems import Problem, Problems

# Names of places and groups; a person's name or a number means something else in every row.
REMEMBERED: Final = frozenset(
    {"district", "block", "panchayat", "village", "destination", "group_name", "forum", "topic", "category", "scheme"}
)
_MOST_LENGTH = 64
_MOST_SUGGESTIONS = 8

type Repaired = tuple[str, Mapping[str, Any], Mapping[str, Any]]


def remember_repairs(*, by: Actor, organisation_id: uuid.UUID, rows: Iterable[Repaired]) -> None:
    """Remember what cells of recorded rows were mended to, as one event. `rows`: (register, cells before, changes)."""
    found: dict[tuple[str, str], LearnedMapping] = {}
    for kind, before, changes in rows:
        for column, new in changes.items():
            old = before.get(column)
            if kind in SEALED_KINDS or column not in REMEMBERED or not isinstance(old, str) or not isinstance(new, str):
                continue
            written, meaning = tidy(old)[:200], tidy(new)
            if plain(written) in ("", plain(meaning)) or not 0 < len(meaning) <= _MOST_LENGTH:
                continue
            what = _what(column)
            found[what, plain(written)[:200]] = LearnedMapping(
                organisation_id=organisation_id,
                what=what,
                word=plain(written)[:200],
                as_written=written,
                meaning=meaning,
                by=by.account_id,
            )
    LearnedMapping.objects.bulk_create(
        found.values(),
        update_conflicts=True,
        unique_fields=["organisation", "what", "kind", "word"],
        update_fields=["as_written", "meaning", "by"],
    )
    if found:
        columns = sorted({what for what, _word in found})
        record_event(
            organisation_id=organisation_id,
            by=by.account_id,
            verb=events.MAPPING_LEARNED,
            payload={"what": ", ".join(columns), "learned": len(found)},
        )


def remembered_words(spellings: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """{(column, spelling): what it was mended to} of these, within reach of who asks."""
    asked = {(_what(column), plain(written)[:200]): (column, written) for column, written in spellings}
    rows = LearnedMapping.objects.filter(what__in={what for what, _word in asked}, word__in={one for _, one in asked})
    found = {(row.what, row.word): row.meaning for row in rows}
    return {spelling: found[key] for key, spelling in asked.items() if key in found}


def with_remembered(trouble: Problems, cells: Mapping[str, Any], words: Vocabulary) -> Problems:
    """The problems, with what each cell was mended to last time as its first suggestion."""
    return Problems(tuple(_with_remembered(problem, cells, words) for problem in trouble.problems))


def _with_remembered(problem: Problem, cells: Mapping[str, Any], words: Vocabulary) -> Problem:
    if problem.code == LOOKS_ALIKE:
        return problem  # its candidate is a record, not a spelling
    column = problem.field or ""
    written = cells.get(column, "")
    meaning = words.remembered(column, written) if column in REMEMBERED and isinstance(written, str) else ""
    if not meaning:
        return problem
    candidates = dict.fromkeys((meaning, *problem.candidates))
    return Problem(problem.code, problem.message, field=column, candidates=tuple(candidates)[:_MOST_SUGGESTIONS])


def _what(column: str) -> str:
    return f"{Teaching.REPAIRED.value}:{column}"
