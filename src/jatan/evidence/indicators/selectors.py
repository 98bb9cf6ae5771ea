"""The impact report's numbers for one reader. Pages and files get them only from here."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import batched

from django.db import connection
from django.db.models import Count, Q

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.cell_sums import Sums, read_sums
from jatan.evidence.indicators.centres import CENTRES, add_centres, centres_in, count_open, open_centres
from jatan.evidence.indicators.definitions import BY_NETWORK_YEAR, BY_QUARTER, COUNTED, INDICATORS
from jatan.evidence.indicators.month_names import month_name, quarter_name
from jatan.evidence.indicators.overdue import open_steps
from jatan.evidence.indicators.published_changes import read_changes
from jatan.evidence.indicators.published_sums import (
    PublishedSums,
    ScopedSnapshot,
    read_published,
    read_snapshot,
    spans_of,
    with_exact_years,
)
from jatan.evidence.indicators.quarters import begins_quarter
from jatan.evidence.indicators.recorded import FirstMonths, Unrecorded, read_first_months
from jatan.evidence.indicators.results import Absences, Earlier, ImpactReport, Key, Line, Numbers, Subject
from jatan.evidence.indicators.scope import Scope, reads_counts_only, scope_of
from jatan.evidence.indicators.snapshots import publication_day
from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import InformationCentre, Kind, Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period, month_of, months_between, quarter
from jatan.programme.activities.models import Participation

# Numbers of the annex: shown for the network as a whole only in the annex of who reads every member.
_ANNEX = frozenset((one.code, value.name) for one in COUNTED if one not in INDICATORS for value in one.values)
# Sums of money and averages: a small one is not "few".
_MONEY = frozenset((one.code, value.name) for one in COUNTED for value in one.values if value.of)
_QUARTERLY = frozenset((one.code, value.name) for one in COUNTED if one.code in BY_QUARTER for value in one.values)
_NO_PLACE = Localised(hi="दर्ज नहीं", en="not recorded")


def impact_report(
    period: Period,
    *,
    by: Actor,
    organisation: uuid.UUID | None = None,
    district: uuid.UUID | None = None,
    annex: bool = False,
    compared_with: Period | None = None,
    organisations: frozenset[uuid.UUID] = frozenset(),
    districts: frozenset[uuid.UUID] = frozenset(),
) -> ImpactReport:
    """All numbers of a period (both days included) that this reader may see, in at most 17 queries.

    Narrowed to organisations and districts, one of each or several (none: all).
    `annex` adds the currently open escalations (5 more queries), `compared_with` the totals of another period (4).
    Raises Forbidden when the reader may see no numbers.
    Call inside `acting_as(by)`.
    """
    chosen = organisations | ({organisation} if organisation is not None else set())
    inside = districts | ({district} if district is not None else set())
    scope = scope_of(by, organisations=chosen, districts=inside)
    snapshot = read_snapshot(scope)
    sums, earlier_sums = read_sums(scope, period, compared_with)
    counts, centres = _count(scope, period, by, snapshot, sums)
    counts.first = read_first_months(scope, period.end, sums.first, with_published=bool(counts.hidden))
    network_period = _whole_months(period) if scope.sees_network and not chosen and not inside else None
    everybody = list(Organisation.objects.all())
    readable = by.reach(Permission.REPORTS_SEE).row_organisations
    offices = tuple(row for row in everybody if row.id in readable)
    names = _place_names(sums, counts.published, scope)
    by_month = _by_month(counts, period)
    return ImpactReport(
        period=period,
        totals=counts.totals(),
        by_organisation=_organisations(counts, offices),
        by_district=_labelled_lines(counts.by_district(), names, counts.absences),
        by_block=_labelled_lines(counts.by_block(), names, counts.absences),
        by_month=by_month,
        by_quarter=_by_quarter(counts, period, by_month, centres_in(scope, centres)),
        earlier=_earlier(counts, compared_with, snapshot, earlier_sums) if compared_with else None,
        absences=counts.absences,
        subject=_subject(scope, by, everybody, names),
        named_people=named_people(period, by=by, organisations=chosen, districts=inside),
        network=_network_sums(network_period, count_open(centres, network_period)) if network_period else None,
        network_period=network_period,
        counted_at=counts.published.counted_at,
        offices=offices,
        counted_in=scope.every_organisation,
        steps=open_steps(by, scope, clock.now()) if annex else None,
        rounded=frozenset(counts.hidden) - BY_NETWORK_YEAR,
        exact=counts.published.exact,
        published=counts.published.period,
        published_at=counts.published.taken_at,
        comes_on=counts.comes_on(clock.today()),
        changed=read_changes(scope, period, by_month, hidden=counts.hidden) if counts.published.taken_at else (),
    )


def _count(
    scope: Scope, period: Period, by: Actor, snapshot: ScopedSnapshot, sums: Sums
) -> tuple["_Counts", list[InformationCentre]]:
    """The numbers of a period for one reader, and the centres that were open in it."""
    centres = open_centres(period)
    add_centres(sums, scope, period, centres)
    return _Counts(period, sums, read_published(scope, period, by.network, snapshot), by, scope), centres


def _earlier(counts: "_Counts", period: Period, snapshot: ScopedSnapshot, sums: Sums) -> Earlier:
    then, _centres = _count(counts.scope, period, counts.by, snapshot, sums)
    incomparable = {
        key
        for key in counts.hidden
        if _published_length(then.published, key) != _published_length(counts.published, key)
    }
    then.first = counts.first
    return Earlier(period, then.totals(), then.absences, frozenset(incomparable))


def _published_length(published: PublishedSums, key: Key) -> int:
    """How many months (of a quarterly number: months of whole quarters) of a number are published."""
    span = published.quarters if key[0] in BY_QUARTER else published.period
    return len(span.whole_months()) if span else 0


def _network_sums(period: Period, centres: int) -> Numbers:
    whole = _whole_months(period)
    if whole is None:
        return {CENTRES: centres}
    spans = spans_of(whole)
    found: dict[Period, dict[Key, int]] = {span: {} for span in spans}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.first, s.last, t.indicator, t.value, t.amount"
            " FROM unnest(%s::date[], %s::date[]) AS s(first, last)"
            " CROSS JOIN LATERAL jatan_network_totals(s.first, s.last) AS t",
            [[span.start for span in spans], [month_of(span.end).start for span in spans]],
        )
        for first, last, code, value, amount in cursor.fetchall():
            found[Period(first, month_of(last).end)][(code, value)] = amount
    totals, _exact = with_exact_years(found)
    return {key: amount for key, amount in totals.items() if key not in _ANNEX} | {CENTRES: centres}


def named_people(
    period: Period,
    *,
    by: Actor,
    organisations: frozenset[uuid.UUID] = frozenset(),
    districts: frozenset[uuid.UUID] = frozenset(),
) -> dict[str, int]:
    """{indicator code: number of distinct named participants}, shown beside attendances.

    Counted from the rows within the reader's reach; indicators without named people are left out.
    """
    kinds = {value.only: one.code for one in INDICATORS for value in one.values if value.name == "participants"}
    rows = gate.within_reach(Participation.objects.live(), by=by, permission=Permission.ACTIVITIES_SEE).filter(
        activity__withdrawn_at__isnull=True,
        activity__held_on__range=(period.start, period.end),
        activity__kind__in=kinds,
        role="participant",
    )
    if organisations:
        rows = rows.filter(organisation_id__in=organisations)
    if districts:
        rows = rows.filter(Q(activity__place__district_id__in=districts) | Q(activity__place_id__in=districts))
    counts = rows.order_by().values_list("activity__kind").annotate(people=Count("person_id", distinct=True))
    return {kinds[kind]: people for kind, people in counts}


class _Counts:
    """The numbers of a report for one reader.

    Exact ones from cells and rows; counts of persons whose rows the reader may not open as they were published.
    """

    def __init__(self, period: Period, sums: Sums, published: PublishedSums, by: Actor, scope: Scope) -> None:
        self.period, self.sums, self.published, self.by, self.scope = period, sums, published, by, scope
        self.first = FirstMonths()
        self.organisations = scope.every_organisation
        self.hidden = _rounded_keys(by, scope, scope.every_organisation)
        self._hidden_in = {one: _rounded_keys(by, scope, frozenset({one})) for one in scope.every_organisation}
        # Blocks have no published numbers: for a reader of blocks even a total would be incomplete.
        self._is_of_blocks = any(dimension == "block" for _organisation, dimension, _place in scope.places)
        self._has_published = published.period is not None and not self._is_of_blocks

    @cached_property
    def absences(self) -> Absences:
        """Why a number of the whole scope is none."""
        return self._absences(self._unrecorded, self.hidden, self.period.end)

    def absences_of(self, organisation: uuid.UUID) -> Absences:
        """Why a number of one organisation is none."""
        hidden = self._hidden_in.get(organisation, set())
        return self._absences(Unrecorded(self.first.among({organisation}, hidden)), hidden, self.period.end)

    def absences_of_month(self, month: dt.date) -> Absences:
        """Why a number of one month is none; a quarterly number stands in the first month of its quarter."""
        until = min(month_of(month).end, self.period.end)
        return self._absences(self._unrecorded, self.hidden, until, month)

    def _absences(
        self, unrecorded_by: Unrecorded, hidden: set[Key], until: dt.date, month: dt.date | None = None
    ) -> Absences:
        if not self.organisations:
            return {}
        unrecorded = unrecorded_by.until(until)
        found = dict.fromkeys(unrecorded - hidden, Absence.NOT_RECORDED)
        if month is None and self._whole_quarters is None:
            # Cases are counted by whole quarters, and this period holds none: no nought for who reads the rows either.
            found |= dict.fromkeys(_QUARTERLY - hidden, Absence.NOT_TOLD)
        for key in hidden:
            if key in self._known_empty:
                # Known exactly, for the whole network over whole years, and so for each part of it too.
                if key in unrecorded:
                    found[key] = Absence.NOT_RECORDED
            elif absence := self._absence_of_hidden(key, month):
                found[key] = absence
        return found

    @cached_property
    def _whole_months(self) -> Period | None:
        return _whole_months(self.period)

    @cached_property
    def _whole_quarters(self) -> Period | None:
        return self.period.whole_quarters()

    @cached_property
    def _known_empty(self) -> frozenset[Key]:
        return frozenset(key for key in self.published.exact if not self.published.totals[key])

    def _absence_of_hidden(self, key: Key, month: dt.date | None) -> Absence | None:
        """Why a count of persons is none for a reader who sees it as published: never nought, never "not recorded"."""
        is_quarterly = key[0] in BY_QUARTER
        if month is not None and is_quarterly and not begins_quarter(month):
            return None
        if key in BY_NETWORK_YEAR or self._is_of_blocks:
            return Absence.NOT_TOLD
        # Of days beside whole months (quarters) nothing ever comes.
        whole = self._whole_quarters if is_quarterly else self._whole_months
        if whole is None or (month is not None and month not in whole):
            return Absence.NOT_TOLD
        published = self.published.quarters if is_quarterly else self.published.period
        if published is None or (published.end < whole.end if month is None else month not in published):
            return Absence.NOT_YET
        return Absence.NOT_TOLD if key in _MONEY else Absence.FEW

    def comes_on(self, today: dt.date) -> dict[Key, dt.date]:
        """The day on which the quarterly numbers of the last quarter of the period are published, if it is to come."""
        whole = self._whole_quarters
        if whole is None:
            return {}
        day = publication_day(whole.end)
        still = {key for key, why in self.absences.items() if why is Absence.NOT_YET and key[0] in BY_QUARTER}
        return dict.fromkeys(still, day) if day > today else {}

    @cached_property
    def _unrecorded(self) -> Unrecorded:
        return Unrecorded(self.first.among(self.organisations, self.hidden))

    def totals(self) -> Numbers:
        found = dict(self._merged(self.sums.totals, self.published.totals, self.hidden))
        exact = self.published.exact & self.hidden & BY_NETWORK_YEAR
        return found | {key: self.published.totals[key] for key in exact}

    def by_organisation(self) -> dict[uuid.UUID, Numbers]:
        ids = {*self.sums.by_organisation, *self.published.by_organisation}
        return {
            one: self._merged(
                self.sums.by_organisation.get(one, {}),
                self.published.by_organisation.get(one, {}),
                self._hidden_in.get(one, set()),
            )
            for one in ids
        }

    def by_district(self) -> dict[str, Numbers]:
        exact = {member: numbers for (kind, member), numbers in self.sums.by_place.items() if kind == "district"}
        return {
            member: self._merged(exact.get(member, {}), self.published.by_district.get(member, {}), self.hidden)
            for member in {*exact, *self.published.by_district}
        }

    def by_block(self) -> dict[str, Numbers]:
        """Counts of persons are not published by block."""
        return {
            member: _without(numbers, self.hidden)
            for (kind, member), numbers in self.sums.by_place.items()
            if kind == "block"
        }

    def of_month(self, month: dt.date) -> Numbers:
        """One month's numbers; None for a month or quarter that is not published."""
        published, quarters = self.published.period, self.published.quarters
        found = dict(
            self._merged(self.sums.by_month.get(month, {}), self.published.by_month.get(month, {}), self.hidden)
        )
        for key in self.hidden:
            if key[0] in BY_QUARTER:
                is_missing = begins_quarter(month) and (quarters is None or month not in quarters)
            else:
                is_missing = published is None or month not in published
            if is_missing:
                found[key] = None
        return found

    def _merged(self, exact: Mapping[Key, int], published: Mapping[Key, int], hidden: set[Key]) -> Numbers:
        if not hidden:
            return exact
        if not self._has_published:
            return _without(exact, hidden)
        found: dict[Key, int | None] = {key: number for key, number in exact.items() if key not in hidden}
        for key in hidden:
            is_missing = key in BY_NETWORK_YEAR or (key[0] in BY_QUARTER and self.published.quarters is None)
            found[key] = None if is_missing else published.get(key, 0)
        return found


