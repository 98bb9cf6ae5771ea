"""The donor's report against the rows: each figure and its state are worked out anew, from plain SQL and rules alone.

Nothing of the product counts here: the rows of every number, who reads which rows, how published counts are rounded and
when a number is none, few, withheld, still to come or never recorded are written down once more, by hand.
"""

import datetime as dt
import io
import itertools
import random
import uuid
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import gettext, override
from pypdf import PdfReader
from pytest_django import DjangoDbBlocker

from jatan.evidence.indicators.definitions import COUNTED, INDICATORS, indicator
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Bars, Figure, Items, Lines, Note, Report, Table
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.data import as_json
from jatan.evidence.studio.parts import CODES, build
from jatan.evidence.studio.printed import as_pdf
from jatan.evidence.studio.word import as_docx
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.allies.parts import record_commitment_outcome
from jatan.programme.cases.register.services import close_case
from jatan.programme.consultations.commands import Recommend
from jatan.programme.consultations.records import RECOMMENDATION, follow_recommendation
from jatan.programme.flows.registers import register_imported_journeys
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.services import receive_issue
from jatan.programme.journeys.commands import RecordCounselling, RecordOutcome, RegisterJourney
from jatan.programme.journeys.services import record_counselling, record_outcome
from tests.cast import Cast, make_cast
from tests.evidence import builders
from tests.file_fixtures import standing
from tests.programme.allies.builders import a_promise, an_ally
from tests.programme.consultations.builders import a_consultation
from tests.programme.schemes.builders import a_linkage

type Key = tuple[str, str]
type Series = tuple[uuid.UUID, uuid.UUID]
As = Callable[[str], AbstractContextManager[Actor]]

