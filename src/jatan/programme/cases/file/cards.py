"""Identity cards made ready for searching: how her names fold lies sealed beside them, so that a search folds one name.

The rules of folding change; a card folded by older ones is folded anew when it is compared.
"""

import json
from collections.abc import Mapping
from typing import Any

from jatan.foundation.vault.keyrings import CaseKey
from jatan.foundation.vault.models import Section
from jatan.foundation.vault.section_store import Sealed, Written, open_section
from jatan_names import fold, version

__all__ = ["card_of", "folds_of", "searchable"]


def searchable(card: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept beside a card's answers."""
    return {"folded": _folded(card), "folded_by": version()}


def card_of(key: CaseKey, section: Section | Sealed | Written) -> Mapping[str, Any]:
    """A card's answers as they are kept: for comparing, not for showing. Raises vault Refused."""
    answers: Mapping[str, Any] = json.loads(open_section(key, section))["a"]
    return answers


def folds_of(card: Mapping[str, Any]) -> list[str]:
    """The folded names of a card."""
    kept: list[str] = card.get("folded") or []
    return kept if card.get("folded_by") == version() else _folded(card)


def _folded(card: Mapping[str, Any]) -> list[str]:
    others = str(card.get("other_names") or "").replace("/", ",").replace(";", ",").split(",")
    names = (str(card.get("name") or ""), *others)
    return [folded for name in names if name.strip() and (folded := fold(name))]
