"""A sealed summary of each case, so that the due list over many cases decrypts one small section per case.

It is rewritten whenever its case is, and holds dates, codes and ids, no names or narrative. Texts are made from the
codes on display, in the reader's language. Older summaries also stored texts (`_from_older_json`).
"""

import datetime as dt
import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max

from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.vault.keyrings import CaseKey, Keyring
from jatan.foundation.vault.models import Section
from jatan.foundation.vault.refusal import collect_refusals
from jatan.foundation.vault.section_store import latest_of_all, open_section, write_section
from jatan.kernel import clock
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.dues import dues_of
from jatan.programme.cases.entries.measures import feedback_of, first_service_of
from jatan.programme.cases.entries.need_to_know import is_legal_due
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.case_fact import update_fact
from jatan.programme.cases.file.manifest import MANIFEST, manifest_of
from jatan.programme.cases.file.section_format import SUMMARY_SECTION
from jatan.programme.cases.writers import is_legal_officer

# Items that a list over many cases leads to by their entry; all others lead to the case.
_WITH_ROW: Final = frozenset({"to_do"})


@dataclass(frozen=True)
class KeptDue:
    """One due item of one case."""

    case: uuid.UUID
    due: Due


@dataclass(frozen=True)
class CaseProgress:
    """What supervision asks of one case. `overdue`: number of its due items that are late. `first_service`,
    `feedback`: codes of `entries.measures`."""

    case: uuid.UUID
    overdue: int
    first_service: str
    feedback: str


def write_summary(keyring: Keyring, case_file: OpenCaseFile) -> None:
    """Rewrite the summary of a case and its fact row, in the transaction that changed the case."""
    today = clock.today()
    due = [_to_json(one) for one in dues_of(case_file.whole, today)]
    codes = {
        "numbers": numbers_of(case_file.whole),
        "first_service": first_service_of(case_file.whole),
        "feedback": feedback_of(case_file.whole),
    }
    held = Section.objects.filter(organisation_id=case_file.case.organisation_id, case=case_file.case.pk)
    parts = list(held.values_list("name", "row").annotate(newest=Max("revision")).order_by("row"))
    others = ((row, newest) for name, row, newest in parts if name != SUMMARY_SECTION)
    manifest = manifest_of(others, case_file.lost)
    body = json.dumps({"due": due, **codes, MANIFEST: manifest}, ensure_ascii=False).encode()
    own = next((row for name, row, _newest in parts if name == SUMMARY_SECTION), None)
    write_section(keyring, case_file.case.pk, case_file.key, SUMMARY_SECTION, body, row=own)
    update_fact(case_file)


def summaries(
    keyring: Keyring,
    cases: Iterable[uuid.UUID] | None = None,
    *,
    refused: list[uuid.UUID] | None = None,
    by: Actor | None = None,
) -> list[KeptDue]:
    """Due items of these cases (None: all) that the keyring can open, soonest first; a constant number of
    queries. Cases that were altered are added to the list `refused`; without it they raise vault Refused.

    A legal officer gets those of law and court, and what she shall do herself. `by`: who reads; looked up from the
    keyring if it is not given.
    """
    opened = _opened(keyring, keyring.case_keys(cases, refused=refused), refused)
    found = [kept for case, body in opened for kept in _dues_in(case, body)]
    found = [kept for kept in found if kept.due.is_shown(clock.today())]
    if _reads_law_alone(keyring, by):
        found = [kept for kept in found if is_legal_due(kept.due.code) and _may_be_shown(kept, keyring.holder)]
    return sorted(found, key=lambda kept: (*kept.due.order, kept.due.code, str(kept.case)))


def is_for(kept: KeptDue, account: uuid.UUID) -> bool:
    """Whether somebody wrote down that this account does it."""
    return kept.due.code == "to_do" and str(account) in kept.due.about


def _may_be_shown(kept: KeptDue, officer: uuid.UUID) -> bool:
    return kept.due.code != "to_do" or is_for(kept, officer)