NOW = dt.datetime(2025, 11, 19, 10, tzinfo=clock.INDIA)
FIRST, LAST = dt.date(2023, 5, 1), dt.date(2025, 11, 18)
PUBLISHED_UNTIL = dt.date(2025, 10, 31)
SEED = 29
THEMES = ("", "covid19", "safe_migration")
MEETINGS = {
    "shg_meetings": ("shg_meeting", "meetings", "participants"),
    "awareness_programmes": ("awareness", "programmes", "participants"),
    "adolescent_meetings": ("adolescent_meeting", "meetings", "participants"),
    "forum_meetings": ("forum_meeting", "meetings", "participants"),
    "frontline_meetings": ("frontline_meeting", "meetings", "participants"),
    "quarterly_trainings": ("quarterly_training", "trainings", "participants"),
    "panchayat_workshops": ("panchayat_workshop", "workshops", "participants"),
    "block_trainings": ("block_training", "trainings", "participants"),
    "district_workshops": ("district_workshop", "workshops", "participants"),
    "camps": ("camp", "camps", "came"),
    "staff_trainings": ("staff_training", "trainings", "participants"),
}
_HELD = "SELECT organisation_id, place_id, held_on AS day, {amount} AS amount, theme FROM activities_activity"
_HELD += " WHERE withdrawn_at IS NULL AND kind = '{kind}'"
_JOURNEY = "SELECT organisation_id, place_id, {day} AS day, 1 AS amount, '' AS theme FROM journeys_journey AS r"
_JOURNEY += " WHERE withdrawn_at IS NULL AND {day} IS NOT NULL{more}"
_ISSUE = "SELECT organisation_id, place_id, {day} AS day, {amount} AS amount, '' AS theme FROM helpdesk_issue"
_ISSUE += " WHERE withdrawn_at IS NULL AND {day} IS NOT NULL{more}"
_COUNSELLED = (
    " AND EXISTS (SELECT FROM journeys_counselling AS c WHERE c.journey_id = r.id AND c.withdrawn_at IS NULL"
    " AND c.held_on <= r.leaves_on)"
)
_CONTACT = (
    "SELECT organisation_id, place_id, due_on AS day, 1 AS amount, '' AS theme FROM safeguarding_contact"
    " WHERE withdrawn_at IS NULL AND rule NOT LIKE 'unasked%%'{more}"
)
# {number: its rows (organisation, place, day, amount, theme)}.
ROWS: dict[Key, str] = {
    ("group_reach", "people"): _HELD.format(amount="total", kind="group_reach"),
    ("consultations", "state"): _HELD.format(amount="1", kind="consultation_state"),
    ("consultations", "state_people"): _HELD.format(amount="total", kind="consultation_state"),
    ("consultations", "national"): _HELD.format(amount="1", kind="consultation_national"),
    ("consultations", "national_people"): _HELD.format(amount="total", kind="consultation_national"),
    ("forums", "forums"): "SELECT organisation_id, place_id, formed_on AS day, 1 AS amount, '' AS theme"
    " FROM groups_group WHERE withdrawn_at IS NULL AND formed_on IS NOT NULL AND kind = 'forum'",
    ("forums", "members"): "SELECT m.organisation_id, m.place_id, m.joined_on AS day, 1 AS amount, '' AS theme"
    " FROM groups_membership AS m JOIN groups_group AS g ON g.id = m.group_id AND g.kind = 'forum'"
    " WHERE m.withdrawn_at IS NULL AND m.joined_on IS NOT NULL",
    ("registered_before_leaving", "leaving"): _JOURNEY.format(day="leaves_on", more=""),
    ("registered_before_leaving", "before"): _JOURNEY.format(day="leaves_on", more=" AND registered_on <= leaves_on"),
    ("counselled", "counselled"): _JOURNEY.format(day="leaves_on", more=_COUNSELLED),
    ("returned", "returned"): _JOURNEY.format(day="returned_on", more=""),
    ("heard_from_on_time", "due"): _CONTACT.format(more=""),
    ("heard_from_on_time", "heard"): _CONTACT.format(
        more=" AND outcome IN ('safe', 'unsafe', 'returned') AND contacted_at <= answer_by"
    ),
    ("information_centres", "received"): _ISSUE.format(day="received_on", amount="1", more=""),
    ("information_centres", "resolved"): _ISSUE.format(day="resolved_on", amount="1", more=""),
    ("money_recovered", "issues"): _ISSUE.format(day="resolved_on", amount="1", more=" AND money_recovered > 0"),
    ("money_recovered", "rupees"): _ISSUE.format(
        day="resolved_on", amount="money_recovered", more=" AND money_recovered > 0"
    ),
    ("case_work", "cases"): "SELECT organisation_id, district_id AS place_id, quarter AS day, 1 AS amount, '' AS theme"
    " FROM cases_casefact",
    ("case_closed", "closed"): "SELECT organisation_id, place_id, opened_quarter AS day, 1 AS amount, '' AS theme"
    " FROM cases_case WHERE withdrawn_at IS NULL AND is_closed",
    ("scheme_linkages", "beneficiaries"): "SELECT organisation_id, place_id, received_on AS day, 1 AS amount,"
    " '' AS theme FROM schemes_linkage WHERE withdrawn_at IS NULL AND received_on IS NOT NULL",
    ("studies", "finished"): "SELECT organisation_id, place_id, finished_on AS day, 1 AS amount, '' AS theme"
    " FROM studies_study WHERE withdrawn_at IS NULL AND finished_on IS NOT NULL",
    ("recommendations", "heard"): "SELECT r.organisation_id, r.place_id, r.made_on AS day, 1 AS amount, '' AS theme"
    " FROM consultations_recommendation AS r JOIN consultations_consultation AS c ON c.id = r.consultation_id"
    " WHERE r.withdrawn_at IS NULL AND c.withdrawn_at IS NULL AND r.outcome IN ('taken_up', 'done')",
}
for _code, (_kind, _rows, _people) in MEETINGS.items():
    ROWS[(_code, _rows)] = _HELD.format(amount="1", kind=_kind)
    ROWS[(_code, _people)] = _HELD.format(amount="total", kind=_kind)
