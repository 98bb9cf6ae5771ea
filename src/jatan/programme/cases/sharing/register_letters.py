"""What the register tells with days is taken out of its letters into sealed files, by whoever opens the letters.

Each letter is a transaction of its own: what was taken stays taken, and one that does not open leaves the others alone.
"""

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.key_acts import tell_refusal
from jatan.foundation.places.models import Place
from jatan.foundation.vault import casekeys
from jatan.foundation.vault.keyrings import CaseKey, Keyring
from jatan.foundation.vault.letters import open_letter, take_letter, waiting_letters
from jatan.foundation.vault.models import Letter, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.section_store import latest
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.file.access import opened
from jatan.programme.cases.file.creation import first_readers, too_few
from jatan.programme.cases.file.event_log import tell_of_case
from jatan.programme.cases.file.section_format import seal_entry
from jatan.programme.cases.file.summary import keep_summary
from jatan.programme.cases.models import Case
from jatan.programme.cases.register.letters import REGISTER, RegisterDates
from jatan.programme.cases.sharing.mail import locked, refuse
from jatan.programme.cases.writers import require_team

__all__ = ["take_register_letters", "waiting_cases"]

_MOST: Final = 50


def waiting_cases(keyring: Keyring) -> int:
    """How many cases of the register wait to be taken in; no letter is opened."""
    return len({letter.about for letter in waiting_letters(keyring, [REGISTER])})


def take_register_letters(*, by: Actor, keyring: Keyring, limit: int = _MOST) -> int:
    """Take up to `limit` letters into files, the oldest first; answers for how many. Harmless when run twice.

    A letter that does not open, or that is about no case of ours, is told in the ledger and waits. Raises Problem when
    too few people with keys are there to read a case.
    """
    require_team(by)
    taken = 0
    for letter in waiting_letters(keyring, [REGISTER]):
        if taken >= limit:
            break
        try:
            with transaction.atomic():
                _take(by, keyring, locked(letter))
            taken += 1
        except Refused as refused:
            tell_refusal(by, refused)
        except casekeys.TooFewReaders:
            raise too_few() from None
        except (Problem, ValueError, KeyError, TypeError) as wrong:
            refuse(by, letter, wrong.code if isinstance(wrong, Problem) else "unreadable")
    return taken


def _take(by: Actor, keyring: Keyring, letter: Letter) -> None:
    said = RegisterDates.opened(open_letter(keyring, letter))
    case = Case.objects.filter(organisation_id=keyring.organisation_id, pk=letter.about or letter.pk).first()
    if case is None or letter.sender_id != keyring.organisation_id:
        raise Problem("no_such_case")
    if Wrap.objects.filter(organisation_id=keyring.organisation_id, case=case.pk).exists():
        _correct(keyring, case, said)
    elif said.corrects:
        raise Problem("not_taken_yet")
    else:
        key = casekeys.make_case_key(keyring, case.pk, first_readers(keyring, letter.team))
        seal_entry(keyring, case.pk, key, kind_of("facts"), {"secret": said.facts_secret.hex()})
        _write(keyring, case, key, _answers(said), None)
    take_letter(letter)
    tell_of_case(by, case.organisation_id, sharing_events.LETTER_TAKEN, case.pk, kind=letter.kind)


def _correct(keyring: Keyring, case: Case, said: RegisterDates) -> None:
    """Only what the letter corrects; a letter that came twice says what stands there already. The count follows."""
    key = keyring.case_key(case.pk)
    found = opened(case, key, latest(case.organisation_id, [case.pk]))
    register = found.file.last("register")
    told = _answers(said)
    names = {"follow_ups", *told, "closed_on"} if not said.corrects else said.corrects
    before = dict(register.answers) if register else {}
    changed = {name: value for name, value in {**_EMPTY, **told}.items() if name in names}
    answers = {name: value for name, value in {**before, **changed}.items() if value is not None}
    if answers != before:
        _write(keyring, case, key, answers, register.row if register else None)
    else:
        keep_summary(keyring, found)


def _write(keyring: Keyring, case: Case, key: CaseKey, answers: Mapping[str, Any], row: uuid.UUID | None) -> None:
    seal_entry(keyring, case.pk, key, kind_of("register"), answers, row=row)
    keep_summary(keyring, opened(case, key, latest(case.organisation_id, [case.pk])))


_EMPTY: Final[Mapping[str, Any]] = dict.fromkeys(
    ("opened_on", "closed_on", "follow_ups", "follow_ups_reported", "place", "panchayat", "village")
)


def _answers(said: RegisterDates) -> dict[str, Any]:
    """Answers of the entry that keeps the register's days."""
    place = Place.objects.filter(pk=said.place).first()
    told = {
        "opened_on": said.opened_on,
        "closed_on": said.closed_on,
        "follow_ups": ", ".join(day.isoformat() for day in said.follow_ups),
        "follow_ups_reported": said.follow_ups_reported,
        "place": place.name_hi if place else None,
        "panchayat": said.panchayat,
        "village": said.village,
    }
    return {name: value for name, value in told.items() if value not in (None, "")}
