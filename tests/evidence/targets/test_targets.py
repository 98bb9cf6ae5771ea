"""Targets: what can have one, who may set one, versions, and the comparison with what a reader may see."""

import datetime as dt
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import IntegrityError, ProgrammingError

from jatan.evidence.indicators.definitions import COUNTABLE, COUNTED
from jatan.evidence.indicators.results import ImpactReport
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.targets.achievement import compare_targets
from jatan.evidence.targets.lines import Owner, TargetComparison
from jatan.evidence.targets.models import Target
from jatan.evidence.targets.selectors import versions_of
from jatan.evidence.targets.services import SetTarget, set_targets
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.kernel.periods import Period
from jatan.kernel.problems import Problem
from tests.cast import Cast
from tests.evidence import builders
from tests.programme.helpdesk.builders import an_issue

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
type Ids = frozenset[uuid.UUID]
YEAR = Period(dt.date(2022, 4, 1), dt.date(2023, 3, 31))
MEETINGS = ("shg_meetings", "meetings")
PEOPLE = ("information_centres", "received")


def a_target(organisation: Organisation, amount: int | None, **more: Any) -> SetTarget:
    indicator, value = more.pop("key", MEETINGS)
    first, last = more.pop("first", YEAR.start), more.pop("last", YEAR.end)
    return SetTarget(organisation.id, indicator, value, first, last, amount, **more)


def set_for(cast: Cast, as_: As, part: str, *targets: SetTarget) -> int:
    with as_(part) as by:
        return set_targets(by=by, targets=targets)


def compared(
    as_: As, part: str, period: Period = YEAR, organisations: Ids = frozenset(), districts: Ids = frozenset()
) -> TargetComparison:
    with as_(part) as by:
        report: ImpactReport = impact_report(period, by=by, organisations=organisations, districts=districts)
        return compare_targets(report, by=by, organisations=organisations, is_cut=bool(districts))


@pytest.fixture
def held(cast: Cast, as_: As) -> Cast:
    """Three meetings in Gumla and one in Khunti, and seven issues in Gumla, counted and published."""
    with as_("coordinator") as by:
        for day in (1, 2, 3):
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, day))
        for day in range(1, 8):
            an_issue(by, cast, received_on=dt.date(2022, 6, day))
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 6, 1))
    recount_pending([cast.gumla.id, cast.khunti.id])
    assert take_due()
    return cast


def test_every_countable_number_is_defined_and_none_is_money_or_an_average() -> None:
    values = {(one.code, value.name): value for one in COUNTED for value in one.values}
    assert set(values) >= COUNTABLE
    assert not [key for key in COUNTABLE if values[key].of or values[key].is_average]
    assert not [key for key in COUNTABLE if key[0] in ("case_stages", "case_outcomes")]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"key": ("wage_gap", "paid")}, "unknown_number"),
        ({"key": ("case_outcomes", "died")}, "unknown_number"),
        ({"key": ("nothing", "at_all")}, "unknown_number"),
        ({"last": dt.date(2023, 3, 30)}, "not_whole_months"),
        ({"first": dt.date(2022, 4, 2)}, "not_whole_months"),
        ({"first": dt.date(2015, 4, 1)}, "not_whole_months"),
        ({"last": dt.date(2021, 3, 31)}, "no_such_date"),
        ({"first": dt.date(1900, 4, 1)}, "no_such_date"),
        ({"key": ("case_work", "cases"), "first": dt.date(2022, 5, 1)}, "not_whole_quarters"),
        ({"amount": 0}, "unreadable"),
        ({"amount": -5}, "unreadable"),
        ({"amount": 3_000_000_000}, "unreadable"),
    ],
)
def test_what_cannot_be_a_target_is_refused(fields: dict[str, Any], code: str, cast: Cast) -> None:
    amount = fields.pop("amount", 10)
    with pytest.raises(Problem) as refused:
        a_target(cast.gumla, amount, **fields)
    assert refused.value.code == code


def test_a_coordinator_sets_her_members_and_the_secretariat_everybodys(cast: Cast, as_: As) -> None:
    assert set_for(cast, as_, "coordinator", a_target(cast.gumla, 12)) == 1
    assert set_for(cast, as_, "secretariat", a_target(cast.khunti, 20), a_target(cast.network, 50)) == 2
    for part, owner in (("coordinator", cast.khunti), ("coordinator", cast.network), ("field_worker", cast.gumla)):
        with pytest.raises(Forbidden):
            set_for(cast, as_, part, a_target(owner, 5))
    with pytest.raises(Forbidden):
        set_for(cast, as_, "researcher", a_target(cast.gumla, 5))
    with as_("coordinator"):
        assert [row.amount for row in Target.objects.all()] == [12]


def test_the_wall_refuses_what_the_gate_would_let_through(cast: Cast, as_: As) -> None:
    fields = {"indicator": "shg_meetings", "value": "meetings", "first": YEAR.start, "last": YEAR.end, "amount": 5}
    for part in ("khunti_coordinator", "desk_operator"):
        with as_(part), pytest.raises(ProgrammingError), transaction.atomic():
            Target.objects.create(organisation=cast.gumla, **fields)
    with as_("coordinator"):
        Target.objects.create(organisation=cast.gumla, **fields)
    with as_("coordinator"), pytest.raises(IntegrityError), transaction.atomic():
        Target.objects.create(organisation=cast.gumla, **fields)


