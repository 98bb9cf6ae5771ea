"""Services of the repair page: repair or dismiss a parked row, accept or reject a proposed correction.

Each acts as the importer of the coordinator's organisation, recorded under her account.
"""

import dataclasses
import uuid
from collections.abc import Callable, Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers import events
from jatan.intake.registers.choices import CorrectionStatus, ParkedStatus
from jatan.intake.registers.danger import own_issue, withdraw_doubles
from jatan.intake.registers.models import ParkedRow, ProposedCorrection
from jatan.intake.registers.office import load_office
from jatan.intake.registers.recognise.rows import RegisterRow, row_from_json
from jatan.intake.registers.reconcile.identity import NUMBERS
from jatan.intake.registers.reconcile.known_rows import NewRow
from jatan.intake.registers.reconcile.other_cells import copy_other_cells
from jatan.intake.registers.reconcile.own_answers import answered_by_people
from jatan.intake.registers.reconcile.record_rows import create_records, store_imported_rows
from jatan.intake.registers.reconcile.sealed_kinds import empty_sealed_content
from jatan.intake.registers.repair.lessons import learn_from_row
from jatan.intake.registers.repair.remembered import remember_repairs
from jatan.intake.registers.repair.waiting_rows import apply_correction, as_written, import_row, lock_waiting_row
from jatan.intake.registers.translate.office import Office
from jatan.intake.registers.translate.table import register, translate
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems


def repair_row(
    *,
    by: Actor,
    parked: ParkedRow,
    cells: Mapping[str, Any],
    remember_columns: Collection[str] = (),
    confirmed: Collection[str] = (),
) -> uuid.UUID:
    """Import a parked row with `cells` ({column: text}) replacing its own. Returns the record's id.

    `remember_columns`: columns whose old spelling is learned to mean the new value. `confirmed`: columns whose
    implausible figure is right. Raises Problems by register
    column, leaving the row parked and unchanged; Problem("not_waiting") when it is no longer open.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=parked.organisation_id)
    importer = importer_for(parked.organisation_id, account_id=by.account_id)
    with acting_as(importer):
        waiting = lock_waiting_row(parked)
        office = load_office(waiting.organisation_id)
        before = as_written(waiting)
        after = as_written(waiting, cells)
        after.confirmed |= {*confirmed}
        record_id = import_row(importer, waiting, after, office)
        untaught = {column: new for column, new in cells.items() if column not in remember_columns}
        repaired_cells = [(waiting.kind, before.cells, untaught)]
        remember_repairs(by=importer, organisation_id=waiting.organisation_id, rows=repaired_cells)
        learn_from_row(
            by=importer,
            organisation_id=waiting.organisation_id,
            kind=waiting.kind,
            before=before,
            after=after,
            columns=remember_columns,
            office=office,
        )
    parked.refresh_from_db()
    return record_id


def dismiss_row(*, by: Actor, parked: ParkedRow, reason: str) -> None:
    """Dismiss a parked row with a reason. It stays readable and is not parked again by a later import."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=parked.organisation_id)
    if not reason.strip():
        raise Problem("missing_required", field="reason")
    with acting_as(importer_for(parked.organisation_id, account_id=by.account_id)):
        waiting = lock_waiting_row(parked)
        waiting.status, waiting.reason = ParkedStatus.DISMISSED, reason.strip()[:300]
        waiting.closed_at, waiting.closed_by = clock.now(), by.account_id
        waiting.save(update_fields=["status", "reason", "closed_at", "closed_by", *empty_sealed_content(waiting)])
        _record_event(by, events.ROW_DISMISSED, waiting, {"kind": waiting.kind, "code": waiting.code})
    parked.refresh_from_db()


def accept_correction(*, by: Actor, correction: ProposedCorrection) -> None:
    """Change the record to its row's new content. Raises Problems where that is not valid."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=correction.organisation_id)
    importer = importer_for(correction.organisation_id, account_id=by.account_id)
    with acting_as(importer):
        proposed = _locked_correction(correction)
        _accept(by, importer, proposed, load_office(proposed.organisation_id))
    correction.refresh_from_db()


def accept_same_columns(
    *, by: Actor, organisation_id: uuid.UUID, kind: str, columns: Collection[str]
) -> tuple[int, int]:
    """Accept every open correction of a register that changes exactly these columns.

    Useful after a column was learned or added. Returns (accepted, left open). Left open is what is invalid, and what
    would replace an answer to an own question that somebody gave: she is shown that one by one.
    """

    def decide(importer: Actor, proposed: ProposedCorrection, office: Office) -> None:
        if answered_by_people(proposed.imported_row, proposed.fields):
            raise Problem("answered")
        _accept(by, importer, proposed, office)

    return _decide_same_columns(by, organisation_id, kind, columns, decide)


def record_as_another(*, by: Actor, correction: ProposedCorrection) -> uuid.UUID:
    """Record the row as a record of its own, beside the one that it was proposed to change. Returns the new id.

    A later import of the same row finds it as taken in. Raises Problems where the row is not valid.
    """
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=correction.organisation_id)
    importer = importer_for(correction.organisation_id, account_id=by.account_id)
    with acting_as(importer):
        proposed = _locked_correction(correction)
        record_id = _record_apart(by, importer, proposed, load_office(proposed.organisation_id))
    correction.refresh_from_db()
    return record_id


def record_same_columns_as_others(
    *, by: Actor, organisation_id: uuid.UUID, kind: str, columns: Collection[str]
) -> tuple[int, int]:
    """As `record_as_another`, for every open correction of a register that changes exactly these columns.

    Returns (recorded, left open because invalid).
    """

    def decide(importer: Actor, proposed: ProposedCorrection, office: Office) -> None:
        _record_apart(by, importer, proposed, office)

    return _decide_same_columns(by, organisation_id, kind, columns, decide)


def reopen_correction(*, by: Actor, correction: ProposedCorrection) -> None:
    """Let a rejected correction wait for a decision again. Raises Problem when it was not rejected."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=correction.organisation_id)
    with acting_as(importer_for(correction.organisation_id, account_id=by.account_id)):
        proposed = _locked_correction(correction, CorrectionStatus.REJECTED)
        if not proposed.cells:
            raise Problem("not_kept", _("What this row said is not kept: import its workbook again."))
        proposed.status, proposed.decided_at, proposed.decided_by = CorrectionStatus.OPEN, None, None
        proposed.save(update_fields=["status", "decided_at", "decided_by"])
        payload = {"kind": proposed.kind, "fields": proposed.fields}
        _record_event(by, events.CORRECTION_REOPENED, proposed, payload)
    correction.refresh_from_db()