CENTRES: Key = ("information_centres", "centres")
# Numbers whose rows tell another one too: where there is a meeting, nobody at all at it is a nought.
KNOWN_BY: dict[Key, Key] = {
    ("registered_before_leaving", "before"): ("registered_before_leaving", "leaving"),
    ("heard_from_on_time", "heard"): ("heard_from_on_time", "due"),
    ("case_closed", "closed"): ("case_work", "cases"),
    ("consultations", "state_people"): ("consultations", "state"),
    ("consultations", "national_people"): ("consultations", "national"),
    ("money_recovered", "rupees"): ("money_recovered", "issues"),
} | {(code, people): (code, rows) for code, (_kind, rows, people) in MEETINGS.items()}
QUARTERLY = {"case_work", "case_closed"}
# Counts of persons, by the register in which they are; the part of each that is published by itself.
REGISTER: dict[Key, str] = {
    ("forums", "members"): "",
    ("registered_before_leaving", "before"): "people",
    ("registered_before_leaving", "leaving"): "people",
    ("counselled", "counselled"): "people",
    ("heard_from_on_time", "due"): "people",
    ("heard_from_on_time", "heard"): "people",
    ("returned", "returned"): "people",
    ("information_centres", "received"): "desk",
    ("information_centres", "resolved"): "desk",
    ("money_recovered", "issues"): "desk",
    ("money_recovered", "rupees"): "desk",
    ("case_work", "cases"): "cases",
    ("case_closed", "closed"): "cases",
    ("scheme_linkages", "beneficiaries"): "schemes",
}
PERSONS = {key for key, register in REGISTER.items() if register}
PART: dict[Key, Key] = {
    ("registered_before_leaving", "leaving"): ("registered_before_leaving", "before"),
    ("heard_from_on_time", "due"): ("heard_from_on_time", "heard"),
    ("information_centres", "resolved"): ("money_recovered", "issues"),
    ("case_work", "cases"): ("case_closed", "closed"),
}
NEVER_ROUNDED: Key = ("money_recovered", "rupees")
# What the report has, and what of it has a theme.
PRINTED = {*ROWS, CENTRES}
THEMED = {key for key in PRINTED if key[0] in {*MEETINGS, "group_reach", "consultations"}}
# What stands in the table of all figures; none, withheld and never recorded are named in words, without a number.
SHOWN = frozenset({"number", "few", "not_yet"})
LABELS = {one.code: one.label for one in COUNTED}
# How the method names indicators without a number, and in which states their numbers then are.
NAMED = {
    "hi": ("दर्ज नहीं:", "इस अवधि में एक भी नहीं:", "बहुत कम या कोई नहीं:", "इन दिनों या जगहों के लिए नहीं बताया जाता:"),
    "en": ("Not recorded:", "None in this period:", "Few or none:", "Not told for these days or places:"),
}
STATES = ({"not_recorded"}, {"none", "not_recorded"}, {"few", "not_recorded", "not_told"}, {"not_told"})
WORDS = {
    "hi": {"few": "बहुत कम या कोई नहीं", "not_told": "–", "not_yet": "अभी नहीं गिना", "not_recorded": "दर्ज नहीं"},
    "en": {"few": "few or none", "not_told": "–", "not_yet": "not yet counted", "not_recorded": "not recorded"},
}


@dataclass(frozen=True)
class Reader:
    """Whose numbers she reads, at which block ("" everywhere), and the registers whose rows are open to her."""

    offices: tuple[str, ...]
    registers: frozenset[str]
    block: bool = False


_OPEN = frozenset({"people", "desk", "schemes"})
READERS = {
    "coordinator": Reader(("gumla",), _OPEN),
    "khunti_coordinator": Reader(("khunti",), _OPEN),
    "supervisor": Reader(("gumla",), _OPEN | {"cases"}),
    "desk_operator": Reader(("gumla",), _OPEN),
    "counsellor": Reader(("gumla",), _OPEN),
    "field_worker": Reader(("gumla",), _OPEN, block=True),
    "secretariat": Reader(("gumla", "khunti", "network"), frozenset()),
    "researcher": Reader(("gumla", "khunti", "network"), frozenset()),
}


@dataclass(frozen=True)
class Question:
    """One filter: "" for no member, district or theme."""

    reader: str
    period: Period
    member: str
    district: str
    theme: str


@dataclass
class World:
    """The cast, every row of every number, and the counts as they must have been published."""

    cast: Cast
    rows: dict[Key, list[tuple[uuid.UUID, uuid.UUID, uuid.UUID | None, dt.date, int, str]]] = field(
        default_factory=dict
    )
    published: dict[Key, dict[tuple[Series, dt.date], int]] = field(default_factory=dict)
    years: dict[tuple[Key, dt.date], int] = field(default_factory=dict)

    def office(self, name: str) -> uuid.UUID:
        found: Organisation = getattr(self.cast, name)
        return found.id

    def place(self, name: str) -> uuid.UUID:
        found: Place = getattr(self.cast, name)
        return found.id


# --- the records


def _record_everything(cast: Cast, rng: random.Random) -> None:
    for part, office in (("coordinator", cast.gumla), ("khunti_coordinator", cast.khunti)):
        places = [cast.gumla_block, cast.other_gumla_block, cast.gumla_district]
        if part == "khunti_coordinator":
            places = [cast.khunti_block, cast.khunti_district, cast.gumla_block]
        with acting_as(cast.actor(part)) as by:
            _record_office(by, cast, office, places, rng)
    with acting_as(cast.actor("supervisor")) as by:
        for number in range(23):
            case = builders.case(by, cast.gumla, cast.gumla_block, _day(rng), code=f"G-{number}")
            if number % 3 == 0:
                close_case(by=by, case=case, closed_on=clock.today())


