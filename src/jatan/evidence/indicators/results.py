"""The content of a report as plain values, for pages, workbooks and PDFs. Makes no queries."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.indicators.casework import CASEWORK
from jatan.evidence.indicators.definitions import INDICATORS
from jatan.evidence.indicators.further_work import FURTHER_WORK
from jatan.evidence.indicators.loop import KNOWN_BY_CHANCE, LOOP, SHARES
from jatan.evidence.indicators.quarters import comes_in_words, quarter_note
from jatan.evidence.indicators.rounding_note import rounding_note
from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.evidence.months.selectors import Completeness
from jatan.evidence.targets.lines import TargetComparison
from jatan.foundation.network.models import Organisation
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period

# (indicator code, value name). A number None is not given to this reader.
type Key = tuple[str, str]
type Absences = Mapping[Key, Absence]
type Numbers = Mapping[Key, int | None]


@dataclass(frozen=True)
class Subject:
    """Whose numbers a report shows: the whole network, or the organisations and places named here.

    `network`: the name of the network as its record has it (None before there is one). `organisations` and `places`
    are empty where the report is not narrowed to some. `code`: of the one organisation, for file names.
    """

    network: Localised | None = None
    organisations: tuple[Localised, ...] = ()
    places: tuple[Localised, ...] = ()
    code: str = ""

    @property
    def is_narrowed(self) -> bool:
        """True unless it is the whole network."""
        return bool(self.organisations or self.places)

    @property
    def name(self) -> Localised:
        """Who the report is about: the organisations, else the network; with the places in brackets."""
        named = self.organisations or ((self.network,) if self.network else ())
        return Localised(hi=self._in("hi", named), en=self._in("en", named))

    def _in(self, code: str, named: tuple[Localised, ...]) -> str:
        who = ", ".join(one.in_language(code) for one in named)
        where = ", ".join(one.in_language(code) for one in self.places)
        return f"{who} ({where})" if who and where else who or where


class _WithCells:
    """Numbers, and why some are none: `absences` names each number that is None and each 0 that is no nought."""

    absences: Absences

    def number(self, indicator: str, value: str) -> int | None:
        raise NotImplementedError

    def absence(self, indicator: str, value: str) -> Absence | None:
        """Why there is no number; None where it is one."""
        return absence_of(self.number(indicator, value), self.absences.get((indicator, value)))

    def cell(self, indicator: str, value: str) -> int | str:
        """The number, or what is printed in place of it in the active language."""
        return cell_of(self.number(indicator, value), self.absences.get((indicator, value)))

    def words(self, indicator: str, value: str) -> str:
        """What is printed in place of the number in the active language; "" for a number, and where a dash stands."""
        found = self.absence(indicator, value)
        return found.words.in_language() if found and found is not Absence.NOT_TOLD else ""

    def is_nothing(self, indicator: str, value: str) -> bool:
        """True if it is nought or was never recorded: a number that is withheld or still to come is something."""
        found = self.absence(indicator, value)
        return self.number(indicator, value) == 0 if found is None else found is Absence.NOT_RECORDED


class _WithTotals(_WithCells):
    totals: Numbers

    def number(self, indicator: str, value: str) -> int | None:
        """0 where nothing was counted, None where it is not given to this reader."""
        return self.totals.get((indicator, value), 0)


@dataclass(frozen=True)
class Line(_WithCells):
    """One line of a table. `id` is an organisation or a place; None for times and for "not recorded".

    `month`: the first month of its time.
    """

    label: Localised
    numbers: Numbers
    id: uuid.UUID | None = None
    month: dt.date | None = None
    absences: Absences = field(default_factory=dict)

    def number(self, indicator: str, value: str) -> int | None:
        """0 where nothing was counted, None where it is not given to this reader."""
        return self.numbers.get((indicator, value), 0)


@dataclass(frozen=True)
class Change:
    """A number beside that of an earlier period. None: not given, not recorded, or not to be compared.

    `percent` is None too where the earlier number is 0.
    """

    before: int | None
    difference: int | None = None
    percent: int | None = None


@dataclass(frozen=True)
class Earlier(_WithTotals):
    """The numbers of the period with which a report compares its own. `incomparable`: counts of persons for which the
    two periods have unequal numbers of published months or quarters."""

    period: Period
    totals: Numbers
    absences: Absences = field(default_factory=dict)
    incomparable: frozenset[Key] = frozenset()

    @property
    def is_empty(self) -> bool:
        """True if nothing of the published table was counted then, apart from the list of centres."""
        keys = {(one.code, value.name) for one in INDICATORS for value in one.values if value.source}
        return not any(self.totals.get(key, 0) for key in keys)

    def then(self, one: Indicator, value: Value) -> int | str:
        """The number then (an average where the value is one), or what is printed in place of it."""
        return cell_of(_displayed_number(self.totals, one, value), self.absences.get((one.code, value.name)))


@dataclass(frozen=True)
class Share:
    """A part of a whole; None: not given. `percent` is None for a whole of 0, where either is not given, and where it
    is no finding (`loop.KNOWN_BY_CHANCE`).

    At most 100: a part and its whole are rounded each for itself.
    """

    part: int | None
    whole: int | None
    is_finding: bool = True

    @property
    def percent(self) -> int | None:
        if not self.is_finding:
            return None
        return min(100, round(self.part * 100 / self.whole)) if self.whole and self.part is not None else None


@dataclass(frozen=True)
class Step:
    """Escalations currently open on one step, and how many of them are overdue. None: not given."""

    code: str
    label: str | Promise
    open: int | None
    overdue: int | None


@dataclass(frozen=True)
class ChangeCause:
    """What changed a published number: how (import, undo, page, upgrade), the day, whose, and the run of an import."""

    how: str
    on: dt.date
    organisation: uuid.UUID
    run: uuid.UUID | None = None


@dataclass(frozen=True)
class FigureChange:
    """A number of a published month as it was when it was published, and as it is now."""

    month: dt.date
    key: Key
    before: int
    after: int
    causes: tuple[ChangeCause, ...] = ()


@dataclass(frozen=True)
class ImpactReport(_WithTotals):
    """Everything one report shows.

    `subject`: whose numbers they are. `network`: sums over `network_period`, only for readers of network totals.
    `counted_in`: the organisations counted; `offices`: those this reader may select. `steps`: open escalations by
    step in a report with the annex, else None. `by_quarter`: empty unless the period consists of whole quarters.
    `rounded`: counts of persons that this
    reader sees as published at `published_at` for the whole months `published`; of these, `exact` are exact in
    `totals`. `changed`: numbers that changed after their month was published. `completeness` and `targets` are added by
    `studio.facts`. `comes_on`: the day on which a number of quarters that is still to come is published.
    """

    period: Period
    totals: Numbers
    by_organisation: tuple[Line, ...]
    by_district: tuple[Line, ...]
    by_block: tuple[Line, ...]
    by_month: tuple[Line, ...]
    subject: Subject = Subject()
    named_people: Mapping[str, int] = field(default_factory=dict)
    network: Numbers | None = None
    network_period: Period | None = None
    counted_at: dt.datetime | None = None
    offices: tuple[Organisation, ...] = ()
    counted_in: frozenset[uuid.UUID] = frozenset()
    steps: tuple[Step, ...] | None = None
    by_quarter: tuple[Line, ...] = ()
    earlier: Earlier | None = None
    absences: Absences = field(default_factory=dict)
    rounded: frozenset[Key] = frozenset()
    exact: frozenset[Key] = frozenset()
    published: Period | None = None
    published_at: dt.datetime | None = None
    changed: tuple[FigureChange, ...] = ()
    completeness: Completeness | None = None
    targets: TargetComparison | None = None
    comes_on: Mapping[Key, dt.date] = field(default_factory=dict)

    def cell(self, indicator: str, value: str) -> int | str:
        """The number, or what is printed in place of it; of a quarterly one that is still to come, the day it comes."""
        return self._coming(indicator, value) or super().cell(indicator, value)

    def words(self, indicator: str, value: str) -> str:
        """What is printed in place of the number in the active language; "" for a number, and where a dash stands."""
        return self._coming(indicator, value) or super().words(indicator, value)

    def _coming(self, indicator: str, value: str) -> str:
        day = self.comes_on.get((indicator, value))
        if day is None or self.absence(indicator, value) is not Absence.NOT_YET:
            return ""
        return comes_in_words(day).in_language()

    def is_empty(self, one: Indicator) -> bool:
        """True if every number of the indicator is nought or was never recorded."""
        return all(self.is_nothing(one.code, value.name) for value in one.values)

    def change(self, one: Indicator, value: Value) -> Change | None:
        """This number beside the earlier period's; None without one."""
        if self.earlier is None:
            return None
        key = (one.code, value.name)
        before = _displayed_number(self.earlier.totals, one, value)
        now = _displayed_number(self.totals, one, value)
        if before is None or now is None or key in self.earlier.incomparable:
            return Change(before)
        if (not before and key in self.earlier.absences) or (not now and key in self.absences):
            return Change(before)
        return Change(before, now - before, percent_change(before, now))

    def indicators(self) -> Iterator[tuple[Indicator, list[tuple[Value, int | None]]]]:
        """The published indicators in order, with their values."""
        for one in INDICATORS:
            yield one, [(value, self.number(one.code, value.name)) for value in one.values]

    def casework(self) -> Iterator[tuple[Indicator, list[tuple[Value, int | None]]]]:
        """The case work indicators of the annex, with their values."""
        for one in CASEWORK:
            yield one, [(value, self.number(one.code, value.name)) for value in one.values]

    def further_work(self) -> Iterator[tuple[Indicator, list[tuple[Value, int | None]]]]:
        """The indicators of the network's further work, with their values."""
        for one in FURTHER_WORK:
            yield one, [(value, self.number(one.code, value.name)) for value in one.values]

    @property
    def quarter_note(self) -> Localised | None:
        """The note on which quarters are counted; None where the period consists of whole quarters."""
        return quarter_note(self.period)

    def is_rounded(self, indicator: str, value: str) -> bool:
        """True if the number in `totals` is a rounded one."""
        return (indicator, value) in self.rounded - self.exact

    @property
    def rounding_note(self) -> Localised | None:
        """The note on counts of persons; None where this reader sees none rounded."""
        return rounding_note(self.published) if self.rounded else None

    def loop(self) -> Iterator[tuple[Indicator, list[tuple[Value, int | None]]]]:
        """The loop indicators of the annex, with their values; an average over no rows is left out."""
        for one in LOOP:
            found = [(value, _displayed_number(self.totals, one, value)) for value in one.values]
            yield one, [(value, number) for value, number in found if not value.is_average or number != 0]


