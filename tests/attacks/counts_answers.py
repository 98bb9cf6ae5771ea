"""The answers of the report to every question about a house, and what an attacker learns from them."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.test import Client

from jatan.evidence.indicators.definitions import BY_NETWORK_YEAR, BY_QUARTER, PART_IN, PERSONS
from jatan.kernel.periods import Period, financial_year, month_of
from tests.attacks.counts_attacker import Attacker, Terms
from tests.attacks.counts_house import MONTHS, House
from tests.attacks.counts_printed import Printed, keyed_cells, loose_numbers

__all__ = ["COUNTS", "YEAR", "Answers", "Where", "ask", "collect", "places", "programs", "spans"]

type Key = tuple[str, str]
type Series = tuple[UUID, UUID]
# What a question can be narrowed to: an organisation, a district, both or neither.
type Where = tuple[UUID | None, UUID | None]

YEAR = financial_year(MONTHS[0])
# Every count of persons that is given by month.
COUNTS = tuple(sorted(PERSONS - BY_NETWORK_YEAR))
COUNSELLED, LEAVING = ("counselled", "counselled"), ("registered_before_leaving", "leaving")
# The months before the first one with records are one unknown.
_BEFORE = YEAR.start
_LAST_BEFORE = (MONTHS[0] - dt.timedelta(days=1)).replace(day=1)


def places(house: House, *, is_every: bool) -> list[Where]:
    """Everything that a question can be narrowed to; otherwise only where something is recorded."""
    members: list[UUID | None] = [None, *(one.id for one in house.members)]
    districts: list[UUID | None] = [None, *(one.id for one in house.districts)]
    worked = {(organisation.id, district.id) for organisation, district, _block in house.series}
    pairs = [(member, district) for member in members for district in districts]
    return [pair for pair in pairs if is_every or None in pair or pair in worked]


def spans() -> list[Period]:
    """Every span of whole months inside the year that begins with it or with a month of records."""
    starts, lasts = (_BEFORE, *MONTHS), (_LAST_BEFORE, *MONTHS)
    return [Period(first, month_of(last).end) for first in starts for last in lasts if first <= last]


@dataclass(frozen=True)
class Answer:
    """One answer: {number: value}, annex included, which of them are marked as rounded, and what its parts print:
    `printed` of a count over some days, `loose` without saying of which."""

    numbers: dict[Key, int | None]
    rounded: frozenset[Key]
    printed: tuple[Printed, ...] = field(default=(), compare=False)
    loose: tuple[tuple[str, str, int], ...] = field(default=(), compare=False)


def ask(client: Client, where: Where, period: Period) -> Answer:
    """The JSON file of the report."""
    query = {"from": period.start.isoformat(), "to": period.end.isoformat()}
    query |= {name: str(one) for name, one in zip(("organisation", "district"), where, strict=True) if one is not None}
    answer = client.get("/reports/file/json/", query)
    assert answer.status_code == 200
    document = json.loads(answer.content)
    parts: list[dict[str, Any]] = [*document["indicators"], *document["annex"]["indicators"]]
    numbers = {(part["code"], name): number for part in parts for name, number in part["values"].items()}
    # "Few" and "not recorded" say that what was published is 0 up to here.
    absent = document.get("absent", {})
    numbers |= {key: 0 for key in numbers if absent.get(".".join(key)) in ("few", "not_recorded")}
    rounded = {(code, name) for code, _dot, name in (text.partition(".") for text in document.get("rounded", ()))}
    return Answer(numbers, frozenset(rounded), tuple(keyed_cells(document)), tuple(loose_numbers(document)))


def collect(client: Client, house: House, wheres: Iterable[Where], periods: Sequence[Period]) -> "Answers":
    """Ask everything."""
    series = [(organisation.id, district.id) for organisation, district, _block in house.series]
    return Answers(series, {(where, period): ask(client, where, period) for where in wheres for period in periods})


@dataclass
class Answers:
    """All answers of one snapshot. Of a later one, `name` marks its unknowns and `earlier` are the answers before."""

    series: list[Series]
    given: dict[tuple[Where, Period], Answer]
    name: str = ""
    earlier: "Answers | None" = None

    def teach(self, attacker: Attacker, keys: Sequence[Key] = COUNTS) -> None:
        """Make every answer a constraint. What is no sum of the blocks, or not marked as rounded, is taken as exact."""
        for one in self.series:
            for key in keys:
                self._learn_blocks(attacker, one, key)
            if COUNSELLED in keys:
                self._learn_counselled(attacker, one)
        for where, period, key in self.beyond_blocks(keys):
            number = float(self.given[(where, period)].numbers[key] or 0)
            attacker.learn(self.terms(attacker, self._inside(where), key, period), number, number)
        for where, one in self.printed_beyond(keys):
            attacker.learn(self.terms(attacker, self._inside(where), one.key, one.days), one.number, one.number)

    def printed_beyond(self, keys: Sequence[Key] = COUNTS) -> list[tuple[Where, Printed]]:
        """What the parts print beside the numbers of an answer: other than its own, or over days that nobody asks."""
        found = []
        for (where, _period), answer in self.given.items():
            for one in answer.printed:
                asked = self.given.get((where, _since_records(one.days)))
                if one.key in keys and (one.number if asked is None else one.number != asked.numbers.get(one.key)):
                    found.append((where, one))
        return found

    def beyond_blocks(self, keys: Sequence[Key] = COUNTS) -> list[tuple[Where, Period, Key]]:
        """The questions whose answers give more than the blocks: what is published of each series from April on."""
        return [
            (where, period, key)
            for (where, period), answer in self.given.items()
            for key in keys
            if not self._is_sum_of_blocks(where, period, key, answer)
        ]

    def is_same_as(self, other: "Answers", keys: Sequence[Key]) -> bool:
        """True if all answers about these numbers are the same."""
        return all(
            answer.numbers[key] == other.given[asked].numbers[key]
            for asked, answer in self.given.items()
            for key in keys
        )

    def unknowns(self, attacker: Attacker, keys: Sequence[Key]) -> list[int]:
        """All true numbers, in the same order for each snapshot."""
        return [column for key in keys for column in self._rest(attacker, self.series, key, YEAR.start, YEAR.end)]

    def _learn_blocks(self, attacker: Attacker, one: Series, key: Key) -> None:
        """Each sum from April on; a later snapshot gives no upper bound where it added nothing to what follows."""
        offset, before, after = self._offset(attacker, one, key), self.earlier, None
        for month in reversed((_LAST_BEFORE, *MONTHS)):
            counted = _counted(key, Period(YEAR.start, month_of(month).end))
            if counted is None:
                continue
            published = self._block(one, key, month)
            added = published - before._block(one, key, month) if before else published
            months = list(self._rest(attacker, [one], key, counted.start, counted.end))
            if before is None or after is None or added < after:
                attacker.learn_rounded(months, offset, published)
            else:
                attacker.learn(dict.fromkeys(months, 1.0) | {offset: 1.0}, published, float("inf"))
            after = added

    def _block(self, one: Series, key: Key, month: dt.date) -> int:
        """What is published of a series without its part, from April to the end of a month."""
        published = self._published(one, key, month)
        return published - self._published(one, PART_IN[key], month) if key in PART_IN else published

    def terms(self, attacker: Attacker, series: Sequence[Series], key: Key, period: Period) -> Terms:
        """The true count of some series over a span, as a sum of unknowns."""
        return dict.fromkeys(self._columns(attacker, series, key, period.start, period.end), 1.0)

    def cells(self, attacker: Attacker, keys: Sequence[Key] = COUNTS) -> dict[str, Terms]:
        """Whatever could give somebody away: each series, each organisation and each district by month and by year."""
        groups = {f"{one}": [one] for one in self.series}
        for position in (0, 1):
            for place in {one[position] for one in self.series}:
                groups[f"{place}"] = [one for one in self.series if one[position] == place]
        periods = [YEAR, *(month_of(month) for month in MONTHS)]
        return {
            f"{key} of {name} in {period.start} – {period.end}": self.terms(attacker, group, key, period)
            for key in keys
            for name, group in groups.items()
            for period in periods
            if key[0] not in BY_QUARTER or period == YEAR or period.start.month in (1, 4, 7, 10)
        }

    def _published(self, one: Series, key: Key, month: dt.date) -> int:
        """What is published of a series from April to the end of a month; quarterly numbers to the last whole one."""
        asked = Period(YEAR.start, month_of(month).end)
        number = self.given[(one, asked)].numbers[key]
        assert number is not None
        return number

    def _is_sum_of_blocks(self, where: Where, period: Period, key: Key, answer: Answer) -> bool:
        counted, number = _counted(key, period), answer.numbers[key]
        if counted is None:
            return number is None
        if key not in answer.rounded:
            return False
        found = 0
        for one in self._inside(where):
            found += self._published(one, key, counted.end.replace(day=1))
            if counted.start != YEAR.start:
                found -= self._published(one, key, (counted.start - dt.timedelta(days=1)).replace(day=1))
        return number == found + self._more_of_part(where, period, key, answer)

    def _more_of_part(self, where: Where, period: Period, key: Key, answer: Answer) -> int:
        """How much more than its blocks the part of a number is: it may be exact, and then stands in the whole too."""
        part = PART_IN.get(key)
        if part is None:
            return 0
        number, counted = answer.numbers[part] or 0, _counted(part, period)
        blocks = sum(
            self._published(one, part, counted.end.replace(day=1)) if counted and counted.start == YEAR.start else 0
            for one in self._inside(where)
        )
        return number - blocks if part not in answer.rounded else self._more_of_part(where, period, part, answer)

    def _inside(self, where: Where) -> list[Series]:
        return [one for one in self.series if where[0] in (None, one[0]) and where[1] in (None, one[1])]

    def _columns(
        self, attacker: Attacker, series: Sequence[Series], key: Key, first: dt.date, last: dt.date
    ) -> Iterator[int]:
        """The unknowns that add up to a number: those of its part, and of the rest."""
        yield from self._rest(attacker, series, key, first, last)
        if key in PART_IN:
            yield from self._columns(attacker, series, PART_IN[key], first, last)

    def _rest(
        self, attacker: Attacker, series: Iterable[Series], key: Key, first: dt.date, last: dt.date
    ) -> Iterator[int]:
        for one in series:
            for month in (_BEFORE, *MONTHS):
                if first <= month <= last and (key[0] not in BY_QUARTER or month.month in (1, 4, 7, 10)):
                    yield attacker.unknown(f"{self.name} {one} {key} {month}")

    def _learn_counselled(self, attacker: Attacker, one: Series) -> None:
        """Who was counselled is one of those who left, by the same day."""
        for month in (_BEFORE, *MONTHS):
            terms = dict.fromkeys(self._columns(attacker, [one], LEAVING, month, month), 1.0)
            terms |= dict.fromkeys(self._columns(attacker, [one], COUNSELLED, month, month), -1.0)
            attacker.learn(terms, 0.0, float("inf"))

    def _offset(self, attacker: Attacker, one: Series, key: Key) -> int:
        # The same in every snapshot.
        return attacker.unknown(f"offset {one} {key}", 0.0, float(attacker.base - 1))


def _since_records(days: Period) -> Period:
    """The days from the first month with records on: those between April and it add nothing to any number."""
    is_begun_before = _BEFORE < days.start < MONTHS[0] <= days.end
    return Period(MONTHS[0], days.end) if is_begun_before else days


def _counted(key: Key, period: Period) -> Period | None:
    """The days of a period that a number counts."""
    return period.whole_quarters() if key[0] in BY_QUARTER else period


def programs() -> list[list[Key]]:
    """The counts by which numbers have to do with each other: a program for each is much quicker than one for all."""
    groups = []
    for root in sorted(set(COUNTS) - set(PART_IN.values()) - {COUNSELLED}):
        group = [root]
        while group[-1] in PART_IN:
            group.append(PART_IN[group[-1]])
        groups.append([*group, COUNSELLED] if LEAVING in group else group)
    return groups
