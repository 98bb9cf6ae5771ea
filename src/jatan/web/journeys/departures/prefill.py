"""The next journey begins with what was said for the last: who, where to, which work, which promise, whom to ask."""

from typing import Any

from jatan.programme.journeys.models import Journey

__all__ = ["prefilled"]

_JOURNEY = ("destination_as_written", "transit", "work", "employer")
_PROMISE = ("wage_promised", "hours_promised", "agent_name", "agent_phone")
_PAPERS = (
    "family_contact_name",
    "family_contact_relation",
    "family_contact_phone",
    "contact_at_destination",
    "phone_at_destination",
)


def prefilled(journey: Journey) -> dict[str, Any]:
    """A draft's body. Days, papers, answers and consents are asked anew: they are of this journey."""
    kept = _typed(journey, _JOURNEY)
    if journey.destination is not None and "destination_as_written" not in kept:
        kept["destination_as_written"] = [journey.destination.name]
    person = {"person": str(journey.person_id), "papers": _typed(journey, _PAPERS)}
    return {"travellers": [person], "journey": kept, "promise": _typed(journey, _PROMISE)}


def _typed(journey: Journey, names: tuple[str, ...]) -> dict[str, list[str]]:
    values = {name: getattr(journey, name) for name in names}
    return {name: [str(value)] for name, value in values.items() if value not in ("", None)}
