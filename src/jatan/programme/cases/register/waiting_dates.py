"""Dates of the register on their way into sealed files: sealed at once if a team can receive them, else waiting.

Without keys an organisation's dates wait in clear in `CaseWaiting`; a periodic task (`seal_waiting`,
settings/periodic.py) seals them once a team has a key.
"""

import logging
import uuid
from collections.abc import Iterable, Sequence

from django.db import DatabaseError, connection, transaction

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.selectors import members
from jatan.foundation.vault.letters import NoReceiver, Receiver, receiver_of, send_letter
from jatan.foundation.vault.refusal import Refused
from jatan.programme.cases.models import Case, CaseWaiting
from jatan.programme.cases.register.letters import REGISTER, RegisterDates

_BATCH = 500
_log = logging.getLogger(__name__)


def seal_or_wait(organisation_id: uuid.UUID, case_dates: Sequence[tuple[uuid.UUID, RegisterDates]]) -> None:
    """Seal the dates of new cases (case id, dates), or store them as waiting. Runs in the caller's transaction."""
    receiver = _receiver(organisation_id)
    if receiver is not None:
        for case_id, dates in case_dates:
            _send(receiver, case_id, dates)
        return
    rows = [
        CaseWaiting(organisation_id=organisation_id, case_id=case, body=dates.to_json()) for case, dates in case_dates
    ]
    CaseWaiting.objects.bulk_create(rows, batch_size=_BATCH)


def waiting_row(case: Case) -> CaseWaiting | None:
    """The locked waiting row of a case; None if its dates are sealed. Lock the case first."""
    rows = CaseWaiting.objects.select_for_update().filter(organisation_id=case.organisation_id, case_id=case.pk)
    return rows.first()


def send_correction(case: Case, dates: RegisterDates) -> bool:
    """Send a correcting letter for a sealed case. Returns False if no team can receive it."""
    receiver = _receiver(case.organisation_id)
    if receiver is not None:
        _send(receiver, case.pk, dates)
    return receiver is not None


def seal_waiting() -> int:
    """Seal the waiting dates of every organisation that can receive them. Returns the number of cases.

    Interrupted, each case is either waiting or sealed. Afterwards the table is rewritten without the
    bytes of deleted rows.
    """
    sealed = sum(_seal_all(organisation_id) for organisation_id in list(members().values_list("id", flat=True)))
    if sealed:
        rewrite_tables()
    return sealed


def rewrite_tables() -> bool:
    """Rewrite the tables of waiting dates and facts on disk; until then bytes of deleted rows remain there.

    Returns False if a table is in use; the next run retries.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT jatan_rewrite_cases()")
    except DatabaseError as error:
        _log.info("tables of cases are in use and will be written anew later (%s)", type(error).__name__)
        return False
    return True


def _seal_all(organisation_id: uuid.UUID) -> int:
    sealed = 0
    while True:
        with acting_as(machine_for([organisation_id])):
            done = _seal_some(organisation_id)
        sealed += done
        if done < _BATCH:
            return sealed


def _seal_some(organisation_id: uuid.UUID) -> int:
    rows = CaseWaiting.objects.filter(organisation_id=organisation_id)
    receiver = _receiver(organisation_id) if rows.exists() else None
    if receiver is None:
        return 0
    # Skip rows locked by a concurrent correction; the next run seals them.
    some = list(rows.select_for_update(skip_locked=True)[:_BATCH])
    for row in some:
        _send(receiver, row.case_id, RegisterDates.from_json(row.body))
    rows.filter(pk__in=_ids(some)).delete()
    return len(some)


def _ids(rows: Iterable[CaseWaiting]) -> list[uuid.UUID]:
    return [row.pk for row in rows]


def _receiver(organisation_id: uuid.UUID) -> Receiver | None:
    """The team that receives letters, or None. An uncertified key receives none; the key check reports it."""
    try:
        return receiver_of(organisation_id)
    except (NoReceiver, Refused):
        return None


def _send(receiver: Receiver, case_id: uuid.UUID, dates: RegisterDates) -> None:
    send_letter(
        receiver.organisation_id, kind=REGISTER, about=case_id, plaintext=dates.to_plaintext(), receiver=receiver
    )