def _record_office(by: Actor, cast: Cast, office: Organisation, places: list[Place], rng: random.Random) -> None:
    kinds = [kind for kind, _rows, _people in MEETINGS.values() if kind != "staff_training"]
    kinds += ["group_reach", "consultation_state"]
    for number in range(90):
        women, men = rng.randrange(9), rng.randrange(9)
        counts = {"women": women, "men": men} if number % 4 else {}
        row = builders.meeting(
            by,
            office,
            rng.choice(places),
            _day(rng),
            kind=rng.choice(kinds),
            theme=rng.choice(THEMES),
            total=women + men + rng.randrange(1, 9),
            **counts,
        )
        if number % 15 == 0:
            ACTIVITY.withdraw(by=by, row=row, reason="दो बार")
    forum = builders.forum(by, office, places[0], _day(rng))
    for number in range(26):
        place, left = rng.choice(places), _day(rng)
        person = builders.person(by, office, place, name=f"व्यक्ति {number}")
        if number % 5 == 0:
            builders.member(by, forum, person, left)
        gap = dt.timedelta(days=rng.randrange(-3, 12))
        command = RegisterJourney(
            organisation=office.id, place=place, person=person, registered_on=max(FIRST, left - gap), leaves_on=left
        )
        journey = register_imported_journeys(by=by, commands=[command])[0]
        if number % 3 == 0:
            record_counselling(by=by, command=RecordCounselling(journey=journey, held_on=left, topics=["rights"]))
        if number % 4 == 0:
            back = min(left + dt.timedelta(days=60), LAST)
            record_outcome(by=by, command=RecordOutcome(journey=journey, returned_on=back))
        if number % 2 == 0:
            a_linkage(by, person, applied_on=left, received_on=left)
    for number in range(45):
        day = _day(rng)
        resolved = day if number % 2 else None
        money = rng.choice((0, 4000, 12000)) if resolved else None
        receive_issue(
            by=by,
            command=ReceiveIssue(
                organisation=office.id,
                place=rng.choice(places),
                received_on=day,
                kind="unpaid_wages",
                resolved_on=resolved,
                money_recovered=money,
            ),
        )
    _record_promises(by, cast, office, rng)


def _record_promises(by: Actor, cast: Cast, office: Organisation, rng: random.Random) -> None:
    where = {"organisation": office.id, "place": cast.gumla_district if office == cast.gumla else cast.khunti_district}
    ally = an_ally(by, cast, **where, kind="labour", level="district", name=f"श्रम कार्यालय {office.code}")
    for number in range(12):
        day = _day(rng)
        promise = a_promise(by, ally, promised_on=day, due_on=day, is_confidential=number % 6 == 0)
        if number % 3:
            outcome = rng.choice(("kept", "partly", "broken"))
            record_commitment_outcome(by=by, commitment=promise, outcome=outcome, settled_on=min(day, LAST))
    row = a_consultation(by, cast, **where, planned_on=LAST)
    for _number in range(2):
        what = RECOMMENDATION.record(by=by, command=Recommend(consultation=row, made_on=_day(rng), what="सुझाव"))
        follow_recommendation(by=by, recommendation=what, outcome="taken_up", outcome_on=LAST)


def _day(rng: random.Random) -> dt.date:
    return FIRST + dt.timedelta(days=rng.randrange((LAST - FIRST).days + 1))


# --- what they add up to, by plain SQL and the rules


def _read_rows(world: World) -> None:
    everybody = [one.id for one in (world.cast.gumla, world.cast.khunti, world.cast.network)]
    with acting_as(machine_for(everybody)), connection.cursor() as cursor:
        for key, rows in ROWS.items():
            cursor.execute(
                "SELECT r.organisation_id, CASE p.level WHEN 'district' THEN p.id ELSE p.district_id END,"
                " CASE p.level WHEN 'block' THEN p.id ELSE p.block_id END, r.day, r.amount, r.theme"
                f" FROM ({rows}) AS r JOIN places_place AS p ON p.id = r.place_id",
                [],
            )
            world.rows[key] = cursor.fetchall()
        cursor.execute('SELECT organisation_id, district, year, number, "offset" FROM indicators_roundingoffset')
        offsets = {((one, uuid.UUID(district)), year, number): drawn for one, district, year, number, drawn in cursor}
        cursor.execute("SELECT indicator, value, year, amount FROM indicators_networkyear")
        world.years = {((code, value), year): amount for code, value, year, amount in cursor}
    for key in PERSONS - {NEVER_ROUNDED}:
        world.published[key] = _published(world, key, offsets)


def _published(world: World, key: Key, offsets: Mapping[Any, int]) -> dict[tuple[Series, dt.date], int]:
    """A sum from April on is rounded down to a multiple of five after the series' number was added; a month is the
    difference of two such sums. A whole is its part, rounded so, and the rest, rounded so."""
    part = PART.get(key)
    true = _by_month(world, key)
    if part is not None:
        true -= _by_month(world, part)
    found = Counter(_published(world, part, offsets)) if part is not None else Counter()
    series = defaultdict[tuple[Series, dt.date], dict[dt.date, int]](dict)
    for (one, month), amount in true.items():
        series[(one, _year(month))][month] = amount
    for (one, year), months in series.items():
        offset = offsets[(one, year, ".".join(key))]
        before = total = 0
        for month, amount in sorted(months.items()):
            total += amount
            after = (total + offset) // 5 * 5
            found[(one, month)] += after - before
            before = after
    return dict(found)


