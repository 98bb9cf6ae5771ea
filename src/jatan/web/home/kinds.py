"""All kinds of work, the most urgent first."""

from typing import Final

from jatan.web.home.kinds_for_offices import COUNTED, FOR_OFFICES, PROMISES
from jatan.web.home.kinds_for_people import FOR_PEOPLE
from jatan.web.home.work import Kind

__all__ = ["KINDS", "PROMISES"]

KINDS: Final[tuple[Kind, ...]] = (*FOR_PEOPLE, *FOR_OFFICES, *COUNTED)