def numbers_of(file: CaseFile) -> list[str]:
    """The numbers under which other houses know the case (kind `foreign_case`)."""
    return [number for one in file.all("foreign_case") for number in str(one.get("numbers", "")).split()]


def cases_known_as(
    keyring: Keyring, numbers: Iterable[str], among: Collection[uuid.UUID] | None = None
) -> set[uuid.UUID]:
    """Cases that the keyring opens and that are known elsewhere under one of these numbers, or have it as their own id.

    `among`: the cases that are looked at; None for all. Opens one small section of each, in a constant number of
    queries; cases that were altered are passed over.
    """
    wanted = set(numbers)
    if not wanted:
        return set()
    refused = list[uuid.UUID]()
    keys = keyring.case_keys(among, refused=refused)
    known = {case for case, body in _opened(keyring, keys, refused) if wanted & set(body.get("numbers", ()))}
    return known | {case for case in keys if str(case) in wanted}


def progress_of(keyring: Keyring, cases: Iterable[uuid.UUID], *, refused: list[uuid.UUID]) -> list[CaseProgress]:
    """What supervision asks of these cases, in a constant number of queries. `refused`: as for `summaries`."""
    now = clock.now()
    return [
        CaseProgress(
            case,
            overdue=sum(kept.due.is_late(now) for kept in _dues_in(case, body)),
            first_service=body.get("first_service", "unknown"),
            feedback=body.get("feedback", "unknown"),
        )
        for case, body in _opened(keyring, keyring.case_keys(cases, refused=refused), refused)
    ]


def _opened(
    keyring: Keyring, keys: Mapping[uuid.UUID, CaseKey], refused: list[uuid.UUID] | None
) -> Iterator[tuple[uuid.UUID, dict[str, Any]]]:
    """The summaries of these cases, decrypted. See `summaries` for `refused`."""
    for section in latest_of_all(keyring.organisation_id, SUMMARY_SECTION) if keys else ():
        if section.case in keys:
            with collect_refusals(refused, section.case):
                yield section.case, json.loads(open_section(keys[section.case], section))


def _reads_law_alone(keyring: Keyring, by: Actor | None) -> bool:
    return is_legal_officer(by or actor_of(Account.objects.get(pk=keyring.holder)))


def _dues_in(case: uuid.UUID, body: dict[str, Any]) -> Iterator[KeptDue]:
    for row in body["due"]:
        yield KeptDue(case, _from_json(row) if isinstance(row, dict) else _from_older_json(row))


def _to_json(due: Due) -> dict[str, Any]:
    kept = {"code": due.code, "on": due.on.isoformat(), "whose": due.whose, "hard": due.is_hard, "about": due.about}
    late_at = due.late_at.isoformat() if due.late_at else ""
    more = {"late_at": late_at, "timing": due.timing, "row": str(due.row) if due.code in _WITH_ROW else ""}
    return {name: value for name, value in {**kept, **more}.items() if value}


def _from_json(row: dict[str, Any]) -> Due:
    late_at = dt.datetime.fromisoformat(row["late_at"]) if row.get("late_at") else None
    on, more = dt.date.fromisoformat(row["on"]), (row.get("about", []), late_at, row.get("timing", ""))
    entry = uuid.UUID(row["row"]) if row.get("row") else None
    return Due(row["code"], on, entry, row["whose"], row.get("hard", False), *more)


def _from_older_json(row: list[Any]) -> Due:
    """Older format with texts in Hindi and English: [code, day, text, text, whose, is_hard]."""
    code, on, hi, _en, whose, is_hard = row
    # For a court day and an appointment the text holds what `about` holds now: "Court day · 10:30 · her evidence".
    about = hi.split(" · ")[1:] if code == "hearing" else hi.split(": ")[1:] if code == "appointment" else []
    return Due(code, dt.date.fromisoformat(on), None, whose, is_hard, about)
