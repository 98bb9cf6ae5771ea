"""Withdraw a case with a sealed file from the register, and bring it back: by its supervisors.

A counsellor cannot remove a case that she works on. The explanation is sealed into the file; the register
and the ledger store a code.
"""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.choices import Withdrawn
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.open_items import REASONS_FIELD, reasons_of, withdrawal_problems
from jatan.programme.cases.entries.open_items import open_items as open_items_of
from jatan.programme.cases.file.access import OpenCaseFile, open_withdrawn_file, reload_locked
from jatan.programme.cases.file.case_fact import facts_secret
from jatan.programme.cases.file.entry_store import store_entry
from jatan.programme.cases.file.summary import write_summary
from jatan.programme.cases.models import Case
from jatan.programme.cases.register.services import bring_back_case, withdraw_case
from jatan.programme.cases.writers import require_team

_LONGEST = 200
_REFERRALS: Final = frozenset({"referral", "incoming"})


def may_withdraw_file(by: Actor, case: Case) -> bool:
    """Whether the actor supervises the case and does not work on it herself."""
    supervises = case.organisation_id in by.reach(Permission.CASES_RECORD).organisations
    return supervises and case.assigned_to != by.account_id


def withdraw_file(
    *,
    by: Actor,
    keyring: Keyring,
    case_file: OpenCaseFile,
    why: str,
    words: str,
    open_items: Mapping[str, str] | None = None,
) -> None:
    """Remove a case from every list and count. `why`: a code of `Withdrawn`; `words` are sealed into the file.

    `open_items`: reasons for open items, by key (`entries.open_items`). Raises Problem: no supervisor, her
    own case, no code or no words, an open referral; Problems: danger, a duty or a day of law or court that runs on,
    another item without a reason.
    """
    require_team(by)
    if why not in Withdrawn.values:
        raise Problem("missing_required", field="why")
    reasons = kind_of("case_withdrawn").field(REASONS_FIELD).parse_answer(open_items)
    answers = {"deed": "withdrawn", "why": why, "reason": _required_words(words), REASONS_FIELD: reasons}
    with transaction.atomic():
        now = reload_locked(case_file)
        _refuse(by, now, reasons_of(answers))
        kept = {name: value for name, value in answers.items() if value}
        store_entry(by, keyring, now, kind_of("case_withdrawn"), kept, None)
        withdraw_case(by=by, case=now.case, why=why, secret=facts_secret(now), in_file=True)


def bring_back_file(*, by: Actor, keyring: Keyring, case_id: uuid.UUID, words: str) -> OpenCaseFile:
    """Bring a withdrawn case back into lists and counts. `words` are sealed into the file.

    Raises Forbidden without supervision or key; Problem: no words, its code is taken.
    """
    require_team(by)
    answers: dict[str, Any] = {"deed": "back", "reason": _required_words(words)}
    with transaction.atomic():
        case_file = open_withdrawn_file(by, keyring, case_id)
        bring_back_case(by=by, case=case_file.case, in_file=True)
        now = reload_locked(case_file)
        now, _entry = store_entry(by, keyring, now, kind_of("case_withdrawn"), answers, None)
        write_summary(keyring, now)
    return now


def _refuse(by: Actor, now: OpenCaseFile, given: Mapping[str, str]) -> None:
    if not may_withdraw_file(by, now.case):
        if now.case.organisation_id in by.reach(Permission.CASES_RECORD).organisations:
            raise Problem("another_person", _("It is your own case. Another supervisor withdraws it."))
        raise Problem("supervisor_only", _("Only a supervisor withdraws a case that has a file."))
    if any(item.code in _REFERRALS for item in open_items_of(now.file, clock.today())):
        raise Problem("referral_open", _("A referral still runs. Take it back or answer it before."))
    if problems := list(withdrawal_problems(now.file, clock.today(), given=given)):
        raise Problems(problems)


def _required_words(words: str) -> str:
    text = words.strip()
    if not text or len(text) > _LONGEST:
        raise Problem("unreadable" if text else "missing_required", field="words")
    return text
