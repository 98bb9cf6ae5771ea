"""Start the draft of a next journey with values of the last one: person, destination, work, promise, contacts."""

from typing import Any

from jatan.programme.journeys.models import Journey

_JOURNEY = ("destination_as_written", "transit", "work", "employer")
_PROMISE = ("wage_promised", "hours_promised", "agent_name", "agent_phone")
_PAPERS = (
    "family_contact_name",
    "family_contact_relation",
    "family_contact_phone",
    "contact_at_destination",
    "phone_at_destination",
)


def prefilled_body(journey: Journey) -> dict[str, Any]:
    """The body of a draft (see `state`). Days, papers, answers and consents are left out: they are asked again."""
    kept = _typed(journey, _JOURNEY)
    if journey.destination is not None and "destination_as_written" not in kept:
        kept["destination_as_written"] = [journey.destination.name]
    person = {"person": str(journey.person_id), "papers": _typed(journey, _PAPERS)}
    return {"travellers": [person], "journey": kept, "promise": _typed(journey, _PROMISE)}


def _typed(journey: Journey, names: tuple[str, ...]) -> dict[str, list[str]]:
    values = {name: getattr(journey, name) for name in names}
    return {name: [str(value)] for name, value in values.items() if value not in ("", None)}
