"""What stands in a project and lies outside of its days or places now: counted and listed on its page."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db.models import Count, Window
from django.urls import reverse
from django.utils import formats

from jatan.foundation.access.actors import Actor
from jatan.programme.people.link_tables import LinkTable
from jatan.programme.projects.bounds import links_outside, whole_of
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.link_tables import KINDS
from jatan.programme.projects.models import Project
from jatan.web.ui.records.columns import place_line

LISTED: Final = 20


def outside_context(by: Actor, project: Project) -> dict[str, Any]:
    """{"outside": [(kind in words, how many, [(record in words, its address)])]}, without kinds that have none.

    At most `LISTED` records of a kind are named; one query for each kind that this reader may open.
    """
    whole = whole_of(project)
    found = ((table, _first(by, whole, table)) for table in KINDS if by.may(table.see))
    return {"outside": [_lines(table, links) for table, links in found if links]}


def _first(by: Actor, project: Project, table: LinkTable) -> Sequence[Any]:
    links = links_outside(by, project, table).annotate(of=Window(Count("id")))
    return list(links.select_related(f"{table.record}__place", f"{table.record}__place__district")[:LISTED])


def _lines(table: LinkTable, links: Sequence[Any]) -> tuple[Any, int, list[tuple[str, str]]]:
    kind = ProjectCount(table.kind)
    records = [getattr(link, table.record) for link in links]
    return kind.label, links[0].of, [(_words(row), reverse(f"{kind}_detail", args=[row.pk])) for row in records]


def _words(record: Any) -> str:
    """Its name, or else the first day on which it is counted, and its place."""
    days = (getattr(record, name) for name in type(record).FACT_DATES)
    day: dt.date | None = next((day for day in days if day is not None), None)
    named = getattr(record, "name", "") or (formats.date_format(day, "j E Y") if day is not None else "")
    return " · ".join(part for part in (named, str(place_line(record))) if part)