def _without(numbers: Mapping[Key, int], hidden: set[Key]) -> Numbers:
    return {**numbers, **dict.fromkeys(hidden)}


def _organisations(counts: _Counts, offices: Iterable[Organisation]) -> tuple[Line, ...]:
    table = counts.by_organisation()
    return tuple(
        Line(_name(row), table.get(row.id, {}), id=row.id, absences=counts.absences_of(row.id))
        for row in offices
        if row.id in counts.organisations and (row.id in table or row.kind == "member")
    )


def _place_names(sums: Sums, published: PublishedSums, scope: Scope) -> dict[str, Place]:
    """{place id as text: place} for the places of the tables and of the scope. One query."""
    found = {member for _dimension, member in sums.by_place if member} | {one for one in published.by_district if one}
    found |= {str(place) for place in (*(place for _, _, place in scope.places), *scope.districts) if place}
    return {str(place.id): place for place in Place.objects.filter(id__in=found)}


def _subject(scope: Scope, by: Actor, everybody: Iterable[Organisation], names: Mapping[str, Place]) -> Subject:
    """Whose numbers these are: the whole network where no organisation and no place is left out."""
    rows = sorted(everybody, key=lambda row: row.code)
    network = next((_name(row) for row in rows if row.kind == Kind.NETWORK), None)
    narrowed = sorted(scope.districts or {place for _, _, place in scope.places}, key=str)
    places = tuple(_name(names[str(place)]) for place in narrowed if str(place) in names)
    counted = [row for row in rows if row.id in scope.every_organisation]
    if not counted or scope.every_organisation >= {row.id for row in rows} - by.former:
        return Subject(network, places=places)
    return Subject(network, tuple(map(_name, counted)), places, counted[0].code if len(counted) == 1 else "")


