"""Recounts the months that ledger events affected. Safe to repeat, and to be killed at any moment.

One recount per organisation at a time, by an advisory lock; cells and cursor are committed together.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import TruncMonth

from jatan.evidence.indicators.definitions import counted_values, definitions_digest
from jatan.evidence.indicators.models import MonthlyCell, RecountCursor
from jatan.evidence.indicators.place_months import store_place_months
from jatan.evidence.indicators.published_changes import MOST_CAUSES, Causes, PublishedMonths
from jatan.evidence.indicators.recount import CELL_COLUMNS, cells_of, covering_periods, in_periods
from jatan.evidence.indicators.sources import SOURCES, Source
from jatan.evidence.months.changes import MonthChanges, note_changes
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock

type Touched = dict[str, set[dt.date]]


class _ReadEvents(NamedTuple):
    """Months touched by source, at most MOST_CAUSES events of each, and the last sequence number read."""

    touched: Touched
    causes: Causes
    last: int


def may_change_cells(event: Event) -> bool:
    """True if the event may have changed a cell."""
    return bool(event.payload.get("months")) or any(event.about_type in s.parents for s in SOURCES.values())


def recount_pending(organisations: Iterable[uuid.UUID]) -> int:
    """Recount each organisation in its own transaction. Returns how many had something to recount."""
    recounted = 0
    for organisation_id in organisations:
        with acting_as(machine_for([organisation_id])):
            recounted += recount_organisation_pending(organisation_id)
    return recounted


def recount_organisation_pending(organisation_id: uuid.UUID) -> bool:
    """Recount the months affected by events after the cursor; False if there were none. Call as the machine actor."""
    _lock(organisation_id)
    cursor = RecountCursor.objects.filter(organisation_id=organisation_id).first()
    if cursor is None or cursor.definitions != definitions_digest():
        recount_fully(organisation_id)
        return True
    read = _read_events(organisation_id, cursor.sequence)
    if read.last == cursor.sequence:
        return False
    published = PublishedMonths(organisation_id, read.causes)
    for source in SOURCES.values():
        _recount_source(organisation_id, source, sorted(read.touched[source.code]))
    if months := set().union(*read.touched.values()):
        store_place_months(organisation_id, months)
    published.store_changes()
    _move_cursor(organisation_id, read.last)
    return True


def recount_fully(organisation_id: uuid.UUID) -> None:
    """Delete the organisation's cells and count everything again.

    What acts since the last recount changed in published months is kept with them, as by any recount; what may have
    been changed by new definitions, with the version that brought them, which is nobody's act.
    """
    _lock(organisation_id)
    cursor = RecountCursor.objects.filter(organisation_id=organisation_id).first()
    read = _read_events(organisation_id, cursor.sequence if cursor else 0)
    # Nothing was counted, so nothing was published, before the first count of an organisation.
    is_upgrade = cursor is not None and cursor.definitions != definitions_digest()
    published = PublishedMonths(organisation_id, read.causes if cursor else {}, is_upgrade=is_upgrade)
    MonthlyCell.objects.filter(organisation_id=organisation_id).delete()
    for source in SOURCES.values():
        _insert(source, Q(organisation_id=organisation_id))
    store_place_months(organisation_id)
    published.store_changes()
    _move_cursor(organisation_id, read.last)


def recount_shared(label: str, about: uuid.UUID, organisations: Iterable[uuid.UUID]) -> None:
    """Recount what every organisation has recorded about a row of the network, after that row has changed."""
    sources = [source for source in SOURCES.values() if source.is_shared and label in source.parents]
    for organisation_id in organisations:
        with acting_as(machine_for([organisation_id])):
            _lock(organisation_id)
            touched = set[dt.date]()
            for source in sources:
                months = set(_months_with(source, organisation_id, **{source.parents[label]: about}))
                _recount_source(organisation_id, source, sorted(months))
                touched |= months
            store_place_months(organisation_id, touched)


def _read_events(organisation_id: uuid.UUID, after: int) -> _ReadEvents:
    """Read the events after a sequence number, each once, and mark months that were accepted as changed."""
    # Events are written in order under a row lock, so none with a lower sequence can appear later.
    events = Event.objects.filter(organisation_id=organisation_id, sequence__gt=after).order_by("sequence")
    touched: Touched = defaultdict(set)
    causes: Causes = defaultdict(list)
    changes = MonthChanges()
    last = after
    for event in events.iterator(chunk_size=500):
        last = event.sequence
        by_event: Touched = defaultdict(set)
        _add_touched(event, by_event)
        for code, months in by_event.items():
            touched[code] |= months
            for month in months:
                if len(causes[(code, month)]) < MOST_CAUSES:
                    causes[(code, month)].append(event)
        changes.add(_months_of_event(event), event.payload)
    note_changes(organisation_id, changes)
    return _ReadEvents(touched, causes, last)


def _months_of_event(event: Event) -> set[dt.date]:
    """The months in which the rows of an act are counted, by any of their dates."""
    by_model: dict[str, Sequence[str]] = event.payload.get("months") or {}
    return {_first_of(month) for months in by_model.values() for month in months}


def _lock(organisation_id: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"jatan.recount:{organisation_id}"])


def _add_touched(event: Event, touched: Touched) -> None:
    months: dict[str, Sequence[str]] = event.payload.get("months") or {}
    for source in SOURCES.values():
        for label in {source.model, source.recounted_by or source.model}:
            touched[source.code].update(_first_of(month) for month in months.get(label, ()))
        link = source.parents.get(event.about_type)
        if link and event.about is not None:
            touched[source.code].update(_months_with(source, event.organisation_id, **{link: event.about}))
        for label, day in source.children.items():
            for period in covering_periods(_first_of(month) for month in months.get(label, ())):
                inside = {f"{day}__range": (period.start, period.end)}
                touched[source.code].update(_months_with(source, event.organisation_id, **inside))


def _months_with(source: Source, organisation_id: uuid.UUID, **which: Any) -> QuerySet[Any, dt.date]:
    """Months of an organisation's rows related to what has changed, including rows that are no longer counted."""
    rows = source.table._default_manager.filter(
        organisation_id=organisation_id, **which, **{f"{source.day}__isnull": False}
    )
    return rows.order_by().values_list(TruncMonth(source.day), flat=True).distinct()


def _recount_source(organisation_id: uuid.UUID, source: Source, months: Sequence[dt.date]) -> None:
    if not months:
        return
    is_of_source = Q()
    for one, value in counted_values(source):
        is_of_source |= Q(indicator=one.code, value=value.name)
    MonthlyCell.objects.filter(is_of_source, organisation_id=organisation_id, month__in=months).delete()
    _insert(source, Q(organisation_id=organisation_id) & in_periods(source, covering_periods(months)))


def _insert(source: Source, condition: Q) -> None:
    select, parameters = cells_of(source, condition)
    columns = ", ".join(CELL_COLUMNS)
    table = MonthlyCell._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}, counted_at) SELECT {columns}, %s FROM ({select}) AS cells",  # noqa: S608 - names of our own tables and columns
            [clock.now(), *parameters],
        )


def _move_cursor(organisation_id: uuid.UUID, sequence: int) -> None:
    RecountCursor.objects.update_or_create(
        organisation_id=organisation_id,
        defaults={"sequence": sequence, "definitions": definitions_digest(), "counted_at": clock.now()},
    )


def _first_of(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")
