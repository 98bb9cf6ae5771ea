"""The paginator of all lists: one page of bounded size and the URLs of its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict

__all__ = ["SIZE", "Page", "page_number", "paginate"]

SIZE: Final = 25
# The last page that can be opened (filters find a row sooner): keeps OFFSET and COUNT cheap for any number of rows.
LAST_PAGE: Final = 200


@dataclass(frozen=True)
class Page:
    """`rows` of page `number` (from 1) of a list of `count` rows; `is_capped`: there are more than LAST_PAGE shows."""

    rows: Sequence[Any]
    number: int
    count: int
    is_capped: bool
    query: QueryDict
    size: int = SIZE
    anchor: str = ""

    @property
    def total(self) -> int | None:
        """How many rows there are; None if `is_capped`."""
        return None if self.is_capped else self.count

    @property
    def first(self) -> int:
        """The number of the first row of this page."""
        return (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """The number of the last row of this page."""
        return min(self.number * self.size, self.count)

    @property
    def previous_url(self) -> str:
        """The query string of the page before; "" on the first."""
        return self._url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        """The query string of the page after; "" on the last."""
        return self._url(self.number + 1) if self.number * self.size < self.count else ""

    def _url(self, number: int) -> str:
        query = self.query.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}{self.anchor}"


def paginate(rows: QuerySet[Any] | Sequence[Any], query: QueryDict, *, size: int = SIZE, anchor: str = "") -> Page:
    """The page given by `?page=`; the last one if the number is too large. Two queries at most.

    `anchor`: fragment ("#entries") appended to the URLs of the neighbours.
    """
    most = size * LAST_PAGE
    counted = rows.order_by()[: most + 1].count() if isinstance(rows, QuerySet) else len(rows)
    count = min(counted, most)
    number = min(page_number(query), max(1, -(-count // size)))
    return Page(list(rows[(number - 1) * size : number * size]), number, count, counted > most, query, size, anchor)


def page_number(query: QueryDict) -> int:
    """The number in `?page=`; 1 for anything that is not a positive number of at most five digits."""
    text = query.get("page") or ""
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 6 and int(text) else 1
