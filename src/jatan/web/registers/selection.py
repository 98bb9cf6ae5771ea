"""Which parked rows are meant: the filter of the list, and the rows that are ticked in it, across its pages.

Filters and ticks are sent as ids and codes; what is written in a row stands in no address.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import QuerySet
from django.http import QueryDict

from jatan.foundation.access.actors import Actor
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.own_columns import is_own_column
from jatan.intake.registers.repair.many_rows import MOST_ROWS
from jatan.intake.registers.selectors import parked_rows
from jatan.intake.registers.translate.warnings import PARKING_CODES
from jatan.intake.registers.waiting_list import WaitingFilter, filter_waiting
from jatan.web.registers.words import COLUMNS, KINDS

MOST_TICKS: Final = 1_000


def filter_of(data: QueryDict) -> WaitingFilter:
    """The filter in these fields; what is no code, column or id does not filter."""
    ids = {name: _id(data.get(name)) for name in ("run", "like", "sheet", "until")}
    return WaitingFilter(
        kind=_one_of(data.get("kind"), KINDS),
        code=_one_of(data.get("code"), PARKING_CODES),
        column=column if is_own_column(column := data.get("column", "")) else _one_of(column, COLUMNS),
        **ids,
    )


def query_of(wanted: WaitingFilter) -> dict[str, str]:
    """The fields of a filter, without the empty ones."""
    return {name: str(value) for name, value in vars(wanted).items() if value}


def ticked_ids(data: QueryDict) -> list[uuid.UUID]:
    """The ticked rows: boxes of this page (`row`) and those carried along from other pages (`ticked`), each once."""
    texts = [*data.get("ticked", "")[: 40 * MOST_TICKS].split(","), *data.getlist("row")]
    found = dict.fromkeys(one for text in texts if (one := _id(text)) is not None)
    return list(found)[:MOST_TICKS]


@dataclass(frozen=True)
class Selection:
    """Rows for one act: `ids`, or all of the filter (None) as it was when they were chosen. `seen`: how many then."""

    wanted: WaitingFilter
    ids: tuple[uuid.UUID, ...] | None
    seen: int

    @classmethod
    def of(cls, data: QueryDict, by: Actor) -> "Selection":
        """What a page sends: `scope` "all" or the ticked rows; from the second page on `seen` and `until` as well."""
        wanted = filter_of(data)
        if data.get("scope") != "all":
            ids = ticked_ids(data)
            return cls(replace(wanted, until=None), tuple(ids), len(ids))
        seen = str(data.get("seen", ""))[:9]
        if wanted.until and seen.isascii() and seen.isdecimal():
            return cls(wanted, None, int(seen))
        rows = filter_waiting(parked_rows(by), by, wanted).order_by()
        last = rows.order_by("-id").values_list("id", flat=True).first()
        return cls(replace(wanted, until=last), None, rows.count())

    def rows(self, by: Actor) -> QuerySet[ParkedRow]:
        """The open rows among them."""
        rows = parked_rows(by)
        return filter_waiting(rows, by, self.wanted) if self.ids is None else rows.filter(pk__in=self.ids)

    def row_ids(self, by: Actor) -> list[uuid.UUID]:
        """The ids for one act, the oldest first, at most MOST_ROWS. Ticked rows that are closed are among them."""
        if self.ids is not None:
            return list(self.ids)
        return list(self.rows(by).order_by("id").values_list("id", flat=True)[:MOST_ROWS])

    def fields(self) -> dict[str, Any]:
        """The hidden fields that carry the selection to the next page."""
        if self.ids is None:
            return query_of(self.wanted) | {"scope": "all", "seen": self.seen}
        return query_of(self.wanted) | {"ticked": ",".join(str(pk) for pk in self.ids)}


def _one_of(text: str | None, known: Iterable[str]) -> str:
    return text if text and text in set(known) else ""


def _id(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None
