"""What every gateway does: hand a text over, and collect what has arrived or been reported."""

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from jatan.intake.messaging.choices import Arrival

__all__ = ["Arrived", "Found", "Gateway", "GatewayTrouble", "Outgoing", "Report", "Reported", "Trouble"]


@dataclass(frozen=True)
class Outgoing:
    """One text to one telephone. `key` is ours, and new at every attempt."""

    key: str
    phone: str
    text: str
    is_urgent: bool = False
    registered_as: str = ""


@dataclass(frozen=True)
class Arrived:
    """A text, or a missed call, from a telephone. The same one always has the same `reference`."""

    reference: str
    phone: str
    text: str
    arrival: Arrival = Arrival.TEXT
    is_readable: bool = True
    at: dt.datetime | None = None


class Report(enum.Enum):
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True)
class Reported:
    """What became of a text: by our `key`, or by the telephone where the network says no more than that."""

    report: Report
    key: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Found:
    """Something collected. `where` is the gateway's own; `let_go` is called after it is safely written down."""

    what: Arrived | Reported
    where: str


class Trouble(enum.Enum):
    """REFUSED for good; UNREACHED: surely not sent, try again; UNCLEAR: it may have gone out, so never again."""

    REFUSED = "refused"
    UNREACHED = "unreached"
    UNCLEAR = "unclear"


class GatewayTrouble(Exception):
    """A text could not be handed over. Its words hold neither text nor number."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Gateway(Protocol):
    """`is_repeatable`: handing over twice under one key sends once. `is_final`: handed over means sent."""

    is_repeatable: bool
    is_final: bool

    def hand_over(self, message: Outgoing) -> str:
        """Give a text away; answers the gateway's reference. Raises GatewayTrouble."""

    def collect(self) -> Iterable[Found]:
        """What waits to be taken in. What was not let go of is found again."""

    def let_go(self, found: Found) -> None:
        """Forget something that is written down."""
