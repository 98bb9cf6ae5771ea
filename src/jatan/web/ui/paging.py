"""The paginator of all lists: one page of bounded size and the URLs of its neighbours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict

from jatan.kernel.text.digits import ascii_digits

SIZE: Final = 25
# The last page that is found by counting from the beginning: keeps OFFSET and COUNT cheap for any number of rows.
LAST_PAGE: Final = 200
# What says in a query string where on a list somebody is.
PLACES: Final = ("page", "after", "before")
# `?page=` of the last page of a list whose rows are not all counted.
LAST: Final = "last"


@dataclass(frozen=True)
class Page:
    """`rows` of page `number` (from 1; 0: reached from the end of a list whose rows are not all counted).

    `count`: how many rows there are, of a list `is_capped` how many are counted; `about` is then an estimate of all, if
    there is one. `after`, `before`: what the neighbours' URLs name (an id), where pages are found by their neighbours.
    """

    rows: Sequence[Any]
    number: int
    count: int
    is_capped: bool
    query: QueryDict
    size: int = SIZE
    anchor: str = ""
    about: int | None = None
    after: str = ""
    before: str = ""

    @property
    def total(self) -> int | None:
        """How many rows there are; None if `is_capped`."""
        return None if self.is_capped else self.count

    @property
    def pages(self) -> int | None:
        """How many pages there are; None if `is_capped`."""
        return None if self.is_capped else max(1, -(-self.count // self.size))

    @property
    def farthest(self) -> int:
        """The last page that can be asked for by its number."""
        return max(1, -(-self.count // self.size))

    @property
    def first(self) -> int:
        """The number of the first row of this page; 0 if it is not known."""
        return (self.number - 1) * self.size + 1 if self.number else 0

    @property
    def last(self) -> int:
        """The number of the last row of this page; 0 if it is not known."""
        if not self.number:
            return 0
        if self.after or self.before:
            return self.first + len(self.rows) - 1
        return min(self.number * self.size, self.count)

    @property
    def previous_url(self) -> str:
        """The query string of the page before; "" on the first."""
        if self.before:
            return self._url(self.number - 1 if self.number else 0, before=self.before)
        return self._url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        """The query string of the page after; "" on the last."""
        if self.after:
            return self._url(self.number + 1 if self.number else 0, after=self.after)
        if self.before or not self.number:
            return ""
        return self._url(self.number + 1) if self.number * self.size < self.count else ""

    @property
    def first_url(self) -> str:
        """The query string of the first page; "" on it."""
        return self._url(1) if self.previous_url else ""

    @property
    def last_url(self) -> str:
        """The query string of the last page; "" on it, and where only so many rows can be paged through."""
        if not self.next_url or (self.is_capped and not self.after):
            return ""
        return self._url(self.pages) if self.pages else self._url(LAST)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The filters and the order, which a form that asks for another page sends along."""
        return [(name, value) for name, values in self.query.lists() if name not in PLACES for value in values]

    def _url(self, number: int | str, **neighbour: str) -> str:
        query = without_place(self.query)
        if number:
            query["page"] = str(number)
        for name, value in neighbour.items():
            query[name] = value
        return f"?{query.urlencode()}{self.anchor}"


def without_place(query: QueryDict) -> QueryDict:
    """A copy of a query that says nothing of the place on the list: filters and order alone."""
    kept = query.copy()
    for name in PLACES:
        kept.pop(name, None)
    return kept


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
    text = ascii_digits((query.get("page") or "").strip())
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 6 and int(text) else 1
