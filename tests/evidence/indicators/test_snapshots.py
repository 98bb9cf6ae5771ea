"""Snapshots of the counts of persons: when they are taken, what they keep, and which numbers they hold."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.evidence.indicators import snapshots
from jatan.evidence.indicators.definitions import BY_NETWORK_YEAR, COUNTED, PART_IN, PERSONS
from jatan.evidence.indicators.models import CountSnapshot, NetworkYear
from jatan.evidence.indicators.rounding_rule import BASE
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.snapshots import newest_month, take_due, take_snapshot
from jatan.evidence.indicators.sources import SOURCES
from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.helpdesk.commands import ReceiveIssue
from jatan.programme.helpdesk.services import receive_issue
from tests.cast import Cast

As = Callable[[str], AbstractContextManager[Actor]]
YEAR = Period(dt.date(2024, 4, 1), dt.date(2025, 3, 31))
RECEIVED = ("information_centres", "received")


@pytest.fixture(autouse=True)
def _offsets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "draw_offset", lambda: 2)


def at(year: int, month: int, day: int) -> AbstractContextManager[None]:
    return clock.frozen_at(dt.datetime(year, month, day, 9, tzinfo=clock.INDIA))


def issues(as_: As, cast: Cast, day: dt.date, number: int, part: str = "desk_operator") -> None:
    organisation, block = (
        (cast.gumla, cast.gumla_block) if part == "desk_operator" else (cast.khunti, cast.khunti_block)
    )
    with as_(part) as by:
        for _issue in range(number):
            command = ReceiveIssue(organisation=organisation.id, place=block, received_on=day, kind="unpaid_wages")
            receive_issue(by=by, command=command)


def shown(as_: As, period: Period = YEAR, part: str = "secretariat") -> int | None:
    with as_(part) as by:
        return impact_report(period, by=by).number(*RECEIVED)


def test_every_number_declares_whether_it_counts_persons_or_acts() -> None:
    acts = {(one.code, value.name) for one in COUNTED for value in one.values} - PERSONS
    assert acts.isdisjoint(PERSONS)
    sources = {value.source for one in COUNTED for value in one.values if (one.code, value.name) in acts}
    # Meetings, forums, offices' own acts, places and papers; interviews and stories name nobody. All else is a person.
    assert {SOURCES[name].model for name in sources - {""}} == {
        "activities.activity",
        "allies.agreement",
        "allies.ask",
        "allies.commitment",
        "allies.jointwork",
        "allies.mediamention",
        "allies.meeting",
        "booklet.edition",
        "booklet.story",
        "consultations.recommendation",
        "groups.group",
        "groups.membership",
        "landmarks.landmark",
        "landmarks.verification",
        "library.distribution",
        "library.material",
        "studies.interview",
        "studies.sharedcopy",
        "studies.study",
    }
    assert "" in sources
    assert {*PART_IN, *PART_IN.values()} <= PERSONS - BY_NETWORK_YEAR


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (dt.date(2026, 11, 2), dt.date(2026, 9, 1)),
        (dt.date(2026, 11, 3), dt.date(2026, 10, 1)),
        (dt.date(2026, 1, 1), dt.date(2025, 11, 1)),
        (dt.date(2026, 1, 31), dt.date(2025, 12, 1)),
    ],
)
def test_a_month_is_published_from_the_third_of_the_next(today: dt.date, month: dt.date) -> None:
    assert newest_month(today) == month


def test_one_snapshot_a_month_and_none_of_an_empty_house(cast: Cast, as_: As) -> None:
    with at(2024, 6, 5):
        assert not take_due()
        issues(as_, cast, dt.date(2024, 5, 20), 9)
        assert take_due()
        issues(as_, cast, dt.date(2024, 5, 20), 9)
        assert not take_due()
        assert shown(as_) == 10
    with at(2024, 7, 3):
        assert take_due()
        assert shown(as_) == 20
    assert list(CountSnapshot.objects.order_by("month").values_list("month", flat=True)) == [
        dt.date(2024, 5, 1),
        dt.date(2024, 6, 1),
    ]


def test_the_open_month_is_in_no_number(cast: Cast, as_: As) -> None:
    issues(as_, cast, dt.date(2024, 5, 20), 9)
    issues(as_, cast, dt.date(2024, 6, 2), 50)
    with at(2024, 6, 5):
        assert take_due()
    assert shown(as_) == 10
    assert shown(as_, Period(dt.date(2024, 6, 1), dt.date(2024, 6, 30))) is None
    assert shown(as_, part="desk_operator") == 59


def test_members_and_months_add_up_to_the_network(cast: Cast, as_: As) -> None:
    for month in (5, 6, 7):
        issues(as_, cast, dt.date(2024, month, 20), month)
        issues(as_, cast, dt.date(2024, month, 20), 3, "khunti_desk")
    with at(2024, 9, 5):
        assert take_due()
    with as_("secretariat") as by:
        report = impact_report(YEAR, by=by)
    total = report.number(*RECEIVED)
    for lines in (report.by_organisation, report.by_district, report.by_month):
        assert sum(line.number(*RECEIVED) or 0 for line in lines) == total
    assert {line.number(*RECEIVED) for line in report.by_block} <= {None}
    assert report.is_rounded(*RECEIVED)


def test_exact_total_of_a_year_is_replaced_only_when_five_have_changed(
    cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A network of two members has room for nobody who knows one of them: see test_rounding_rule.
    monkeypatch.setattr(snapshots, "has_room_for_insiders", lambda *_known: True)
    for number, part in ((31, "desk_operator"), (22, "khunti_desk")):
        issues(as_, cast, dt.date(2024, 5, 20), number, part)
    for day, late, expected in ((4, 0, 53), (5, 4, 53), (6, 2, 59)):
        with at(2025, day, 5):
            issues(as_, cast, dt.date(2024, 8, 20), late)
            assert take_due()
        assert shown(as_) == expected
        assert NetworkYear.objects.get(year=YEAR.start, indicator=RECEIVED[0], value=RECEIVED[1]).amount == expected
    with as_("secretariat") as by:
        assert not impact_report(YEAR, by=by).is_rounded(*RECEIVED)
        assert impact_report(Period(YEAR.start, dt.date(2025, 2, 28)), by=by).is_rounded(*RECEIVED)


def test_a_killed_snapshot_is_taken_again_whole(cast: Cast, as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    issues(as_, cast, dt.date(2024, 5, 20), 9)

    def killed(*_rows: object) -> None:
        raise KeyboardInterrupt

    with at(2024, 6, 5):
        with monkeypatch.context() as patch:
            patch.setattr(snapshots, "_store_total", killed)
            with pytest.raises(KeyboardInterrupt):
                take_due()
        assert shown(as_) is None
        assert take_due()
    assert shown(as_) == 10


def test_taking_a_snapshot_again_changes_nothing(cast: Cast, as_: As) -> None:
    issues(as_, cast, dt.date(2024, 5, 20), 9)
    for _time in range(2):
        assert take_snapshot(dt.date(2024, 6, 1))
        assert shown(as_) == 10


def test_coordinator_reads_her_own_rows_exactly_and_the_network_rounded(cast: Cast, as_: As) -> None:
    issues(as_, cast, dt.date(2024, 5, 20), 9)
    issues(as_, cast, dt.date(2024, 5, 20), 4, "khunti_desk")
    with at(2024, 7, 5):
        assert take_due()
    with as_("coordinator") as by:
        report = impact_report(YEAR, by=by)
    assert report.number(*RECEIVED) == 9
    assert report.network is not None
    assert report.network[RECEIVED] == 15
    assert (report.network[RECEIVED] or 0) % BASE == 0
