"""Case work on the home page: with open keys what is due today and which letters wait; else that something waits."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.text.digits import devanagari_digits
from jatan.programme.cases.file.linked_files import LINK
from jatan.programme.cases.file.summary import KeptDue
from jatan.programme.cases.legal.time_limits import is_end_of_day
from jatan.programme.cases.register import selectors
from jatan.programme.cases.sharing.file_import import IMPORT
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL
from jatan.programme.cases.waiting_work import (
    WaitingLetters,
    due_today,
    first_things_first,
    has_open_cases,
    letters_waiting,
)
from jatan.web.home.work import WorkLine
from jatan.web.ui.components import states
from jatan.web.ui.keys.keyring import open_keyring
from jatan.web.ui.needs import StaffRequest

# Lines of due items; the others stand on the page of cases.
_SHOWN: Final = 4


@dataclass(frozen=True)
class CaseWork:
    """What of case work stands on the home page. Locked keys: only `something_waits`, and no line at all."""

    is_open: bool
    something_waits: bool = False
    lines: list[WorkLine] = field(default_factory=list)
    due_in_all: int = 0
    letters: list[WorkLine] = field(default_factory=list)


def case_work(request: StaffRequest) -> CaseWork | None:
    """Case work of this user; None where there is none, or nothing of it is due."""
    if not request.actor.may(Permission.CASES_RECORD):
        return None
    letters = letters_waiting(request.actor)
    keyring = open_keyring(request)
    if keyring is None:
        waits = bool(letters.counts)
        return CaseWork(False, waits) if waits or has_open_cases(request.actor) else None
    refused: list[uuid.UUID] = []
    due, codes = _due_of(request, keyring, letters, refused)
    lines = [_line(request, one, codes[one.case]) for one in due[:_SHOWN]]
    lines += [_refused_line(len(refused))] if refused else []
    found = CaseWork(True, False, lines, len(due) + (1 if refused else 0), list(_letter_lines(letters, codes)))
    return found if found.lines or found.letters else None


def _due_of(
    request: StaffRequest, keyring: Keyring, letters: WaitingLetters, refused: list[uuid.UUID]
) -> tuple[list[KeptDue], dict[uuid.UUID, str]]:
    """Due items, `first_things_first`, and the codes of all cases named on the page: without withdrawn cases.

    Cases that were altered are added to `refused`.
    """
    due = due_today(request.actor, keyring, refused=refused)
    named = {*(one.case for one in due), *letters.linked_to}
    rows = selectors.register(request.actor, keyring).filter(pk__in=named)
    codes = dict(rows.values_list("pk", "code")) if named else {}
    return first_things_first((one for one in due if one.case in codes), request.actor), codes


def _line(request: StaffRequest, kept: KeptDue, code: str) -> WorkLine:
    row = kept.due.row
    url = reverse("case_entry", args=[kept.case, row]) if row else reverse("case", args=[kept.case])
    return WorkLine(url, f"{code} · {kept.due.what}", _badge(request, kept), "case")


def _refused_line(number: int) -> WorkLine:
    """Altered files, by number: the page of cases names them and tells the ledger, which this page may not write."""
    words = ngettext(
        "%(n)s file did not open: look at the cases", "%(n)s files did not open: look at the cases", number
    )
    return WorkLine(reverse("cases"), words % {"n": number}, states.late(_("would not open")), "alert")


def _badge(request: StaffRequest, kept: KeptDue) -> states.Badge:
    """Overdue, or today. An hour of the law within a day is told in hours."""
    late_at, now = kept.due.late_at, clock.now()
    if late_at is not None and now <= late_at and (late_at - now).days < 1 and not is_end_of_day(late_at):
        hours = devanagari_digits(states.duration_in_hours(late_at - now), request.account.uses_devanagari_digits)
        return states.soon(_("in %(time)s") % {"time": hours})
    if late_at is not None and late_at < now and (now - late_at).days < 1:
        hours = devanagari_digits(states.duration_in_hours(now - late_at), request.account.uses_devanagari_digits)
        return states.late(_("overdue by %(time)s") % {"time": hours})
    return states.due_badge(kept.due.on, clock.today())


def _letter_lines(letters: WaitingLetters, codes: dict[uuid.UUID, str]) -> Iterable[WorkLine]:
    """One line for each kind of letter, with its number; one for each case to which a link is proposed."""
    words: dict[str, Any] = {
        REFERRAL: lambda n: ngettext("%(n)s referral waits", "%(n)s referrals wait", n),
        IMPORT: lambda n: ngettext("%(n)s file of another house waits", "%(n)s files of another house wait", n),
        ANSWER: lambda n: ngettext("%(n)s answer to a referral waits", "%(n)s answers to referrals wait", n),
    }
    for kind, sentence in words.items():
        if number := letters.counts[kind]:
            yield WorkLine(reverse("case_letters"), sentence(number) % {"n": number}, None, "import")
    if letters.counts[LINK]:
        for case in letters.linked_to:
            if case in codes:
                text = f"{codes[case]} · {_('Somebody says that a file belongs to this one.')}"
                yield WorkLine(reverse("case_linked", args=[case]), text, None, "people")