def _by_month(world: World, key: Key) -> Counter[tuple[Series, dt.date]]:
    found = Counter[tuple[Series, dt.date]]()
    for office, district, _block, day, amount, _theme in world.rows[key]:
        month = day.replace(day=1)
        last = _end_of_quarter(month) if key[0] in QUARTERLY else month
        if last <= PUBLISHED_UNTIL:
            found[((office, district), month)] += amount
    return found


def _year(day: dt.date) -> dt.date:
    return dt.date(day.year if day.month >= 4 else day.year - 1, 4, 1)


def _end_of_quarter(first: dt.date) -> dt.date:
    """The last day of the quarter that begins here."""
    return _month_after(_month_after(_month_after(first))) - dt.timedelta(days=1)


def _month_after(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=32)).replace(day=1)


def _whole_months(period: Period) -> list[dt.date]:
    """First days of the months that lie inside."""
    found, first = [], period.start.replace(day=1)
    while first <= period.end:
        if first >= period.start and _month_after(first) - dt.timedelta(days=1) <= period.end:
            found.append(first)
        first = _month_after(first)
    return found


def _whole_quarters(period: Period) -> list[dt.date]:
    """First days of the quarters that lie inside."""
    months = _whole_months(period)
    return [
        one
        for one in months
        if one.month % 3 == 1 and {_month_after(one), _end_of_quarter(one).replace(day=1)} <= {*months}
    ]


