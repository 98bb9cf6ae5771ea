"""Undoes a run in steps of some hundred rows, each whole or not at all. Used by the page's task and by the command."""

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import batched
from typing import Any, Final

from django.apps import apps
from django.db import DatabaseError, connection, models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor, importer_for, undoer_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.db.transaction_settings import set_local
from jatan.intake.registers import events
from jatan.intake.registers.choices import ParkedStatus, RunStatus
from jatan.intake.registers.models import ImportedRow, ImportRun, ParkedRow, ProposedCorrection, RepeatedRow, RowWarning
from jatan.intake.registers.reconcile.other_cells import delete_other_cells
from jatan.intake.registers.run import lock_imports
from jatan.intake.registers.undo.localities import Named, delete_unused_localities, named_localities
from jatan.intake.registers.undo.parts import parts_of
from jatan.intake.registers.undo.plan import Part, UndoPlan, make_plan, withdrawal_order
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.flows.undone_imports import withdraw_imported

type Progress = Callable[[int, int], None]
OF: Final = "of"
"""In `ImportRun.undo_counts` of an undoing that is not at its end: of how many rows `rows_done` is counted."""
NAMED: Final = "named"
"""There too: ids of villages and panchayats that its rows named, to be asked about at the end."""
_STAYED: Final = ("stayed", "parked_stayed", "proposed_stayed")
_BATCH = 2_000
_LOCALITIES = 50
# Rows that another undoing hands on to this run while it is undone are taken back in one more round.
_MOST_ROUNDS: Final = 20


def may_be_undone(run: ImportRun) -> bool:
    """True for a run that was taken in; also for one of which rows stayed when it was undone before."""
    return run.status in (RunStatus.DONE, RunStatus.UNDONE)


def is_worked_at(run: ImportRun) -> bool:
    """Whether some process undoes this run at this moment."""
    held = "((classid::bigint << 32) | objid::bigint) = hashtextextended(%s, 0)"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted"  # noqa: S608 - our own text
            f" AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND {held})",
            [_lock_name(run)],
        )
        (found,) = cursor.fetchone()
    return bool(found)


def plan_of(by: Actor, run: ImportRun) -> UndoPlan:
    """What undoing this run would do now, for the page that asks. Raises gate.Forbidden."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=run.organisation_id)
    with acting_as(undoer_for(run.organisation_id, account_id=by.account_id)):
        return make_plan(run)


def request_undo(*, by: Actor, run: ImportRun, reason: str, is_taken_up: bool = False) -> ImportRun:
    """Note that a run is to be undone; the caller enqueues the task in the same transaction.

    `is_taken_up`: also one that is being undone, at which nobody works any more.

    Raises gate.Forbidden; Problem("missing_required") without a reason, Problem("not_waiting") for a run that is not
    taken in, or is being undone already.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=run.organisation_id)
    reason = _checked_reason(reason)
    with acting_as(importer_for(run.organisation_id, account_id=by.account_id)):
        current = ImportRun.objects.select_for_update().get(organisation_id=run.organisation_id, pk=run.pk)
        goes_on = is_taken_up and current.status == RunStatus.UNDOING
        if not may_be_undone(current) and not goes_on:
            raise Problem("not_waiting", _("This workbook is being worked at, or was never taken in."))
        current.status, current.undone_by, current.undo_reason = RunStatus.UNDOING, by.account_id, reason
        current.sheet_now, current.problem = "", ""
        current.rows_done = current.rows_done if goes_on else 0
        current.save(update_fields=["status", "undone_by", "undo_reason", "sheet_now", "rows_done", "problem"])
    return current


def end_undo(run: ImportRun, problem: str) -> None:
    """Note that the undoing of a run failed: what its steps took back until then stays taken back."""
    with acting_as(importer_for(run.organisation_id, account_id=run.undone_by)):
        mine = ImportRun.objects.filter(organisation_id=run.organisation_id, pk=run.pk, status=RunStatus.UNDOING)
        for current in mine.select_for_update():
            current.status = RunStatus.UNDONE if current.undone_at else RunStatus.DONE
            current.problem = problem
            current.save(update_fields=["status", "problem"])


