"""Takes corrected rows in, each as the page would correct it, all in one transaction; and takes them back.

A preview does the same and writes nothing. A run is known by the ledger: its last event says with which sequence it
began, and between the two stand its corrections and nothing else, because a chain has one writer at a time.
"""

import copy
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.models import Chain, Event, Revision
from jatan.foundation.ledger.services import record_event
from jatan.intake.registers.workbook.formula_cells import is_error
from jatan.kernel.problems import Message, Problem, Problems
from jatan.web.ui.records import submission
from jatan.web.ui.records.columns import may_read_field
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.columns import CorrectedColumn, correction_form
from jatan.web.ui.workbooks.corrected_workbook import ChangedRow, rows_of_ids
from jatan.web.ui.workbooks.events import ROWS_TAKEN_BACK, ROWS_TAKEN_IN

__all__ = [
    "Outcome",
    "Run",
    "find_run",
    "latest_runs",
    "may_correct",
    "take_back",
    "take_in",
]

_LOOKED_AT: Final = 2_000  # events of a chain, from its end, among which the latest runs are found
_NOT_NOW = _("This row cannot be corrected now: it is closed, withdrawn, or not yours to correct.")
_NOT_ON_LIST = _("This is not on the list of this column.")
_ERROR = _("This cell holds an error of the spreadsheet.")
_NOTHING_FITS = _("This column cannot be corrected in this row.")


class Change(NamedTuple):
    """One cell: what stands in the record and what would."""

    label: str
    old: Any
    new: Any


class Fault(NamedTuple):
    """Why a row cannot be taken in. `typed`: what stands in its cell."""

    label: str
    typed: str
    why: Message


@dataclass
class RowOutcome:
    """What becomes of one row. `is_newer`: it was changed here since the workbook went out."""

    row: Any
    answers: Mapping[str, str]
    is_newer: bool = False
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass
class Outcome:
    """`done`: rows that were changed; `faulty`: rows that cannot be; `same`: rows that say so already; `kept`: rows
    that were changed here meanwhile and stay as they are, because nobody chose otherwise."""

    done: list[RowOutcome] = field(default_factory=list)
    faulty: list[RowOutcome] = field(default_factory=list)
    same: int = 0
    kept: int = 0


@dataclass(frozen=True)
class Run:
    """One taking in: its event in the ledger, and how many rows it changed."""

    event: Event
    rows: int
    is_taken_back: bool


def may_correct(desk: Desk, by: Actor, row: Any) -> bool:
    """Whether this row may be corrected on its page now."""
    return (
        desk.amend is not None
        and row.withdrawn_at is None
        and desk.is_open(row)
        and desk.is_changeable(row)
        and acts.may_change(by, desk.record, desk.correct, row)
    )


def take_in(
    desk: Desk,
    by: Actor,
    changed: Sequence[ChangedRow],
    columns: Mapping[str, CorrectedColumn],
    *,
    chosen: frozenset[uuid.UUID] = frozenset(),
    is_preview: bool = False,
) -> tuple[Outcome, list[uuid.UUID]]:
    """Correct these rows; returns what became of them, and the events of the run, one for each member concerned.

    `chosen`: rows that are corrected although they were changed here meanwhile. A preview corrects those too, and then
    nothing: it only finds out. Rows that cannot be corrected are left out and told of.
    """
    found = Outcome()
    begun: dict[uuid.UUID, int] = {}
    with transaction.atomic():
        for one in sorted(changed, key=lambda one: one.row.organisation_id):
            if one.is_newer and not is_preview and one.row.pk not in chosen:
                found.kept += 1
                continue
            is_known = is_preview or one.row.organisation_id in begun
            before = 0 if is_known else _last_sequence(one.row.organisation_id)
            outcome = _correct(desk, by, one, columns)
            if outcome.faults:
                found.faulty.append(outcome)
            elif not outcome.changes:
                found.same += 1
            else:
                found.done.append(outcome)
                if not is_known:
                    begun[one.row.organisation_id] = _first_sequence(one.row, before)
        events = [] if is_preview else _record_run(desk, by, found.done, begun)
        if is_preview:
            transaction.set_rollback(True)
    return found, events


