"""A bounded leaf of a long list: twenty-five rows, never more than two hundred pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

__all__ = ["Leaf", "leaf_of"]

SIZE = 25
LAST = 200


@dataclass(frozen=True)
class Leaf:
    """Rows of one page with the way to its neighbours. `total` None: more than we count."""

    rows: Sequence[Any]
    page: int
    count: int
    is_capped: bool
    query: QueryDict

    @property
    def total(self) -> int | None:
        return None if self.is_capped else self.count

    @property
    def first(self) -> int:
        return (self.page - 1) * SIZE + 1

    @property
    def last(self) -> int:
        return min(self.page * SIZE, self.count)

    @property
    def previous_url(self) -> str:
        return self._url(self.page - 1) if self.page > 1 else ""

    @property
    def next_url(self) -> str:
        return self._url(self.page + 1) if self.page * SIZE < self.count else ""

    def _url(self, page: int) -> str:
        query = self.query.copy()
        query["page"] = str(page)
        return f"?{query.urlencode()}"


def leaf_of(rows: QuerySet[Any] | Sequence[Any], query: QueryDict) -> Leaf:
    """The page that the address asks for; the last one when it asks for one beyond. Two queries at most."""
    most = SIZE * LAST
    counted = len(rows) if isinstance(rows, list | tuple) else rows.order_by()[: most + 1].count()  # type: ignore[union-attr]
    count = min(counted, most)
    page = min(_number(query.get("page") or ""), max(1, -(-count // SIZE)))
    return Leaf(list(rows[(page - 1) * SIZE : page * SIZE]), page, count, counted > most, query)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and 0 < len(text) < 6 and int(text) else 1
