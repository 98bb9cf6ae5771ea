"""Lists of records: limited by the gate, then by the filter bar or a search, in the order asked for, page by page."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.saved_lists import selectors as saved_lists
from jatan.foundation.saved_lists.models import SavedList
from jatan.kernel.ids import is_id
from jatan.web.ui.components.tables import DIRECTIONS, Column, Table
from jatan.web.ui.forms.fields import choice, day
from jatan.web.ui.needs import StaffRequest
from jatan.web.ui.paging import LAST, PLACES, Page, page_number, without_place
from jatan.web.ui.records.columns import row_values
from jatan.web.ui.records.desk import Desk, DisplayField, Filter, Words
from jatan.web.ui.records.list_order import Ids, Order, estimated_count, ids_from, order_of, with_segment

_ALL = _("all")
FOUND_AT_MOST = 50
SORT = "sort"
SIZE = 15  # with filters, acts and pages of a list at most four screens of a telephone
# So many rows of whole offices are counted one by one; beyond it the database's own estimate is shown as such.
COUNTED = 50_000
COUNTED_IN_PART = 5_000


@dataclass(frozen=True)
class Listing:
    """One page of a list, ready for the template.

    `columns`: (code, label, whether it is shown) of those that can be chosen. `saved`: the lists saved of this one;
    `opened`: the one that is open.
    """

    table: Table
    bar: forms.Form
    page: Page
    is_filtered: bool
    searched: bool = False
    is_sorted: bool = False
    columns: Sequence[tuple[str, Words, bool]] = ()
    saved: Sequence[SavedList] = ()
    opened: SavedList | None = None

    @property
    def query_string(self) -> str:
        """The query string of the filters and the order, without the place on the list."""
        query = without_place(self.page.query)
        return f"?{query.urlencode()}" if query else ""


def listing(desk: Desk, request: StaffRequest, saved: Sequence[SavedList] | None = None) -> Listing:
    """The list for this request. Searches are sent by POST, so that no name is ever in a URL.

    `saved`: what is saved of this list, where it has been fetched.
    """
    by, bar = request.actor, filter_bar(desk, request.actor, request.GET)
    given = _known(request.GET, bar)
    view = saved_lists.view_of(by, desk.slug, saved)
    opened = next((one for one in view.lists if str(one.pk) == request.GET.get("list")), None)
    shown = chosen_columns(desk, opened.columns if opened is not None and opened.columns else view.columns)
    columns = [(show.code, show.label, show in shown) for show in (*desk.columns, *desk.more_columns)[1:]]
    query = request.POST.get("q", "").replace("\x00", "").strip()[:120]
    if query and desk.search is not None:
        found = list(desk.search(by, query).select_related(*desk.related)[:FOUND_AT_MOST])
        page_of_results = Page(found, 1, len(found), len(found) == FOUND_AT_MOST, given, FOUND_AT_MOST)
        table = build_table(desk, found, by, shown)
        return Listing(table, bar, page_of_results, is_filtered=True, searched=True)
    order = order_of(desk, bar.cleaned_data.get(SORT, ""))
    page = _page(desk, by, bar, order, given)
    table = build_table(desk, page.rows, by, shown, sorted_by="" if order.first else order.code, query=given)
    is_sorted = bool(bar.cleaned_data.get(SORT))
    return Listing(table, bar, page, is_narrowed(bar), False, is_sorted, columns, view.lists, opened)


def _known(query: QueryDict, bar: forms.Form) -> QueryDict:
    """What the list understands of its address: the links of the page carry nothing else on, a name least of all."""
    known = query.copy()
    for name in set(known) - {*bar.fields, *PLACES, "list"}:
        del known[name]
    return known


def is_narrowed(bar: forms.Form) -> bool:
    """True if the bar says which rows are wanted, and not just in which order."""
    return any(value for name, value in bar.cleaned_data.items() if name != SORT)


def filtered_rows(desk: Desk, by: Actor, bar: forms.Form) -> QuerySet[Any]:
    """All rows that match the filter bar, in the order that it asks for."""
    rows = _matching(desk, by, bar).select_related(*desk.related)
    return rows.order_by(*order_of(desk, bar.cleaned_data.get(SORT, "")).expressions)


def chosen_columns(desk: Desk, codes: Sequence[str]) -> tuple[DisplayField, ...]:
    """The columns with these codes; the desk's own without any. The first, with the link, is always there."""
    if not codes:
        return tuple(desk.columns)
    return (desk.columns[0], *(show for show in (*desk.columns, *desk.more_columns)[1:] if show.code in codes))


def _matching(desk: Desk, by: Actor, bar: forms.Form) -> QuerySet[Any]:
    rows = desk.rows(by)
    for wanted in desk.filters:
        answer = bar.cleaned_data.get(wanted.name)
        if answer not in (None, "", False):
            rows = rows.filter(wanted.where(answer))
    return rows


@dataclass(frozen=True)
class _Place:
    """Where on a list a page begins: after `skip` rows, or beyond the row `start`; `is_backwards`: from the end."""

    number: int
    skip: int = 0
    start: Any = None
    is_backwards: bool = False
    size: int = SIZE

    @property
    def is_inside(self) -> bool:
        """Whether rows lie between this place and where the reading begins."""
        return self.skip > 0 or self.start is not None


