"""Tables whose rows are in no backup: what signs somebody in or is open at the moment. Their structure is kept.

After a restore everybody signs in again, and open invitations are made anew.
"""

from collections.abc import Mapping
from typing import Final

LEFT_OUT: Final[Mapping[str, str]] = {
    "access_sentform": "which forms were accepted in the last two days, so that none of them is recorded twice",
    "access_session": "who is signed in, and what half-finished sign-ins and confirmations remember",
    "access_invitation": "links by which an account is entered without a password",
    "access_attempts": "counts of attempts in the last minutes, and which one-time codes were used",
    "vault_unlock": "in which browsers keys are open",
}
