"""Journeys of a register (a workbook): the one exemption from the rules of departures.

Nobody was asked: the row is what somebody wrote on paper, often years ago. So no hard stop is looked for and no contact
agreed on, and the journey says why (`exempt_because`). docs/explanation/departure-rules.md has it in full.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.flows import corrections
from jatan.programme.journeys import registration
from jatan.programme.journeys.choices import ExemptReason
from jatan.programme.journeys.commands import RegisterJourney
from jatan.programme.journeys.models import Journey

__all__ = ["amend_imported_journey", "register_imported_journeys"]


def register_imported_journeys(*, by: Actor, commands: Sequence[RegisterJourney]) -> list[Journey]:
    """Put the journeys of a register on record, all or none, in the order given. Raises gate.Forbidden."""
    return registration.register_unchecked_journeys(by=by, commands=commands, because=ExemptReason.IMPORTED)


def amend_imported_journey(*, by: Actor, journey: Journey, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Bring a journey to what its register says now. One that is not exempt passes the rules as on a page."""
    amend = registration.amend_journey if journey.exempt_because else corrections.amend_journey
    return amend(by=by, journey=journey, changes=changes, reason=reason)