def latest_runs(desk: Desk, by: Actor, most: int = 3) -> list[Run]:
    """The latest runs of this actor in this list, newest first, among the last events of her chains."""
    found: list[Run] = []
    for organisation_id in by.home_organisations:
        events = Event.objects.filter(
            organisation_id=organisation_id,
            sequence__gt=_last_sequence(organisation_id) - _LOOKED_AT,
            verb=ROWS_TAKEN_IN,
            about_type=desk.model._meta.label_lower,
            by=by.account_id,
        )
        found += [_run(event) for event in events.order_by("-sequence")[:most]]
    return sorted(found, key=lambda run: run.event.at, reverse=True)[:most]


def find_run(desk: Desk, by: Actor, pk: uuid.UUID) -> Run:
    """A run of this actor in this list. Raises Event.DoesNotExist."""
    label = desk.model._meta.label_lower
    return _run(Event.objects.get(pk=pk, verb=ROWS_TAKEN_IN, about_type=label, by=by.account_id))


def take_back(desk: Desk, by: Actor, run: Run) -> tuple[int, int]:
    """Give the rows of a run their former values; returns (how many, how many stay as they are).

    A row stays where somebody has changed it since, where it cannot be corrected any more, and where a rule forbids the
    former values by now. Raises Problem("taken_back") where the run was taken back before.
    """
    with transaction.atomic():
        if _is_taken_back(run.event):
            raise Problem("taken_back", _("This was taken back already."))
        former = _revisions(run.event)
        rows = rows_of_ids(desk, by, [revision.about for revision in former])
        back = sum(_take_row_back(desk, by, rows.get(revision.about), revision) for revision in former)
        record_event(
            organisation_id=run.event.organisation_id,
            by=by.account_id,
            verb=ROWS_TAKEN_BACK,
            about_type=desk.model._meta.label_lower,
            about=run.event.pk,
            payload={"rows": {desk.model._meta.label_lower: back}},
        )
    return back, len(former) - back


def _correct(desk: Desk, by: Actor, one: ChangedRow, columns: Mapping[str, CorrectedColumn]) -> RowOutcome:
    """Correct one row as its page does, in a savepoint of its own."""
    outcome = RowOutcome(one.row, one.answers, one.is_newer)
    outcome.faults = list(_faults(desk, by, one, columns))
    if outcome.faults or desk.amend is None:
        return outcome
    before, row = one.row, copy.copy(one.row)
    form = correction_form(desk, by, row, columns, one.answers)
    answers: dict[str, Any] = {}

    def act(_answers: Mapping[str, Any]) -> object:
        changed = submission.changed_values(form, before)
        # The page sends every answer; here only what was typed counts, so that nothing else is written anew.
        answers.update({name: value for name, value in changed.items() if name in one.answers})
        return desk.amend(by, row, answers) if answers and desk.amend else True

    try:
        is_done = submission.submit_form(form, act) is not None
    except gate.Forbidden:
        outcome.faults = [Fault("", "", _NOT_NOW)]
        return outcome
    if not is_done:
        outcome.faults = list(_errors(form, columns, one.answers))
        return outcome
    outcome.changes = [
        Change(columns[name].label, columns[name].cell_of(before), columns[name].cell_of_value(value))
        for name, value in answers.items()
    ]
    return outcome


def _faults(desk: Desk, by: Actor, one: ChangedRow, columns: Mapping[str, CorrectedColumn]) -> Iterable[Fault]:
    """What is wrong before the form is asked."""
    if not may_correct(desk, by, one.row):
        yield Fault("", "", _NOT_NOW)
        return
    for name, answer in one.answers.items():
        column = columns[name]
        if is_error(answer):
            yield Fault(column.label, answer, _ERROR)
        elif not may_read_field(by, one.row, name):
            yield Fault(column.label, answer, _NOTHING_FITS)
        elif not column.is_on_list(answer):
            yield Fault(column.label, answer, _NOT_ON_LIST)


