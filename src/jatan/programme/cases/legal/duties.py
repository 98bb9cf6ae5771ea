"""Legal duties, most of them towards children, such as reporting. They are recorded as done; none can be declined."""

from collections.abc import Collection
from dataclasses import dataclass

from jatan.kernel.localised import Localised
from jatan.programme.cases.legal.books import book, matches_facts, words

__all__ = ["Duty", "duties_for"]


@dataclass(frozen=True)
class Duty:
    """One duty: text, addressee, legal source. `deadline`: code of the deadline it is due by, "" for none."""

    code: str
    text: Localised
    to: str
    source: str
    deadline: str = ""


def duties_for(facts: Collection[str]) -> list[Duty]:
    """Duties that follow from the facts. A possible child counts as a child (JJ Act s.94)."""
    known = {*facts, "child"} if "maybe_child" in facts else set(facts)
    known |= set() if "child" in known else {"adult"}
    rows = book("duties")["duty"]
    return [
        Duty(row["code"], words(row), row["to"], row["source"], row.get("deadline", ""))
        for row in rows
        if matches_facts(row, known)
    ]
