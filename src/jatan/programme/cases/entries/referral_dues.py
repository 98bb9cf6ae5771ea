"""Due items of sharing: missing answers, undecided overrides, consent that ended meanwhile."""

import datetime as dt
from collections.abc import Iterable
from typing import Final

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.referral import ground_ends_on, is_undecided, review_of
from jatan.programme.cases.entries.referral_states import is_over, state_of

_ALSO_WHEN_CLOSED: Final = frozenset({"referral_answer", "referral_to_revoke"})


def sharing_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Due items of open referrals and overrides."""
    for referral in file.all("referral"):
        yield from _of_referral(file, referral, today)
    for override in file.all("override"):
        row, review = override.row, review_of(file, override)
        if review is None or is_undecided(review):
            yield Due("override_to_review", override.get("asked_on"), row)
        elif review.get("decision") == "agreed" and _is_in_use(file, override):
            yield Due("override_again", review.get("again_on"), row)


def answer_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Referrals whose answer is awaited, or that must be taken back when her consent ends: also of closed cases."""
    for referral in file.all("referral"):
        yield from (due for due in _of_referral(file, referral, today) if due.code in _ALSO_WHEN_CLOSED)


def _of_referral(file: CaseFile, referral: Entry, today: dt.date) -> Iterable[Due]:
    state = state_of(file, referral)
    if state == "":
        yield Due("referral_to_send", referral.get("sent_on"), referral.row)
    elif state in ("sent", "no_answer"):
        yield Due("referral_answer", referral.get("answer_by"), referral.row)
    elif state == "accepted" and referral.get("way") == "transfer":
        answered = file.linked(referral.row, "referral_answer", "referral")[-1]
        yield Due("transfer_accepted", answered.get("on"), referral.row)
    if not is_over(state) and (day := ground_ends_on(file, referral, today)):
        yield Due("referral_to_revoke", day, referral.row)


def _is_in_use(file: CaseFile, override: Entry) -> bool:
    used = [one for one in file.all("referral") if str(one.get("override")) == str(override.row)]
    return not used or any(not is_over(state_of(file, one)) for one in used)