def _name(row: Organisation | Place) -> Localised:
    return row.names if isinstance(row, Place) else Localised(hi=row.name_hi or row.name_en, en=row.name_en)


def _labelled_lines(table: Mapping[str, Numbers], names: Mapping[str, Place], absences: Absences) -> tuple[Line, ...]:
    found = [_place_line(member, names, numbers, absences) for member, numbers in table.items()]
    return tuple(sorted(found, key=lambda line: (line.id is None, line.label.en)))


def _place_line(member: str, names: Mapping[str, Place], numbers: Numbers, absences: Absences) -> Line:
    place = names.get(member)
    if place is None:
        return Line(_NO_PLACE, numbers, absences=absences)
    return Line(_name(place), numbers, id=place.id, absences=absences)


def _by_month(counts: _Counts, period: Period) -> tuple[Line, ...]:
    return tuple(
        Line(
            month_name(month),
            counts.of_month(month),
            month=month,
            absences=counts.absences_of_month(month),
        )
        for month in months_between(period.start, period.end)
    )


def _by_quarter(
    counts: _Counts, period: Period, months: Sequence[Line], centres: Iterable[InformationCentre]
) -> tuple[Line, ...]:
    """The quarters of a period that consists of at least two whole ones; sums of their months."""
    if period.whole_quarters() != period or len(period.whole_months()) < 6:
        return ()
    open_here = list(centres)
    return tuple(
        Line(
            quarter_name(first),
            {**_sum_of_months(lines), CENTRES: count_open(open_here, quarter(first))},
            month=first,
            absences={
                **lines[-1].absences,
                **{key: absence for key, absence in lines[0].absences.items() if key[0] in BY_QUARTER},
            },
        )
        for lines in batched(months, 3, strict=True)
        if (first := lines[0].month) is not None
    )


def _sum_of_months(lines: Sequence[Line]) -> Numbers:
    """The numbers of a quarter; None where that of one month is not given."""
    found: dict[Key, int | None] = {}
    for line in lines:
        for key, number in line.numbers.items():
            before = found.get(key, 0)
            found[key] = None if before is None or number is None else before + number
    return found


def _rounded_keys(by: Actor, scope: Scope, organisations: frozenset[uuid.UUID]) -> set[Key]:
    """Keys of the counts of persons that this reader of these organisations sees as published."""
    return {
        (one.code, value.name)
        for one in COUNTED
        for value in one.values
        if reads_counts_only(value, by, scope, organisations)
    }


def _whole_months(period: Period) -> Period | None:
    months = period.whole_months()
    return Period(months[0], month_of(months[-1]).end) if months else None