def undo_run(
    run: ImportRun,
    *,
    by: uuid.UUID | None,
    reason: str,
    progress: Progress = lambda _rows, _of: None,
) -> UndoPlan:
    """Undo a run in steps; returns what was taken back and what stayed. `by`: the account that asked for it.

    Each step is one transaction with one event. One that was killed is gone on with by calling this again; two at
    once come one after the other. `progress` is called with (rows done, of how many) after each step.
    Raises Problem("not_waiting") for a run that is not taken in, Problem("nothing_to_undo") when all of it stays.
    """
    undoing = _Undoing(run, undoer_for(run.organisation_id, account_id=by), _checked_reason(reason))
    with _in_turn(run):
        for round_ in range(_MOST_ROUNDS):
            plan = undoing.begin(is_first=round_ == 0)
            for part in parts_of(plan):
                progress(*undoing.step(part))
            if undoing.end(plan):
                break
        else:
            raise RuntimeError("rows were added to a run as fast as they were taken back")
    return undoing.done


def _lock_name(run: ImportRun) -> str:
    return f"registers undo:{run.pk}"


@contextmanager
def _in_turn(run: ImportRun) -> Iterator[None]:
    """Two undoings of one run come one after the other, over all their transactions.

    The lock is one of a transaction of its own, open meanwhile: a pooler by transaction would keep one of a session.
    """
    holder = connection.copy()
    try:
        holder.set_autocommit(False)
        with holder.cursor() as cursor:
            cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', '0', true)")
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_lock_name(run)])
        yield
    finally:
        # Whoever asks at once whether the run is worked at must not meet a connection that is still closing.
        with suppress(DatabaseError):
            holder.rollback()
        holder.close()


