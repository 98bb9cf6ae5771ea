"""Close and reopen a case: the entry and the register row change in one transaction.

The register stores only that the case is closed; day, reason and words stay in the sealed file.
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
from jatan.programme.cases.file.access import OpenCaseFile, reload_locked
from jatan.programme.cases.file.entry_store import edit_conflict_problem, write_entry
from jatan.programme.cases.file.summary import write_summary
from jatan.programme.cases.register.services import close_case, reopen_case
from jatan.programme.cases.writers import refuse_if_left_network


def decide_closure(
    *,
    by: Actor,
    keyring: Keyring,
    case_file: OpenCaseFile,
    decision: str,
    reason: str = "",
    request: uuid.UUID,
    seen: int,
    open_items: Mapping[str, str] | None = None,
) -> OpenCaseFile:
    """A supervisor closes the case ("approved") or gives the request back ("back", with a reason).

    `seen`: the revision of the request that she was shown. `open_items`: her reasons for what is still open, by key.
    The file is reloaded here, so an item added meanwhile needs a reason too. Raises
    Problems: not the undecided request, changed meanwhile, not a supervisor here, author of any revision of
    the request, an open duty, an item without a reason.
    """
    with transaction.atomic():
        now = reload_locked(case_file)
        waiting = waiting_request(now.file)
        if waiting is not None and waiting.row == request:
            _require_other_supervisor(by, case_file, waiting, seen)
        answers = {"request": request, "decision": decision, "reason": reason, REASONS_FIELD: open_items}
        now = write_entry(by=by, keyring=keyring, case_file=now, kind="closure_decision", answers=answers)
        if decision == "approved":
            close_case(by=by, case=now.case, in_file=True)
            now = _with_new_summary(keyring, now)
    return now


def reopen_file(*, by: Actor, keyring: Keyring, case_file: OpenCaseFile, answers: Mapping[str, Any]) -> OpenCaseFile:
    """Reopen a closed case. Its counsellor needs no supervisor: the survivor may need help at once.

    `answers`: those of the kind `reopening`. Raises Problems: case not closed, invalid answers, not her case, a
    last day of the organisation's membership is set.
    """
    with transaction.atomic():
        try:
            refuse_if_left_network(case_file.case.organisation_id)
        except Problem as problem:
            raise Problems([problem]) from None
        now = write_entry(by=by, keyring=keyring, case_file=case_file, kind="reopening", answers=answers)
        try:
            reopen_case(by=by, case=now.case, in_file=True)
        except Forbidden:
            raise Problems([_not_own_case_problem()]) from None
        return _with_new_summary(keyring, now)


def _require_other_supervisor(by: Actor, case_file: OpenCaseFile, waiting: Entry, seen: int) -> None:
    """Refuse a decision by anybody who wrote any revision of the request."""
    organisation_id = case_file.case.organisation_id
    if organisation_id not in by.reach(Permission.CASES_RECORD).organisations:
        raise Problems([Problem("supervisor_only", _("Only a supervisor decides about closing."))])
    if waiting.revision != seen:
        raise Problems([edit_conflict_problem()])
    revisions = Section.objects.filter(organisation_id=organisation_id, case=case_file.case.pk, row=waiting.row)
    if by.account_id in set(revisions.values_list("written_by", flat=True)):
        raise Problems([Problem("own_request", _("Nobody decides about her own request. Another supervisor does."))])


def _with_new_summary(keyring: Keyring, case_file: OpenCaseFile) -> OpenCaseFile:
    """The file with the new state of the register row, after its summary was rewritten."""
    now = dataclasses.replace(case_file, file=dataclasses.replace(case_file.file, is_closed=case_file.case.is_closed))
    write_summary(keyring, now)
    return now


def _not_own_case_problem() -> Problem:
    return Problem("not_hers", _("Only the counsellor of this case or a supervisor opens it again."))
