"""Monthly snapshots of the counts of persons: what readers of counts see until the next one.

A snapshot is taken once a month, for the months that are over. Later corrections enter with the next snapshot, all at
once; a year whose exact total is published keeps its numbers until enough has changed to hide every single change.
"""

import datetime as dt
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import Sum

from jatan.evidence.indicators.casework import GROUPS
from jatan.evidence.indicators.corridor_counts import publish_corridors
from jatan.evidence.indicators.definitions import BY_NETWORK_YEAR, BY_QUARTER, PART_IN, PERSONS, indicator
from jatan.evidence.indicators.models import CountSnapshot, MonthlyCell, NetworkYear, PublishedCount, RoundingOffset
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.rounding_rule import (
    BASE,
    FEWEST_WITH_MONEY,
    Bounds,
    bounds_of_change,
    bounds_of_sum,
    draw_offset,
    has_room,
    has_room_for_insiders,
    rounded_money,
    rounded_months,
)
from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.periods import financial_year, month_of, quarter

# The day of the month from which the month before is published: registers of its last days come in first.
FIRST_DAY = 3
_CASES = ("case_work", "cases")
# Who was counselled is one of those who left, and may be registered before too: no part, but replaced together.
_COUNSELLED, _LEAVING = ("counselled", "counselled"), ("registered_before_leaving", "leaving")
_WHOLE_OF = {part: whole for whole, part in PART_IN.items()}
_LOCK = "jatan.count_snapshot"

# (organisation id, district id as text)
type Series = tuple[uuid.UUID, str]
type Months = dict[dt.date, int]


@dataclass
class _Sheet:
    """One number over one financial year: amounts by series and month."""

    months: dict[Series, Months] = field(default_factory=dict)

    def ends(self, known: Iterable[Series]) -> dict[Series, int]:
        """Each series' sum over the year; 0 for a known one without any."""
        return {one: sum(self.months.get(one, {}).values()) for one in known}


@dataclass
class _Made:
    """One number over one year as it is to be published: the sum of its part (PART_IN) and the rest, each rounded.

    `blocks`: {(key, series): (true number, bounds)} of all in it whose total is not exact by itself.
    """

    true: _Sheet
    rounded: _Sheet
    blocks: dict[tuple[Key, Series], tuple[int, Bounds]]
    is_exact: bool = False


type _Sheets = dict[tuple[Key, dt.date], _Sheet]


