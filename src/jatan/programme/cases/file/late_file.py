"""Write what became of the past of a file that was typed in late: several answers in one go, all of them or none."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel.problems import Problems
from jatan.programme.cases.entries.late_file import PastItem
from jatan.programme.cases.entries.legal_answers import ANSWER, NEVER_DONE, NOT_APPLICABLE
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.entry_store import write_entry, writer_of

DONE: Final = "done"


@dataclass(frozen=True)
class PastAnswer:
    """What became of one item: DONE on a day (of a duty: `to` whom), NEVER_DONE or NOT_APPLICABLE with a reason."""

    item: PastItem
    answer: str
    on: dt.date | str = ""
    to: str = ""
    why: str = ""
    reason: str = ""


def answer_past(*, by: Actor, keyring: Keyring, case_file: OpenCaseFile, answers: Sequence[PastAnswer]) -> OpenCaseFile:
    """Write all answers, or none. Raises Problems whose field is "<key of the item>:<field>"."""
    # What was done may close another item, so what stays open is answered first.
    ordered = sorted(answers, key=lambda one: one.answer == DONE)
    with transaction.atomic():
        for one in ordered:
            kind, written = _entry_of(one, is_supervisor=writer_of(by).is_supervisor)
            try:
                case_file = write_entry(by=by, keyring=keyring, case_file=case_file, kind=kind, answers=written)
            except Problems as raised:
                raise Problems([problem.at(f"{one.item.key}:{problem.field}") for problem in raised.problems]) from None
    return case_file


def _entry_of(one: PastAnswer, *, is_supervisor: bool) -> tuple[str, Mapping[str, Any]]:
    item = one.item
    if one.answer == DONE and item.duty:
        return "duty_done", {"duty": item.duty, "at": one.on, "to": one.to}
    if one.answer == DONE:
        about = {"event": item.event, "deadline": item.deadline}
        return "deadline_done", {**about, "done_on": one.on, "reason": one.reason}
    return ANSWER, answer_entry(one, is_supervisor=is_supervisor)


def answer_entry(one: PastAnswer, *, is_supervisor: bool) -> Mapping[str, Any]:
    """The answers of a `duty_answer`. A supervisor who writes herself that a duty does not apply agrees with it."""
    item, about = one.item, {"answer": one.answer}
    about |= {"duty": item.duty} if item.duty else {"deadline": item.deadline}
    about |= {"event": item.event} if item.event else {}
    if one.answer == NEVER_DONE:
        return about
    given: dict[str, Any] = {**about, "why": one.why, "reason": one.reason}
    if is_supervisor and item.duty and one.answer == NOT_APPLICABLE:
        given |= {"is_confirmed": True, "confirmed_because": one.reason}
    return given
