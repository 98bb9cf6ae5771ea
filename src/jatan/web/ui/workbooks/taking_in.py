"""Takes corrected rows in, each as the page would correct it, all or none of a step; and takes them back.

A preview does the same and writes nothing. A run is known by the ledger: its last event says with which sequence it
began, and between the two stand its corrections and nothing else, because a chain has one writer at a time.
"""

import copy
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Final, NamedTuple

from django.db import DataError, IntegrityError, models, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.ledger.models import Chain, Event, Revision
from jatan.foundation.ledger.services import record_event
from jatan.intake.registers.workbook.formula_cells import is_error
from jatan.kernel.problems import Message, Problem, Problems
from jatan.programme.people.choices import Scope
from jatan.programme.people.lookups import log_lookup
from jatan.web.ui.records import submission
from jatan.web.ui.records.columns import may_read_field
from jatan.web.ui.records.desk import Desk
from jatan.web.ui.workbooks.columns import Cell, CorrectedColumn, correction_form
from jatan.web.ui.workbooks.corrected_workbook import NOT_NOW, ChangedRow, NewLine, rows_of_ids
from jatan.web.ui.workbooks.events import ROWS_TAKEN_BACK, ROWS_TAKEN_IN
from jatan.web.ui.workbooks.new_rows import NewRows

_BATCH: Final = 500
_LOOKED_AT: Final = 25_000  # events of a chain, from its end, among which the latest runs are found
_NOT_ON_LIST = _("This is not on the list of this column.")
_ERROR = _("This cell holds an error of the spreadsheet.")
_NOT_KEPT = _("This line cannot be kept as it stands: something in it does not fit, or is on record already.")
_NOT_YOURS = _("You may not record this here.")
_UNDONE = _("taken back: it came from a workbook")
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
class LineOutcome:
    """What becomes of one line of no record here. `record`: the new one; `cells`: {heading: what is in it}; `alike`:
    a record that may be the same; `digest`: of what was typed."""

    number: int
    values: Mapping[str, Cell]
    cells: Mapping[str, Any] = field(default_factory=dict)
    record: Any = None
    faults: list[Fault] = field(default_factory=list)
    alike: Any = None
    digest: str = ""


@dataclass
class Outcome:
    """`done`: rows that were changed; `faulty`: rows that cannot be; `same`: rows that say so already; `kept`: rows
    that were changed here meanwhile and stay as they are, because nobody chose otherwise. `added`: new records;
    `wrong`: lines that cannot be one; `known`: lines that say what is on record already, or were taken in before;
    `alike`: lines that may be on record already, and become none unless somebody chose so."""

    done: list[RowOutcome] = field(default_factory=list)
    faulty: list[RowOutcome] = field(default_factory=list)
    same: int = 0
    kept: int = 0
    added: list[LineOutcome] = field(default_factory=list)
    wrong: list[LineOutcome] = field(default_factory=list)
    known: int = 0
    alike: list[LineOutcome] = field(default_factory=list)

    def add(self, more: "Outcome") -> None:
        """Add what became of further rows."""
        for name, value in vars(more).items():
            setattr(self, name, getattr(self, name) + value)

    def counts(self) -> dict[str, int]:
        """How many there are of each."""
        return {name: value if isinstance(value, int) else len(value) for name, value in vars(self).items()}


