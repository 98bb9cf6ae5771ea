"""One page of a list that is short by nature: accounts, events of a month."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.http import QueryDict

ROWS = 50
LAST_PAGE = 200


@dataclass(frozen=True)
class Page[M: Model]:
    """Rows of one page and the way to its neighbours; `first` and `last` count from 1."""

    rows: list[M]
    number: int
    has_more: bool
    query: QueryDict

    @property
    def first(self) -> int:
        return (self.number - 1) * ROWS + 1

    @property
    def last(self) -> int:
        return (self.number - 1) * ROWS + len(self.rows)

    @property
    def previous_url(self) -> str:
        return self._url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self._url(self.number + 1) if self.has_more and self.number < LAST_PAGE else ""

    def _url(self, number: int) -> str:
        query = self.query.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}"


def page_of[M: Model](rows: QuerySet[M], query: QueryDict) -> Page[M]:
    """The page that `?page=` asks for. One row more is fetched to know whether there is another page."""
    asked = query.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdecimal() and 0 < len(asked) < 4 else 1
    number = min(max(number, 1), LAST_PAGE)
    found = list(rows[(number - 1) * ROWS : number * ROWS + 1])
    return Page(found[:ROWS], number, len(found) > ROWS, query)
