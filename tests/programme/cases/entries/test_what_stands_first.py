"""The order of what is due: a near court day first, what is ours at once, what runs, and beneath what is long late."""

import datetime as dt

import pytest

from jatan.kernel import clock
from jatan.programme.cases.entries.due import ANY_TIME, Due
from jatan.programme.cases.entries.due_order import Place, in_order, place_of
from jatan.programme.cases.entries.due_words import DUE_WORDS
from jatan.programme.cases.legal.time_limits import in_india

NOW = dt.datetime(2026, 6, 1, 9, tzinfo=clock.INDIA)


def due(code: str, days: int, **more: object) -> Due:
    """Something due so many days from now."""
    return Due(code, in_india(NOW) + dt.timedelta(days=days), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "place"),
    [
        (due("hearing", 0), Place.COURT_DAY),
        (due("hearing", 7), Place.COURT_DAY),
        (due("hearing", 8), Place.RUNNING),
        (due("danger", -900), Place.AT_ONCE),
        (due("bail_warning", -900), Place.AT_ONCE),
        (due("duty:produce_before_cwc", -900), Place.AT_ONCE),
        (due("deadline:fir_copy", -179), Place.RUNNING),
        (due("deadline:fir_copy", -182), Place.LONG_LATE),
        (due("deadline:fir_copy", -182, timing=ANY_TIME), Place.RUNNING),
        (due("hearing_to_write", -182), Place.LONG_LATE),
        (due("deadline:fir_recorded", 0, late_at=NOW + dt.timedelta(hours=24)), Place.AT_ONCE),
        (due("deadline:fir_recorded", 1, late_at=NOW + dt.timedelta(hours=25)), Place.RUNNING),
        (due("deadline:fir_recorded", -1, late_at=NOW - dt.timedelta(hours=24)), Place.AT_ONCE),
        (due("deadline:fir_recorded", -8, late_at=NOW - dt.timedelta(days=8)), Place.RUNNING),
        (due("deadline:fir_recorded", -8, late_at=NOW - dt.timedelta(days=8), timing=ANY_TIME), Place.RUNNING),
        # A file typed in late asks about it until tomorrow: it is of two years ago all the same.
        (due("deadline:fir_recorded", -700, late_at=NOW + dt.timedelta(hours=20)), Place.RUNNING),
        (due("deadline:fir_recorded", -700, late_at=NOW - dt.timedelta(hours=1)), Place.LONG_LATE),
    ],
)
def test_each_has_one_place(found: Due, place: Place) -> None:
    assert place_of(found, NOW) == place


@pytest.mark.parametrize("code", sorted(set(DUE_WORDS) - {"hearing_to_write"}))
def test_what_we_owe_her_or_an_office_never_sinks(code: str) -> None:
    assert place_of(due(code, -900), NOW) < Place.LONG_LATE


def test_twelve_rows_of_two_years_ago_do_not_stand_before_her_testimony() -> None:
    ancient = [due(f"deadline:row_{number}", -730 + number) for number in range(12)]
    running = [due("deadline:victim_told_progress", -3), due("goal", 2), due("hearing", 3)]
    ordered = in_order(sorted([*ancient, *running], key=lambda one: one.order), NOW, lambda one: one)
    assert [one.code for one in ordered[:3]] == ["hearing", "deadline:victim_told_progress", "goal"]
    assert ordered[3:] == ancient


def test_within_a_place_the_lightest_comes_first() -> None:
    rows = [due("goal", -5), due("closure_waiting", 0), due("hearing", 1)]
    ordered = in_order(rows, NOW, lambda one: one, lambda one: one.code != "closure_waiting")
    assert [one.code for one in ordered] == ["hearing", "closure_waiting", "goal"]
