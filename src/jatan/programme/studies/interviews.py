"""Services that write interviews: of the organisation whose people held them.

Consent comes first: an interview without it is refused, and nothing of it is kept. Raises gate.Forbidden, Problems or
Problem.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Kind
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import without_aadhaar
from jatan.programme.people.base_command import OTHER_ORGANISATION, changed_values, row_values
from jatan.programme.people.reach import live
from jatan.programme.studies import events
from jatan.programme.studies.commands import NameEnumerator, RecordInterview
from jatan.programme.studies.models import Enumerator, Instrument, Interview, ParkedInterview, Site, Study
from jatan.programme.studies.services import lock_version

_RECORD, _CORRECT = Permission.INTERVIEWS_RECORD, Permission.RECORDS_CORRECT


@dataclass(frozen=True)
class RefusedInterview:
    """A row of a workbook that became no interview: where, what stands in it, and why."""

    row: int
    cells: Mapping[str, str]
    problem: Problem


def name_enumerator(*, by: Actor, command: NameEnumerator) -> Enumerator:
    """Name somebody who holds interviews; the next number of the organisation in this study is given."""
    with transaction.atomic():
        _lock_numbers(command.organisation, command.study_ref)
        rows = Enumerator.objects.filter(organisation_id=command.organisation, study_ref=command.study_ref)
        number = (rows.aggregate(most=Max("number"))["most"] or 0) + 1
        row = Enumerator(**row_values(command), number=number)
        return acts.record(by=by, permission=_RECORD, verb=events.ENUMERATOR_NAMED, rows=[row])[0]


def record_interview(*, by: Actor, study: Study, instrument: Instrument, command: RecordInterview) -> Interview:
    """Record one interview."""
    return record_interviews(by=by, study=study, instrument=instrument, commands=[command])[0]


def record_interviews(
    *, by: Actor, study: Study, instrument: Instrument, commands: Sequence[RecordInterview]
) -> list[Interview]:
    """Record interviews of one version and organisation, all or none. Raises Problem for a finished study, a village
    that is not drawn, or a number that is taken.
    """
    if not commands:
        return []
    with transaction.atomic():
        _check(study, instrument, commands)
        rows = [Interview(**_values(command)) for command in commands]
        return acts.record(by=by, permission=_RECORD, verb=events.INTERVIEWS_RECORDED, rows=rows)


def take_in_workbook(
    *,
    by: Actor,
    study: Study,
    instrument: Instrument,
    organisation: uuid.UUID,
    place: Place,
    commands: Sequence[RecordInterview],
    refused: Sequence[RefusedInterview],
) -> tuple[int, int]:
    """Record the good rows of a workbook and park the others, as one act: (interviews, parked rows).

    `place`: where a parked row lies until it is repaired. An Aadhaar number in it is masked.
    """
    if not commands and not refused:
        return 0, 0
    parked = [
        ParkedInterview(
            organisation_id=organisation,
            place=place,
            study_ref=study.pk,
            version=instrument.version,
            row=one.row,
            cells={name: without_aadhaar(text) for name, text in one.cells.items()},
            code=one.problem.code[:40],
            field=(one.problem.field or "")[:40],
        )
        for one in refused
    ]
    with acts.one_act(by=by, organisation_id=organisation, verb=events.WORKBOOK_TAKEN_IN):
        record_interviews(by=by, study=study, instrument=instrument, commands=commands)
        acts.record(by=by, permission=_RECORD, verb="", rows=parked)
    return len(commands), len(parked)


def close_parked(*, by: Actor, parked: ParkedInterview, because: str) -> bool:
    """Close a parked row: it was repaired, or is none. What stood there is kept."""
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.PARKED_CLOSED,
        row=parked,
        changes={"closed_on": clock.today(), "closed_because": because},
    )


def amend_interview(
    *, by: Actor, interview: Interview, instrument: Instrument, changes: Mapping[str, Any], reason: str = ""
) -> bool:
    """Correct an interview; earlier answers stay in its history."""
    command = RecordInterview(
        organisation=interview.organisation_id,
        **{
            name: getattr(interview, name)
            for name in ("place", "panchayat", "village", "study_ref", "site_ref", "version", "number", "held_on")
        },
        enumerator=interview.enumerator,
        consent=interview.consent,
        minutes=interview.minutes,
        answers=interview.answers,
        questions=instrument.asked(),
    ).changed(changes)
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_CORRECT,
        verb=events.INTERVIEW_AMENDED,
        row=interview,
        changes=changed_values(interview, _values(command)),
        reason=reason,
    )


def withdraw_interview(*, by: Actor, interview: Interview, reason: str) -> None:
    """Withdraw an interview from every table and count: entered twice, or she has taken her consent back."""
    acts.withdraw(
        by=by, permission=_RECORD, correct=_CORRECT, verb=events.INTERVIEW_WITHDRAWN, row=interview, reason=reason
    )


def next_number(organisation: uuid.UUID, study: Study) -> int:
    """The number after the largest that the organisation has given in this study."""
    rows = live(Interview).filter(organisation_id=organisation, study_ref=study.pk)
    return (rows.aggregate(most=Max("number"))["most"] or 0) + 1


def _check(study: Study, instrument: Instrument, commands: Sequence[RecordInterview]) -> None:
    organisation = commands[0].organisation
    if organisation != study.organisation_id and study.organisation.kind != Kind.NETWORK:
        raise Problem("other_organisation", OTHER_ORGANISATION, field="study_ref")
    if study.finished_on is not None:
        raise Problem("finished", _("This study is finished: no interview can be added."), field="held_on")
    if instrument.study_id != study.pk or not instrument.questions:
        raise Problem("no_questions", _("This study has no questions yet."), field="version")
    if any(
        (one.organisation, one.study_ref, one.version) != (organisation, study.pk, instrument.version)
        for one in commands
    ):
        raise Problem("unreadable", field="version")
    lock_version(instrument)
    _lock_numbers(organisation, study.pk)
    drawn = live(Site).filter(organisation_id=study.organisation_id, draw__study=study, draw__withdrawn_at__isnull=True)
    sites = set(drawn.values_list("pk", flat=True))
    if not {one.site_ref for one in commands} <= sites:
        raise Problem("not_drawn", _("This village is not drawn for this study."), field="site_ref")
    numbers = [one.number for one in commands]
    rows = live(Interview).filter(organisation_id=organisation, study_ref=study.pk, number__in=numbers)
    if len(set(numbers)) != len(numbers) or rows.exists():
        raise Problems([number_taken()])


def number_taken() -> Problem:
    """An interview of this number is there already."""
    return Problem("number_taken", _("An interview with this number is there already."), field="number")


def _values(command: RecordInterview) -> dict[str, Any]:
    values = row_values(command)
    del values["questions"]
    return values | {"answers": dict(command.answers)}


def _lock_numbers(organisation: uuid.UUID, study: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"jatan.studies:{organisation}:{study}"]
        )
