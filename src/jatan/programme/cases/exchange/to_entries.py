"""The entries that a record of another house becomes, besides identity card and codes of harm: pure data, not written.

Each names the row that it was made from, so that what its entry cannot say is kept beside it (`of_file`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from jatan.programme.cases.exchange import of_harm, of_places, of_support
from jatan.programme.cases.exchange.records import Record

# If a section has more rows than this, the rest stays as received.
MOST_ROWS: Final = 40


@dataclass(frozen=True, repr=False)
class NewEntry:
    """One entry to be written. `row`: section and index of its row, None for an organisation known by name alone.

    `links`: field -> (section, index) of the entry that it leads to, if that one was written.
    """

    kind: str
    answers: Mapping[str, Any]
    row: tuple[str, int] | None
    links: Mapping[str, tuple[str, int]] = field(default_factory=dict)


def entries_of(record: Record, source: str) -> Iterable[NewEntry]:
    """Organisations, further events, accused persons, goals and services, in an order in which links lead back.

    `source`: the house that the record comes from.
    """
    for place, row in _rows(record, "organisation"):
        yield NewEntry("involved_organisation", of_places.organisation_answers(row, record), ("organisation", place))
    for answers in of_places.lookup_answers(record):
        yield NewEntry("involved_organisation", answers, None)
    her_way = of_harm.legs_of(record)
    for place, row in _rows(record, "event"):
        if place not in her_way:
            yield NewEntry("place_of_harm", of_places.event_answers(row), ("event", place))
    for place, row in _rows(record, "perpetrator"):
        yield NewEntry("alleged_offender", of_places.offender_answers(row, source), ("perpetrator", place))
    for wants_goals in (True, False):
        for place, row in _rows(record, "plan"):
            if of_support.is_goal(row) == wants_goals:
                kind, goal = "goal" if wants_goals else "service", row.get("x_for_goal")
                links = {"goal": ("plan", goal - 1)} if isinstance(goal, int) and goal > 0 else {}
                yield NewEntry(kind, of_support.answers(row, record), ("plan", place), links)


def _rows(record: Record, section: str) -> list[tuple[int, Any]]:
    return list(enumerate(record.get(section, ())[:MOST_ROWS]))
