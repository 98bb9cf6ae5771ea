"""Finds the records of a member that look alike among themselves in a month, by the rules of likeness.py.

A page, a phone, a text and a workbook may each bring one fact. None is merged: a person says which pairs are one
(decisions.py).
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.intake.registers.choices import LookAlikeDecision
from jatan.intake.registers.models import ImportedRow, LookAlike
from jatan.intake.registers.reconcile.alike import fact_of, related_of
from jatan.intake.registers.reconcile.likeness import DAYS_NEAR, LIKENESS, Fact
from jatan.kernel.periods import Period, month_of
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.helpdesk.services import ISSUE
from jatan.programme.journeys.services import JOURNEY
from jatan.programme.people.record_kind import OrdinaryKind
from jatan.programme.schemes.services import LINKAGE
from jatan.programme.villages.selectors import village_keys

_WEEK: Final = dt.timedelta(days=DAYS_NEAR)

# The kinds that are counted by month, in the order of the page.
KINDS: Final[Mapping[str, OrdinaryKind[Any, Any]]] = {
    "activity": ACTIVITY,
    "journey": JOURNEY,
    "linkage": LINKAGE,
    "issue": ISSUE,
}
# The days by which a record lies in a month.
_DAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "activity": ("held_on",),
    "journey": ("leaves_on", "registered_on"),
    "linkage": ("applied_on", "sanctioned_on", "received_on"),
    "issue": ("received_on",),
}


class Pair(NamedTuple):
    """Two records of the kind `what`; `one` was recorded first."""

    what: str
    one: Any
    other: Any

    @property
    def ids(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.one.pk, self.other.pk


def pairs_of_month(by: Actor, organisation_id: uuid.UUID, month: dt.date) -> list[Pair]:
    """The pairs of a member of which at least one lies in the month and nobody has decided; by kind, the nearest first.

    Only of records that this reader may see. Rows of one sheet of one workbook are not compared with one another: its
    writer knows that they are two.
    """
    period = month_of(month)
    found: list[Pair] = []
    villages = village_keys(organisation_id)
    for what, kind in KINDS.items():
        if by.may(kind.rights.see):
            found += _pairs(what, _NEAR[what](_rows(by, organisation_id, what), period), period, villages)
    return _undecided(organisation_id, _of_different_sheets(organisation_id, found))


def records_of(by: Actor, what: str, organisation_id: uuid.UUID, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Any]:
    """{id: record} of those of these that are on record and that this reader may see."""
    return {row.pk: row for row in _rows(by, organisation_id, what).filter(pk__in=ids)}


def are_alike(what: str, one: Any, other: Any) -> bool:
    """Whether two records of this kind look alike now."""
    villages = village_keys(one.organisation_id)
    return LIKENESS[what].may_be(fact_of(one, villages), fact_of(other, villages))


def _rows(by: Actor, organisation_id: uuid.UUID, what: str) -> QuerySet[Any]:
    rows = KINDS[what].rows(by).filter(organisation_id=organisation_id)
    return rows.select_related(*related_of(what)).order_by("pk")


def _is_in(what: str, period: Period) -> Q:
    return Q(*((f"{name}__range", (period.start, period.end)) for name in _DAYS[what]), _connector="OR")


def _with_days_near(what: str) -> Callable[[QuerySet[Any], Period], list[Any]]:
    """Those of the month and of the days near it."""

    def near(rows: QuerySet[Any], period: Period) -> list[Any]:
        return list(rows.filter(_is_in(what, Period(period.start - _WEEK, period.end + _WEEK))))

    return near


def _benefits(rows: QuerySet[Any], period: Period) -> list[Any]:
    """Those of the month, and those of the same schemes for people of the same given names, whose days may lie far."""
    inside = list(rows.filter(_is_in("linkage", period)))
    names = {fact.who.given_key for fact in map(fact_of, inside) if fact.who is not None}
    schemes = {row.scheme for row in inside}
    others = rows.filter(scheme__in=schemes, person__found_by__given_key__in=names)
    return inside + list(others.exclude(pk__in=[row.pk for row in inside]))


_NEAR: Mapping[str, Callable[[QuerySet[Any], Period], list[Any]]] = {
    "activity": lambda rows, period: list(rows.filter(_is_in("activity", period))),
    "journey": _with_days_near("journey"),
    "linkage": _benefits,
    "issue": _with_days_near("issue"),
}


def _pairs(what: str, records: Sequence[Any], period: Period, villages: Mapping[tuple[Any, str], str]) -> list[Pair]:
    rule = LIKENESS[what]
    by_key: Mapping[Hashable, list[Fact]] = defaultdict(list)
    for fact in (fact_of(record, villages) for record in records):
        for key in rule.keys(fact):
            by_key[key].append(fact)
    found: dict[tuple[uuid.UUID, uuid.UUID], tuple[float, Pair]] = {}
    for one, other in _couples(by_key):
        pair = Pair(what, *sorted((one.main, other.main), key=lambda row: row.pk))
        is_of_month = any(_lies_in(what, row, period) for row in (pair.one, pair.other))
        if is_of_month and pair.ids not in found and rule.may_be(one, other):
            found[pair.ids] = rule.distance(one, other), pair
    return [pair for _far, pair in sorted(found.values(), key=lambda one: (one[0], one[1].ids))]


def _couples(by_key: Mapping[Hashable, Sequence[Fact]]) -> Iterator[tuple[Fact, Fact]]:
    for facts in by_key.values():
        for number, one in enumerate(facts):
            for other in facts[number + 1 :]:
                yield one, other


def _lies_in(what: str, row: Any, period: Period) -> bool:
    days = (getattr(row, name) for name in _DAYS[what])
    return any(day is not None and period.start <= day <= period.end for day in days)


def _of_different_sheets(organisation_id: uuid.UUID, pairs: Sequence[Pair]) -> list[Pair]:
    ids = {pk for pair in pairs for pk in pair.ids}
    if not ids:
        return []
    rows = ImportedRow.objects.filter(organisation_id=organisation_id, record_id__in=ids, is_joined=False)
    sheet_of = {record: (run, sheet) for record, run, sheet in rows.values_list("record_id", "run_id", "sheet")}
    return [
        pair for pair in pairs if pair.one.pk not in sheet_of or sheet_of[pair.one.pk] != sheet_of.get(pair.other.pk)
    ]


def _undecided(organisation_id: uuid.UUID, pairs: Sequence[Pair]) -> list[Pair]:
    if not pairs:
        return []
    decided = LookAlike.objects.filter(
        organisation_id=organisation_id,
        first__in={pair.one.pk for pair in pairs},
        decision=LookAlikeDecision.DIFFERENT,
        undone_at__isnull=True,
    )
    known = set(decided.values_list("first", "second"))
    return [pair for pair in pairs if pair.ids not in known]
