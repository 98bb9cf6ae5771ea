"""Writing in a file, after which nothing stays open to others that she no longer agrees to.

Pages write through these. With a consent that she takes back or has outgrown, and an override that is refused when it
is looked at again, each referral that it carried is taken back in the same transaction: another member gets the letter
that shuts the first one (`taken_back`), a file that was not handed over yet is handed over no more. What cannot be shut
from here (a file already handed over, a member without keys) stays due: somebody calls.
"""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.consent import outgrown_on, taken_back_on
from jatan.programme.cases.entries.referral import ground_ends_on, ground_of, override_ends_on
from jatan.programme.cases.entries.referral_states import is_over, state_of
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.consents import write_consents
from jatan.programme.cases.file.entry_store import withdraw_entry, write_entry
from jatan.programme.cases.sharing.referrals import note_answer
from jatan.programme.cases.sharing.taken_back import REVOKED

# What can end the ground of a referral. The card may say that she is grown up, so that others agree for her no more.
_GROUNDS: Final = frozenset({"consent", "override", "override_review", "withdrawal", "identity"})


def write_and_shut(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, kind: str, answers: Mapping[str, Any], **more: Any
) -> OpenCaseFile:
    """`write_entry`; then what it ends is shut. `more`: its other arguments."""
    with transaction.atomic():
        now = write_entry(by=by, keyring=keyring, case_file=case_file, kind=kind, answers=answers, **more)
        return _shut(by, keyring, now) if kind in _GROUNDS else now


def write_consents_and_shut(*, by: Actor, keyring: Keyring, case_file: OpenCaseFile, **more: Any) -> OpenCaseFile:
    """`write_consents`; then what her own yes ends is shut. `more`: its other arguments."""
    with transaction.atomic():
        now = write_consents(by=by, keyring=keyring, case_file=case_file, **more)
        return _shut(by, keyring, now)


def withdraw_and_shut(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, row: uuid.UUID, reason: str
) -> OpenCaseFile:
    """`withdraw_entry`; then what it ends is shut."""
    entry = case_file.file.find(row)
    with transaction.atomic():
        now = withdraw_entry(by=by, keyring=keyring, case_file=case_file, row=row, reason=reason)
        return _shut(by, keyring, now) if entry is not None and entry.kind in _GROUNDS else now


def _shut(by: Actor, keyring: Keyring, case_file: OpenCaseFile) -> OpenCaseFile:
    now = case_file
    for referral in case_file.file.all("referral"):
        state = state_of(now.file, referral)
        was_handed_over = bool(state) and not referral.get("member")
        why = "" if is_over(state) or was_handed_over else _why_ended(now.file, referral)
        if not why:
            continue
        answers = {"state": REVOKED, "on": clock.today(), "reason": why}
        try:
            now = note_answer(by=by, keyring=keyring, case_file=now, row=referral.row, answers=answers)
        except Problem:  # their keys are gone: it has ended all the same, and telling them stays due
            continue
    return now


def _why_ended(file: CaseFile, referral: Entry) -> str:
    """Why what carried a referral has ended: taken back by her or by us, outgrown, or refused. Empty if it has not. An
    end by its day alone shuts nothing."""
    ground, today = ground_of(file, referral), clock.today()
    if ground is None:
        return _("She no longer agrees.")
    if ground.kind == "override":
        return _("We may not tell it any more.") if override_ends_on(file, ground) is not None else ""
    if taken_back_on(file, ground) is not None:
        return _("She no longer agrees.")
    outgrown = outgrown_on(file, ground)
    has_ended = outgrown is not None and outgrown <= today and ground_ends_on(file, referral, today) is not None
    return _("She is grown up and decides herself now.") if has_ended else ""
