"""Supervision with open keys: what is overdue by colleague, how soon the first service came, what she says of our work.

All of it is sealed, so it is counted here from the cases that the supervisor can open, and kept nowhere.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.vault.keyrings import Keyring
from jatan.programme.cases.entries.measures import FEEDBACK, FIRST_SERVICE
from jatan.programme.cases.file.summary import CaseProgress, progress_of
from jatan.programme.cases.register.supervision import supervised
from jatan.web.cases.colleagues import names_of
from jatan.web.cases.open_case import log_altered
from jatan.web.cases.register import LATE, NOBODY
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.needs import StaffRequest

_SERVICE_WORDS: Final = {
    "week": gettext_lazy("within a week"),
    "month": gettext_lazy("within a month"),
    "three_months": gettext_lazy("within three months"),
    "later": gettext_lazy("later"),
    "none": gettext_lazy("no service received yet"),
    "unknown": gettext_lazy("not known"),
}
_FEEDBACK_WORDS: Final = {
    "yes": gettext_lazy("would come to us again"),
    "unsure": gettext_lazy("does not know whether she would come again"),
    "no": gettext_lazy("would not come to us again"),
    "asked": gettext_lazy("was asked, said nothing about that"),
    "refused": gettext_lazy("did not want to say anything"),
    "not_possible": gettext_lazy("could not be asked"),
    "not_asked": gettext_lazy("was not asked yet"),
    "unknown": gettext_lazy("not known"),
}


@dataclass(frozen=True)
class Group:
    """Cases with one answer. `cases`: (address, code of the case), in the order of the codes."""

    words: Any
    cases: list[tuple[str, str]]


def files_opened(request: StaffRequest, keyring: Keyring) -> dict[str, Any]:
    """For the template: `overdue` (Table), `services` and `feedback` (Group), `unread`: cases she cannot open.

    A case whose file was altered counts as one that she cannot open, and is told in the ledger.
    """
    rows = {row.pk: row for row in supervised(request.actor).only("pk", "code", "assigned_to", "is_closed")}
    refused: list[uuid.UUID] = []
    found = progress_of(keyring, rows, refused=refused)
    log_altered(request, refused)
    return {
        "overdue": _overdue(rows, found),
        "services": _groups(rows, ((one.case, one.first_service) for one in found), FIRST_SERVICE, _SERVICE_WORDS),
        "feedback": _groups(rows, ((one.case, one.feedback) for one in found), FEEDBACK, _FEEDBACK_WORDS),
        "unread": len(rows) - len(found),
    }


def _overdue(rows: Mapping[uuid.UUID, Any], found: Iterable[CaseProgress]) -> Table:
    """By colleague in the order of the alphabet: what is overdue, and in how many cases."""
    late = [one for one in found if one.overdue]
    items, cases = Counter[uuid.UUID | None](), Counter[uuid.UUID | None]()
    for one in late:
        items[rows[one.case].assigned_to] += one.overdue
        cases[rows[one.case].assigned_to] += 1
    names = names_of(items)
    lines = [
        {
            "name": names.get(account) or _("nobody"),
            "items": many,
            "cases": cases[account],
            "url": f"{reverse('cases')}?{urlencode({'due': LATE, 'counsellor': account or NOBODY})}",
        }
        for account, many in sorted(items.items(), key=lambda pair: (pair[0] is None, names.get(pair[0], "")))
    ]
    columns = [
        Column("name", _("Counsellor")),
        Column("items", _("overdue"), "number"),
        Column("cases", _("in so many cases"), "number"),
    ]
    return Table(_("Overdue by counsellor, in the order of the alphabet"), columns, lines, link="url")


def _groups(
    rows: Mapping[uuid.UUID, Any],
    answers: Iterable[tuple[uuid.UUID, str]],
    order: Iterable[str],
    words: Mapping[str, Any],
) -> list[Group]:
    """The cases of each answer, in this order; answers that no case has are left out."""
    found: dict[str, list[Any]] = {}
    for case, answer in answers:
        found.setdefault(answer, []).append(rows[case])
    return [
        Group(words[code], [(reverse("case", args=[row.pk]), row.code) for row in sorted(of, key=attrgetter("code"))])
        for code in order
        if (of := found.get(code))
    ]
