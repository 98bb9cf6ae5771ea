"""Erase a withdrawn case, by a second supervisor. Its row stays, with only a code.

Neither who withdrew it nor who it is assigned to can erase it. The ledger records who, why and
how many records of each kind.
"""

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.erasure import Erased, erase_case
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.refusal import Refused
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import events, file_events
from jatan.programme.cases.choices import ERASED, Erasure
from jatan.programme.cases.entries.open_items import open_items
from jatan.programme.cases.file.access import open_withdrawn_file
from jatan.programme.cases.file.event_log import log_case_event
from jatan.programme.cases.models import Case, CaseWaiting, Export
from jatan.programme.cases.writers import require_team

_RECORD = Permission.CASES_RECORD


def may_erase(by: Actor, case: Case) -> bool:
    """Whether the actor supervises this withdrawn, not erased case and neither withdrew it nor is assigned to it."""
    waits = case.withdrawn_at is not None and case.withdrawn_reason != ERASED
    supervises = case.organisation_id in by.reach(_RECORD).organisations
    return waits and supervises and by.account_id not in (None, case.withdrawn_by, case.assigned_to)


def erase_withdrawn(*, by: Actor, keyring: Keyring, case: Case, why: str) -> Erased:
    """Delete keys, sections, papers and waiting dates of a withdrawn case. `why`: a code of `Erasure`.

    Needs open keys, so that a session left open is not enough. Its fact row was deleted when it was
    withdrawn. Raises Forbidden; Problem: no code, or something runs on in the file. Whoever has no key to the file
    relies on its withdrawal, which asked the same.
    """
    require_team(by)
    if keyring.holder != by.account_id or keyring.organisation_id != case.organisation_id:
        raise Forbidden(_RECORD.value)
    if why not in Erasure.values:
        raise Problem("missing_required", field="why")
    with transaction.atomic():
        rows = Case._default_manager.select_for_update(of=("self",))
        current = rows.get(organisation_id=case.organisation_id, pk=case.pk)
        if not may_erase(by, current):
            raise Forbidden(_RECORD.value)
        _refuse_if_running(by, keyring, current)
        gone = erase_case(current.organisation_id, current.pk)
        CaseWaiting.objects.filter(organisation_id=current.organisation_id, case_id=current.pk).delete()
        Export.objects.filter(organisation_id=current.organisation_id, case=current.pk).update(content=b"")
        changes = {"withdrawn_reason": ERASED}
        acts.amend(by=by, permission=_RECORD, correct=_RECORD, verb=events.CASE_ERASED, row=current, changes=changes)
        log_case_event(by, current.organisation_id, file_events.FILE_ERASED, current.pk, why=why, **asdict(gone))
    return gone


def _refuse_if_running(by: Actor, keyring: Keyring, case: Case) -> None:
    """Raise Problem if danger, a duty or a day of law or court runs on in the file. A file that this keyring cannot
    open, or that was damaged, is not asked."""
    try:
        file = open_withdrawn_file(by, keyring, case.pk).file
    except (Forbidden, Refused):
        return
    if any(item.runs_on for item in open_items(file, clock.today())):
        message = _("In this file danger, a duty or a court day still runs on. Bring it back and see to it first.")
        raise Problem("runs_on", message)
