"""Lists of records: limited by the gate, then by the filter bar or a search, in the order asked for, page by page."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.saved_lists import selectors as saved_lists
from jatan.foundation.saved_lists.models import SavedList
from jatan.kernel.ids import is_id
from jatan.web.ui.components.tables import DIRECTIONS, Column, Table
from jatan.web.ui.form_page import NARROW
from jatan.web.ui.forms.fields import choice, day
from jatan.web.ui.needs import StaffRequest
from jatan.web.ui.paging import LAST, PLACES, Page, page_number, without_place
from jatan.web.ui.records.columns import day_text, row_values
from jatan.web.ui.records.desk import Desk, DisplayField, Filter, Words
from jatan.web.ui.records.list_order import Ids, Order, estimated_count, ids_from, order_of, with_segment
from jatan.web.ui.records.named_filters import (
    FoundNames,
    NamedField,
    NamedFilter,
    NamesRead,
    filters_of,
    found_by_name,
    read_names,
)
from jatan.web.ui.records.row_groups import GROUPED, MOST_GROUPS, grouped_table, groupings_for, total_values
from jatan.web.ui.records.sums import summed_fields, sums_of

_ALL = _("all")
FOUND_AT_MOST = 50
SORT = "sort"
SIZE = 15  # with filters, acts and pages of a list at most four screens of a telephone
# So many rows of whole offices are counted one by one; beyond it the database's own estimate is shown as such.
COUNTED = 50_000
COUNTED_IN_PART = 5_000
_TOO_MANY_FOR_SUMS = _("There is no sum: these are too many rows. Narrow the list.")
_TOO_MANY_FOR_GROUPS = _("These are too many rows to be put in groups. Narrow the list first.")


@dataclass(frozen=True)
class Listing:
    """One page of a list, ready for the template.

    `columns`: (code, label, whether it is shown) of those that can be chosen. `saved`: the lists saved of this one;
    `opened`: the one that is open. `is_asking`: the bar asks again about a name that was sent. `is_grouped`: the table
    has a line for each group, and no rows.
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
    is_asking: bool = False
    is_grouped: bool = False

    @property
    def orders(self) -> list[tuple[str, Words, bool]]:
        """(code, words, whether it is the present one) of every order on offer."""
        field: Any = self.bar.fields.get(SORT)
        chosen = self.bar.cleaned_data.get(SORT) or ""
        return [(code, words, code == chosen) for code, words in field.choices] if field is not None else []

    @property
    def conditions(self) -> list[tuple[str, str]]:
        """What the address says besides the order, for a form that changes the order alone."""
        return [(name, value) for name, value in self.page.kept if name != SORT]

    @property
    def narrowed_by(self) -> list[str]:
        """The conditions in words."""
        return conditions_in_words(self.bar)

    @property
    def groupings(self) -> list[tuple[str, Words, bool]]:
        """(address, words, whether it is shown) of everything that the list can be grouped by."""
        field: Any = self.bar.fields.get(GROUPED)
        chosen, found = self.bar.cleaned_data.get(GROUPED) or "", []
        for code, words in field.choices[1:] if field is not None else ():
            query = without_place(self.page.query)
            query[GROUPED] = code
            found.append((f"?{query.urlencode()}", words, code == chosen))
        return found

    @property
    def ungrouped_url(self) -> str:
        """The same list with its rows."""
        query = without_place(self.page.query)
        query.pop(GROUPED, None)
        return f"?{query.urlencode()}"

    @property
    def has_names(self) -> bool:
        """Whether the bar asks for a name, which no address may hold."""
        return any(isinstance(field, NamedField) for field in self.bar.fields.values())

    @property
    def query_string(self) -> str:
        """The query string of the filters and the order, without the place on the list."""
        query = without_place(self.page.query)
        return f"?{query.urlencode()}" if query else ""


def listing(desk: Desk, request: StaffRequest, saved: Sequence[SavedList] | None = None) -> Listing:
    """The list for this request. Searches are sent by POST, so that no name is ever in a URL.

    `saved`: what is saved of this list, where it has been fetched.
    """
    by, asked = request.actor, names_sent(desk, request)
    bar = filter_bar(desk, by, asked.codes)
    given = _known(asked.codes, bar)
    view = saved_lists.view_of(by, desk.slug, saved)
    opened = next((one for one in view.lists if str(one.pk) == request.GET.get("list")), None)
    shown = chosen_columns(desk, opened.columns if opened is not None and opened.columns else view.columns)
    columns = [(show.code, show.label, show in shown) for show in (*desk.columns, *desk.more_columns)[1:]]
    query = request.POST.get("q", "").replace("\x00", "").strip()[:120]
    if query and desk.search is not None:
        found = search_rows(desk, by, query)
        page_of_results = Page(found, 1, len(found), len(found) == FOUND_AT_MOST, given, FOUND_AT_MOST)
        table = build_table(desk, found, by, shown)
        return Listing(table, bar, page_of_results, is_filtered=True, searched=True)
    order = order_of(desk, bar.cleaned_data.get(SORT, ""))
    if grouped := bar.cleaned_data.get(GROUPED):
        rows = _matching(desk, by, bar)
        if rows.order_by()[: COUNTED + 1].count() > COUNTED:
            table = Table(desk.title, (), (), note=_TOO_MANY_FOR_GROUPS, is_list=True)
        else:
            table = grouped_table(desk, by, rows, grouped, shown, given, bar.cleaned_data)
        page = Page(list(table.rows), 1, len(list(table.rows)), False, given, MOST_GROUPS)
    else:
        page = _page(desk, by, bar, order, given)
        table = build_table(desk, page.rows, by, shown, sorted_by="" if order.first else order.code, query=given)
        fields = summed_fields(desk, by, shown)
        if page.is_capped and fields:
            table = replace(table, note=_TOO_MANY_FOR_SUMS)
        elif page.rows and fields:
            sums = sums_of(_matching(desk, by, bar), fields, page.count)
            table = replace(table, total={"c0": _("Sum"), **total_values(sums)})
    is_sorted = bool(bar.cleaned_data.get(SORT))
    asked.ask(bar)
    is_filtered = is_narrowed(bar) or bool(asked.asked)
    return Listing(
        table, bar, page, is_filtered, False, is_sorted, columns, view.lists, opened, bool(asked.asked), bool(grouped)
    )


