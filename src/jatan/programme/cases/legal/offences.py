"""Offences of the penal codes and other Acts in force on a day; those that fit the facts come first."""

import datetime as dt
import functools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from jatan.kernel.localised import Localised
from jatan.programme.cases.legal.books import CONFIRMED, book, matches_facts

# Bharatiya Nyaya Sanhita 2023: in force from 1 July 2024 (S.O. 850(E), 23 February 2024).
BNS_FROM: Final = dt.date(2024, 7, 1)
LIFE, NATURAL_LIFE, DEATH = 99, 100, 101
_IPC_UNTIL: Final = BNS_FROM - dt.timedelta(days=1)
_SEVEN_YEARS: Final = 7
_TEN_YEARS: Final = 10
_PENAL_CODES: Final = frozenset({"BNS", "IPC"})
_ALONE: Final = "jj_non_cognizable_alone"


@dataclass(frozen=True)
class Offence:
    """One offence in one law. `key` is what a file keeps: the section, with "/" and a word where a section has grades.

    `least_years`, `most_years`: 0.5 is six months, 99 life, 100 the rest of natural life, 101 death; None: not known.
    `years_like`: punished as another offence, named by a code. `first`, `last`: days on which it is in force.
    `read`: the text in which it was read, None if it is unverified. `yields`: facts that follow from it.
    `non_cognizable_from`: from this day it is no ground for an FIR by itself.
    Of the day that was asked for: `is_non_cognizable`, and `fits`: the facts suggest it.
    """

    code: str
    key: str
    least_years: float | None
    most_years: float | None
    years_like: str
    text: Localised
    is_confirmed: bool
    read: Localised | None
    first: dt.date
    last: dt.date
    yields: frozenset[str]
    non_cognizable_from: dt.date | None
    needs: tuple[str, ...]
    unless: tuple[str, ...]
    is_non_cognizable: bool = False
    fits: bool = False

    @property
    def section(self) -> str:
        """The section as it is cited: "IPC 354A" for the key "IPC 354A/remarks"."""
        return self.key.partition("/")[0]

    @property
    def law(self) -> str:
        """The name of its law: "BNS", "IPC", "JJ Act"."""
        return self.section.rpartition(" ")[0]

    @property
    def may_reach_ten_years_in_penal_code(self) -> bool:
        """Whether it is an offence of the BNS or IPC that may bring ten years or more (PoA Act 1989 s.3(2)(v))."""
        return self.law in _PENAL_CODES and (self.most_years or 0) >= _TEN_YEARS

    def is_in_force(self, day: dt.date) -> bool:
        """True on the days from `first` to `last`, both included."""
        return self.first <= day <= self.last


@functools.cache
def all_offences() -> tuple[Offence, ...]:
    """Every offence of every law and time: the code now in force, the other Acts, then the code of before."""
    rows = book("offences")["offence"]
    return tuple(offence for side in ("new", "act", "old") for offence in _of_side(rows, side))


def offences_on(day: dt.date, facts: Collection[str] = ()) -> list[Offence]:
    """Every offence in force on the day of the offence: the fitting ones first, gravest before; then as in the book.

    The facts suggest and never exclude: an FIR may name any section.
    """
    in_force = [_on(one, day, fits=_fits(one, facts)) for one in all_offences() if one.is_in_force(day)]
    fitting = sorted((one for one in in_force if one.fits), key=_gravest_first)
    return [*fitting, *(one for one in in_force if not one.fits)]


def offence_named(key: str, day: dt.date) -> Offence | None:
    """The offence that a file keeps under a key, as it was on a day.

    None for an unknown key. If the section was not in force on that day, its nearest version: a file stays readable.
    """
    versions = [one for one in all_offences() if one.key == key]
    nearest = min(versions, key=lambda one: max(one.first - day, day - one.last), default=None)
    return _on(nearest, day) if nearest else None


def facts_from_offences(chosen: Collection[Offence], *, others: bool = False) -> set[str]:
    """Facts that follow from the chosen offences; deadlines and rights hang on them.

    `others`: the FIR names further sections in its own words, of which nothing is known here.
    """
    facts = {fact for offence in chosen for fact in offence.yields}
    # BNSS 187(3): ninety days for offences punishable with death, life or ten years or more at the least. A maximum of
    # ten years alone is not enough (High Courts of Kerala and Karnataka; the Supreme Court has not said so).
    if any((one.least_years or 0) >= _TEN_YEARS or (one.most_years or 0) >= LIFE for one in chosen):
        facts.add("ten_years_or_more")
    elif any((one.most_years or 0) >= _TEN_YEARS for one in chosen):
        facts.add("may_reach_ten_years")
    # BNSS 173(3): a preliminary enquiry is for what is punished with three to under seven years at the longest.
    if any((one.most_years or one.least_years or 0) >= _SEVEN_YEARS for one in chosen):
        facts.add("seven_years_or_more")
    # JJ Act s.86(2), BNSS 174(4): one cognizable offence beside them makes the case cognizable. What is not known to be
    # non-cognizable counts as cognizable, so that nobody is told in error that the police may send her away.
    if chosen and not others and all(one.is_non_cognizable for one in chosen):
        facts.add(_ALONE)
    return facts


def _on(offence: Offence, day: dt.date, *, fits: bool = False) -> Offence:
    since = offence.non_cognizable_from
    return replace(offence, is_non_cognizable=since is not None and day >= since, fits=fits)


def _fits(offence: Offence, facts: Collection[str]) -> bool:
    """Whether the facts suggest it. Nothing suggests an offence that needs no fact."""
    return bool(offence.needs) and matches_facts({"needs": offence.needs, "unless": offence.unless}, facts)


def _gravest_first(offence: Offence) -> tuple[float, float, str, str]:
    return -(offence.least_years or 0), -(offence.most_years or 0), offence.code, offence.key


def _of_side(rows: Iterable[Mapping[str, Any]], side: str) -> Iterator[Offence]:
    """The offences of one side of the book: "new" (BNS), "old" (IPC) or "act" (another Act)."""
    years = {"new": "new_years", "old": "old_years", "act": "years"}[side]
    for row in rows:
        if side not in row:
            continue
        # What a row does not say for the old side alone holds for both.
        of_old = {name.removeprefix("old_"): value for name, value in row.items() if name.startswith("old_")}
        mine = {**row, **of_old} if side == "old" else row
        least, most = (*row.get(years, ()), None, None)[:2]
        yield Offence(
            code=row["code"],
            key=row[side],
            least_years=least,
            most_years=most,
            years_like=row.get("years_like", ""),
            text=Localised(mine["hi"], mine["en"]),
            is_confirmed=mine["tag"] in CONFIRMED,
            read=_text(mine) if mine["tag"] in CONFIRMED else None,
            first=BNS_FROM if side == "new" else row.get("from", dt.date.min),
            last=_IPC_UNTIL if side == "old" else row.get("until", dt.date.max),
            yields=frozenset(row.get("yields", ())),
            non_cognizable_from=row.get("non_cognizable_from"),
            needs=tuple(mine.get("needs", ())),
            unless=tuple(mine.get("unless", ())),
        )


def _text(row: Mapping[str, Any]) -> Localised:
    text = book("offences")["texts"][row["read"]]
    return Localised(text["hi"], text["en"])
