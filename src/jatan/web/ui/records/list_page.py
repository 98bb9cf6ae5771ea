"""Lists of records: limited by the gate, then by the filter bar or a search, one page at a time."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import choice, day
from jatan.web.ui.needs import StaffRequest
from jatan.web.ui.paging import Page, paginate
from jatan.web.ui.records.columns import row_values
from jatan.web.ui.records.desk import Desk, DisplayField, Filter

_ALL = _("all")
FOUND_AT_MOST = 50


@dataclass(frozen=True)
class Listing:
    """One page of a list, ready for the template."""

    table: Table
    bar: forms.Form
    page: Page
    is_filtered: bool
    searched: bool = False

    @property
    def query_string(self) -> str:
        """The query string of the filters, without `page`."""
        query = self.page.query.copy()
        query.pop("page", None)
        return f"?{query.urlencode()}" if query else ""


def listing(desk: Desk, request: StaffRequest) -> Listing:
    """The list for this request. Searches are sent by POST, so that no name is ever in a URL."""
    bar = filter_bar(desk, request.actor, request.GET)
    rows = filtered_rows(desk, request.actor, bar)
    query = request.POST.get("q", "").replace("\x00", "").strip()[:120]
    if query and desk.search is not None:
        found = list(desk.search(request.actor, query).select_related(*desk.related)[:FOUND_AT_MOST])
        page_of_results = Page(found, 1, len(found), len(found) == FOUND_AT_MOST, request.GET, FOUND_AT_MOST)
        return Listing(build_table(desk, found, request.actor), bar, page_of_results, is_filtered=True, searched=True)
    page = paginate(rows, request.GET)
    is_filtered = any(value for value in bar.cleaned_data.values())
    return Listing(build_table(desk, page.rows, request.actor), bar, page, is_filtered)


def filtered_rows(desk: Desk, by: Actor, bar: forms.Form) -> QuerySet[Any]:
    """All rows that match the filter bar, in the desk's order."""
    rows = desk.rows(by).select_related(*desk.related)
    for wanted in desk.filters:
        answer = bar.cleaned_data.get(wanted.name)
        if answer not in (None, "", False):
            rows = rows.filter(wanted.where(answer))
    return rows.order_by(*desk.order)


def find_row(desk: Desk, by: Actor, pk: uuid.UUID) -> Any:
    """One record within reach, also if it was withdrawn. Raises DoesNotExist."""
    try:
        return desk.find(by, pk)
    except desk.model.DoesNotExist:
        gone = desk.model._default_manager.filter(withdrawn_at__isnull=False).select_related(*desk.related)
        return gate.within_reach(gone, by=by, permission=desk.see, owner=desk.owner).get(pk=pk)


def filter_bar(desk: Desk, by: Actor, answers: QueryDict) -> forms.Form:
    """A bound and validated form of the desk's filters; invalid values are ignored."""
    bar = forms.Form(answers, auto_id="filter_%s")
    for wanted in desk.filters:
        bar.fields[wanted.name] = _question(wanted, by)
    bar.is_valid()
    return bar


def build_table(desk: Desk, rows: Sequence[Any], by: Actor) -> Table:
    """Rows as a table whose first column links to the record."""
    lines = [
        row_values(desk.columns, row, by) | {"url": reverse(desk.url_name("detail"), args=[row.pk])} for row in rows
    ]
    return Table(desk.title, build_columns(desk.columns), lines, link="url", is_list=True)


def build_columns(shows: Sequence[DisplayField]) -> list[Column]:
    return [Column(f"c{place}", show.label, show.kind) for place, show in enumerate(shows)]


def _question(wanted: Filter, by: Actor) -> forms.Field:
    if wanted.kind == "day":
        return day(wanted.label)
    options = wanted.options(by) if wanted.options else ()
    return choice(wanted.label, options, empty=_ALL)