def names_sent(desk: Desk, request: StaffRequest) -> NamesRead:
    """The conditions of the address, or of the filter bar where that is sent: its names are read as ids."""
    if request.method != "POST" or NARROW not in request.POST:
        return NamesRead(request.GET, {})
    return read_names(filters_of(desk, request.actor), request.POST, request.GET)


def address_of(desk: Desk, request: StaffRequest) -> str:
    """Where the filter bar leads that was sent; "" where a name has to be asked about first."""
    read = names_sent(desk, request)
    if read.asked:
        return ""
    codes = _known(read.codes, filter_bar(desk, request.actor, read.codes))
    query = urlencode([(name, str(value)) for name, value in without_place(codes).items() if value and name != "list"])
    return f"{request.path}?{query}" if query else request.path


def search_rows(
    desk: Desk, by: Actor, text: str, most: int = FOUND_AT_MOST, names: FoundNames | None = None
) -> list[Any]:
    """At most so many rows that a text finds: by the desk's own search, then those of a village or group of that name.

    `desk` has a search. `names`: what has the name, where several lists are searched.
    """
    assert desk.search is not None
    found = list(desk.search(by, text).select_related(*desk.related)[:most])
    named = found_by_name(desk, by, text, names) if len(found) < most else None
    if named is not None:
        more = desk.kind.rows(by).filter(named).exclude(pk__in=[row.pk for row in found])
        found += more.select_related(*desk.related)[: most - len(found)]
    return found


def _known(query: QueryDict, bar: forms.Form) -> QueryDict:
    """What the list understands of its address: the links of the page carry nothing else on, a name least of all."""
    known = query.copy()
    unread = {
        name for name, field in bar.fields.items() if isinstance(field, NamedField) and not bar.cleaned_data[name]
    }
    for name in set(known) - ({*bar.fields, *PLACES, "list"} - unread):
        del known[name]
    return known


def is_narrowed(bar: forms.Form) -> bool:
    """True if the bar says which rows are wanted, and not just in which order."""
    return any(value for name, value in bar.cleaned_data.items() if name not in (SORT, GROUPED))


def conditions_in_words(bar: forms.Form, shown: Collection[str] | None = None) -> list[str]:
    """What the bar says of the rows that are wanted: each question with its answer. `shown`: the only ones whose answer
    may be named; of the others it is said that there is one."""
    found = []
    for name, value in bar.cleaned_data.items():
        if name in (SORT, GROUPED) or value in (None, "", False):
            continue
        field: Any = bar.fields[name]
        if shown is not None and name not in shown:
            found.append(str(_("%(question)s: left out, because it is personal")) % {"question": field.label})
            continue
        words = dict(getattr(field, "choices", ())).get(value, value)
        found.append(f"{field.label}: {day_text(words) if isinstance(words, dt.date) else words}")
    return found


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
    rows = desk.kind.rows(by)
    for wanted in filters_of(desk, by):
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
    by_id = {
        row.pk: row for row in desk.kind.rows(by).filter(pk__in=found.ids).select_related(*desk.related).order_by()
    }
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
    all_rows = gate.within_reach(desk.model._default_manager.all(), by=by, permission=desk.see)
    for rows in (desk.kind.rows(by), all_rows):
        row = with_segment(rows, order).filter(pk=text).order_by().first()
        if row is not None:
            return row
    return None


def find_row(desk: Desk, by: Actor, pk: uuid.UUID) -> Any:
    """One record within reach, also if it was withdrawn. Raises DoesNotExist."""
    try:
        return desk.kind.find(by, pk)
    except desk.model.DoesNotExist:
        gone = desk.model._default_manager.filter(withdrawn_at__isnull=False).select_related(*desk.related)
        return gate.within_reach(gone, by=by, permission=desk.see).get(pk=pk)


def filter_bar(desk: Desk, by: Actor, answers: Mapping[str, Any]) -> forms.Form:
    """A bound and validated form of the desk's filters; invalid values are ignored."""
    bar = forms.Form(answers, auto_id="filter_%s")
    for wanted in filters_of(desk, by):
        bar.fields[wanted.name] = _question(wanted, by)
    if groupings := groupings_for(desk, by):
        pairs = [(code, words) for code, (words, _filter) in groupings.items()]
        bar.fields[GROUPED] = _hidden(choice(_("In groups"), pairs, empty=_("row by row")))
    if orders := _orders(desk):
        bar.fields[SORT] = _hidden(choice(_("Sort by"), orders, empty=_("as usual")))
    bar.is_valid()
    return bar


class ChosenElsewhere(forms.HiddenInput):
    """Goes along with the conditions; it is chosen above the list, in a form of its own."""

    def __init__(self, choices: Any = ()) -> None:
        super().__init__()
        self.choices = choices


def _hidden(field: forms.ChoiceField) -> forms.ChoiceField:
    field.widget = ChosenElsewhere(field.choices)
    return field


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
    if isinstance(wanted, NamedFilter):
        return NamedField(wanted)
    options = wanted.options(by) if wanted.options else ()
    return choice(wanted.label, options, empty=_ALL)
