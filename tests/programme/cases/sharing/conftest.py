"""One house, and two."""

from tests.programme.cases.case_office import cast, house, standing_house
from tests.programme.cases.two_offices import houses

__all__ = ["cast", "house", "houses", "standing_house"]