class _Undoing:
    """The steps of one undoing; `done` is what they did so far. The run keeps how far it is: `rows_done`, and "of" in
    its `undo_counts` until it is at its end."""

    def __init__(self, run: ImportRun, by: Actor, reason: str) -> None:
        self._run, self._by, self._reason = run, by, reason
        self.done = UndoPlan(run)

    def begin(self, *, is_first: bool) -> UndoPlan:
        """Find out what goes and note how much it is. Nothing is locked: each step asks again about its rows."""
        with self._transaction() as current:
            plan = make_plan(current)
            if is_first and plan.is_empty and OF not in current.undo_counts:
                raise Problem("nothing_to_undo", _("Nothing of this workbook can be taken back."))
            if current.status != RunStatus.UNDOING:
                current.rows_done = 0
            current.status, current.problem = RunStatus.UNDOING, ""
            current.undone_by, current.undo_reason = self._by.account_id, self._reason
            current.undo_counts[OF] = current.rows_done + plan.moving()
            current.save(update_fields=["status", "problem", "undone_by", "undo_reason", "rows_done", "undo_counts"])
        return plan

    def step(self, part: Part) -> tuple[int, int]:
        """Take back what of these rows can still be taken back; (rows done, of how many)."""
        with self._transaction() as current:
            _lock_records(current.organisation_id, part.records)
            # Only now, with the rows locked, can nobody build on them any more.
            plan = make_plan(current, part)
            if not plan.is_empty:
                counts: dict[str, int] = {}
                about: dict[str, Any] = {"about_type": "registers.importrun", "about": current.pk, "counts": counts}
                organisation_id = current.organisation_id
                with acts.one_act(by=self._by, organisation_id=organisation_id, verb=events.IMPORT_UNDONE, **about):
                    named = _take_back(plan, self._by, self._reason)
                    counts |= plan.counts()
                for name in counts.keys() - {*_STAYED}:
                    current.undo_counts[name] = current.undo_counts.get(name, 0) + counts[name]
                localities = map(str, named_localities(organisation_id, named))
                current.undo_counts[NAMED] = sorted({*current.undo_counts.get(NAMED, ()), *localities})
                current.undone_at = clock.now()
            current.rows_done += plan.moving()
            current.save(update_fields=["undone_at", "rows_done", "undo_counts"])
        self.done.add(plan)
        return current.rows_done, current.undo_counts[OF]

    def end(self, plan: UndoPlan) -> bool:
        """Forget which rows of other runs this one had too, and note the end. False if rows came meanwhile that go."""
        while self._forget_shares() or self._forget_localities():
            pass
        with self._transaction() as current:
            left = ImportedRow.objects.filter(organisation_id=current.organisation_id, run=current)
            if set(left.values_list("pk", flat=True)) - {row.pk for row in plan.staying}:
                return False
            self.done.staying = plan.staying
            self.done.parked["staying"] = plan.parked["staying"]
            self.done.proposed["staying"] = plan.proposed["staying"]
            stayed = {name: number for name, number in self.done.counts().items() if name in _STAYED}
            moved = {name: number for name, number in current.undo_counts.items() if name not in (OF, NAMED, *_STAYED)}
            current.status, current.undone_at, current.undo_counts = RunStatus.UNDONE, clock.now(), moved | stayed
            current.save(update_fields=["status", "undone_at", "undo_counts"])
        return True

    def _forget_shares(self) -> int:
        with self._transaction() as current:
            shares = RepeatedRow.objects.filter(organisation_id=current.organisation_id, run=current)
            ids = list(shares.values_list("pk", flat=True)[:_BATCH])
            _delete(RepeatedRow, current.organisation_id, ids)
        return len(ids)

    def _forget_localities(self) -> int:
        """Some of the villages and panchayats that rows named, which nothing names any more."""
        with self._transaction() as current:
            some = current.undo_counts.get(NAMED, [])[:_LOCALITIES]
            deleted = delete_unused_localities(current.organisation_id, [uuid.UUID(one) for one in some])
            current.undo_counts[NAMED] = current.undo_counts.get(NAMED, [])[_LOCALITIES:]
            if deleted:
                current.undo_counts["localities"] = current.undo_counts.get("localities", 0) + deleted
            current.save(update_fields=["undo_counts"])
        return len(some)

    @contextmanager
    def _transaction(self) -> Iterator[ImportRun]:
        """A transaction in which rows of this run may be deleted; no import of the organisation is under way."""
        with acting_as(self._by):
            # Only with this may rows of imports be deleted, and only those of this run (migration 0009).
            with connection.cursor() as cursor:
                set_local(cursor, {"jatan.undone_run": str(self._run.pk)})
            lock_imports(self._run.organisation_id)
            current = ImportRun.objects.get(organisation_id=self._run.organisation_id, pk=self._run.pk)
            if current.status not in (RunStatus.DONE, RunStatus.UNDONE, RunStatus.UNDOING) or current.is_dry_run:
                raise Problem("not_waiting", _("This workbook is being worked at, or was never taken in."))
            yield current


def _checked_reason(reason: str) -> str:
    tidy = reason.strip()[:300]
    if not tidy:
        raise Problem("missing_required", _("Write down why."), field="reason")
    if (found := aadhaar_problem(tidy)) is not None:
        raise found.at("reason")
    return tidy


def _take_back(plan: UndoPlan, by: Actor, reason: str) -> set[Named]:
    """Returns the places that withdrawn rows named."""
    named = _withdraw_records(plan, by, reason)
    _hand_on(plan)
    _delete_rows(plan)
    return named


def _withdraw_records(plan: UndoPlan, by: Actor, reason: str) -> set[Named]:
    """Withdraw the records of the rows that go; returns the places they named."""
    named = set[Named]()
    for label, ids in plan.records().items():
        if label == "people.suggestion":
            continue  # go with their people
        for some in batched(ids, _BATCH, strict=False):
            rows = list(_locked(plan.run.organisation_id, label, some))
            withdraw_imported(by=by, rows={label: rows}, reason=reason)
            named |= {(row.place_id, row.panchayat, row.village) for row in rows}
    return named


def _lock_records(organisation_id: uuid.UUID, records: Mapping[str, Collection[uuid.UUID]]) -> None:
    """Lock the records in a fixed order, also against new rows that point at them."""
    for label in withdrawal_order(records):
        for some in batched(sorted(records[label]), _BATCH, strict=False):
            for _row in _locked(organisation_id, label, some).values_list("pk").iterator():
                pass


