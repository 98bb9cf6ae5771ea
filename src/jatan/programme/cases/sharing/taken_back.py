"""Referrals that their sender took back: from then on their letter shows nothing here and can only be deleted.

The sender reaches no row of ours. It sends a second, sealed letter that takes the first one back, and whoever opens a
referral looks for that one first, also while nobody has put it into a file. It counts if it comes from the same house.
"""

import uuid
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.letters import open_letter, waiting_letters
from jatan.foundation.vault.models import Letter
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.ids import is_id
from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.received import incoming_state
from jatan.programme.cases.sharing.letter_bodies import ANSWER, REFERRAL, AnswerLetter, ReferralLetter

# The code of the Problem of a letter that was taken back, and the state that takes one back.
TAKEN_BACK: Final = "taken_back"
REVOKED: Final = "revoked"


def require_not_taken_back(keyring: Keyring, letter: Letter, reference: uuid.UUID) -> None:
    """Raise Problem(TAKEN_BACK) if the house that sent a referral took it back. `reference`: the referral's."""
    if revocation_of(keyring, letter.sender_id, reference) is not None:
        message = _("They took it back: she no longer agrees, or they wrote it by mistake. It is opened no more.")
        raise Problem(TAKEN_BACK, message)


def revocation_of(keyring: Keyring, sender: uuid.UUID, reference: uuid.UUID) -> Letter | None:
    """The waiting letter by which a house takes a referral back; None if there is none that we can open."""
    for letter in waiting_letters(keyring, [ANSWER]):
        if letter.sender_id == sender and taken_back_in(keyring, letter) == reference:
            return letter
    return None


def was_taken_back(keyring: Keyring, file: CaseFile, incoming: Entry) -> bool:
    """Whether a referral in a file of ours was taken back, also by a letter that still waits."""
    if incoming_state(file, incoming.row) == REVOKED:
        return True
    sender, reference = (str(incoming.get(name) or "") for name in ("member", "reference"))
    is_by_letter = is_id(sender) and is_id(reference)
    return is_by_letter and revocation_of(keyring, uuid.UUID(sender), uuid.UUID(reference)) is not None


def counterpart_of(keyring: Keyring, letter: Letter) -> Letter | None:
    """Of a referral the letter that takes it back; of that one the referral, while both wait here."""
    if letter.kind == REFERRAL:
        asked = _reference_in(keyring, letter)
        return revocation_of(keyring, letter.sender_id, asked) if asked is not None else None
    reference = taken_back_in(keyring, letter) if letter.kind == ANSWER else None
    waiting = waiting_letters(keyring, [REFERRAL]) if reference is not None else []
    same = (one for one in waiting if one.sender_id == letter.sender_id and _reference_in(keyring, one) == reference)
    return next(same, None)


def taken_back_in(keyring: Keyring, letter: Letter) -> uuid.UUID | None:
    """The referral that an answer takes back; None for another answer, and for one that cannot be read."""
    try:
        answer = AnswerLetter.opened(open_letter(keyring, letter))
    except (Refused, Problem):
        return None
    return answer.reference if answer.state == REVOKED else None


def _reference_in(keyring: Keyring, letter: Letter) -> uuid.UUID | None:
    try:
        return ReferralLetter.opened(open_letter(keyring, letter)).reference
    except (Refused, Problem):
        return None