@dataclass
class Answer:
    """What one figure of one question has to be: a number, or "none" and the four absences."""

    world: World
    question: Question

    def __post_init__(self) -> None:
        self.reader = READERS[self.question.reader]
        names = [name for name in self.reader.offices if self.question.member in ("", name)]
        self.offices = {self.world.office(name) for name in names}
        district = self.question.district
        self.district = self.world.place(f"{district}_district") if district else None

    def of(self, key: Key) -> tuple[str, int]:
        """(state, number): "number", "none" or an absence."""
        if key == CENTRES:
            return self._number(self._centres())
        if key in PERSONS and REGISTER[key] not in self.reader.registers:
            return self._hidden(key)
        if key[0] in QUARTERLY:
            quarters = _whole_quarters(self.question.period)
            if not quarters:
                return "not_told", 0
            found = sum(row[4] for row in self._rows(key) if row[3] in quarters)
        else:
            found = sum(row[4] for row in self._rows(key) if row[3] in self.question.period)
        return self._number(found, key)

    def _number(self, found: int, key: Key | None = None) -> tuple[str, int]:
        if found:
            return "number", found
        if key is None:
            return "none", 0
        rows = self._rows(KNOWN_BY.get(key, key), themed=False)
        is_recorded = any(row[3].replace(day=1) <= self.question.period.end for row in rows)
        return ("none" if is_recorded else "not_recorded"), 0

    def _rows(self, key: Key, *, themed: bool = True) -> Iterator[Any]:
        block = self.world.place("gumla_block")
        for row in self.world.rows[key]:
            office, district, at_block, _day, _amount, theme = row
            if office not in self.offices or self.district not in (None, district):
                continue
            if self.reader.block and at_block != block:
                continue
            if themed and self.question.theme and theme != self.question.theme:
                continue
            yield row

    def _hidden(self, key: Key) -> tuple[str, int]:
        """A count of persons as it was published."""
        whole = _whole_quarters(self.question.period) if key[0] in QUARTERLY else _whole_months(self.question.period)
        of_network = (
            self.question.reader in ("secretariat", "researcher") and not self.question.member and not self.district
        )
        shown = [
            one
            for one in _whole_months(self.question.period)
            if _month_after(one) - dt.timedelta(days=1) <= PUBLISHED_UNTIL
        ]
        years = self._years(shown)
        exact = [self.world.years.get((key, year)) if year else None for year in years] if of_network else []
        if exact and None not in exact:
            total = sum(one for one in exact if one is not None)
            if total:
                return "number", total
            return ("none" if self._was_published(KNOWN_BY.get(key, key)) else "not_recorded"), 0
        if self.reader.block or key == NEVER_ROUNDED or not whole:
            return "not_told", 0
        if key[0] in QUARTERLY:
            counted = [one for one in whole if _end_of_quarter(one) <= PUBLISHED_UNTIL]
        else:
            counted = [one for one in whole if one in shown]
        found = self._sum(key, counted, of_network)
        if found:
            return "number", found
        return ("few" if counted and counted == whole else "not_yet"), 0

    def _years(self, months: list[dt.date]) -> list[dt.date | None]:
        """The financial years of these months; None for one that is not whole."""
        found = []
        for year, group in itertools.groupby(months, _year):
            found.append(year if len(list(group)) == 12 else None)
        return found

    def _sum(self, key: Key, months: list[dt.date], of_network: bool) -> int:
        found = 0
        for year, group in itertools.groupby(months, _year):
            mine = list(group)
            is_whole = len(mine) == (4 if key[0] in QUARTERLY else 12)
            found += self._of_year(key, year, mine, is_exact=of_network and is_whole)
        return found

    def _of_year(self, key: Key, year: dt.date, months: list[dt.date], *, is_exact: bool) -> int:
        """A year's exact number where it is given, else the rounded rest and the part's."""
        if is_exact and (key, year) in self.world.years:
            return self.world.years[(key, year)]
        rounded, part = self._rounded(key, months), PART.get(key)
        if part is None:
            return rounded
        return rounded - self._rounded(part, months) + self._of_year(part, year, months, is_exact=is_exact)

    def _rounded(self, key: Key, months: list[dt.date]) -> int:
        published = self.world.published[key].items()
        return sum(
            amount
            for ((office, district), month), amount in published
            if office in self.offices and self.district in (None, district) and month in months
        )

    def _was_published(self, key: Key) -> bool:
        published = self.world.published[key].items()
        return any(amount and month <= self.question.period.end for (_series, month), amount in published)

    def _centres(self) -> int:
        """The cast has one centre of each member in its own district, open since 2021."""
        if self.reader.block:
            return 0
        pairs = [(self.world.office(name), self.world.place(f"{name}_district")) for name in ("gumla", "khunti")]
        return sum(office in self.offices and self.district in (None, district) for office, district in pairs)

    # --- what is no indicator

    def who_came(self) -> list[int] | None:
        """Women, men, girls, boys and not divided, over all that was held; None where it is not told."""
        if self.reader.block or self.district or self.question.theme:
            return None
        kinds = [kind for kind, _rows, _people in MEETINGS.values() if kind != "staff_training"]
        kinds += ["group_reach", "consultation_state", "consultation_national"]
        text = (
            "SELECT coalesce(sum(women), 0), coalesce(sum(men), 0), coalesce(sum(girls), 0), coalesce(sum(boys), 0),"
            " coalesce(sum(total), 0) FROM activities_activity WHERE withdrawn_at IS NULL AND kind = ANY(%s)"
            " AND organisation_id = ANY(%s) AND held_on BETWEEN %s AND %s"
        )
        period = self.question.period
        with acting_as(machine_for(self.offices)), connection.cursor() as cursor:
            cursor.execute(text, [kinds, list(self.offices), period.start, period.end])
            *parts, total = cursor.fetchone()
        return [*parts, total - sum(parts)]

    def promises(self) -> list[int] | None:
        """Kept, partly, broken, made, open, overdue; None where they are not told."""
        if self.reader.block or self.question.theme:
            return None
        made, ended = "promised_on BETWEEN %(start)s AND %(end)s", "settled_on BETWEEN %(start)s AND %(end)s"
        wanted = [f"{ended} AND outcome = '{one}'" for one in ("kept", "partly", "broken")]
        wanted += [made, f"{made} AND outcome = 'open'", f"{made} AND outcome = 'open' AND due_on < %(today)s"]
        columns = ", ".join(f"count(*) FILTER (WHERE {one})" for one in wanted)
        text = (
            f"SELECT {columns} FROM allies_commitment AS c JOIN places_place AS p ON p.id = c.place_id"
            " WHERE c.withdrawn_at IS NULL AND NOT is_confidential AND organisation_id = ANY(%(offices)s)"
            " AND (%(district)s::uuid IS NULL OR p.id = %(district)s OR p.district_id = %(district)s)"
        )
        period = self.question.period
        values = {"start": period.start, "end": period.end, "today": clock.today(), "offices": list(self.offices)}
        with acting_as(machine_for(self.offices)), connection.cursor() as cursor:
            cursor.execute(text, values | {"district": self.district})
            return list(cursor.fetchone())


# --- the questions


def _questions(rng: random.Random, number: int) -> list[Question]:
    found = []
    for index in range(number):
        reader = list(READERS)[index % len(READERS)]
        offices = READERS[reader].offices
        member = rng.choice(("", *offices)) if "network" not in offices else rng.choice(("", "", "gumla", "khunti"))
        district = rng.choice(("", "", "gumla", "khunti"))
        if reader == "field_worker" and district == "khunti":
            district = "gumla"
        found.append(Question(reader, _period(rng), member, district, rng.choice(("", "", *THEMES[1:]))))
    return found


