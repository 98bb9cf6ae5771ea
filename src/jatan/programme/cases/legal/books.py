"""Load this package's TOML data ("books") once: dated rows with their legal source."""

import datetime as dt
import functools
import tomllib
from collections.abc import Collection, Mapping
from importlib import resources
from typing import Any, Final, NamedTuple

from jatan.kernel.localised import Localised

# Source tags. Confirmed: the text of the law or an official statement was seen.
CONFIRMED = frozenset({"C"})
# Nobody has read the text.
UNREAD: Final = "U"


@functools.cache
def book(name: str) -> Mapping[str, Any]:
    """One of deadlines, offences, money, duties, rights, holidays."""
    source = resources.files("jatan.programme.cases.legal") / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


class LookedUp(NamedTuple):
    """When the rows of a book were compared with the law, and who signed them: "" while no lawyer has."""

    on: dt.date
    signed_by: str


def looked_up(name: str) -> LookedUp:
    """How far a book can be relied on."""
    about = book(name)["about"]
    return LookedUp(about["verified_on"], about["counsel"])


def read_on(name: str, row: Mapping[str, Any]) -> dt.date | None:
    """The day on which the text of a row was looked up: its own, else that of its book. None of what nobody read."""
    return None if row["tag"] == UNREAD else row.get("looked_up", looked_up(name).on)


def matches_facts(row: Mapping[str, Any], facts: Collection[str]) -> bool:
    """Whether the facts contain all that the row requires, one of `needs_one_of`, and none that it excludes."""
    one_of = row.get("needs_one_of", ())
    return (
        all(fact in facts for fact in row.get("needs", ()))
        and (not one_of or any(fact in facts for fact in one_of))
        and not any(fact in facts for fact in row.get("unless", ()))
    )


def in_force(row: Mapping[str, Any], on: dt.date) -> bool:
    """True on the days from `effective_from` to `effective_to`, both included."""
    first: dt.date = row.get("effective_from", dt.date.min)
    last: dt.date = row.get("effective_to", dt.date.max)
    return first <= on <= last


def holds(row: Mapping[str, Any], day: dt.date, fir_days: Collection[dt.date] = ()) -> bool:
    """Whether a row is in force on a day. Procedure (`by_fir`) goes by the days of the FIRs: what was pending on 1 July
    2024 goes on under the old code (BNSS 2023 s.531(2)(a)). A step before an FIR is of the code of its own day.
    """
    days = {min(day, one) for one in fir_days} if row.get("by_fir") else set()
    return any(in_force(row, one) for one in days or {day})


def words(row: Mapping[str, Any]) -> Localised:
    """The row's text in Hindi and English."""
    return Localised(row["hi"], row["en"])