def _locked(organisation_id: uuid.UUID, label: str, ids: Sequence[uuid.UUID]) -> Any:
    rows = apps.get_model(label)._default_manager.filter(organisation_id=organisation_id, pk__in=ids)
    return rows.select_related("place").select_for_update(of=("self",)).order_by("pk")


def _hand_on(plan: UndoPlan) -> None:
    """Give the rows that another workbook has too to its run."""
    heirs = {pk: heir.run_id for pk, heir in plan.heirs.items()}
    by_heir: dict[uuid.UUID, list[uuid.UUID]] = {}
    for row in plan.handed_on:
        by_heir.setdefault(heirs[row.pk], []).append(row.pk)
    for run_id, ids in by_heir.items():
        for some in batched(ids, _BATCH, strict=False):
            mine = ImportedRow.objects.filter(organisation_id=plan.run.organisation_id, pk__in=some)
            mine.update(run_id=run_id)
            warnings = RowWarning.objects.filter(organisation_id=plan.run.organisation_id, imported_row__in=some)
            warnings.update(run_id=run_id)
    for waiting in (*plan.parked["handed_on"], *plan.proposed["handed_on"]):
        type(waiting)._default_manager.filter(organisation_id=waiting.organisation_id, pk=waiting.pk).update(
            run_id=heirs[waiting.pk]
        )
    # What an heir has as its own is no longer shared; a row that had waited is handed on with its record by one share.
    _delete(RepeatedRow, plan.run.organisation_id, list({heir.pk for heir in plan.heirs.values()}))


def _delete_rows(plan: UndoPlan) -> None:
    """Delete what the import keeps of the rows that go; rows of other runs that they had settled wait again."""
    organisation_id = plan.run.organisation_id
    records = [row.record_id for row in plan.going] + [row.pk for row in plan.proposed["going"]]
    waiting = ParkedRow.objects.filter(organisation_id=plan.run.organisation_id, closed_by_record__in=records)
    emptied = [row.pk for row in waiting.exclude(run=plan.run).select_for_update(of=("self",)) if not _wait_again(row)]
    # Without its content it cannot wait: its workbook parks it anew. The wall lets only rows of the undone run go.
    ParkedRow.objects.filter(organisation_id=plan.run.organisation_id, pk__in=emptied).update(run=plan.run)
    waited = [row.pk for row in plan.parked["going"]]
    proposed = [row.pk for row in plan.proposed["going"]]
    delete_other_cells(organisation_id, [*emptied, *waited, *proposed, *(row.pk for row in plan.going)])
    _delete(ProposedCorrection, organisation_id, proposed)
    _delete(ParkedRow, organisation_id, [*emptied, *waited])
    ids = [row.pk for row in plan.going]
    warnings = RowWarning.objects.filter(organisation_id=plan.run.organisation_id, imported_row__in=ids)
    _delete(RowWarning, organisation_id, list(warnings.values_list("pk", flat=True)))
    _delete(ImportedRow, organisation_id, ids)


def _wait_again(parked: ParkedRow) -> bool:
    """Let a row that this run had settled wait again. False for a case, whose content was emptied."""
    if not parked.cells:
        return False
    parked.status = ParkedStatus.OPEN
    parked.closed_by_record = parked.closed_by = parked.closed_at = None
    parked.save(update_fields=["status", "closed_by_record", "closed_by", "closed_at"])
    return True


def _delete(model: type[models.Model], organisation_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> None:
    """Delete these rows by their ids. Raises RuntimeError if the walls hide one of them."""
    deleted = 0
    with connection.cursor() as cursor:
        for some in batched(ids, _BATCH, strict=False):
            cursor.execute(
                f"DELETE FROM {model._meta.db_table} WHERE organisation_id = %s AND id = ANY(%s)",  # noqa: S608 - our own table
                [organisation_id, list(some)],
            )
            deleted += cursor.rowcount
    if deleted != len(ids):
        raise RuntimeError(f"{len(ids) - deleted} rows of {model._meta.label_lower} could not be deleted")
