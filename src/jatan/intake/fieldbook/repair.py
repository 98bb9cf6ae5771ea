"""What a coordinator does with a row that waits: puts it right and sends it on, sets it aside, takes it up again.

The answers as they are put right are sealed beside the row; what the phone sent stays as it came. The row goes on
through the same services as every other, within the coordinator's reach. Its author stays who wrote it on the phone, so
it comes back to her; who put it right stands in the row and in the ledger. Only a row of a phone that was taken back is
recorded by the coordinator: nobody knows whose hand wrote it.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.foundation.vault.field_seal import Unreadable
from jatan.intake.fieldbook import events, files
from jatan.intake.fieldbook.choices import WAITING, Reason, State
from jatan.intake.fieldbook.held_rows import open_for
from jatan.intake.fieldbook.locks import lock_row
from jatan.intake.fieldbook.models import ReceivedRow
from jatan.intake.fieldbook.opened_rows import seal_corrected
from jatan.intake.fieldbook.phone_time import given_moment, in_our_time
from jatan.intake.fieldbook.row_intake import park, take_in
from jatan.intake.fieldbook.translate.entry import Decisions
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.programme.safeguarding.stand_ins import StandIn


def send_on(
    *,
    by: Actor,
    row: ReceivedRow,
    answers: Mapping[str, Any] | None = None,
    written_on: dt.date | None = None,
    decisions: Decisions | None = None,
) -> ReceivedRow:
    """Take the row in as `by`, with other answers where given; it waits again with new reasons where it does not fit.

    `written_on`: the right day where the phone's clock was wrong. Raises Forbidden; Problem("not_at_this_stage") for a
    row that no longer waits, Problem("cannot_be_opened") for other answers to a row that does not open.
    """
    with transaction.atomic():
        locked = _locked(by, row)
        opened = open_for(locked)
        if answers is not None or written_on is not None:
            if opened.written is None:
                raise Problem(Reason.CANNOT_BE_OPENED.value)
            at = opened.moment.at if opened.moment is not None else locked.received_at
            put_right = dict(opened.answers if answers is None else answers)
            if written_on is not None:
                moment = given_moment(opened.written.by_phone, written_on)
                at, written = moment.at, opened.written
                put_right = in_our_time(written.kind, put_right, moment, as_written=opened.answers)
            try:
                locked.corrected = seal_corrected(locked, opened.written, put_right, at)
            except Unreadable as error:
                raise Problem(Reason.OTHER_KEY.value) from error
        writer = by if locked.state == State.QUARANTINED else _for_author(by, locked)
        _decide(locked, by)
        if take_in(locked, by=by, device=opened.device, decisions=decisions, writer=writer):
            _log(by, locked, events.ROW_TAKEN_IN)
            files.attach_complete(locked, by=writer)
    return locked


def _for_author(by: Actor, row: ReceivedRow) -> Actor:
    """The author of the row with the reach of whoever sends it on."""
    return StandIn(row.account, by.posts, by.network, by.language, by.home, by.former)


def set_aside(*, by: Actor, row: ReceivedRow, reason: str) -> None:
    """Say that a row is no record, with the reason. It stays readable, and the phone is told. Raises Problem."""
    words = reason.strip()[:300]
    if not words:
        raise Problem("missing_required", field="reason")
    found = aadhaar_problem(words)
    if found is not None:
        raise found.at("reason")
    with transaction.atomic():
        locked = _locked(by, row)
        _decide(locked, by)
        locked.state, locked.reason = State.SET_ASIDE.value, words
        locked.save(update_fields=["state", "reason", "decided_at", "decided_by"])
        _log(by, locked, events.ROW_SET_ASIDE)


def take_up_again(*, by: Actor, row: ReceivedRow) -> None:
    """Let a row that was set aside wait again."""
    with transaction.atomic():
        locked = _locked(by, row, states=(State.SET_ASIDE,))
        locked.reason = ""
        _decide(locked, by)
        codes = [Problem(one["code"], field=one.get("field")) for one in locked.problems]
        park(locked, codes or [Problem(Reason.UNEXPECTED.value)], by=by)
        _log(by, locked, events.ROW_TAKEN_UP_AGAIN)


def attach_again(*, by: Actor, row: ReceivedRow) -> None:
    """Attach photographs of a recorded row that could not be attached before."""
    with transaction.atomic():
        locked = _locked(by, row, states=(State.RECORDED,))
        files.attach_complete(locked, by=by)


def _locked(by: Actor, row: ReceivedRow, *, states: tuple[State, ...] = WAITING) -> ReceivedRow:
    gate.require(by, Permission.REGISTER_IMPORT, organisation_id=row.organisation_id)
    lock_row(row.organisation_id, row.account, row.row)
    rows = ReceivedRow.objects.select_for_update(of=("self",), no_key=True)
    locked = rows.get(organisation_id=row.organisation_id, pk=row.pk)
    if locked.state not in states:
        raise Problem("not_at_this_stage")
    return locked


def _decide(row: ReceivedRow, by: Actor) -> None:
    row.decided_at, row.decided_by = clock.now(), by.account_id


def _log(by: Actor, row: ReceivedRow, verb: str) -> None:
    record_event(
        organisation_id=row.organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=row._meta.label_lower,
        about=row.pk,
    )