def test_versions_are_kept_with_who_set_them(cast: Cast, as_: As) -> None:
    set_for(cast, as_, "secretariat", a_target(cast.gumla, 12))
    set_for(cast, as_, "coordinator", a_target(cast.gumla, 15))
    assert set_for(cast, as_, "coordinator", a_target(cast.gumla, 15)) == 0
    set_for(cast, as_, "coordinator", a_target(cast.gumla, None))
    assert set_for(cast, as_, "coordinator", a_target(cast.gumla, None)) == 0
    with as_("coordinator"):
        rows = versions_of(Target.objects.all()[0])
        who = {cast.accounts["secretariat"].pk: "secretariat", cast.accounts["coordinator"].pk: "coordinator"}
        assert [(row.amount, who[row.set_by], row.replaced_at is None) for row in rows if row.set_by] == [
            (None, "coordinator", True),
            (15, "coordinator", False),
            (12, "secretariat", False),
        ]
    with as_("auditor"):
        events = Event.objects.filter(organisation=cast.gumla, verb="targets.set").order_by("sequence")
        assert [event.payload for event in events] == [
            {"set": 1, "taken_back": 0},
            {"set": 1, "taken_back": 0},
            {"set": 0, "taken_back": 1},
        ]


def test_a_target_that_changed_meanwhile_is_not_overwritten(cast: Cast, as_: As) -> None:
    set_for(cast, as_, "coordinator", a_target(cast.gumla, 12))
    with pytest.raises(Problem) as refused:
        set_for(cast, as_, "coordinator", a_target(cast.gumla, 20, before=None, is_checked=True))
    assert refused.value.code == "changed_meanwhile"
    assert set_for(cast, as_, "coordinator", a_target(cast.gumla, 20, before=12, is_checked=True)) == 1


def test_one_target_twice_in_one_act_is_refused(cast: Cast, as_: As) -> None:
    with pytest.raises(Problem):
        set_for(cast, as_, "coordinator", a_target(cast.gumla, 12), a_target(cast.gumla, 13))
    with as_("coordinator"):
        assert not Target.objects.exists()


def test_the_networks_target_stands_beside_the_members_sum(held: Cast, as_: As) -> None:
    targets = [a_target(held.gumla, 6), a_target(held.khunti, 4), a_target(held.network, 20)]
    set_for(held, as_, "secretariat", *targets)
    found = compared(as_, "secretariat")
    assert [(line.owner, line.amount, line.achieved, line.percent, line.members) for line in found.lines] == [
        (Owner.NETWORK, 20, 4, 20, 1),
        (Owner.MEMBERS, 10, 4, 40, 2),
        (Owner.MEMBER, 6, 3, 50, 1),
        (Owner.MEMBER, 4, 1, 25, 1),
    ]
    one = compared(as_, "secretariat", organisations=frozenset({held.gumla.id}))
    assert [(line.owner, line.amount, line.achieved) for line in one.lines] == [(Owner.MEMBER, 6, 3)]
    mine = compared(as_, "coordinator")
    assert [(line.owner, line.amount, line.achieved) for line in mine.lines] == [(Owner.MEMBER, 6, 3)]


def test_only_a_target_that_is_reached_says_a_hundred(held: Cast, as_: As) -> None:
    set_for(held, as_, "coordinator", a_target(held.gumla, 3))
    assert compared(as_, "coordinator").lines[0].percent == 100
    set_for(held, as_, "coordinator", a_target(held.gumla, 3001, key=("shg_meetings", "participants")))
    assert {line.percent for line in compared(as_, "coordinator").lines} == {100, 1}  # 36 of 3,001


def test_a_target_of_another_period_is_named_and_not_prorated(held: Cast, as_: As) -> None:
    set_for(held, as_, "coordinator", a_target(held.gumla, 12))
    half = Period(dt.date(2022, 4, 1), dt.date(2022, 9, 30))
    found = compared(as_, "coordinator", half)
    assert found.lines == ()
    assert found.others == ((YEAR, 1),)
    before = Period(dt.date(2020, 4, 1), dt.date(2021, 3, 31))
    assert compared(as_, "coordinator", before) == TargetComparison()


def test_a_report_of_one_district_compares_no_target_of_the_member(held: Cast, as_: As) -> None:
    set_for(held, as_, "coordinator", a_target(held.gumla, 12))
    found = compared(as_, "coordinator", districts=frozenset({held.gumla_district.id}))
    assert (found.lines, found.is_narrowed) == ((), True)


def test_counts_of_persons_are_as_published_for_who_may_not_open_the_rows(held: Cast, as_: As) -> None:
    set_for(held, as_, "secretariat", a_target(held.gumla, 70, key=PEOPLE), a_target(held.network, 100, key=PEOPLE))
    (exact,) = compared(as_, "coordinator").lines
    assert (exact.achieved, exact.is_rounded, exact.percent) == (7, False, 10)
    network, member = compared(as_, "secretariat").lines
    assert member.achieved in (5, 10)
    assert member.is_rounded
    with as_("secretariat") as by:
        report = impact_report(YEAR, by=by)
        assert network.achieved == report.number(*PEOPLE)
        assert member.achieved == next(
            line.number(*PEOPLE) for line in report.by_organisation if line.id == held.gumla.id
        )


def test_a_reader_of_a_block_is_shown_no_target_of_the_whole_member(held: Cast, as_: As) -> None:
    set_for(held, as_, "coordinator", a_target(held.gumla, 12))
    assert compared(as_, "field_worker") == TargetComparison()
    assert compared(as_, "desk_operator").lines[0].achieved == 3
