"""Compensation and rehabilitation by scheme. No totals: which can be combined is for counsel to say."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from jatan.kernel.localised import Localised
from jatan.programme.cases.legal.books import CONFIRMED, book, in_force, matches_facts, words

__all__ = ["Amount", "amounts_for"]

_UNDER_14, _MINOR = "under_14", "child"


@dataclass(frozen=True)
class Amount:
    """One head of one scheme: least and most rupees (None: not fixed). `is_raised`: raised because of her age."""

    scheme: str
    scheme_name: Localised
    head: str
    least: int | None
    most: int | None
    is_raised: bool
    apply_to: str
    source: str
    is_confirmed: bool
    renewal_to_check: bool


def amounts_for(facts: Collection[str], on: dt.date) -> list[Amount]:
    """Every head in force on a day that fits the facts, in the order of the data file."""
    return [
        _amount(scheme, row, facts, on)
        for scheme in book("money")["scheme"]
        if matches_facts(scheme, facts) and in_force(scheme, on)
        for row in scheme["rows"]
        if matches_facts(row, facts)
    ]


def _amount(scheme: Mapping[str, Any], row: Mapping[str, Any], facts: Collection[str], on: dt.date) -> Amount:
    percent = 100
    if _UNDER_14 in facts:
        percent = max(percent, scheme.get("under_14_percent", 100))
    if _MINOR in facts:
        percent = max(percent, scheme.get("minor_percent", 100))
    least, most = (row[side] * percent // 100 if side in row else None for side in ("least", "most"))
    return Amount(
        scheme=scheme["code"],
        scheme_name=words(scheme),
        head=row["head"],
        least=least,
        most=most,
        is_raised=percent > 100,
        apply_to=scheme["apply_to"],
        source=scheme["source"],
        is_confirmed=row.get("tag", scheme["tag"]) in CONFIRMED,
        renewal_to_check=on > scheme.get("approved_until", dt.date.max),
    )
