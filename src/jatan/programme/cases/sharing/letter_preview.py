"""Looking at a letter before it is a case: it tells who she is and what happened, so it is a reading like a file's."""

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Letter
from jatan.programme.cases.file.read_log import tell_letter_read
from jatan.programme.cases.sharing.file_import import IMPORT, ImportLetter, read_import
from jatan.programme.cases.sharing.letter_bodies import REFERRAL, ReferralLetter
from jatan.programme.cases.sharing.reception import read_referral
from jatan.programme.cases.writers import require_team

__all__ = ["look_at"]


def look_at(by: Actor, keyring: Keyring, letter: Letter) -> ReferralLetter | ImportLetter | None:
    """What a letter says; None for an answer, which is read in its file alone. The reading is told once an hour.

    Raises Problem for what cannot be read, and vault Refused; of those nothing was seen and no reading is told.
    """
    require_team(by)
    said: ReferralLetter | ImportLetter
    if letter.kind == REFERRAL:
        said = read_referral(keyring, letter)
    elif letter.kind == IMPORT:
        said = read_import(keyring, letter)
    else:
        return None
    tell_letter_read(by, letter)
    return said
