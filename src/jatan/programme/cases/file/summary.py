"""A sealed line about each case, so that "what is due" over many cases opens one small section of each and not all.

It is written whenever its case is, and holds days and codes: no name and no word of the story. Words follow from the
codes when somebody reads, in her language. Lines of an older version kept words beside; they are read by their codes
too.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Section
from jatan.foundation.vault.refusal import refusals
from jatan.foundation.vault.section_store import latest_of_all, open_section, write_section
from jatan.kernel import clock
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.file.access import SUMMARY_SECTION, Opened
from jatan.programme.cases.file.case_fact import count_case

__all__ = ["KeptDue", "keep_summary", "summaries"]


@dataclass(frozen=True)
class KeptDue:
    """One thing that is due in one case."""

    case: uuid.UUID
    due: Due


def keep_summary(keyring: Keyring, found: Opened) -> None:
    """Write the line of a case anew, and its row of facts, in the transaction that changed the case."""
    today = clock.today()
    body = json.dumps({"due": [_kept(due) for due in dues_of(found.file, today)]}, ensure_ascii=False).encode()
    held = Section.objects.filter(
        organisation_id=found.case.organisation_id, case=found.case.pk, name=SUMMARY_SECTION
    ).values_list("row", flat=True)
    write_section(keyring, found.case.pk, found.key, SUMMARY_SECTION, body, row=held.first())
    count_case(found)


def summaries(
    keyring: Keyring, cases: Iterable[uuid.UUID] | None = None, *, refused: list[uuid.UUID] | None = None
) -> list[KeptDue]:
    """What is due in these cases (None: in all) as far as she can open them, soonest first: a few queries, however
    many there are. Cases that were altered are put on the list `refused`; without one they raise vault Refused."""
    keys = keyring.case_keys(cases, refused=refused)
    found: list[KeptDue] = []
    for section in latest_of_all(keyring.organisation_id, SUMMARY_SECTION):
        if section.case in keys:
            with refusals(refused, section.case):
                found.extend(_dues_in(section.case, open_section(keys[section.case], section)))
    return sorted(found, key=lambda kept: (*kept.due.order, kept.due.code, str(kept.case)))


def _dues_in(case: uuid.UUID, body: bytes) -> Iterator[KeptDue]:
    for row in json.loads(body)["due"]:
        yield KeptDue(case, _read(row) if isinstance(row, dict) else _read_older(row))


def _kept(due: Due) -> dict[str, Any]:
    kept = {"code": due.code, "on": due.on.isoformat(), "whose": due.whose, "hard": due.is_hard, "about": due.about}
    late_at = due.late_at.isoformat() if due.late_at else ""
    return {name: value for name, value in {**kept, "late_at": late_at, "timing": due.timing}.items() if value}


def _read(row: dict[str, Any]) -> Due:
    late_at = dt.datetime.fromisoformat(row["late_at"]) if row.get("late_at") else None
    on, more = dt.date.fromisoformat(row["on"]), (row.get("about", []), late_at, row.get("timing", ""))
    return Due(row["code"], on, None, row["whose"], row.get("hard", False), *more)


def _read_older(row: list[Any]) -> Due:
    """A line in which words were kept, in Hindi and English: [code, day, words, words, whose, is_hard]."""
    code, on, hi, _en, whose, is_hard = row
    # Of a court day and an appointment the words hold what the code does not say: "Court day · 10:30 · her evidence".
    about = hi.split(" · ")[1:] if code == "hearing" else hi.split(": ")[1:] if code == "appointment" else []
    return Due(code, dt.date.fromisoformat(on), None, whose, is_hard, about)