def _period(rng: random.Random) -> Period:
    kind = rng.choice(("days", "months", "months", "quarter", "year", "years", "now", "before"))
    if kind == "days":
        first, last = sorted((_day(rng), _day(rng)))
        return Period(first, last)
    if kind == "before":
        return Period(dt.date(2021, 4, 1), dt.date(2021, 4, 1) + dt.timedelta(days=rng.randrange(800)))
    if kind == "now":
        return Period(_day(rng).replace(day=1), dt.date(2025, 12, 31))
    if kind == "year":
        year = rng.choice((2023, 2024, 2025))
        return Period(dt.date(year, 4, 1), dt.date(year + 1, 3, 31))
    if kind == "years":
        return Period(dt.date(2021, 4, 1), dt.date(rng.choice((2024, 2025)), 3, 31))
    first = _day(rng).replace(day=1)
    if kind == "quarter":
        first = first.replace(month=(first.month - 1) // 3 * 3 + 1)
        return Period(first, _end_of_quarter(first))
    last = first
    for _month in range(rng.randrange(1, 14)):
        last = _month_after(last)
    return Period(first, last - dt.timedelta(days=1))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with standing(django_db_blocker), clock.frozen_at(NOW):
        cast = make_cast()
        _record_everything(cast, random.Random(SEED))
        recount_pending(Organisation.objects.values_list("id", flat=True))
        assert take_due()
        made = World(cast)
        _read_rows(made)
        yield made


def _choice(world: World, question: Question, language: str, audience: Audience = Audience.DONOR) -> Choice:
    """The whole report of a question: every part that there is."""
    return Choice(
        question.period,
        language,
        organisations=frozenset({world.office(question.member)} if question.member else ()),
        districts=frozenset({world.place(f"{question.district}_district")} if question.district else ()),
        themes=(question.theme,) if question.theme else (),
        audience=audience,
        parts=CODES,
    )


def _state(cell: int | str, language: str) -> tuple[str, int]:
    """What a printed cell says; words that are none of the four name the day on which the number comes."""
    if isinstance(cell, int):
        return ("number" if cell else "none"), cell
    return next((state for state, words in WORDS[language].items() if words == cell), "not_yet"), 0


def _printed(report: Report) -> Iterator[tuple[str, Key | None, int | str, Figure | None]]:
    """(part, number, what is printed, its figure or None in a table) of everything that has a number."""
    for part in report.parts:
        for block in part.blocks:
            for figure in getattr(block, "figures", ()):
                yield part.code, figure.key, figure.number, figure
            if isinstance(block, Table):
                yield from ((part.code, key, row[-1], None) for key, row in zip(block.keys, block.rows, strict=False))


def _differences(world: World, question: Question, report: Report) -> Iterator[str]:
    """Every figure that is not as it has to be, in words."""
    answer, language = Answer(world, question), report.language
    wanted = THEMED if question.theme else PRINTED
    expected = {key: answer.of(key) for key in wanted}
    listed = set()
    for part, key, cell, figure in _printed(report):
        if key is None or (key not in ROWS and key != CENTRES):
            continue
        if key not in wanted:
            yield f"{question} {part} {key}: has no theme"
            continue
        found = _state(cell, language)
        if found != expected[key]:
            yield f"{question} {part} {key}: {found} instead of {expected[key]}"
        if figure is not None and (figure.absence.value if figure.absence else "") != (
            "" if found[0] in ("number", "none") else found[0]
        ):
            yield f"{question} {part} {key}: {figure.absence} behind {cell!r}"
        if part == "annex":
            listed.add(key)
    # The published table is whole: a nought of it stands there as well.
    belong = {
        key
        for key, (state, _number) in expected.items()
        if state in SHOWN or (state == "none" and indicator(key[0]) in INDICATORS)
    }
    if listed != belong:
        yield f"{question}: {sorted(listed ^ belong)} are not where they belong"
    yield from _misnamed(question, report, expected)
    for part, numbers, expected_numbers in (
        ("reach", _who_came(report), answer.who_came()),
        ("partners", _promises(report), answer.promises()),
    ):
        if (any(numbers) or any(expected_numbers or ())) and numbers != (expected_numbers or []):
            yield f"{question} {part}: {numbers} instead of {expected_numbers}"
        if expected_numbers is None and numbers:
            yield f"{question} {part}: printed where it is not counted"


def _misnamed(question: Question, report: Report, expected: Mapping[Key, tuple[str, int]]) -> Iterator[str]:
    """Indicators that the method names as none, few, withheld or never recorded and that are not."""
    notes = [
        block.text for part in report.parts if part.code == "method" for block in part.blocks if isinstance(block, Note)
    ]
    for words, states in zip(NAMED[report.language], STATES, strict=True):
        for note in (one for one in notes if one.startswith(words)):
            named = f", {note.removeprefix(words).strip().removesuffix('.').removesuffix('।')}, "
            for code, label in LABELS.items():
                if f", {label.in_language(report.language)}, " in named:
                    wrong = {
                        key: state for key, (state, _n) in expected.items() if key[0] == code and state not in states
                    }
                    if wrong:
                        yield f"{question}: {words} {wrong}"


def _who_came(report: Report) -> list[int]:
    blocks = [
        block for part in report.parts if part.code == "reach" for block in part.blocks if isinstance(block, Bars)
    ]
    return [number for block in blocks for _label, number in block.bars if isinstance(number, int)]


def _promises(report: Report) -> list[int]:
    blocks = [block for part in report.parts if part.code == "partners" for block in part.blocks]
    lines = [figure for block in blocks if isinstance(block, Lines) for figure in block.figures]
    return [figure.number for figure in lines if isinstance(figure.number, int)]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [12, pytest.param(100, marks=pytest.mark.long)])