def _errors(form: Any, columns: Mapping[str, CorrectedColumn], answers: Mapping[str, str]) -> Iterable[Fault]:
    for name, errors in form.errors.items():
        label = columns[name].label if name in columns else str(getattr(form.fields.get(name), "label", "") or "")
        for why in errors:
            yield Fault(label, answers.get(name, ""), why)


def _last_sequence(organisation_id: uuid.UUID) -> int:
    """The sequence of the last event that is written so far."""
    return Chain.objects.filter(organisation_id=organisation_id).values_list("sequence", flat=True).first() or 0


def _first_sequence(row: Any, before: int) -> int:
    """The sequence of the event of the first correction of a run: from it on the chain has no other writer."""
    of_row = Event.objects.filter(organisation_id=row.organisation_id, about=row.pk, sequence__gt=before)
    return int(of_row.order_by("sequence").values_list("sequence", flat=True)[0])


def _record_run(desk: Desk, by: Actor, done: Sequence[RowOutcome], begun: Mapping[uuid.UUID, int]) -> list[uuid.UUID]:
    """One event for each member whose rows were changed, with the sequence at which the run began."""
    label = desk.model._meta.label_lower
    made = []
    for organisation_id, first in begun.items():
        count = sum(one.row.organisation_id == organisation_id for one in done)
        if count:
            payload = {"rows": {label: count}, "first": first}
            event = record_event(
                organisation_id=organisation_id, by=by.account_id, verb=ROWS_TAKEN_IN, about_type=label, payload=payload
            )
            made.append(event.pk)
    return made


def _run(event: Event) -> Run:
    return Run(event, sum(event.payload["rows"].values()), _is_taken_back(event))


def _is_taken_back(event: Event) -> bool:
    of_chain = Event.objects.filter(organisation_id=event.organisation_id, about=event.pk)
    return of_chain.filter(verb=ROWS_TAKEN_BACK).exists()


def _revisions(event: Event) -> list[Revision]:
    """The first revision of each row that the run changed, oldest first."""
    of_run = Event.objects.filter(
        organisation_id=event.organisation_id,
        sequence__gte=event.payload["first"],
        sequence__lt=event.sequence,
        about_type=event.about_type,
    )
    moments = {(one.about, one.at) for one in of_run}
    revisions = Revision.objects.filter(
        organisation_id=event.organisation_id,
        about__in={about for about, _at in moments},
        at__in={at for _about, at in moments},
    )
    return [one for one in revisions.order_by("at", "id") if (one.about, one.at) in moments and one.after]


def _take_row_back(desk: Desk, by: Actor, row: Any, revision: Revision) -> bool:
    """Give one row the values from before its revision, if that is its latest."""
    if row is None or desk.amend is None or not may_correct(desk, by, row):
        return False
    latest = Revision.objects.filter(organisation_id=row.organisation_id, about=row.pk).order_by("-at", "-id").first()
    if latest is None or latest.pk != revision.pk:
        return False
    values = {name: _value(desk.model, name, kept) for name, kept in revision.before.items() if _is_asked(desk, name)}
    try:
        with transaction.atomic():
            return bool(desk.amend(by, row, values))
    except (Problem, Problems, gate.Forbidden):
        return False


def _is_asked(desk: Desk, name: str) -> bool:
    """Whether somebody may write this field: folded names and the like follow by themselves."""
    return bool(desk.model._meta.get_field(name).editable)


def _value(model: type[models.Model], name: str, kept: Any) -> Any:
    """A value of a revision as the service takes it: a related row by its id."""
    column: Any = model._meta.get_field(name)
    if not column.is_relation:
        return column.to_python(kept)
    return None if kept is None else column.related_model._default_manager.get(pk=kept)
