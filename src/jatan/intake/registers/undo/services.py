"""Undoes a run in one transaction: all of it or nothing. Used by the page's background task and by the command."""

import uuid
from collections.abc import Callable, Sequence
from itertools import batched
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor, importer_for, undoer_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.db.transaction_settings import set_local
from jatan.intake.registers import events
from jatan.intake.registers.choices import ParkedStatus, RunStatus
from jatan.intake.registers.models import ImportedRow, ImportRun, ParkedRow, ProposedCorrection, RepeatedRow, RowWarning
from jatan.intake.registers.run import lock_imports
from jatan.intake.registers.undo.localities import Named, delete_unused_localities
from jatan.intake.registers.undo.plan import UndoPlan, make_plan, withdrawal_order
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.flows.undone_imports import withdraw_imported

__all__ = ["end_undo", "may_be_undone", "plan_of", "request_undo", "undo_run"]

type Progress = Callable[[str, int], None]
_BATCH = 2_000


def may_be_undone(run: ImportRun) -> bool:
    """True for a run that was taken in; also for one of which rows stayed when it was undone before."""
    return run.status in (RunStatus.DONE, RunStatus.UNDONE)


def plan_of(by: Actor, run: ImportRun) -> UndoPlan:
    """What undoing this run would do now, for the page that asks. Raises gate.Forbidden."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=run.organisation_id)
    with acting_as(undoer_for(run.organisation_id, account_id=by.account_id)):
        return make_plan(run)


def request_undo(*, by: Actor, run: ImportRun, reason: str) -> ImportRun:
    """Note that a run is to be undone; the caller enqueues the task in the same transaction.

    Raises gate.Forbidden; Problem("missing_required") without a reason, Problem("not_waiting") for a run that is not
    taken in, or is being undone already.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=run.organisation_id)
    reason = _checked_reason(reason)
    with acting_as(importer_for(run.organisation_id, account_id=by.account_id)):
        current = ImportRun.objects.select_for_update().get(organisation_id=run.organisation_id, pk=run.pk)
        if not may_be_undone(current):
            raise Problem("not_waiting", _("This workbook is being worked at, or was never taken in."))
        current.status, current.undone_by, current.undo_reason = RunStatus.UNDOING, by.account_id, reason
        current.sheet_now, current.rows_done, current.problem = "", 0, ""
        current.save(update_fields=["status", "undone_by", "undo_reason", "sheet_now", "rows_done", "problem"])
    return current


def end_undo(run: ImportRun, problem: str) -> None:
    """Note that the undoing of a run failed: everything is as it was before."""
    with acting_as(importer_for(run.organisation_id, account_id=run.undone_by)):
        before = RunStatus.UNDONE if run.undone_at else RunStatus.DONE
        ImportRun.objects.filter(organisation_id=run.organisation_id, pk=run.pk, status=RunStatus.UNDOING).update(
            status=before, problem=problem
        )


def undo_run(
    run: ImportRun,
    *,
    by: uuid.UUID | None,
    reason: str,
    progress: Progress = lambda _sheet, _rows: None,
) -> UndoPlan:
    """Undo a run; returns what was taken back and what stayed. `by`: the account that asked for it.

    Raises Problem("not_waiting") for a run that is not taken in, Problem("nothing_to_undo") when all of it stays.
    """
    reason = _checked_reason(reason)
    undoer = undoer_for(run.organisation_id, account_id=by)
    with acting_as(undoer):
        # Only with this may rows of imports be deleted, and only those of this run (migration 0008).
        with connection.cursor() as cursor:
            set_local(cursor, {"jatan.undone_run": str(run.pk)})
        lock_imports(run.organisation_id)
        current = ImportRun.objects.get(organisation_id=run.organisation_id, pk=run.pk)
        if current.status not in (RunStatus.DONE, RunStatus.UNDONE, RunStatus.UNDOING) or current.is_dry_run:
            raise Problem("not_waiting", _("This workbook is being worked at, or was never taken in."))
        _lock_records(make_plan(current))
        # Only now, with the rows locked, can nobody build on them any more.
        plan = make_plan(current)
        if plan.is_empty:
            raise Problem("nothing_to_undo", _("Nothing of this workbook can be taken back."))
        counts: dict[str, int] = {}
        about: dict[str, Any] = {"about_type": "registers.importrun", "about": current.pk, "counts": counts}
        with acts.one_act(by=undoer, organisation_id=current.organisation_id, verb=events.IMPORT_UNDONE, **about):
            counts |= _take_back(plan, undoer, reason, progress)
        current.status, current.problem, current.undone_at = RunStatus.UNDONE, "", clock.now()
        current.undone_by, current.undo_reason, current.undo_counts = by, reason, counts
        names = ["status", "problem", "undone_at", "undone_by", "undo_reason", "undo_counts"]
        current.save(update_fields=names)
    return plan


