"""The history of a record: its corrections, newest first, with the old and new values."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from django.utils import formats
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.db.fetch_together import fetch_together
from jatan.foundation.ledger.models import Revision
from jatan.foundation.network.guarded import Guarded
from jatan.foundation.places.models import Place
from jatan.programme.landmarks.selectors import landmarks_by_id
from jatan.web.ui.records.columns import may_read_field, quarter_words
from jatan.web.ui.records.history_entry import HistoryEntry

SHOWN = 50
# Fields that only the program writes, and whose values are ids or whole documents.
_UNTOLD = frozenset({"ArrayField", "JSONField", "UUIDField"})
type Explained = Mapping[str, Callable[[Any, Any], Iterable[tuple[Any, Any, Any]]]]


def history_rows(row: Guarded) -> dict[str, QuerySet[Any]]:
    """What `record_history` reads, for a page that fetches it together with other rows."""
    kept = Revision.objects.filter(organisation_id=row.organisation_id, about=row.pk)
    wrote = Q(id__in=kept.values("by")) | Q(id=row.recorded_by)
    return {"revisions": kept.order_by("-at", "-id"), "writers": Account.objects.filter(wrote).order_by("id")}


def record_history(
    row: Guarded,
    by: Actor,
    explained: Explained | None = None,
    rows: Mapping[str, Sequence[Any]] | None = None,
) -> list[HistoryEntry]:
    """At most 50 corrections and the first recording: one query, and two more for names of places and stops.

    The caller got the row through the gate. `explained`: for fields that hold more than one value, what has changed in
    them, from the values before and after; of other such fields the history says that they changed, not how. `rows`:
    those of `history_rows`, where the caller has fetched them.
    """
    rows = rows or fetch_together(history_rows(row), SHOWN)
    kept = list(rows["revisions"])[:SHOWN]
    names = {account.pk: account.name for account in rows["writers"]}
    places = _places(kept) | _stops(kept, by)
    moments = [_moment(row, revision, names, places, by, explained or {}) for revision in kept]
    first = HistoryEntry(
        row.recorded_at, _("Recorded"), names.get(row.recorded_by, ""), when=_when(row, row.recorded_at)
    )
    return [*moments, first]


def _moment(
    row: Guarded,
    revision: Revision,
    names: Mapping[Any, str],
    places: Mapping[str, str],
    by: Actor,
    explained: Explained,
) -> HistoryEntry:
    changes = tuple(_changes(row, revision.before, revision.after, places, by, explained))
    what = _("Changed") if revision.after else _("Brought back") if revision.before else _("Withdrawn")
    reason = revision.reason if gate.reads_personal(by, row.organisation_id) else ""
    return HistoryEntry(revision.at, what, names.get(revision.by, ""), reason, changes, _when(row, revision.at))


def _when(row: Guarded, at: dt.datetime) -> str:
    return "" if row.KEEPS_EXACT_DAYS else quarter_words(localtime(at).date())


def _places(revisions: list[Revision]) -> dict[str, str]:
    ids = {
        str(values[name])
        for revision in revisions
        for values in (revision.before, revision.after)
        for name in ("place", "destination")
        if values.get(name)
    }
    return {str(place.pk): place.name for place in Place.objects.filter(pk__in=ids)} if ids else {}


def _stops(revisions: list[Revision], by: Actor) -> dict[str, str]:
    """Names of the landmarks that a journey or a route named before and after. One query, none without such changes."""
    ids = {
        uuid.UUID(stop)
        for revision in revisions
        for values in (revision.before, revision.after)
        for stop in values.get("stops") or ()
    }
    return {str(pk): row.label for pk, row in landmarks_by_id(by, ids).items()}


def _changes(
    row: Guarded,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    places: Mapping[str, str],
    by: Actor,
    explained: Explained,
) -> list[tuple[Any, Any, Any]]:
    found: list[tuple[Any, Any, Any]] = []
    for name in after:
        if name.endswith(("_fold", "_key")) or not may_read_field(by, row, name):
            continue
        try:
            column: Any = row._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if name in explained:
            found += explained[name](before.get(name), after.get(name))
            continue
        if not column.editable and column.get_internal_type() in _UNTOLD:
            continue
        values = _formatted(column, before, places), _formatted(column, after, places)
        found.append((capfirst(column.verbose_name), *values))
    return found


def _formatted(column: Any, values: Mapping[str, Any], places: Mapping[str, str]) -> Any:
    value = values.get(column.name)
    if value in (None, "", []):
        return None
    if isinstance(value, list) and isinstance(column, ArrayField):
        return _listed(column, value, places)
    if isinstance(value, list | dict):
        return _("several values")
    if column.is_relation:
        return places.get(str(value), _("another record"))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if column.get_internal_type() == "DateField":
        is_month_only = values.get("is_day_known") is False
        return formats.date_format(dt.date.fromisoformat(value), "E Y" if is_month_only else "j E Y")
    return dict(column.flatchoices).get(value, value)


def _listed(column: Any, values: list[Any], places: Mapping[str, str]) -> Any:
    """The elements of an array in words: labels of codes, names of stops; how many where they have no words."""
    labels = dict(getattr(column.base_field, "flatchoices", ()))
    words = [labels.get(value, places.get(str(value))) for value in values]
    return len(values) if None in words else ", ".join(map(str, words))
