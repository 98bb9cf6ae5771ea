"""One house, and two."""

from tests.programme.cases.casehouse import cast, house, standing_house
from tests.programme.cases.twohouses import houses

__all__ = ["cast", "house", "houses", "standing_house"]
