"""Duties towards children that no wish for secrecy sets aside. They are shown and recorded; none can be waved away."""

from collections.abc import Collection
from dataclasses import dataclass

from jatan.kernel.localised import Localised
from jatan.programme.cases.legal.books import book, holds, words

__all__ = ["Duty", "duties_for"]


@dataclass(frozen=True)
class Duty:
    """One duty: what, towards whom, where it is written. `deadline`: the row by whose clock it runs, "" for none."""

    code: str
    text: Localised
    to: str
    source: str
    deadline: str = ""


def duties_for(facts: Collection[str]) -> list[Duty]:
    """Duties that follow from what is known. Whoever may be a child counts as one (JJ Act s.94)."""
    known = {*facts, "child"} if "maybe_child" in facts else set(facts)
    rows = book("duties")["duty"]
    return [
        Duty(row["code"], words(row), row["to"], row["source"], row.get("deadline", ""))
        for row in rows
        if holds(row, known)
    ]