def _checked_reason(reason: str) -> str:
    tidy = reason.strip()[:300]
    if not tidy:
        raise Problem("missing_required", _("Write down why."), field="reason")
    if (found := aadhaar_problem(tidy)) is not None:
        raise found.at("reason")
    return tidy


def _take_back(plan: UndoPlan, by: Actor, reason: str, progress: Progress) -> dict[str, int]:
    named = _withdraw_records(plan, by, reason, progress)
    _hand_on(plan)
    _delete_rows(plan)
    localities = delete_unused_localities(plan.run.organisation_id, named)
    return plan.counts() | ({"localities": localities} if localities else {})


def _withdraw_records(plan: UndoPlan, by: Actor, reason: str, progress: Progress) -> set[Named]:
    """Withdraw the records of the rows that go; returns the places they named."""
    named, done = set[Named](), 0
    for label, ids in plan.records().items():
        if label == "people.suggestion":
            continue  # go with their people
        name = str(apps.get_model(label)._meta.verbose_name_plural)
        for some in batched(ids, _BATCH, strict=False):
            rows = list(_locked(plan.run.organisation_id, label, some))
            withdraw_imported(by=by, rows={label: rows}, reason=reason)
            named |= {(row.place_id, row.panchayat, row.village) for row in rows}
            done += len(rows)
            progress(name, done)
    return named


def _lock_records(plan: UndoPlan) -> None:
    """Lock the records in a fixed order, also against new rows that point at them."""
    records: dict[str, list[uuid.UUID]] = {}
    for row in (*plan.going, *plan.staying, *plan.handed_on):
        for label, pk in row.records():
            records.setdefault(label, []).append(pk)
    for label in withdrawal_order(records):
        for some in batched(sorted(set(records[label])), _BATCH, strict=False):
            for _row in _locked(plan.run.organisation_id, label, some).values_list("pk").iterator():
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
    # What an heir has as its own is no longer shared.
    _delete(RepeatedRow, plan, [heir.pk for heir in plan.heirs.values()])


def _delete_rows(plan: UndoPlan) -> None:
    """Delete what the import keeps of the rows that go; rows of other runs that they had settled wait again."""
    records = [row.record_id for row in plan.going] + [row.pk for row in plan.proposed["going"]]
    waiting = ParkedRow.objects.filter(organisation_id=plan.run.organisation_id, closed_by_record__in=records)
    emptied = [row.pk for row in waiting.exclude(run=plan.run).select_for_update(of=("self",)) if not _wait_again(row)]
    # Without its content it cannot wait: its workbook parks it anew. The wall lets only rows of the undone run go.
    ParkedRow.objects.filter(organisation_id=plan.run.organisation_id, pk__in=emptied).update(run=plan.run)
    _delete(ProposedCorrection, plan, [row.pk for row in plan.proposed["going"]])
    _delete(ParkedRow, plan, [*emptied, *(row.pk for row in plan.parked["going"])])
    ids = [row.pk for row in plan.going]
    warnings = RowWarning.objects.filter(organisation_id=plan.run.organisation_id, imported_row__in=ids)
    _delete(RowWarning, plan, list(warnings.values_list("pk", flat=True)))
    _delete(ImportedRow, plan, ids)
    shares = RepeatedRow.objects.filter(organisation_id=plan.run.organisation_id, run=plan.run)
    _delete(RepeatedRow, plan, list(shares.values_list("pk", flat=True)))


def _wait_again(parked: ParkedRow) -> bool:
    """Let a row that this run had settled wait again. False for a case, whose content was emptied."""
    if not parked.cells:
        return False
    parked.status = ParkedStatus.OPEN
    parked.closed_by_record = parked.closed_by = parked.closed_at = None
    parked.save(update_fields=["status", "closed_by_record", "closed_by", "closed_at"])
    return True


def _delete(model: type[models.Model], plan: UndoPlan, ids: Sequence[uuid.UUID]) -> None:
    """Delete these rows by their ids. Raises RuntimeError if the walls hide one of them."""
    deleted = 0
    with connection.cursor() as cursor:
        for some in batched(ids, _BATCH, strict=False):
            cursor.execute(
                f"DELETE FROM {model._meta.db_table} WHERE organisation_id = %s AND id = ANY(%s)",  # noqa: S608 - our own table
                [plan.run.organisation_id, list(some)],
            )
            deleted += cursor.rowcount
    if deleted != len(ids):
        raise RuntimeError(f"{len(ids) - deleted} rows of {model._meta.label_lower} could not be deleted")