def _page(desk: Desk, by: Actor, bar: forms.Form, order: Order, query: QueryDict) -> Page:
    """One page of the list: counted, found by its number or by its neighbour, and read by the ids of its rows."""
    reach, rows = by.reach(desk.see), _matching(desk, by, bar)
    # All rows of whole offices are counted from an index. Of some of them so many are counted as can be read quickly.
    is_whole = not is_narrowed(bar) and not reach.is_narrowed
    most = COUNTED if is_whole else COUNTED_IN_PART
    counted = rows.order_by()[: most + 1].count()
    count, is_capped = min(counted, most), counted > most
    organisations = reach.row_organisations if desk.is_merged else frozenset()

    def ids(place: _Place) -> Ids:
        return ids_from(
            rows,
            order,
            organisations,
            size=place.size,
            skip=place.skip,
            start=place.start,
            is_backwards=place.is_backwards,
        )

    place = _place(desk, by, order, query, count, is_capped=is_capped)
    found = ids(place)
    if place.start is not None and place.is_backwards and not found.goes_on:  # at the beginning: a whole page
        place = _Place(1)
        found = ids(place)
    elif place.start is not None and not found.ids:  # what lay beyond has been withdrawn since
        place = _last_place(count, is_capped=is_capped)
        found = ids(place)
    is_before, is_after = place.is_inside, found.goes_on
    if place.is_backwards:
        is_before, is_after = is_after, is_before
    by_id = {row.pk: row for row in desk.rows(by).filter(pk__in=found.ids).select_related(*desk.related).order_by()}
    return Page(
        [by_id[pk] for pk in found.ids if pk in by_id],
        place.number,
        count,
        is_capped,
        query,
        size=SIZE,
        about=max(_rounded(estimated_count(rows)), count) if is_capped else None,
        after=str(found.ids[-1]) if is_after else "",
        before=str(found.ids[0]) if is_before else "",
    )


def _rounded(number: int) -> int:
    """Two figures are as much as an estimate says."""
    step: int = 10 ** max(0, len(str(number)) - 2)
    return round(number / step) * step


def _place(desk: Desk, by: Actor, order: Order, query: QueryDict, count: int, *, is_capped: bool) -> _Place:
    """The place that the query string names: beside a row, at the end, or a page by its number."""
    for name in ("after", "before"):
        start = _neighbour(desk, by, order, query.get(name) or "")
        if start is not None:
            number = page_number(query) if "page" in query else 0
            return _Place(number, start=start, is_backwards=name == "before")
    if query.get("page") == LAST:
        return _last_place(count, is_capped=is_capped)
    number = min(page_number(query), max(1, -(-count // SIZE)))
    skip = (number - 1) * SIZE
    if is_capped or skip <= count // 2:
        return _Place(number, skip)
    size = min(SIZE, count - skip)
    return _Place(number, count - skip - size, is_backwards=True, size=size)


def _last_place(count: int, *, is_capped: bool) -> _Place:
    if is_capped:
        return _Place(0, is_backwards=True)
    number = max(1, -(-count // SIZE))
    return _Place(number, is_backwards=True, size=max(1, count - (number - 1) * SIZE))


def _neighbour(desk: Desk, by: Actor, order: Order, text: str) -> Any:
    """The row from which a page goes on, also if it was withdrawn since; None if there is none within reach."""
    if not is_id(text):
        return None
    all_rows = gate.within_reach(desk.model._default_manager.all(), by=by, permission=desk.see, owner=desk.owner)
    for rows in (desk.rows(by), all_rows):
        row = with_segment(rows, order).filter(pk=text).order_by().first()
        if row is not None:
            return row
    return None


def find_row(desk: Desk, by: Actor, pk: uuid.UUID) -> Any:
    """One record within reach, also if it was withdrawn. Raises DoesNotExist."""
    try:
        return desk.find(by, pk)
    except desk.model.DoesNotExist:
        gone = desk.model._default_manager.filter(withdrawn_at__isnull=False).select_related(*desk.related)
        return gate.within_reach(gone, by=by, permission=desk.see, owner=desk.owner).get(pk=pk)


def filter_bar(desk: Desk, by: Actor, answers: Mapping[str, Any]) -> forms.Form:
    """A bound and validated form of the desk's filters; invalid values are ignored."""
    bar = forms.Form(answers, auto_id="filter_%s")
    for wanted in desk.filters:
        bar.fields[wanted.name] = _question(wanted, by)
    if orders := _orders(desk):
        bar.fields[SORT] = choice(_("Sort by"), orders, empty=_("as usual"))
    bar.is_valid()
    return bar


def build_table(
    desk: Desk,
    rows: Sequence[Any],
    by: Actor,
    columns: Sequence[DisplayField] = (),
    *,
    sorted_by: str = "",
    query: QueryDict | None = None,
) -> Table:
    """Rows as a table whose first column links to the record. With `query` the heads of columns are links that sort."""
    shows = columns or desk.columns
    lines = [
        row_values(shows, row, by) | {"pk": row.pk, "url": reverse(desk.url_name("detail"), args=[row.pk])}
        for row in rows
    ]
    heads = build_columns(shows, has_sorts=query is not None)
    return Table(desk.title, heads, lines, link="url", sorted_by=sorted_by, query=query, is_list=True)


def build_columns(shows: Sequence[DisplayField], *, has_sorts: bool = False) -> list[Column]:
    return [
        Column(f"c{place}", show.label, show.kind, sort=show.sort if has_sorts else "")
        for place, show in enumerate(shows)
    ]


def _orders(desk: Desk) -> list[tuple[str, Words]]:
    """Every order on offer, upwards and downwards, in words."""
    return [
        (code, format_lazy("{column}: {direction}", column=show.label, direction=words))
        for show in (*desk.columns, *desk.more_columns)
        if show.sort
        for code, words in zip((show.sort, f"-{show.sort}"), DIRECTIONS[show.sorted_kind], strict=True)
    ]


def _question(wanted: Filter, by: Actor) -> forms.Field:
    if wanted.kind == "day":
        return day(wanted.label)
    options = wanted.options(by) if wanted.options else ()
    return choice(wanted.label, options, empty=_ALL)
