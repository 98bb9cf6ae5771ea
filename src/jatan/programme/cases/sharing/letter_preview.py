"""Read a letter before it becomes a case. It identifies her, so it is recorded like reading a file."""

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Letter
from jatan.programme.cases.file.read_log import record_letter_reading
from jatan.programme.cases.sharing.file_import import IMPORT, read_import
from jatan.programme.cases.sharing.letter_bodies import REFERRAL, ImportLetter, ReferralLetter
from jatan.programme.cases.sharing.reception import read_referral
from jatan.programme.cases.writers import require_team


def preview_letter(by: Actor, keyring: Keyring, letter: Letter) -> ReferralLetter | ImportLetter | None:
    """Content of a letter; None for an answer, which is shown in its file only. Records a reading at most once an hour.

    Raises Problem for an unreadable letter, and vault Refused; then no reading is recorded.
    """
    require_team(by)
    contents: ReferralLetter | ImportLetter
    if letter.kind == REFERRAL:
        contents = read_referral(keyring, letter)
    elif letter.kind == IMPORT:
        contents = read_import(keyring, letter)
    else:
        return None
    record_letter_reading(by, letter)
    return contents
