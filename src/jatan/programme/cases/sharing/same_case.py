"""Recognise that a letter or file is about a case that we have: by the numbers under which others know it.

The numbers lie sealed in the file and in the small section that holds what is due; no table ties two houses' cases.
"""

import uuid
from collections.abc import Collection, Iterable

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.exchange.records import single_row
from jatan.programme.cases.file.access import OpenCaseFile, lock_cases, open_file
from jatan.programme.cases.file.entry_store import store_entry
from jatan.programme.cases.file.summary import cases_known_as, numbers_of
from jatan.programme.cases.models import Case
from jatan.programme.cases.sharing.letter_bodies import ImportLetter, ReferralLetter

_LONGEST = 90


def numbers_in(letter: ReferralLetter | ImportLetter) -> list[str]:
    """The numbers under which the sender knows the case; a blinded one of a coded file is useless and harmless."""
    found = [str(single_row(letter.record, "case").get("x_case_id") or "")]
    if isinstance(letter, ReferralLetter):
        found.append(letter.mark)
    return [one for one in found if one and len(one) <= _LONGEST and not set(one) & set(" \n\t")]


def known_cases(
    keyring: Keyring, letter: ReferralLetter | ImportLetter, among: Collection[uuid.UUID] | None = None
) -> list[Case]:
    """Cases that the keyring opens and that are known under a number of the letter, or are the very case it names.

    `among`: the cases that are looked at; None for all.
    """
    found = cases_known_as(keyring, numbers_in(letter), among)
    rows = Case.objects.live().filter(organisation_id=keyring.organisation_id, pk__in=found)
    return list(rows.order_by("code"))


def open_known_case(
    by: Actor, keyring: Keyring, letter: ReferralLetter | ImportLetter, case_id: uuid.UUID
) -> OpenCaseFile:
    """The case that a letter is put into, locked. Raises Problem: the letter is not about it, or it is closed."""
    if not known_cases(keyring, letter, [case_id]):
        raise Problem("unreadable", field="into")
    lock_cases(keyring.organisation_id, [case_id])
    now = open_file(by, keyring, case_id)
    if now.case.is_closed:
        raise Problem("case_closed", field="into")
    return now


def write_numbers(
    by: Actor, keyring: Keyring, case_file: OpenCaseFile, numbers: Collection[str], source: str
) -> OpenCaseFile:
    """Write under which numbers the sender knows the case, in the caller's transaction; nothing if it is known."""
    new = _without(numbers, numbers_of(case_file.whole))
    if not new:
        return case_file
    answers = {"source": source[:200] or "?", "numbers": " ".join(new)}
    return store_entry(by, keyring, case_file, kind_of("foreign_case"), answers, None)[0]


def _without(numbers: Iterable[str], known: Collection[str]) -> list[str]:
    return [one for one in dict.fromkeys(numbers) if one not in known]