def newest_month(today: dt.date) -> dt.date:
    """The first day of the newest month that may be published on this day."""
    last = today.replace(day=1) - dt.timedelta(days=1)
    return (last if today.day >= FIRST_DAY else last.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def publication_day(last: dt.date) -> dt.date:
    """The first day on which the month of a day may be published."""
    return (month_of(last).end + dt.timedelta(days=1)).replace(day=FIRST_DAY)


def take_due() -> bool:
    """Take this month's snapshot if it has not been taken; False if it has. Periodic (settings/periodic.py)."""
    month = newest_month(clock.today())
    if CountSnapshot.objects.filter(month__gte=month).exists():
        return False
    return take_snapshot(month)


def take_snapshot(month: dt.date) -> bool:
    """Publish the counts of all months up to `month` (its first day); False where nothing is recorded yet.

    Safe to repeat and to be killed: everything is one transaction.
    """
    organisations = list(Organisation.objects.order_by("code").values_list("id", flat=True))
    recount_pending(organisations)
    with transaction.atomic(), acting_as(machine_for(organisations)):
        _lock()
        true = _read_true(month)
        if not publish_corridors(month) and not true:
            return False
        _publish(true, month)
        CountSnapshot.objects.update_or_create(month=month, defaults={"taken_at": clock.now()})
    return True


def _publish(true: _Sheets, month: dt.date) -> None:
    shown, exact = _read_published(), _read_years()
    known = sorted({series for sheet in (*true.values(), *shown.values()) for series in sheet.months})
    offsets = _Offsets()
    for year in sorted({year for _key, year in (*true, *shown)}):
        is_over, made = financial_year(year).end <= month_of(month).end, dict[Key, _Made]()
        for tree in _trees():
            before = {key: exact[(key, year)] for key in tree if (key, year) in exact}
            old = {key: shown.get((key, year), _Sheet()) for key in tree}
            for key in tree:
                part = PART_IN.get(key)
                published = _without(old[key], old[part]) if part else old[key]
                counts = true.get((key, year), _Sheet())
                made[key] = _make(key, year, counts, made[part] if part else None, known, published, offsets)
                # A part gets no exact number after its whole has: the rest would be known too.
                is_late = key not in before and _WHOLE_OF.get(key) in before
                made[key].is_exact = is_over and not is_late and _has_room(made[key])
            if all(_may_replace(key, old[key], made[key], known, number) for key, number in before.items()):
                for key in tree:
                    _store(key, year, old[key], made[key].rounded)
                    _store_total(key, year, before.get(key), made[key])
        if is_over:
            _store_groups(year, true, exact, made[_CASES], known)
    offsets.store()


def _make(
    key: Key,
    year: dt.date,
    counts: _Sheet,
    part: _Made | None,
    known: Iterable[Series],
    published: _Sheet,
    offsets: "_Offsets",
) -> _Made:
    """Round a number: without its part, from what is published of that rest, and together with the part."""
    rest = _without(counts, part.true) if part else counts
    made = _Made(counts, _Sheet(), dict(part.blocks) if part and not part.is_exact else {})
    for one in known:
        months = rest.months.get(one, {})
        found = rounded_months(months, offsets.get(one, year, key), published.months.get(one))
        made.blocks[(key, one)] = sum(months.values()), bounds_of_sum(sum(found.values()))
        made.rounded.months[one] = dict(Counter(found) + Counter(part.rounded.months[one] if part else {}))
    return made


def _without(whole: _Sheet, part: _Sheet) -> _Sheet:
    return _Sheet(
        {one: dict(Counter(months) - Counter(part.months.get(one, {}))) for one, months in whole.months.items()}
    )


def _has_room(made: _Made) -> bool:
    """Whether the network's exact number of the year may be given."""
    organisations = defaultdict[uuid.UUID, set[tuple[Key, Series]]](set)
    for block in made.blocks:
        organisations[block[1][0]].add(block)
    bounds = {block: known for block, (_true, known) in made.blocks.items()}
    return has_room_for_insiders(bounds, {block: true for block, (true, _known) in made.blocks.items()}, organisations)


def _may_replace(key: Key, old: _Sheet, made: _Made, known: Iterable[Series], before: int) -> bool:
    """Whether a year's published numbers may be replaced without showing the change of one record."""
    change, ends = _total(made.true) - before, made.rounded.ends(known)
    if change == 0 and old.months == {one: months for one, months in made.rounded.months.items() if months}:
        return True
    if not made.is_exact:
        return False
    changes = [bounds_of_change(amount, ends[one]) for one, amount in old.ends(known).items()]
    return abs(change) >= (FEWEST_WITH_MONEY if _money_of(key) else BASE) and has_room(changes, change)


def _total(sheet: _Sheet) -> int:
    return sum(sum(months.values()) for months in sheet.months.values())


def _store(key: Key, year: dt.date, before: _Sheet, rounded: _Sheet) -> None:
    months = {one: found for one, found in rounded.months.items() if found}
    if before.months == months:
        return
    code, value = key
    span = financial_year(year)
    PublishedCount.objects.filter(indicator=code, value=value, month__range=(span.start, span.end)).delete()
    PublishedCount.objects.bulk_create(
        PublishedCount(
            organisation_id=organisation, month=month, indicator=code, value=value, district=district, amount=amount
        )
        for (organisation, district), found in months.items()
        for month, amount in found.items()
    )


def _store_total(key: Key, year: dt.date, before: int | None, made: _Made) -> None:
    """Store the exact number of a year and, from enough persons up, the sums of money that belong to it."""
    total = _total(made.true)
    if not made.is_exact or total == before:
        return
    _put(key, year, total)
    money = _money_of(key)
    NetworkYear.objects.filter(year=year, indicator=key[0], value__in=money).delete()
    mine = Counter[uuid.UUID]()
    for (organisation, _district), months in made.true.months.items():
        mine[organisation] += sum(months.values())
    # Whoever knows the rows of one member may subtract them.
    if money and total - max(mine.values(), default=0) >= FEWEST_WITH_MONEY:
        span = financial_year(year)
        cells = MonthlyCell.objects.filter(
            dimension="total", indicator=key[0], value__in=money, month__range=(span.start, span.end)
        )
        for name, amount in cells.values_list("value").annotate(whole=Sum("amount")):
            _put((key[0], name), year, rounded_money(amount, total))


def _store_groups(
    year: dt.date, true: _Sheets, exact: Mapping[tuple[Key, dt.date], int], cases: _Made, known: Iterable[Series]
) -> None:
    """Store stages and outcomes of the cases of a year, each only where it may be anybody's of several members."""
    highest = Counter[Series]()
    for (_key, one), (_true, (_low, high)) in cases.blocks.items():
        highest[one] += high
    for code in GROUPS:
        for value in indicator(code).values:
            key = (code, value.name)
            sheet, before = true.get((key, year), _Sheet()), exact.get((key, year))
            blocks = {(key, one): (amount, (0, highest[one])) for one, amount in sheet.ends(known).items()}
            made = _Made(sheet, _Sheet(), blocks)
            if (before is None or abs(_total(sheet) - before) >= BASE) and _has_room(made):
                _put(key, year, _total(sheet))


def _put(key: Key, year: dt.date, amount: int) -> None:
    code, value = key
    NetworkYear.objects.update_or_create(year=year, indicator=code, value=value, defaults={"amount": amount})


def _money_of(key: Key) -> list[str]:
    """Names of the values that are sums of money over the persons of this count."""
    code, name = key
    return [value.name for value in indicator(code).values if value.of == name]


def _trees() -> list[list[Key]]:
    """The numbers that are published by month, with those that have to do with each other in one list, parts first.

    The numbers of a list are replaced together: of different snapshots they would not fit each other.
    """
    found = []
    for root in sorted(PERSONS - BY_NETWORK_YEAR - set(PART_IN.values()) - {_COUNSELLED}):
        tree = [root]
        while tree[0] in PART_IN:
            tree.insert(0, PART_IN[tree[0]])
        found.append([*tree, _COUNSELLED] if root == _LEAVING else tree)
    return found


def _read_true(last: dt.date) -> _Sheets:
    """True amounts up to the end of a month; quarterly ones up to the last quarter that is over by then."""
    end = month_of(last).end
    keys = {key for key in PERSONS if not indicator(key[0]).value(key[1]).of}
    rows = MonthlyCell.objects.filter(
        dimension="district", month__lte=last, indicator__in={code for code, _name in keys}
    ).values_list("organisation_id", "member", "indicator", "value", "month", "amount")
    return _as_sheets(
        row for row in rows if (row[2], row[3]) in keys and (row[2] not in BY_QUARTER or quarter(row[4]).end <= end)
    )


def _read_published() -> _Sheets:
    rows = PublishedCount.objects.values_list("organisation_id", "district", "indicator", "value", "month", "amount")
    return _as_sheets(rows)


def _as_sheets(rows: Iterable[tuple[uuid.UUID, str, str, str, dt.date, int]]) -> _Sheets:
    sheets: _Sheets = defaultdict(_Sheet)
    for organisation, district, code, value, month, amount in rows:
        sheet = sheets[((code, value), financial_year(month).start)]
        sheet.months.setdefault((organisation, district), {})[month] = amount
    return sheets


def _read_years() -> dict[tuple[Key, dt.date], int]:
    rows = NetworkYear.objects.values_list("indicator", "value", "year", "amount")
    return {((code, value), year): amount for code, value, year, amount in rows}


class _Offsets:
    """The stored offsets, and those drawn for new series."""

    def __init__(self) -> None:
        rows = RoundingOffset.objects.values_list("organisation_id", "district", "year", "number", "offset")
        self._known = {tuple(name): offset for *name, offset in rows}
        self._new: list[RoundingOffset] = []

    def get(self, series: Series, year: dt.date, key: Key) -> int:
        organisation, district = series
        name = (organisation, district, year, ".".join(key))
        if name not in self._known:
            self._known[name] = draw_offset()
            self._new.append(
                RoundingOffset(
                    organisation_id=organisation, district=district, year=year, number=name[3], offset=self._known[name]
                )
            )
        return self._known[name]

    def store(self) -> None:
        RoundingOffset.objects.bulk_create(self._new)


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [_LOCK])
