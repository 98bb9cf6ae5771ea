"""The interface of every gateway: hand over a text, and collect arrivals and delivery reports."""

import datetime as dt
import enum
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from jatan.intake.messaging.choices import Arrival


@dataclass(frozen=True)
class Outgoing:
    """One text to one number. `key` identifies it at the gateway and is new at every attempt."""

    key: str
    phone: str
    text: str
    is_urgent: bool = False
    registered_as: str = ""


@dataclass(frozen=True)
class ArrivedMessage:
    """A text or missed call that arrived; collected again, it has the same `reference`."""

    reference: str
    phone: str
    text: str
    arrival: Arrival = Arrival.TEXT
    is_readable: bool = True
    at: dt.datetime | None = None


class DeliveryStatus(enum.Enum):
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"


@dataclass(frozen=True)
class DeliveryReport:
    """A delivery report, matched by our `key`, or by `phone` where the network reports only the number."""

    report: DeliveryStatus
    key: str = ""
    phone: str = ""


@dataclass(frozen=True)
class CollectedItem:
    """An item collected. `where` is for the gateway's own use; `discard_item` is called once the item is stored."""

    what: ArrivedMessage | DeliveryReport
    where: str


class FailureKind(enum.Enum):
    """REFUSED: do not retry. UNREACHED: certainly not sent, retry. UNCLEAR: may have been sent, do not retry."""

    REFUSED = "refused"
    UNREACHED = "unreached"
    UNCLEAR = "unclear"


class GatewayError(Exception):
    """A text could not be handed over. The message holds neither text nor number."""

    def __init__(self, trouble: FailureKind) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Gateway(Protocol):
    """`is_repeatable`: handing over one key twice sends once. `is_final`: a text handed over counts as sent."""

    is_repeatable: bool
    is_final: bool

    def hand_over(self, message: Outgoing) -> str:
        """Hand over a text; return the gateway's reference. Raises GatewayTrouble."""

    def collect(self) -> Iterable[CollectedItem]:
        """Arrivals and reports; an item is collected again until `discard_item` is called for it."""

    def discard_item(self, found: CollectedItem) -> None:
        """Remove an item that has been stored."""
