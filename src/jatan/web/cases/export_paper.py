"""Her printed copy, typeset by Typst."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import override

from jatan.kernel import clock
from jatan.kernel.typesetting import typeset
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.instants import instant_words
from jatan.programme.cases.entries.plan import open_goals
from jatan.programme.cases.sharing.contents import Packet, file_passed
from jatan.programme.journeys.help_numbers import HelpNumber

_NOT_GIVEN = ("declined", "unavailable")


@dataclass(frozen=True)
class Paper:
    """Content of the printout. `offices`: (name, telephone) of our own; `mark`: the end of the export's id."""

    file: CaseFile
    language: str
    offices: Sequence[tuple[str, str]]
    numbers: Sequence[HelpNumber]
    mark: str


def as_pdf(paper: Paper) -> bytes:
    """The PDF: one or more A5 pages."""
    with override(paper.language):
        document = _document(paper)
    return typeset("jatan.web.cases", "export_paper.typ", document, name="paper")


def parts_of(file: CaseFile) -> list[tuple[str, list[str]]]:
    """(heading, lines) of each non-empty part, in the active language.

    Goals are in her own words, so the user must read them before printing.
    """
    file = file_passed(file, Packet.PAPER)
    parts = (
        (_("What I want"), [str(goal.get("words")) for goal in open_goals(file)]),
        (_("What was agreed"), list(_services(file))),
        (_("Days that come"), list(_days(file))),
    )
    return [(title, lines) for title, lines in parts if lines]


def _document(paper: Paper) -> dict[str, Any]:
    return {
        "language": paper.language,
        "title": _("My paper"),
        "made_on": _day(clock.today()),
        "parts": [{"title": title, "lines": lines} for title, lines in parts_of(paper.file)],
        "call": _("Whom I can call"),
        "offices": [{"name": name, "phone": phone} for name, phone in paper.offices],
        "numbers": [{"what": one.what, "number": one.number} for one in paper.numbers],
        "rights": _("I can ask to see what is written about me, have it corrected, and say no to any help."),
        "mark": paper.mark,
    }


def _services(file: CaseFile) -> Iterable[str]:
    """Kind and state of each service, without provider, details or outcome."""
    kind = kind_of("service")
    for entry in file.all("service"):
        if entry.get("state") not in _NOT_GIVEN:
            yield " · ".join(str(kind.field(name).words(entry.get(name))) for name in ("kind", "state"))


def _days(file: CaseFile) -> Iterable[str]:
    """Future appointments and follow-ups, soonest first."""
    now = clock.now()
    found: list[tuple[dt.date, dt.datetime | None, str]] = []
    for entry in file.all("service"):
        at = entry.get("appointment_at")
        if at is not None and at >= now and entry.get("state") not in _NOT_GIVEN:
            what = str(kind_of("service").field("kind").words(entry.get("kind")))
            found.append((at.astimezone(clock.INDIA).date(), at, what))
    again = _next_time(file.last("follow_up"))
    if again is not None:
        found.append((again, None, _("we meet or speak again")))
    # Within a day those with an hour first, in their order.
    for day, at, what in sorted(found, key=lambda one: (one[0], one[1] is None, one[1] or now)):
        yield f"{instant_words(at) if at else _day(day)} · {what}"


def _next_time(entry: Entry | None) -> dt.date | None:
    day = entry.get("next_on") if entry else None
    return day if isinstance(day, dt.date) and day >= clock.today() else None


def _day(day: dt.date) -> str:
    return formats.date_format(day, "j E Y")
