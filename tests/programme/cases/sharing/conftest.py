"""One house, and two."""

from tests.programme.cases.casehouse import house
from tests.programme.cases.twohouses import houses

__all__ = ["house", "houses"]