def _displayed_number(numbers: Numbers, one: Indicator, value: Value) -> int | None:
    """The number, or the average for an averaged value (0 where there are no rows)."""
    number = numbers.get((one.code, value.name), 0)
    rows = numbers.get((one.code, value.of), 0) if value.is_average else 1
    if number is None or rows is None:
        return None
    return round(number / rows) if rows else 0


def display_number(number: int | str | None, write: Callable[[int], str]) -> str:
    """A number as text; "–" for None; a text that stands in place of a number as it is."""
    if isinstance(number, str):
        return number
    return Absence.NOT_TOLD.words.in_language() if number is None else write(number)


def absence_of(number: int | None, absence: Absence | None) -> Absence | None:
    """Why this is no number: only a 0 or None can be none. None is withheld or still to come, whatever a 0 would be."""
    if number:
        return None
    if number is None and absence is not Absence.NOT_YET:
        return Absence.NOT_TOLD
    return absence


def cell_of(number: int | None, absence: Absence | None = None) -> int | str:
    """A number, or what is printed in place of it in the active language."""
    found = absence_of(number, absence)
    return found.words.in_language() if found else number or 0


def percent_change(before: int, now: int) -> int | None:
    """By how many percent a number has changed; None where it was 0."""
    return round((now - before) * 100 / before) if before else None


def share_of(numbers: Numbers, code: str, absences: Absences | None = None) -> Share | None:
    """The share of an indicator of the loop; None for one that is no share. A part that is no number is None."""
    if code not in SHARES:
        return None
    part, whole = SHARES[code]
    number, of = numbers.get(part, 0), numbers.get(whole, 0)
    is_finding = code not in KNOWN_BY_CHANCE or number != of
    return Share(None if absence_of(number, (absences or {}).get(part)) else number, of, is_finding)
