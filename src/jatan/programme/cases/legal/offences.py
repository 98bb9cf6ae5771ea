"""Offences that fit the facts, in the penal code in force on the day of the offence."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from jatan.kernel.localised import Localised
from jatan.programme.cases.legal.books import CONFIRMED, book, matches_facts, words

__all__ = ["BNS_FROM", "LIFE", "NATURAL_LIFE", "Offence", "facts_from_offences", "offences_on"]

# Bharatiya Nyaya Sanhita 2023: in force from 1 July 2024 (S.O. 850(E), 23 February 2024).
BNS_FROM = dt.date(2024, 7, 1)
LIFE, NATURAL_LIFE = 99, 100
_TEN_YEARS = 10


@dataclass(frozen=True)
class Offence:
    """One offence: section in that code, least and most years (99: life, 100: rest of natural life)."""

    code: str
    section: str
    least_years: int
    most_years: int
    text: Localised
    is_confirmed: bool


def offences_on(day: dt.date, facts: Collection[str] = ()) -> list[Offence]:
    """Offences that fit the facts, in the code in force on the day of the offence, gravest first."""
    side = "new" if day >= BNS_FROM else "old"
    found = [
        Offence(row["code"], row[side], row["years"][0], row["years"][1], words(row), row["tag"] in CONFIRMED)
        for row in book("offences")["offence"]
        if matches_facts(row, facts)
    ]
    return sorted(found, key=lambda one: (-one.least_years, -one.most_years, one.code))


def facts_from_offences(chosen: Collection[Offence]) -> set[str]:
    """Facts that follow from the chosen offences, used by deadlines."""
    facts: set[str] = set()
    if any(offence.code == "rape" for offence in chosen):
        facts.add("sexual_offence")
    # BNSS 187(3): ninety days for offences punishable with death, life or ten years or more at the least.
    if any(offence.least_years >= _TEN_YEARS or offence.most_years >= LIFE for offence in chosen):
        facts.add("ten_years_or_more")
    return facts
