"""Compensation and rehabilitation by scheme. No totals across schemes: which can be combined is for counsel to say.

Within one scheme that takes several heads together, `combined_values` says so.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from jatan.kernel.localised import Localised
from jatan.programme.cases.legal.books import CONFIRMED, UNREAD, book, in_force, matches_facts, words

_UNDER_14, _MINOR = "under_14", "child"
# Facts that may be asked for: if the first holds, a row that needs the second is shown with the question of that code.
_ASKED: Final[Mapping[str, tuple[str, str]]] = {
    "maybe_bonded": ("bonded", "bonded"),
    "maybe_extreme": ("extreme", "identity"),
    "may_reach_ten_years": ("ten_years_or_more", "ten_years"),
}
_SEX: Final = frozenset({"woman", "man", "transgender"})


@dataclass(frozen=True)
class Part:
    """One payment of a head: `when` (a code), and how many rupees at least."""

    when: str
    rupees: int


@dataclass(frozen=True)
class Amount:
    """One head of one scheme: least and most rupees (None: not fixed).

    `is_raised`: the scheme raises it because of her age. `may_be_least`: what an authority may raise it
    to for that reason, 0 if it may not. `is_guide`: the scheme does not apply to her and is only a measure for
    `apply_to`. `interim_least`: least interim payment, 0 if the scheme says none. `annuity`: the part of `least` that
    is kept as an annuity. `asks`: code of what must be found out before this row is hers, "" if nothing.
    `is_payment`: a payment that belongs to no harm. `notes`: codes of sentences. `looked_up`: None if unverified.
    """

    scheme: str
    scheme_name: Localised
    head: str
    least: int | None
    most: int | None
    is_raised: bool
    apply_to: str
    source: str
    tag: str
    looked_up: dt.date | None
    renewal_to_check: bool
    may_be_least: int = 0
    is_guide: bool = False
    interim_least: int = 0
    annuity: int = 0
    asks: str = ""
    is_payment: bool = False
    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = ()
    scheme_notes: tuple[str, ...] = ()

    @property
    def is_confirmed(self) -> bool:
        return self.tag in CONFIRMED

    @property
    def is_unverified(self) -> bool:
        return self.tag == UNREAD


@dataclass(frozen=True)
class CombinedValue:
    """What one scheme gives for several of its heads together, in rupees."""

    scheme: str
    heads: tuple[str, ...]
    least: int
    most: int
    interim_least: int


def amounts_for(facts: Collection[str], on: dt.date) -> list[Amount]:
    """Every head in force on a day that fits the facts, in the order of the data file.

    Rows that are payments alone (`is_payment`) are left out where no head of their scheme fits.
    """
    known = _with_derived_facts(facts)
    found: list[Amount] = []
    for scheme in book("money")["scheme"]:
        rows = [row for row in scheme["rows"] if in_force(scheme, on) and in_force(row, on)]
        fitting = [(row, asks) for row in rows if (asks := _asked_for(scheme, row, known)) is not None]
        if any(not row.get("is_payment") for row, _asks in fitting):
            amounts = [_amount(scheme, row, known, on, asks) for row, asks in fitting]
            found += [one for one in amounts if not (one.is_guide and one.is_payment)]
    return found


def combined_values(amounts: Sequence[Amount], facts: Collection[str]) -> list[CombinedValue]:
    """For each scheme that takes several heads together, their values added. `amounts` as `amounts_for` gives them.

    Left out: what nobody knows yet, and a head that lies in another of hers.
    """
    found: list[CombinedValue] = []
    for scheme in book("money")["scheme"]:
        if not set(scheme.get("combines_if", ())) & set(facts):
            continue
        rows = {row["head"]: row for row in scheme["rows"]}
        mine = {one.head: one for one in amounts if one.scheme == scheme["code"] and not one.asks}
        heads = [
            one
            for head, one in mine.items()
            if not rows[head].get("is_payment") and mine.keys().isdisjoint(rows[head].get("within", ()))
        ]
        if len(heads) > 1:
            least, most = sum(one.least or 0 for one in heads), sum(one.most or 0 for one in heads)
            interim = 0 if heads[0].is_guide else most * scheme.get("interim_percent", 0) // 100
            found.append(CombinedValue(scheme["code"], tuple(one.head for one in heads), least, most, interim))
    return found


def _with_derived_facts(facts: Collection[str]) -> set[str]:
    known = set(facts)
    if not known & _SEX:
        known.add("sex_not_known")
    return known


def _asked_for(scheme: Mapping[str, Any], row: Mapping[str, Any], facts: set[str]) -> str | None:
    """What must be asked before a row is hers: "" if it fits as it is, None if it does not fit at all."""
    if matches_facts(scheme, facts) and matches_facts(row, facts):
        return str(row["asks"]) if row.get("open_while") in facts else ""
    for perhaps, (fact, question) in _ASKED.items():
        if perhaps in facts and fact not in facts and _asked_for(scheme, row, facts | {fact}) is not None:
            return question
    return None


def _amount(scheme: Mapping[str, Any], row: Mapping[str, Any], facts: set[str], on: dt.date, asks: str) -> Amount:
    is_head = not row.get("is_payment")
    percent = scheme.get("minor_percent", 100) if is_head and _MINOR in facts else 100
    least, most = (row[side] * percent // 100 if side in row else None for side in ("least", "most"))
    may = scheme.get("under_14_may_percent", 0) if _UNDER_14 in facts else 0
    is_guide = "guide_if" in scheme and facts.issuperset(scheme["guide_if"])
    tag = row.get("tag", scheme["tag"])
    return Amount(
        scheme=scheme["code"],
        scheme_name=words(scheme),
        head=row["head"],
        least=least,
        most=most,
        is_raised=percent > 100,
        apply_to=row.get("apply_to") or scheme["guide_apply_to" if is_guide else "apply_to"],
        source=row.get("source") or (scheme["guide_source"] if is_guide else scheme["source"]),
        tag=tag,
        looked_up=None if tag == UNREAD else row.get("looked_up", scheme.get("looked_up")),
        renewal_to_check=on > scheme.get("approved_until", dt.date.max),
        may_be_least=(least or 0) * may // 100,
        is_guide=is_guide,
        interim_least=(most or 0) * scheme.get("interim_percent", 0) // 100 if is_head and not is_guide else 0,
        annuity=row.get("annuity", 0),
        asks=asks,
        is_payment=not is_head,
        parts=tuple(
            Part(part["when"], part.get("amount") or (least or 0) * part["percent"] // 100)
            for part in row.get("parts", ())
        ),
        notes=tuple(row.get("notes", ())),
        scheme_notes=tuple(scheme.get("notes", ())),
    )
