"""Rights that are no dates: what a victim or witness may ask of police, court, committee and hospital."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from jatan.kernel.localised import Localised
from jatan.programme.cases.legal.books import CONFIRMED, UNREAD, book, holds, matches_facts, read_on, words


@dataclass(frozen=True)
class Right:
    """One line. `about`: where it is asked for ("help", "police", "bail", "testimony", "court", "child",
    "work"). `is_unverified`: nobody has read the text. `read_on`: when it was looked up."""

    code: str
    about: str
    text: Localised
    source: str
    is_confirmed: bool
    is_unverified: bool = False
    read_on: dt.date | None = None


def rights_for(
    facts: Collection[str], steps: Collection[str], today: dt.date, *, fir_days: Collection[dt.date] = ()
) -> list[Right]:
    """Lines that fit the facts, in the order of the data file. `steps`: codes of the legal steps taken; a row with
    `after` is shown once one of them was. `fir_days`: choose the code of procedure, as for deadlines."""
    return [
        Right(
            row["code"],
            row["about"],
            words(row),
            row["source"],
            row["tag"] in CONFIRMED,
            row["tag"] == UNREAD,
            read_on("rights", row),
        )
        for row in book("rights")["right"]
        if matches_facts(row, facts)
        and holds(row, today, fir_days)
        and (not row.get("after") or any(step in steps for step in row["after"]))
    ]


@dataclass(frozen=True)
class RuleOnData:
    """One line of the law on data, for whoever asks a child for consent. None of them is confirmed."""

    text: Localised
    source: str


def rules_on_data() -> list[RuleOnData]:
    """What that law says about what we keep of a child, and what is in doubt of it."""
    return [RuleOnData(words(row), row["source"]) for row in book("rights")["data"]]
