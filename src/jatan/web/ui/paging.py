"""The one paginator: a bounded page of a long list and the way to its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict

__all__ = ["SIZE", "Page", "page_number", "paginate"]

SIZE: Final = 25
# Nobody goes further than this: a filter finds the row sooner. Keeps OFFSET and count cheap for any number of rows.
LAST_PAGE: Final = 200


@dataclass(frozen=True)
class Page:
    """`rows` of page `number` (from 1) of a list of `count` rows; `is_capped`: there are more than we count."""

    rows: Sequence[Any]
    number: int
    count: int
    is_capped: bool
    query: QueryDict
    size: int = SIZE
    anchor: str = ""

    @property
    def total(self) -> int | None:
        """How many rows there are; None where there are more than we count."""
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
        """The address of the page before, relative to this one; "" on the first."""
        return self._url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        """The address of the page after; "" on the last."""
        return self._url(self.number + 1) if self.number * self.size < self.count else ""

    def _url(self, number: int) -> str:
        query = self.query.copy()
        query["page"] = str(number)
        return f"?{query.urlencode()}{self.anchor}"


def paginate(rows: QuerySet[Any] | Sequence[Any], query: QueryDict, *, size: int = SIZE, anchor: str = "") -> Page:
    """The page that `?page=` asks for; the last one when it asks for one beyond. Two queries at most.

    `anchor`: the part of the page ("#entries") at which the neighbours open.
    """
    most = size * LAST_PAGE
    counted = rows.order_by()[: most + 1].count() if isinstance(rows, QuerySet) else len(rows)
    count = min(counted, most)
    number = min(page_number(query), max(1, -(-count // size)))
    return Page(list(rows[(number - 1) * size : number * size]), number, count, counted > most, query, size, anchor)


def page_number(query: QueryDict) -> int:
    """The page that an address asks for; 1 for what is no number."""
    text = query.get("page") or ""
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 6 and int(text) else 1
