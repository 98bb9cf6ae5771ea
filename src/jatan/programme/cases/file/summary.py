"""A sealed line about each case, so that "what is due" over many cases opens one small section of each and not all.

It is written whenever its case is, and holds days and codes: no name and no word of the story.
"""

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import override

from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Section
from jatan.foundation.vault.refusing import refusals
from jatan.foundation.vault.sealing import latest_of_all, open_section, write_section
from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.fields import Label
from jatan.programme.cases.file.counting import count_case
from jatan.programme.cases.file.opening import SUMMARY_SECTION, Opened

__all__ = ["KeptDue", "keep_summary", "summaries"]


@dataclass(frozen=True)
class KeptDue:
    """One thing that is due in one case."""

    case: uuid.UUID
    code: str
    on: dt.date
    what: Localised
    whose: str
    is_hard: bool


def keep_summary(keyring: Keyring, found: Opened) -> None:
    """Write the line of a case anew, and its row of facts, in the transaction that changed the case."""
    today = clock.today()
    rows = [
        [due.code, due.on.isoformat(), *_both(due.what), due.whose, due.is_hard] for due in dues_of(found.file, today)
    ]
    body = json.dumps({"due": rows}, ensure_ascii=False).encode()
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
    return sorted(found, key=lambda due: (due.on, due.code, str(due.case)))


def _dues_in(case: uuid.UUID, body: bytes) -> Iterator[KeptDue]:
    for code, on, hi, en, whose, is_hard in json.loads(body)["due"]:
        yield KeptDue(case, code, dt.date.fromisoformat(on), Localised(hi, en), whose, is_hard)


def _both(what: Label) -> tuple[str, str]:
    """The words in both languages: who reads the list need not read the writer's."""
    with override("hi"):
        hi = str(what)
    with override("en"):
        return hi, str(what)
