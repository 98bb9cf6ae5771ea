"""Tables as data: a view gives columns and rows, the template renders a table or, on a phone, cards or lines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from jatan.web.ui.components.words import Text
from jatan.web.ui.paging import without_place

# What the two directions of an order are called, by the kind of its column.
DIRECTIONS: dict[str, tuple[Text, Text]] = {
    "day": (_("earliest first"), _("latest first")),
    "number": (_("smallest first"), _("largest first")),
    "text": (_("from A to Z"), _("from Z to A")),
}


# What follows the key of a number in the line of sums: how many rows have no such number.
LACKING = ":lacking"


@dataclass(frozen=True)
class Column:
    """`key` names the value in a row (mapping key or attribute). `kind`: text, number, signed (a number with + or -),
    day, badge, html. `sort` is the value of `?sort=`; "" means the column cannot be sorted."""

    key: str
    label: Text
    kind: str = "text"
    sort: str = ""

    @property
    def is_numeric(self) -> bool:
        return self.kind in ("number", "signed")

    @property
    def directions(self) -> tuple[Text, Text]:
        """What upwards and downwards mean in this column, in words."""
        return DIRECTIONS["number" if self.is_numeric else self.kind if self.kind == "day" else "text"]


@dataclass(frozen=True)
class Cell:
    """One value with its column; the first cell of a row is its heading and has the link, and the id
    to tick it by.

    `lacking`: rows that a sum says nothing of. `is_empty`: nothing is recorded; a phone leaves it out of a line. A
    number that is not given is not empty.
    """

    column: Column
    value: Any
    url: str = ""
    tick: str = ""
    lacking: int = 0

    @property
    def is_empty(self) -> bool:
        return self.value in (None, "")


@dataclass(frozen=True)
class Table:
    """`link` is the key of the row's URL. `sorted_by` is the current value of `?sort=` ("-held_on").

    What a row becomes on a phone: a card with a label for every value, without `stacks` a row that is scrolled
    sideways, with `is_list` a line of what is recorded, labels only beside days and numbers.
    """

    caption: Text
    columns: Sequence[Column]
    rows: Iterable[Any]
    link: str = ""
    note: Text = ""
    sorted_by: str = ""
    query: QueryDict | None = None
    total: Any = None
    stacks: bool = True
    is_list: bool = False
    head: list[tuple[Column, str, str, Text]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.head.extend(
            (column, self._sort_url(column), self._direction(column), self._direction_words(column))
            for column in self.columns
        )

    def lines(self) -> Iterator[list[Cell]]:
        """The rows as lists of cells, in the order of the columns."""
        for row in self.rows:
            yield self._cells(row)

    def totals(self) -> list[Cell]:
        """The cells of the totals row; empty without `total`."""
        return self._cells(self.total) if self.total is not None else []

    def _cells(self, row: Any) -> list[Cell]:
        url = str(_value(row, self.link) or "") if self.link else ""
        tick = str(row.get("pk", "")) if isinstance(row, dict) else ""
        lacking = {key: value for key, value in row.items() if key.endswith(LACKING)} if isinstance(row, dict) else {}
        return [
            Cell(
                column,
                _value(row, column.key),
                url if place == 0 else "",
                tick if place == 0 else "",
                lacking.get(f"{column.key}{LACKING}", 0),
            )
            for place, column in enumerate(self.columns)
        ]

    def _direction(self, column: Column) -> str:
        if not column.sort or self.sorted_by.lstrip("-") != column.sort:
            return ""
        return "descending" if self.sorted_by.startswith("-") else "ascending"

    def _direction_words(self, column: Column) -> Text:
        return {"ascending": column.directions[0], "descending": column.directions[1]}.get(self._direction(column), "")

    def _sort_url(self, column: Column) -> str:
        if not column.sort:
            return ""
        query = without_place(self.query) if self.query is not None else QueryDict(mutable=True)
        query["sort"] = f"-{column.sort}" if self._direction(column) == "ascending" else column.sort
        return f"?{query.urlencode()}"


def _value(row: Any, key: str) -> Any:
    value = row.get(key) if isinstance(row, dict) else getattr(row, key, None)
    return value() if callable(value) else value
