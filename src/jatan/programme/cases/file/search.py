"""Find a case by name: identity cards are decrypted in the searcher's session and compared.

There is no index of names that could be stolen. Names match across scripts (`jatan_names`).
"""

import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rapidfuzz.distance import JaroWinkler

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.refusal import collect_refusals
from jatan.foundation.vault.section_store import latest_of_all
from jatan.kernel.text.digits import ascii_digits
from jatan.programme.cases import file_events
from jatan.programme.cases.choices import What
from jatan.programme.cases.file.cards import folded_names, read_card
from jatan.programme.cases.file.event_log import log_case_event
from jatan.programme.cases.file.read_log import record_readings
from jatan.programme.cases.file.section_format import IDENTITY_SECTION
from jatan.programme.cases.models import Case
from jatan_names import fold

_LEAST_NEARNESS: Final = 0.88
# Below MANY_IN_AN_HOUR: one search for a common name raises no alert, a second one does.
_MOST_HITS: Final = 10
_FEWEST_LETTERS: Final = 3
_FEWEST_DIGITS: Final = 10


@dataclass(frozen=True, repr=False)
class Hit:
    """A matching case, its nearness (0..1), and the name on its card that matched."""

    case: Case
    name: str
    nearness: float


def is_searchable(text: str) -> bool:
    """Whether a query is long enough: three letters of a name, or a whole telephone number."""
    letters = sum(unicodedata.category(one)[0] in "LM" for one in text)
    return letters >= _FEWEST_LETTERS or len(_digits(text)) >= _FEWEST_DIGITS


def search_names(by: Actor, keyring: Keyring, text: str, *, refused: list[uuid.UUID] | None = None) -> list[Hit]:
    """Cases the actor can open whose card has a name like `text`, or that telephone number; best match first.

    Cases that were altered are added to the list `refused`; without it they raise vault Refused. Each hit is recorded
    as a reading of its card. One ledger event records the search with its number of hits, not the query.
    """
    asked = text.strip()
    if not is_searchable(asked):
        return []
    nearest = sorted(_match_cards(keyring, asked, refused).items(), key=lambda pair: -pair[1][0])[:_MOST_HITS]
    rows = Case.objects.live().in_bulk([pk for pk, _found in nearest])
    hits = [Hit(rows[pk], name, nearness) for pk, (nearness, name) in nearest if pk in rows]
    record_readings(by, keyring.organisation_id, [hit.case.pk for hit in hits], What.IDENTITY)
    log_case_event(by, keyring.organisation_id, file_events.FILE_READ, None, what="search", found=len(hits))
    return hits


def _match_cards(keyring: Keyring, asked: str, refused: list[uuid.UUID] | None) -> dict[uuid.UUID, tuple[float, str]]:
    """Nearness and matching name for each card."""
    keys = keyring.case_keys(refused=refused)
    folded = fold(asked)
    digits = _digits(asked)
    found: dict[uuid.UUID, tuple[float, str]] = {}
    for section in latest_of_all(keyring.organisation_id, IDENTITY_SECTION):
        if section.case not in keys:
            continue
        with collect_refusals(refused, section.case):
            card = read_card(keys[section.case], section)
            nearness = _card_match(card, folded, digits)
            if nearness >= _LEAST_NEARNESS:
                found[section.case] = (nearness, str(card.get("name") or card.get("other_names") or ""))
    return found


def _card_match(card: Mapping[str, Any], folded: str, digits: str) -> float:
    if len(digits) >= _FEWEST_DIGITS and digits[-_FEWEST_DIGITS:] in _digits(str(card.get("phone") or "")):
        return 1.0
    return max((_nearness(folded, one) for one in folded_names(card)), default=0.0)


def _digits(text: str) -> str:
    return "".join(one for one in ascii_digits(text) if one.isdecimal())


def _nearness(asked: str, name: str) -> float:
    """Nearness of two names, 0..1. Cheap tests first: up to five thousand cards are compared in a request."""
    if asked == name:
        return 1.0
    if any(part.startswith(asked) for part in (name, *name.split())):
        return 0.95
    return max(
        (JaroWinkler.similarity(asked, part, score_cutoff=_LEAST_NEARNESS) for part in (name, *name.split())),
        default=0.0,
    )
