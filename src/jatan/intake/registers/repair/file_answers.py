"""What was answered about a file is remembered, and proposed for the next file that asks the same.

Like a mended spelling (remembered.py) it is never used by itself: the question is asked again, with the last answer
chosen beforehand and the file named that it was given for. What is hidden differs from file to file, so nothing is
proposed about that.
"""

import uuid
from typing import Any, NamedTuple

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.intake.registers import events
from jatan.intake.registers.choices import QUESTIONS, Teaching
from jatan.intake.registers.hidden_answers import choices_of, parts_of
from jatan.intake.registers.models import ImportRun, LearnedMapping
from jatan.kernel import clock


class LastAnswer(NamedTuple):
    """The last answer to a question: `answer` as in `HiddenPart`, the name of the file and the moment."""

    answer: str
    file_name: str
    at: Any


def remember_answers(*, by: Actor, run: ImportRun) -> None:
    """Remember what was answered about the whole file of a run, each question apart, in place of earlier answers."""
    found = [
        LearnedMapping(
            organisation_id=run.organisation_id,
            what=Teaching.ANSWER.value,
            word=part.sort,
            as_written=run.file_name[:200],
            meaning=part.answer,
            by=by.account_id,
            at=clock.now(),
        )
        for part in parts_of(run.hidden_parts)
        if part.sort in QUESTIONS and part.answer
    ]
    if not found:
        return
    LearnedMapping.objects.bulk_create(
        found,
        update_conflicts=True,
        unique_fields=["organisation", "what", "kind", "word"],
        update_fields=["as_written", "meaning", "by", "at"],
    )
    record_event(
        organisation_id=run.organisation_id,
        by=by.account_id,
        verb=events.MAPPING_LEARNED,
        payload={"what": Teaching.ANSWER.value, "learned": len(found)},
    )


def last_answers(by: Actor, organisation_id: uuid.UUID) -> dict[str, LastAnswer]:
    """{question: its last answer in this office}, of those that may still be given."""
    rows = LearnedMapping.objects.filter(organisation=organisation_id, what=Teaching.ANSWER.value)
    return {
        row.word: LastAnswer(row.meaning, row.as_written, row.at)
        for row in gate.within_reach(rows, by=by, permission=Permission.REGISTER_IMPORT)
        if row.word in QUESTIONS and row.meaning in choices_of(row.word).values
    }
