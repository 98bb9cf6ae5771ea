"""Identity cards for searching: folded names are sealed beside a card, so that a search folds only the query.

A card folded by an older version of the rules is folded again when compared.
"""

import json
from collections.abc import Mapping
from typing import Any

from jatan.foundation.vault.keyrings import CaseKey
from jatan.foundation.vault.models import Section
from jatan.foundation.vault.section_store import Written, open_section
from jatan_names import fold, version


def search_fields(card: Mapping[str, Any]) -> dict[str, Any]:
    """Fields stored beside a card's answers: its folded names and the version of the rules."""
    return {"folded": _fold_names(card), "folded_by": version()}


def read_card(key: CaseKey, section: Section | Written) -> Mapping[str, Any]:
    """A card's answers as stored, for comparison only. Raises vault Refused."""
    answers: Mapping[str, Any] = json.loads(open_section(key, section))["a"]
    return answers


def folded_names(card: Mapping[str, Any]) -> list[str]:
    """The folded names of a card."""
    kept: list[str] = card.get("folded") or []
    return kept if card.get("folded_by") == version() else _fold_names(card)


def _fold_names(card: Mapping[str, Any]) -> list[str]:
    others = str(card.get("other_names") or "").replace("/", ",").replace(";", ",").split(",")
    names = (str(card.get("name") or ""), *others)
    return [folded for name in names if name.strip() and (folded := fold(name))]
