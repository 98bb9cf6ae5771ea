"""What waits for somebody who works on cases. Letters are counted without keys; what is due needs them.

Without keys nobody can say whether something is due: days are sealed (docs/adr/0013). Only letters and open cases are
seen.
"""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.key_acts import key_office
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring, given_cases, memberships
from jatan.foundation.vault.models import Letter
from jatan.kernel import clock
from jatan.programme.cases.entries.due import ANY_TIME
from jatan.programme.cases.entries.due_order import HOURS_AHEAD, in_order
from jatan.programme.cases.file.linked_files import LINK
from jatan.programme.cases.file.summary import KeptDue, is_for, summaries
from jatan.programme.cases.legal.time_limits import in_india
from jatan.programme.cases.models import Case
from jatan.programme.cases.sharing.file_import import IMPORT
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL
from jatan.programme.cases.writers import is_legal_officer

# What a supervisor decides.
_DECISIONS: Final = frozenset(
    {"closure_waiting", "override_to_review", "file_request_to_decide", "duty_answer_waiting"}
)
_KINDS: Final = (REFERRAL, IMPORT, ANSWER, LINK)


@dataclass(frozen=True)
class WaitingLetters:
    """Letters to the teams of somebody: how many of each kind, their ids, the cases to which a link is proposed."""

    counts: Counter[str]
    linked_to: tuple[uuid.UUID, ...] = ()
    ids: tuple[uuid.UUID, ...] = ()


def letters_waiting(by: Actor) -> WaitingLetters:
    """The waiting letters of somebody: one query, no key. None for a legal officer, who takes no letters in."""
    if by.account_id is None or is_legal_officer(by):
        return WaitingLetters(Counter())
    office = key_office(by)
    teams = memberships(office, by.account_id).values("team_id")
    rows = _waiting(office).filter(team__in=teams)
    found = list(rows.order_by("sent_at", "id").values_list("id", "kind", "about"))
    linked_to = dict.fromkeys(about for _id, kind, about in found if kind == LINK and about is not None)
    counts = Counter(kind for _id, kind, _about in found)
    return WaitingLetters(counts, tuple(linked_to), tuple(pk for pk, _kind, _about in found))


def has_letters(office: uuid.UUID) -> bool:
    """Whether a letter waits for any team of an office. Limited by row-level security only; no key."""
    return _waiting(office).exists()


def _waiting(office: uuid.UUID) -> QuerySet[Letter]:
    rows = Letter.objects.filter(organisation_id=office, kind__in=_KINDS)
    # A proposal to a withdrawn case waits until somebody brings the case back.
    return rows.filter(~Q(kind=LINK) | Q(about__in=Case.objects.live().filter(organisation_id=office).values("pk")))


def has_open_cases(by: Actor) -> bool:
    """Whether somebody was given a case that is open: one query, no key."""
    if by.account_id is None:
        return False
    office = key_office(by)
    rows = Case.objects.live().filter(organisation_id=office, is_closed=False)
    return rows.filter(pk__in=given_cases(office, by.account_id)).exists()


def due_today(by: Actor, keyring: Keyring, *, refused: list[uuid.UUID]) -> list[KeptDue]:
    """What of ours is due today or overdue, duties that end by the hour within a day, and what is due today from
    others, soonest first.

    Cases that were altered are added to `refused`.
    """
    return [kept for kept in summaries(keyring, refused=refused, by=by) if _is_of_today(kept, clock.today())]


def first_things_first(due: Iterable[KeptDue], by: Actor) -> list[KeptDue]:
    """Due items as they are shown (`due_order`): among what runs, decisions that only she as a supervisor makes come
    first, then what she is to do by name, then all others, each soonest first."""
    supervises = bool(by.reach(Permission.CASES_RECORD).organisations)

    def weight(kept: KeptDue) -> int:
        if supervises and kept.due.code in _DECISIONS:
            return 0
        return 1 if by.account_id is not None and is_for(kept, by.account_id) else 2

    return in_order(due, clock.now(), lambda kept: kept.due, weight)


def _is_of_today(kept: KeptDue, today: dt.date) -> bool:
    due = kept.due
    if due.late_at is not None and due.code.startswith("duty:"):
        return due.late_at <= clock.now() + HOURS_AHEAD
    if due.is_warned_of:  # `summaries` leaves out what is still far away
        return True
    last = in_india(due.late_at) if due.late_at else due.on
    if due.timing == ANY_TIME or last > today:
        return False
    return due.whose == "us" or last == today
