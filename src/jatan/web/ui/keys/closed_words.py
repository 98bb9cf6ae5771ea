"""What a page says when keys do not open."""

from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.vault.key_agent.client import AgentBusy, AgentShort
from jatan.foundation.vault.refusal import Refused

_WRONG: Final = _("This does not open your keys. Look at the keyboard and write all words again.")
_CHANGED: Final = _(
    "Your keys stay locked: what is stored of them is older than what you opened last, or less protected than this"
    " house allows. Somebody has changed it. Nothing was tried with your passphrase. Tell your supervisor, on the"
    " telephone or face to face."
)
_REFUSED: Final = {
    "authority": _(
        "Your keys stay locked: on this machine the verifying key of your organisation is not the one with which your"
        " keys were sealed. Somebody has replaced it, or a wrong copy was put back. Your passphrase is right; nothing"
        " of yours was opened. Tell your supervisor and the officers who keep the recovery papers, on the telephone or"
        " face to face."
    ),
    "cost": _CHANGED,
    "slot": _CHANGED,
}
# The key agent is being started again.
NOT_NOW: Final = _("The keys cannot be opened at this moment. Please try again in a minute.")
BUSY: Final = _(
    "Others are opening their keys at this moment, and that goes one after another. Please send it again in half a"
    " minute."
)
_SHORT: Final = _(
    "This machine has too little memory to spare for your keys at this moment: they need {mib} MiB. Nothing was tried"
    " with your passphrase. Please try again in a few minutes. If it stays so, tell whoever looks after the machine."
)


def refusal_words(refused: Refused, otherwise: Any = _WRONG) -> Any:
    """Why keys did not open. `otherwise`: for a wrong passphrase or code."""
    return _REFUSED.get(refused.code, otherwise)


def is_no_guess(refused: Refused) -> bool:
    """Whether keys were refused whatever was typed."""
    return refused.code in _REFUSED


def away_words(away: Exception) -> Any:
    """Why keys cannot be opened now (AgentAway)."""
    if isinstance(away, AgentShort):
        return format_lazy(_SHORT, mib=away.memory_kib // 1024)
    return BUSY if isinstance(away, AgentBusy) else NOT_NOW
