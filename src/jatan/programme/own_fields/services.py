"""Making, renaming and retiring own questions, and keeping answers to them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.kernel import clock
from jatan.kernel.answers import answer_problems, kept_answer
from jatan.kernel.problems import Problem, raise_any
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.own_fields import events, selectors
from jatan.programme.own_fields.choices import AnswerSort, RecordKind
from jatan.programme.own_fields.commands import MakeOwnField, check_labels
from jatan.programme.own_fields.models import (
    MOST,
    ActivityAnswer,
    Answer,
    GroupAnswer,
    IssueAnswer,
    JourneyAnswer,
    LinkageAnswer,
    OwnAnswer,
    OwnField,
    PersonAnswer,
)
from jatan.programme.people import record_kind
from jatan.programme.people.base_command import OTHER_ORGANISATION
from jatan.programme.people.models import Person
from jatan.programme.people.reach import live
from jatan.programme.schemes.models import Linkage

_MAKE: Final = Permission.RECORDS_CORRECT


@dataclass(frozen=True)
class Kind:
    """A kind of record: its model, the table of its answers, and who may answer (as who may correct the record)."""

    model: type[Guarded]
    answers: type[OwnAnswer]
    permission: Permission
    correct: Permission = Permission.RECORDS_CORRECT


KINDS: Final[Mapping[str, Kind]] = {
    RecordKind.PEOPLE.value: Kind(Person, PersonAnswer, Permission.PEOPLE_RECORD),
    RecordKind.JOURNEYS.value: Kind(Journey, JourneyAnswer, Permission.PEOPLE_RECORD),
    RecordKind.ISSUES.value: Kind(Issue, IssueAnswer, Permission.HELPDESK_RECORD, Permission.HELPDESK_CORRECT),
    RecordKind.LINKAGES.value: Kind(Linkage, LinkageAnswer, Permission.SCHEMES_RECORD),
    RecordKind.GROUPS.value: Kind(Group, GroupAnswer, Permission.ACTIVITIES_RECORD),
    RecordKind.ACTIVITIES.value: Kind(Activity, ActivityAnswer, Permission.ACTIVITIES_RECORD),
}
_COLUMNS: Final = {
    AnswerSort.TEXT.value: "text",
    AnswerSort.NUMBER.value: "number",
    AnswerSort.DAY.value: "day",
    AnswerSort.YES_NO.value: "yes",
    AnswerSort.CHOICE.value: "code",
}


def kind_of(model: type[Any]) -> str:
    """The kind of a record by its model; "" for one that has no own questions."""
    return next((kind for kind, one in KINDS.items() if one.model is model), "")


OWN_FIELD: Final = record_kind.RecordKind(
    model=OwnField, rights=record_kind.Rights(see=_MAKE, record=_MAKE, correct=_MAKE), listed=selectors.own_fields
)


def make_own_field(*, by: Actor, command: MakeOwnField) -> OwnField:
    """Make an own question. Raises Problem("too_many") where three of this kind are asked already."""
    mine = live(OwnField).filter(organisation_id=command.organisation, kind=command.kind, retired_on__isnull=True)
    taken = set(mine.values_list("slot", flat=True))
    free = [slot for slot in range(1, MOST + 1) if slot not in taken]
    if not free:
        raise _too_many()
    row = OwnField(
        organisation_id=command.organisation,
        place=command.place,
        kind=command.kind,
        sort=command.sort,
        label_hi=command.label_hi,
        label_en=command.label_en,
        words=[[str(number), hi, en] for number, (hi, en) in enumerate(command.words, start=1)],
        slot=free[0],
    )
    try:
        with transaction.atomic():
            acts.record(by=by, permission=_MAKE, verb=events.FIELD_MADE, rows=[row])
    except IntegrityError as clash:  # a colleague has made one in this moment
        raise _too_many() from clash
    return row


def rename_own_field(*, by: Actor, own_field: OwnField, changes: Mapping[str, str]) -> bool:
    """Give a question another wording: `label_hi`, `label_en`. What it asks stays the same."""
    raise_any(check_labels(*changes.values()))
    if "label_hi" in changes and not changes["label_hi"].strip():
        raise Problem("missing_required", field="label_hi")
    return acts.amend(
        by=by,
        permission=_MAKE,
        correct=_MAKE,
        verb=events.FIELD_RENAMED,
        row=own_field,
        changes={name: text for name, text in changes.items() if name in ("label_hi", "label_en")},
    )


def retire_own_field(*, by: Actor, own_field: OwnField) -> None:
    """Ask a question no longer. Its answers stay with their records."""
    if own_field.retired_on is not None:
        raise Problem("not_at_this_stage", _("This question is no longer asked."))
    changes = {"retired_on": clock.today()}
    acts.amend(by=by, permission=_MAKE, correct=_MAKE, verb=events.FIELD_RETIRED, row=own_field, changes=changes)


def value_of(own_field: OwnField, answer: OwnAnswer | None) -> Answer:
    """The answer to a question in its type: text or the code of a word ("": none), number, day, yes or no (None)."""
    column = _COLUMNS[own_field.sort]
    empty = "" if column in ("text", "code") else None
    value: Answer = empty if answer is None else getattr(answer, column)
    return value


def keep_answers(*, by: Actor, record: Guarded, answers: Mapping[OwnField, Answer], reason: str = "") -> int:
    """Keep answers about one record, all or none; returns how many differ from what was kept.

    An empty answer takes the earlier one out; its history keeps it, with `reason`. Raises Forbidden for who may not
    correct the record, Problem at `own_<id>` of a question that is not asked, or whose answer does not fit it.
    """
    kind = KINDS[kind_of(type(record))]
    raise_any(_problems(record, answers))
    if record.withdrawn_at is not None or not acts.may_change(by, kind.permission, kind.correct, record):
        raise gate.Forbidden(kind.permission.value)
    kept = {one.own_field_id: one for one in _answers_of(kind, record)}
    count = 0
    with transaction.atomic():
        for own_field, value in answers.items():
            count += _keep(by, kind, record, own_field, value, kept.get(own_field.pk), reason)
    return count


def answered_records(own_field: OwnField, records: Sequence[Guarded]) -> set[uuid.UUID]:
    """The ids of those of these records about which this question was ever answered."""
    if not records:
        return set()
    table: Any = KINDS[own_field.kind].answers
    rows = live(table).filter(organisation_id=own_field.organisation_id, own_field=own_field, record__in=records)
    return set(rows.values_list("record_id", flat=True))


def answer_new_records(*, by: Actor, answers: Sequence[tuple[Guarded, Mapping[OwnField, Answer]]]) -> None:
    """Keep answers about records of one kind that were never answered, with one event. Raises as `keep_answers`."""
    rows: list[OwnAnswer] = []
    permission = None
    for record, of_record in answers:
        kind = KINDS[kind_of(type(record))]
        raise_any(_problems(record, of_record))
        permission = kind.permission
        rows += [
            _row(kind, record, own_field, value) for own_field, value in of_record.items() if value not in ("", None)
        ]
    if permission is not None and rows:
        acts.record(by=by, permission=permission, verb=events.VALUE_KEPT, rows=rows)


def _row(kind: Kind, record: Guarded, own_field: OwnField, value: Answer) -> OwnAnswer:
    table: Any = kind.answers
    row: OwnAnswer = table(
        organisation_id=record.organisation_id,
        place=record.place,
        panchayat=record.panchayat,
        village=record.village,
        own_field=own_field,
        record=record,
        **{_COLUMNS[own_field.sort]: value},
    )
    return row


def _keep(
    by: Actor,
    kind: Kind,
    record: Guarded,
    own_field: OwnField,
    value: Answer,
    answer: OwnAnswer | None,
    reason: str,
) -> bool:
    column = _COLUMNS[own_field.sort]
    if answer is not None:
        return acts.amend(
            by=by,
            permission=kind.permission,
            correct=kind.permission,  # who may correct the record may correct what a colleague answered about it
            verb=events.VALUE_AMENDED,
            row=answer,
            changes={column: value},
            reason=reason,
        )
    if value in ("", None):
        return False
    row = _row(kind, record, own_field, value)
    acts.record(by=by, permission=kind.permission, verb=events.VALUE_KEPT, rows=[row])
    return True


def _answers_of(kind: Kind, record: Guarded) -> list[OwnAnswer]:
    table: Any = kind.answers
    rows = live(table).filter(organisation_id=record.organisation_id, record=record)
    return list(rows.select_related("place"))


def _problems(record: Guarded, answers: Mapping[OwnField, Answer]) -> list[Problem]:
    found: list[Problem] = []
    for own_field, value in answers.items():
        question = own_field.question
        if own_field.organisation_id != record.organisation_id:
            found.append(Problem("other_organisation", OTHER_ORGANISATION, field=question.code))
        elif own_field.retired_on is not None or KINDS[own_field.kind].model is not type(record):
            found.append(Problem("not_at_this_stage", _("This question is no longer asked."), field=question.code))
        else:
            found += answer_problems(question, kept_answer(value), today=clock.today())
    return found


def _too_many() -> Problem:
    return Problem("too_many", _("Three own questions are asked already. Stop asking one of them first."), field="kind")