@dataclass(frozen=True)
class Run:
    """One taking in: its event in the ledger, how many rows it changed or recorded, and how many of them are new."""

    event: Event
    rows: int
    added: int
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
    new: Sequence[NewLine] = (),
    chosen_lines: frozenset[int] = frozenset(),
    made_before: Collection[uuid.UUID] = (),
    is_preview: bool = False,
) -> tuple[Outcome, list[uuid.UUID]]:
    """Correct these rows and record the new ones; returns what became of them, and the events of the run, one for each
    member concerned. All in one transaction, so of no more rows than colleagues can wait for.

    `chosen`: rows that are corrected although they were changed here meanwhile; `chosen_lines`: numbers of lines that
    are recorded although a record here may be the same; `made_before`: records that an earlier step of the same
    workbook has made, which are no reason to leave out its other lines. A preview corrects those too, and then
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
        if new:
            reader = NewRows(desk, by)
            made = list(made_before)
            _record_new(reader, new, found, begun, made, chosen=chosen_lines, is_preview=is_preview)
        events = [] if is_preview else _record_run(desk, by, found, begun)
        if is_preview:
            transaction.set_rollback(True)
    if new and reader.people_shown is not None:
        log_lookup(by, Scope.ORGANISATION, reader.people_shown)
    return found, events


def preview(
    desk: Desk,
    by: Actor,
    changed: Sequence[ChangedRow],
    columns: Mapping[str, CorrectedColumn],
    new: Sequence[NewLine],
    step: int,
) -> Outcome:
    """What taking in would do, found out `step` rows at a time: what a step locks is free before the next one."""
    found = Outcome()
    lines: list[ChangedRow | NewLine] = [*changed, *new]
    for some in batched(lines, step, strict=False):
        rows = [one for one in some if isinstance(one, ChangedRow)]
        outcome, _events = take_in(
            desk, by, rows, columns, new=[one for one in some if isinstance(one, NewLine)], is_preview=True
        )
        found.add(outcome)
    return found


def latest_runs(desk: Desk, by: Actor, most: int = 40) -> list[Run]:
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
        back += sum(_withdraw_row(desk, by, row) for row in _recorded_by(desk, by, run))
        record_event(
            organisation_id=run.event.organisation_id,
            by=by.account_id,
            verb=ROWS_TAKEN_BACK,
            about_type=desk.model._meta.label_lower,
            about=run.event.pk,
            payload={"rows": {desk.model._meta.label_lower: back}},
        )
    return back, len(former) + run.added - back


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
        outcome.faults = [Fault("", "", NOT_NOW)]
        return outcome
    except (IntegrityError, DataError):
        outcome.faults = [Fault("", "", _NOT_KEPT)]
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
        yield Fault("", "", NOT_NOW)
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


def _record_run(desk: Desk, by: Actor, found: Outcome, begun: Mapping[uuid.UUID, int]) -> list[uuid.UUID]:
    """One event for each member whose rows were changed or recorded, with the sequence at which the run began."""
    label = desk.model._meta.label_lower
    made = []
    for organisation_id, first in begun.items():
        count = sum(one.row.organisation_id == organisation_id for one in found.done)
        of_office = (one for one in found.added if one.record.organisation_id == organisation_id)
        lines = {one.record.pk.hex: one.digest for one in of_office}
        if count + len(lines):
            payload: dict[str, Any] = {"rows": {label: count + len(lines)}, "first": first}
            if lines:
                payload["lines"] = lines
            event = record_event(
                organisation_id=organisation_id, by=by.account_id, verb=ROWS_TAKEN_IN, about_type=label, payload=payload
            )
            made.append(event.pk)
    return made


def _run(event: Event) -> Run:
    return Run(event, sum(event.payload["rows"].values()), len(event.payload.get("lines", ())), _is_taken_back(event))


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


def _recorded_by(desk: Desk, by: Actor, run: Run) -> list[Any]:
    """The records that a run made new, the latest first, as far as they are still on the list."""
    ids = sorted(map(uuid.UUID, run.event.payload.get("lines", ())), reverse=True)
    rows = rows_of_ids(desk, by, ids)
    return [rows[pk] for pk in ids if pk in rows]


def _withdraw_row(desk: Desk, by: Actor, row: Any) -> bool:
    """Withdraw a record that a run made, unless somebody has changed it since or it is in use."""
    is_used = Revision.objects.filter(organisation_id=row.organisation_id, about=row.pk).exists()
    if desk.withdraw is None or is_used:
        return False
    try:
        with transaction.atomic():
            desk.withdraw(by, row, str(_UNDONE))
    except (Problem, Problems, gate.Forbidden):
        return False
    return True


def _record_new(
    reader: NewRows,
    new: Sequence[NewLine],
    found: Outcome,
    begun: dict[uuid.UUID, int],
    made: list[uuid.UUID],
    *,
    chosen: frozenset[int],
    is_preview: bool,
) -> None:
    """Record lines as new records, each as the page of a new one does; what is on record already is counted only.

    `made`: the records that this workbook has made, which grow.
    """
    before = {} if is_preview else {one: _last_sequence(one) for one in reader.offices}
    typed = [reader.typed(line.cells) for line in new]
    taken_in = _lines_taken_in(reader, {reader.digest(one) for one in typed}, made)
    for line, values in zip(new, typed, strict=True):
        outcome = LineOutcome(line.number, values)
        outcome.cells = {
            column.label: line.cells[column.name]
            for column in reader.columns
            if line.cells.get(column.name) not in (None, "")
        }
        try:
            with transaction.atomic():
                command = reader.command(outcome.values)
                outcome.digest = reader.digest(outcome.values)
                if (command.organisation, outcome.digest) in taken_in or reader.existing(command, made):
                    found.known += 1
                    continue
                outcome.alike = reader.alike(command, made)
                if outcome.alike is None or is_preview or line.number in chosen:
                    outcome.record = reader.record(command)
        except gate.Forbidden:
            outcome.faults = [Fault("", "", _NOT_YOURS)]
        except (Problem, Problems) as wrong:
            outcome.faults = [_fault_of(reader.desk, line, problem) for problem in wrong.problems]
        except (IntegrityError, DataError):
            outcome.faults = [Fault("", "", _NOT_KEPT)]
        _sort_in(outcome, found, is_chosen=line.number in chosen)
        if outcome.record is None:
            continue
        made.append(outcome.record.pk)
        office = outcome.record.organisation_id
        if not is_preview and office not in begun:
            begun[office] = _first_sequence(outcome.record, before.get(office, 0))


def _sort_in(outcome: LineOutcome, found: Outcome, *, is_chosen: bool) -> None:
    if outcome.faults:
        found.wrong.append(outcome)
    elif outcome.alike is not None and not is_chosen:
        found.alike.append(outcome)
    else:
        found.added.append(outcome)


def _lines_taken_in(
    reader: NewRows, digests: Collection[str], made: Collection[uuid.UUID]
) -> set[tuple[uuid.UUID, str]]:
    """(office, digest) of those of these lines that became records which still stand, those of this workbook aside."""
    model = reader.desk.model
    runs = Event.objects.filter(
        organisation_id__in=list(reader.offices), about_type=model._meta.label_lower, verb=ROWS_TAKEN_IN
    )
    lines = {
        uuid.UUID(hex=pk): (office, digest)
        for office, payload in runs.values_list("organisation_id", "payload")
        for pk, digest in payload.get("lines", {}).items()
        if digest in digests
    }
    standing: set[uuid.UUID] = set()
    for some in batched(lines.keys() - set(made), _BATCH, strict=False):
        found = model._default_manager.filter(pk__in=some, withdrawn_at__isnull=True)
        standing.update(found.values_list("pk", flat=True))
    return {lines[pk] for pk in standing}


def _fault_of(desk: Desk, line: NewLine, problem: Problem) -> Fault:
    names = {field.name: field for field in desk.model._meta.concrete_fields}
    column: Any = names.get(problem.field or "")
    typed = line.cells.get(problem.field or "")
    label = capfirst(str(column.verbose_name)) if column is not None else ""
    return Fault(label, "" if typed is None else str(typed), problem.message)


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