@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_paper_is_the_same_asked_from_a_hindi_and_an_english_page(world: World, language: str, number: int) -> None:
    """The house's own report and the donor's, as values and as files; what nobody has translated says so."""
    notes = {"en": "(written in Hindi)", "hi": "(written in English)"}
    promises = list[str]()
    with clock.frozen_at(NOW):
        for index, question in enumerate(_questions(random.Random(-number), number)):
            made = []
            for page in ("hi", "en"):
                with override(page), acting_as(world.cast.actor(question.reader)) as by:
                    made.append(_everything(world, question, by, language, with_files=index < 2))
            assert made[0] == made[1], question
            promises += _promises_kept(made[0]["donor"])
    assert promises
    assert all((notes["en"] in title) is (language == "en") for title in promises)
    assert not any(notes["hi"] in title for title in promises)


def _promises_kept(report: Report) -> list[str]:
    """What was promised, as it is listed."""
    with override(report.language):
        title = gettext("Promises kept")
    blocks = [block for part in report.parts for block in part.blocks if isinstance(block, Items)]
    return [item.title for block in blocks if block.title == title for item in block.items]


def _everything(world: World, question: Question, by: Actor, language: str, *, with_files: bool) -> dict[str, Any]:
    """Every report of one question, and its files."""
    made: dict[str, Any] = {}
    for audience in (Audience.OWN, Audience.DONOR):
        built = build(by, _choice(world, question, language, audience))
        made |= {audience.value: built.report, f"{audience} json": as_json(built)}
        if with_files:
            made[f"{audience} pdf"] = _pages(as_pdf(built.report))
            made[f"{audience} docx"] = _document(as_docx(built.report))
    return made


def _pages(content: bytes) -> list[str]:
    """The text of each page of a PDF, which has an id and an hour of its own."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def _document(content: bytes) -> bytes:
    """What is written in a DOCX; the archive around it has the time at which it was packed."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml")


@pytest.mark.django_db
@pytest.mark.parametrize("number", [24, pytest.param(200, marks=pytest.mark.long)])
def test_every_figure_of_a_donors_report_is_what_its_rows_add_up_to(world: World, number: int) -> None:
    wrong, states = list[str](), Counter[str]()
    with clock.frozen_at(NOW):
        for index, question in enumerate(_questions(random.Random(number), number)):
            for language in ("hi", "en"):
                with override("en" if index % 2 else "hi"), acting_as(world.cast.actor(question.reader)) as by:
                    report = build(by, _choice(world, question, language)).report
                wrong += _differences(world, question, report)
                states.update(_state(cell, language)[0] for _part, key, cell, _figure in _printed(report) if key)
    assert wrong == []
    assert {"number", "few", "not_yet"} <= set(states), states
    assert states.total() > number * 40


@pytest.mark.django_db
@pytest.mark.parametrize("theme", [one for one in THEMES if one])
def test_of_each_theme_there_is_one_source(world: World, theme: str) -> None:
    """The report, its table over time and the rows behind a number count a theme alike, for every reader."""
    with clock.frozen_at(NOW):
        for reader in READERS:
            question = Question(reader, Period(FIRST, LAST), "", "", theme)
            answer = Answer(world, question)
            with acting_as(world.cast.actor(reader)) as by:
                report = build(by, _choice(world, question, "en")).report
            numbers = {key: cell for part, key, cell, _f in _printed(report) if part == "annex" and key in THEMED}
            assert numbers
            noughts = {key for key in THEMED if indicator(key[0]) in INDICATORS}
            expected = {key: answer.of(key)[1] for key in THEMED}
            assert numbers == {key: one for key, one in expected.items() if one or (one == 0 and key in noughts)}
