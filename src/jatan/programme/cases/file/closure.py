"""Closing a case and opening it again: the entry and the register change in one transaction, or neither does.

The register is told that the case is closed and nothing else: day, reason and words stay in the sealed file.
"""

import dataclasses
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Section
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.closure import waiting_request
from jatan.programme.cases.entries.open_items import REASONS_FIELD
from jatan.programme.cases.file.access import Opened, as_it_stands
from jatan.programme.cases.file.entry_store import changed_meanwhile, write_entry
from jatan.programme.cases.file.summary import keep_summary
from jatan.programme.cases.register.services import close_case, reopen_case

__all__ = ["decide_closure", "reopen_file"]


def decide_closure(
    *,
    by: Actor,
    keyring: Keyring,
    found: Opened,
    decision: str,
    reason: str = "",
    request: uuid.UUID,
    seen: int,
    open_items: Mapping[str, str] | None = None,
) -> Opened:
    """A supervisor closes the case ("approved") or gives the request back ("back", with a reason).

    `seen` is the revision of the request that she had before her eyes. `open_items`: why what came up since the request
    may stay open, by key. The file is read anew here, so an item that came up while she read is asked for too. Raises
    Problems: not the waiting request, changed meanwhile, no supervisor of this house, somebody who wrote any version of
    the request, an open duty, an item without a reason.
    """
    with transaction.atomic():
        now = as_it_stands(found)
        waiting = waiting_request(now.file)
        if waiting is not None and waiting.row == request:
            _refuse_own(by, found, waiting, seen)
        said = {"request": request, "decision": decision, "reason": reason, REASONS_FIELD: open_items}
        now = write_entry(by=by, keyring=keyring, found=now, kind="closure_decision", said=said)
        if decision == "approved":
            close_case(by=by, case=now.case, in_file=True)
            now = _kept(keyring, now)
    return now


def reopen_file(*, by: Actor, keyring: Keyring, found: Opened, said: Mapping[str, Any]) -> Opened:
    """Open a closed case again. Its counsellor does not wait for a supervisor: she may be standing at the door.

    `said`: answers of the kind `reopening`. Raises Problems: an open case, answers, somebody else's case.
    """
    with transaction.atomic():
        now = write_entry(by=by, keyring=keyring, found=as_it_stands(found), kind="reopening", said=said)
        try:
            reopen_case(by=by, case=now.case, in_file=True)
        except Forbidden:
            raise Problems([_not_hers()]) from None
        return _kept(keyring, now)


def _refuse_own(by: Actor, found: Opened, waiting: Entry, seen: int) -> None:
    """Who wrote an earlier version of the request is no second pair of eyes, whoever wrote the last one."""
    organisation_id = found.case.organisation_id
    if organisation_id not in by.reach(Permission.CASES_RECORD).organisations:
        raise Problems([Problem("supervisor_only", _("Only a supervisor decides about closing."))])
    if waiting.revision != seen:
        raise Problems([changed_meanwhile()])
    revisions = Section.objects.filter(organisation_id=organisation_id, case=found.case.pk, row=waiting.row)
    if by.account_id in set(revisions.values_list("written_by", flat=True)):
        raise Problems([Problem("own_request", _("Nobody decides about her own request. Another supervisor does."))])


def _kept(keyring: Keyring, found: Opened) -> Opened:
    """The file with the register's new state, and its line of what is due written for that state."""
    now = dataclasses.replace(found, file=dataclasses.replace(found.file, is_closed=found.case.is_closed))
    keep_summary(keyring, now)
    return now


def _not_hers() -> Problem:
    return Problem("not_hers", _("Only the counsellor of this case or a supervisor opens it again."))
