"""What a page of journeys or ladders sends along when it opens the form of a new case."""

import uuid
from typing import Final

# Says that a form is only opened with what was sent, not filled in.
PREFILL_FLAG: Final = "begins"


def case_prefill_fields(journey: uuid.UUID) -> dict[str, str]:
    """Hidden POST fields for `case_new`. In no address: logs and histories would tie the journey to the case."""
    return {PREFILL_FLAG: "1", "journey": str(journey)}
