"""Kinds of work as data: which rows wait for somebody, one line of words for each, and the list that shows them all."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.web.ui.components.states import Badge
from jatan.web.ui.components.words import Text

SHOWN = 3
type Rows = QuerySet[Any, Any] | Sequence[Any]


@dataclass(frozen=True)
class WorkLine:
    """One thing to do, one tap away. `kind_title`: what sort of work it is; "" for a line that says so itself."""

    url: str
    text: Text
    badge: Badge | None = None
    icon: str = ""
    kind_title: Text = ""


@dataclass(frozen=True)
class Kind:
    """One kind of work. `rows(by, today)`: all that waits for this actor, the most urgent first.

    `line(row, today)` makes (address, words, badge) of one; without it only the number is shown, as a line of the words
    `counted`. `page` and `query`: URL name and query of a list that shows exactly these rows; "" for the page of
    `web.home.work_page`.
    `shown`: how many lines stand on the home page. `for_stand_ins`: rows are read with the postings of colleagues whom
    the actor stands in for. `related`: the relations that a line reads; no others are fetched for the home page.
    """

    slug: str
    needs: Permission
    title: Text
    icon: str
    rows: Callable[[Actor, dt.date], Rows]
    line: Callable[[Any, dt.date], tuple[str, Text, Badge]] | None = None
    counted: Text = ""
    page: str = ""
    query: str = ""
    shown: int = SHOWN
    for_stand_ins: bool = False
    related: tuple[str, ...] = ()

    @property
    def list_url(self) -> str:
        """The list with all of them."""
        return f"{reverse(self.page)}{self.query}" if self.page else reverse("work", args=[self.slug])

    def first_rows(self, rows: Rows, most: int) -> list[Any]:
        """The first of these rows, with what their lines read."""
        if isinstance(rows, QuerySet):
            rows = rows.select_related(None)
            rows = rows.select_related(*self.related) if self.related else rows
        return list(rows[:most])

    def lines(self, rows: Sequence[Any], today: dt.date) -> list[WorkLine]:
        """The lines of these rows; two rows that lead to the same page are one line."""
        if self.line is None:
            return []
        found: dict[str, WorkLine] = {}
        for row in rows:
            url, text, badge = self.line(row, today)
            found.setdefault(url, WorkLine(url, text, badge, self.icon, self.title))
        return list(found.values())
