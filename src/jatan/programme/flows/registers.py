"""Journeys of an imported register (a workbook): the one exemption from the rules of departures.

No conversation took place: the row was written on paper, often years ago. So hard stops are not checked and contacts
not agreed, and `exempt_because` gives the reason. See docs/explanation/departure-rules.md.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from jatan.foundation.access.actors import Actor
from jatan.programme.flows import corrections
from jatan.programme.journeys import registration
from jatan.programme.journeys.choices import ExemptReason
from jatan.programme.journeys.commands import RegisterJourney
from jatan.programme.journeys.models import Journey


def register_imported_journeys(*, by: Actor, commands: Sequence[RegisterJourney]) -> list[Journey]:
    """Record the journeys of a register, all or none, in the order given. Raises gate.Forbidden."""
    return registration.register_unchecked_journeys(by=by, commands=commands, because=ExemptReason.IMPORTED)


def amend_imported_journey(*, by: Actor, journey: Journey, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Update a journey to its register row. A journey that is not exempt is checked for hard stops."""
    amend = registration.amend_journey if journey.exempt_because else corrections.amend_journey
    return amend(by=by, journey=journey, changes=changes, reason=reason)
