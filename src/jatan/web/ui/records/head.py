"""The head of a record's page: what matters now, in one to five lines, each a state with at most one act.

A kind of record says its lines in a function of the opened record (`Desk.head`); this module knows how they look, and
that what a line offers is not offered a second time further down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from jatan.web.ui.call_now import PhoneLine
from jatan.web.ui.components.states import Badge

MOST_LINES = 5


@dataclass(frozen=True)
class Act:
    """One thing to do: a link, or with `is_one_press` a button that does it at once.

    `sends`: values for the page behind it that must not stand in an address. `adds`: the slug of the part to which it
    adds, `takes`: the slug of the step it takes; both are then left out below.
    """

    url: str
    label: Any
    icon: str = "next"
    is_one_press: bool = False
    sends: Mapping[str, str] = field(default_factory=dict)
    adds: str = ""
    takes: str = ""


@dataclass(frozen=True)
class HeadLine:
    """One line: a state as icon and word, what it is about, a remark, whom to call, and the one act."""

    badge: Badge
    text: Any = ""
    note: Any = ""
    phones: Sequence[PhoneLine] = ()
    act: Act | None = None


@dataclass(frozen=True)
class Offered:
    """What the head offers: addresses, parts and steps that need no second button on the page, and numbers."""

    urls: frozenset[str] = frozenset()
    adds: frozenset[str] = frozenset()
    takes: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


def without_repeats(lines: Sequence[HeadLine]) -> tuple[HeadLine, ...]:
    """The lines, each number only where it stands first."""
    known: set[str] = set()
    found = []
    for line in lines:
        phones = [phone for phone in line.phones if phone.to_dial not in known]
        known.update(phone.to_dial for phone in phones)
        found.append(replace(line, phones=phones))
    return tuple(found)


def offered(lines: Sequence[HeadLine]) -> Offered:
    """What these lines offer."""
    acts = [line.act for line in lines if line.act is not None]
    return Offered(
        frozenset(act.url for act in acts),
        frozenset(act.adds for act in acts if act.adds),
        frozenset(act.takes for act in acts if act.takes),
        frozenset(phone.number for line in lines for phone in line.phones),
    )
