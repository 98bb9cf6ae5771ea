"""Days of the register on their way into the sealed files: sealed at once where a team can receive them, else waiting.

An office without keys still keeps its register: its days wait in clear in `CaseWaiting`, and the clock seals them as
soon as a team of hers has a key (`seal_waiting`, in settings/periodic.py).
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

__all__ = ["correct_sealed", "forget_clear_pages", "hand_over", "seal_waiting", "waiting_for"]

_AT_ONCE = 500
_log = logging.getLogger(__name__)


def hand_over(organisation_id: uuid.UUID, told: Sequence[tuple[uuid.UUID, RegisterDates]]) -> None:
    """Seal what the register tells of new cases (case id, dates), or let it wait. In the act's own transaction."""
    receiver = _receiver(organisation_id)
    if receiver is not None:
        for case_id, dates in told:
            _send(receiver, case_id, dates)
        return
    rows = [CaseWaiting(organisation_id=organisation_id, case_id=case, body=dates.to_json()) for case, dates in told]
    CaseWaiting.objects.bulk_create(rows, batch_size=_AT_ONCE)


def waiting_for(case: Case) -> CaseWaiting | None:
    """The row of a case whose days still wait, locked; None when they are sealed. The case is locked before."""
    rows = CaseWaiting.objects.select_for_update().filter(organisation_id=case.organisation_id, case_id=case.pk)
    return rows.first()


def correct_sealed(case: Case, dates: RegisterDates) -> bool:
    """Send a correction after the days of a case. False when no team can receive it."""
    receiver = _receiver(case.organisation_id)
    if receiver is not None:
        _send(receiver, case.pk, dates)
    return receiver is not None


def seal_waiting() -> int:
    """Seal what waits of every organisation that can receive it by now; answers for how many cases.

    Killed in the middle, each case still either waits or is sealed. Afterwards the table is written anew without the
    bytes of what is gone.
    """
    sealed = sum(_seal_all(organisation_id) for organisation_id in list(members().values_list("id", flat=True)))
    if sealed:
        forget_clear_pages()
    return sealed


def forget_clear_pages() -> bool:
    """Write the tables of waiting days and of facts anew on the disk: until then a deleted row's bytes stay there.

    False when somebody is using them at the moment; the next night does it.
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
        if done < _AT_ONCE:
            return sealed


def _seal_some(organisation_id: uuid.UUID) -> int:
    rows = CaseWaiting.objects.filter(organisation_id=organisation_id)
    receiver = _receiver(organisation_id) if rows.exists() else None
    if receiver is None:
        return 0
    # Whoever is correcting a case at this moment finishes first; it is sealed the next time.
    some = list(rows.select_for_update(skip_locked=True)[:_AT_ONCE])
    for row in some:
        _send(receiver, row.case_id, RegisterDates.from_json(row.body))
    rows.filter(pk__in=_ids(some)).delete()
    return len(some)


def _ids(rows: Iterable[CaseWaiting]) -> list[uuid.UUID]:
    return [row.pk for row in rows]


def _receiver(organisation_id: uuid.UUID) -> Receiver | None:
    """The team that takes the letters in. A key that nobody vouched for receives none; the key check tells of it."""
    try:
        return receiver_of(organisation_id)
    except (NoReceiver, Refused):
        return None


def _send(receiver: Receiver, case_id: uuid.UUID, dates: RegisterDates) -> None:
    send_letter(receiver.organisation_id, kind=REGISTER, about=case_id, plaintext=dates.sealable(), receiver=receiver)
