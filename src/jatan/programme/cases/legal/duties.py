"""Legal duties, most of them towards children, such as reporting. They are recorded as done.

Here none can be declined. That one does not apply to this child is said in the file, with a listed reason and by a
supervisor (`entries.duty_answer`)."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from jatan.kernel.localised import Localised
from jatan.programme.cases.legal.books import book, matches_facts, read_on, words


@dataclass(frozen=True)
class Duty:
    """One duty: text, addressee, legal source. `deadline`: code of the deadline it is due by, "" for none.
    `read_on`: when the text was looked up."""

    code: str
    text: Localised
    to: str
    source: str
    deadline: str = ""
    read_on: dt.date | None = None


def duties_for(facts: Collection[str]) -> list[Duty]:
    """Duties that follow from the facts. A possible child counts as a child (JJ Act s.94)."""
    known = {*facts, "child"} if "maybe_child" in facts else set(facts)
    known |= set() if "child" in known else {"adult"}
    rows = book("duties")["duty"]
    return [
        Duty(row["code"], words(row), row["to"], row["source"], row.get("deadline", ""), read_on("duties", row))
        for row in rows
        if matches_facts(row, known)
    ]
