"""Targets beside what was achieved, as plain values for pages and files."""

import uuid
from dataclasses import dataclass
from enum import StrEnum

from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period


class Owner(StrEnum):
    """Whose target a line shows. MEMBERS: the targets of all members that have one, added up."""

    NETWORK = "network"
    MEMBERS = "members"
    MEMBER = "member"


@dataclass(frozen=True)
class TargetLine:
    """One target and what was achieved of it; `achieved` None: not given to this reader.

    `members`: how many members' targets are added up in a line of MEMBERS; achieved is what those members did.
    `id`: the target, None for several together.
    """

    indicator: str
    value: str
    owner: Owner
    name: Localised
    amount: int
    achieved: int | None
    is_rounded: bool = False
    members: int = 1
    organisation: uuid.UUID | None = None
    id: uuid.UUID | None = None

    @property
    def percent(self) -> int | None:
        """The share achieved in whole percent, rounded down, so that only what is reached says 100."""
        return None if self.achieved is None else self.achieved * 100 // self.amount


@dataclass(frozen=True)
class TargetComparison:
    """The targets of a report. `lines`: those whose period is exactly the report's, in the order of the indicators.

    `others`: periods that overlap the report's and differ from it, with how many targets each; nothing is prorated.
    `is_narrowed`: the report counts one district, so no target of a member is compared with it.
    """

    lines: tuple[TargetLine, ...] = ()
    others: tuple[tuple[Period, int], ...] = ()
    is_narrowed: bool = False

    def of(self, owner: Owner) -> tuple[TargetLine, ...]:
        """The lines of one kind of owner."""
        return tuple(line for line in self.lines if line.owner is owner)

    @property
    def headlines(self) -> tuple[TargetLine, ...]:
        """For each number the network's target and the members' together; a single member's where there is only one."""
        together = {(line.indicator, line.value) for line in self.of(Owner.MEMBERS)}
        return tuple(
            line
            for line in self.lines
            if line.owner is not Owner.MEMBER or (line.indicator, line.value) not in together
        )