def reject_correction(*, by: Actor, correction: ProposedCorrection) -> None:
    """Keep the record as it is. The same changed row is not proposed again."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=correction.organisation_id)
    importer = importer_for(correction.organisation_id, account_id=by.account_id)
    with acting_as(importer):
        proposed = _locked_correction(correction)
        _decide(by, proposed, CorrectionStatus.REJECTED, events.CORRECTION_REJECTED)
        withdraw_doubles(importer, [proposed])
    correction.refresh_from_db()


def _accept(by: Actor, importer: Actor, proposed: ProposedCorrection, office: Office) -> None:
    row = _proposed_row(proposed)
    apply_correction(importer, proposed.imported_row, row, proposed.fields, office)
    copy_other_cells(proposed.organisation_id, {proposed.pk: proposed.imported_row_id})
    _decide(by, proposed, CorrectionStatus.ACCEPTED, events.CORRECTION_ACCEPTED)
    withdraw_doubles(importer, [proposed])


def _record_apart(by: Actor, importer: Actor, proposed: ProposedCorrection, office: Office) -> uuid.UUID:
    row = _proposed_row(proposed)
    translated = dataclasses.replace(translate(proposed.kind, row, office), standing=own_issue(proposed))
    about: dict[str, Any] = {"about_type": "registers.proposedcorrection", "about": proposed.pk, "kind": proposed.kind}
    with acts.one_act(
        by=importer, organisation_id=proposed.organisation_id, verb=events.CORRECTION_RECORDED_APART, **about
    ):
        made: Guarded = create_records(importer, register(proposed.kind).record, [translated])[0]
        seen = NewRow(row, bytes(proposed.identity), proposed.occurrence)
        (imported,) = store_imported_rows(proposed.run, proposed.kind, [(seen, translated)], [made])
        copy_other_cells(proposed.organisation_id, {proposed.pk: imported.pk})
    proposed.status, proposed.decided_at, proposed.decided_by = CorrectionStatus.ANOTHER, clock.now(), by.account_id
    proposed.save(update_fields=["status", "decided_at", "decided_by", *empty_sealed_content(proposed)])
    withdraw_doubles(importer, [proposed])
    return made.pk


def _decide_same_columns(
    by: Actor,
    organisation_id: uuid.UUID,
    kind: str,
    columns: Collection[str],
    decide: Callable[[Actor, ProposedCorrection, Office], None],
) -> tuple[int, int]:
    """Decide every open correction of exactly these columns. Returns (decided, left open because invalid)."""
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=organisation_id)
    importer = importer_for(organisation_id, account_id=by.account_id)
    decided = left = 0
    with acting_as(importer):
        office = load_office(organisation_id)
        rows = ProposedCorrection.objects.select_for_update(of=("self",)).select_related("imported_row", "run")
        alike = rows.filter(organisation_id=organisation_id, kind=kind, fields=sorted(columns))
        for proposed in alike.filter(status=CorrectionStatus.OPEN).order_by("id"):
            try:
                with transaction.atomic():
                    decide(importer, proposed, office)
                decided += 1
            except (Problem, Problems):
                left += 1
    return decided, left


def _decide(by: Actor, proposed: ProposedCorrection, status: CorrectionStatus, verb: str) -> None:
    proposed.status, proposed.decided_at, proposed.decided_by = status, clock.now(), by.account_id
    proposed.save(update_fields=["status", "decided_at", "decided_by", *empty_sealed_content(proposed)])
    _record_event(by, verb, proposed, {"kind": proposed.kind, "fields": proposed.fields})


def _record_event(by: Actor, verb: str, about: ParkedRow | ProposedCorrection, payload: Mapping[str, Any]) -> None:
    record_event(
        organisation_id=about.organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=about._meta.label_lower,
        about=about.pk,
        payload=payload,
    )


def _proposed_row(proposed: ProposedCorrection) -> RegisterRow:
    """The row of a correction; its figures were checked when it was proposed, and are not asked about again."""
    row = row_from_json(proposed.sheet, proposed.row_number, proposed.serial, proposed.cells)
    row.confirmed = NUMBERS
    return row


def _locked_correction(
    correction: ProposedCorrection, status: CorrectionStatus = CorrectionStatus.OPEN
) -> ProposedCorrection:
    rows = ProposedCorrection.objects.select_for_update(of=("self",)).select_related("imported_row", "run")
    proposed = rows.get(organisation_id=correction.organisation_id, pk=correction.pk)
    if proposed.status != status:
        raise Problem("not_waiting", _("Somebody has already decided about this row."))
    return proposed
