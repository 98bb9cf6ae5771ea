"""Move dates of the register from letters into sealed files.

Each letter is its own transaction, so a letter that cannot be opened does not affect the others.
"""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.key_acts import log_refusal
from jatan.foundation.places.models import Place
from jatan.foundation.vault import casekeys
from jatan.foundation.vault.keyrings import CaseKey, Keyring
from jatan.foundation.vault.letters import delete_letter, open_letter, waiting_letters
from jatan.foundation.vault.models import Letter, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.section_store import latest
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.file.access import build_case_file, locked_cases
from jatan.programme.cases.file.creation import first_readers, too_few_readers_problem
from jatan.programme.cases.file.event_log import log_case_event
from jatan.programme.cases.file.section_format import seal_entry
from jatan.programme.cases.file.summary import write_summary
from jatan.programme.cases.models import Case
from jatan.programme.cases.register.letters import REGISTER, RegisterDates
from jatan.programme.cases.sharing.mail import lock_letter, log_refused_letter
from jatan.programme.cases.writers import require_team

_MOST: Final = 50


def waiting_cases(keyring: Keyring) -> int:
    """Number of waiting register letters; none is opened."""
    return len({letter.about for letter in waiting_letters(keyring, [REGISTER])})


def take_register_letters(*, by: Actor, keyring: Keyring, limit: int = _MOST) -> int:
    """Take up to `limit` letters into files, oldest first. Returns the number. Idempotent.

    A letter that cannot be opened or fits no case is logged in the ledger and stays. Raises Problem if
    there are too few readers with keys.
    """
    require_team(by)
    taken = 0
    for letter in waiting_letters(keyring, [REGISTER]):
        if taken >= limit:
            break
        try:
            with transaction.atomic():
                _take(by, keyring, lock_letter(letter))
            taken += 1
        except Refused as refused:
            log_refusal(by, refused)
        except casekeys.TooFewReaders:
            raise too_few_readers_problem() from None
        except (Problem, ValueError, KeyError, TypeError) as wrong:
            log_refused_letter(by, letter, wrong.code if isinstance(wrong, Problem) else "unreadable")
    return taken


def _take(by: Actor, keyring: Keyring, letter: Letter) -> None:
    dates = RegisterDates.opened(open_letter(keyring, letter))
    case = locked_cases(keyring.organisation_id).filter(pk=letter.about or letter.pk).first()
    if case is None or letter.sender_id != keyring.organisation_id:
        raise Problem("no_such_case")
    marks: dict[str, str] = {}
    if Wrap.objects.filter(organisation_id=keyring.organisation_id, case=case.pk).exists():
        _correct(keyring, case, dates)
    elif dates.corrects:
        raise Problem("not_taken_yet")
    else:
        key = casekeys.make_case_key(keyring, case.pk, first_readers(keyring, letter.team))
        marks = key.marks
        seal_entry(keyring, case.pk, key, kind_of("facts"), {"secret": dates.facts_secret.hex()})
        _write(keyring, case, key, _answers(dates), None)
    delete_letter(letter)
    log_case_event(by, case.organisation_id, sharing_events.LETTER_TAKEN, case.pk, kind=letter.kind, **marks)


def _correct(keyring: Keyring, case: Case, dates: RegisterDates) -> None:
    """Apply the fields that a letter corrects (idempotent) and update the fact row."""
    key = keyring.case_key(case.pk)
    case_file = build_case_file(case, key, latest(case.organisation_id, [case.pk]))
    register = case_file.file.last("register")
    letter_answers = _answers(dates)
    names = {"follow_ups", *letter_answers, "closed_on"} if not dates.corrects else dates.corrects
    before = dict(register.answers) if register else {}
    changed = {name: value for name, value in {**_EMPTY, **letter_answers}.items() if name in names}
    answers = {name: value for name, value in {**before, **changed}.items() if value is not None}
    if answers != before:
        _write(keyring, case, key, answers, register.row if register else None)
    else:
        write_summary(keyring, case_file)


def _write(keyring: Keyring, case: Case, key: CaseKey, answers: Mapping[str, Any], row: uuid.UUID | None) -> None:
    seal_entry(keyring, case.pk, key, kind_of("register"), answers, row=row)
    write_summary(keyring, build_case_file(case, key, latest(case.organisation_id, [case.pk])))


_EMPTY: Final[Mapping[str, Any]] = dict.fromkeys(
    ("opened_on", "closed_on", "follow_ups", "follow_ups_reported", "place", "panchayat", "village")
)


def _answers(dates: RegisterDates) -> dict[str, Any]:
    """Answers of the `register` entry."""
    place = Place.objects.filter(pk=dates.place).first()
    answers = {
        "opened_on": dates.opened_on,
        "closed_on": dates.closed_on,
        "follow_ups": ", ".join(day.isoformat() for day in dates.follow_ups),
        "follow_ups_reported": dates.follow_ups_reported,
        "place": place.name_hi if place else None,
        "panchayat": dates.panchayat,
        "village": dates.village,
    }
    return {name: value for name, value in answers.items() if value not in (None, "")}
