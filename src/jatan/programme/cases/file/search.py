"""Finding a case by a name: identity cards are opened in her own session, compared, and forgotten.

No index of names exists that a thief could ask. Names cross scripts as everywhere in the house (kernel.names).
"""

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz.distance import JaroWinkler

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.refusal import refusals
from jatan.foundation.vault.section_store import latest_of_all
from jatan.kernel.text.digits import ascii_digits
from jatan.programme.cases import file_events
from jatan.programme.cases.file.cards import card_of, folds_of
from jatan.programme.cases.file.event_log import tell_of_case
from jatan.programme.cases.file.read_log import What, tell_readings
from jatan.programme.cases.file.section_format import IDENTITY_SECTION
from jatan.programme.cases.models import Case
from jatan_names import fold

__all__ = ["Hit", "is_enough", "search_names"]

_NEAR: Final = 0.88
# Fewer than the files within an hour that raise an alert: one search for a common name is no alarm, the second one is.
_MOST: Final = 10
_FEWEST_LETTERS: Final = 3
_WHOLE_NUMBER: Final = 10


@dataclass(frozen=True, repr=False)
class Hit:
    """A case whose card fits what was asked, how well (0..1), and the name it was found under."""

    case: Case
    name: str
    nearness: float


def is_enough(text: str) -> bool:
    """Whether a text says enough to be looked for: three letters of a name, or a whole telephone number."""
    letters = sum(unicodedata.category(one)[0] in "LM" for one in text)
    return letters >= _FEWEST_LETTERS or len(_digits(text)) >= _WHOLE_NUMBER


def search_names(by: Actor, keyring: Keyring, text: str, *, refused: list[uuid.UUID] | None = None) -> list[Hit]:
    """Cases that she can open whose card has a name like `text`, or its telephone number; the likeliest first.

    Cases that were altered are put on the list `refused`; without one they raise vault Refused. Each name that is shown
    is a reading of that card. One ledger event more for the search: what was asked is not told, only how many it found.
    """
    asked = text.strip()
    if not is_enough(asked):
        return []
    nearest = sorted(_near(keyring, asked, refused).items(), key=lambda pair: -pair[1][0])[:_MOST]
    rows = Case.objects.live().in_bulk([pk for pk, _found in nearest])
    hits = [Hit(rows[pk], name, nearness) for pk, (nearness, name) in nearest if pk in rows]
    tell_readings(by, keyring.organisation_id, [hit.case.pk for hit in hits], What.IDENTITY)
    tell_of_case(by, keyring.organisation_id, file_events.FILE_READ, None, what="search", found=len(hits))
    return hits


def _near(keyring: Keyring, asked: str, refused: list[uuid.UUID] | None) -> dict[uuid.UUID, tuple[float, str]]:
    """How near each card is: nearness and the name on the card."""
    keys = keyring.case_keys(refused=refused)
    folded = fold(asked)
    digits = _digits(asked)
    found: dict[uuid.UUID, tuple[float, str]] = {}
    for section in latest_of_all(keyring.organisation_id, IDENTITY_SECTION):
        if section.case not in keys:
            continue
        with refusals(refused, section.case):
            card = card_of(keys[section.case], section)
            nearness = _of_card(card, folded, digits)
            if nearness >= _NEAR:
                found[section.case] = (nearness, str(card.get("name") or ""))
    return found


def _of_card(card: Mapping[str, Any], folded: str, digits: str) -> float:
    if len(digits) >= _WHOLE_NUMBER and digits[-_WHOLE_NUMBER:] in _digits(str(card.get("phone") or "")):
        return 1.0
    return max((_nearness(folded, one) for one in folds_of(card)), default=0.0)


def _digits(text: str) -> str:
    return "".join(one for one in ascii_digits(text) if one.isdecimal())


def _nearness(asked: str, name: str) -> float:
    """Cheap tests first: five thousand cards are compared while somebody waits."""
    if asked == name:
        return 1.0
    if any(part.startswith(asked) for part in (name, *name.split())):
        return 0.95
    return max((JaroWinkler.similarity(asked, part, score_cutoff=_NEAR) for part in (name, *name.split())), default=0.0)
