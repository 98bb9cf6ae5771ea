"""Deadlines fall when the law says: dated vectors with their source, worked out by hand, and what must always hold."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.programme.cases.legal.deadlines import Deadline, deadlines_for, events
from jatan.programme.cases.legal.time_limits import add_months, add_years, after_hours, in_india

VECTORS = list(csv.DictReader((Path(__file__).parent / "vectors.csv").read_text("utf-8").splitlines()))
NOON = dt.datetime.fromisoformat("2026-11-24T12:00+05:30")
days = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))


def due(row: dict[str, str]) -> Deadline:
    journey = dt.timedelta(hours=float(row["journey_hours"] or 0))
    found = deadlines_for(
        row["event"], dt.datetime.fromisoformat(row["at"]), facts=row["facts"].split(), journey=journey
    )
    return next(one for one in found if one.code == row["code"])


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['code']} {row['at'][:10]}")
def test_every_vector_falls_on_its_day(row: dict[str, str]) -> None:
    found = due(row)
    assert found.is_hard == (row["kind"] == "hard")
    if len(row["due"]) == 10:
        assert found.day == dt.date.fromisoformat(row["due"])
        assert in_india(found.due) == found.day
    else:
        assert found.due == dt.datetime.fromisoformat(row["due"])
        assert found.day is None


def test_the_vectors_cover_every_event_and_are_sourced() -> None:
    assert {row["event"] for row in VECTORS} == set(events())
    assert len(VECTORS) >= 49
    assert all(row["source"] for row in VECTORS)


def test_a_childs_evidence_may_be_late_only_with_reasons() -> None:
    found = {one.code: one for one in deadlines_for("cognizance", NOON, facts=["pocso"])}
    assert found["child_evidence"].is_hard
    assert found["child_evidence"].reasons_if_late
    assert not found["pocso_trial"].is_hard


def test_only_one_of_the_two_bail_clocks_runs() -> None:
    for facts, code in ((["ten_years_or_more"], "default_bail_90"), ([], "default_bail_60")):
        assert [one.code for one in deadlines_for("accused_remanded", NOON, facts=facts)] == [code]


def test_a_deadline_that_requires_a_fact_is_absent_without_it() -> None:
    assert "investigation_ended" not in {one.code for one in deadlines_for("fir_registered", NOON)}


def test_deadlines_of_the_new_code_do_not_apply_to_earlier_days() -> None:
    before = dt.datetime.fromisoformat("2024-06-30T12:00+05:30")
    assert deadlines_for("information_given", before) == []
    assert deadlines_for("data_breach_known", NOON) == []


def test_an_unknown_event_raises_instead_of_returning_nothing() -> None:
    with pytest.raises(ValueError, match="unknown legal event"):
        deadlines_for("fir_registred", NOON)


def test_what_counsel_has_not_seen_says_so() -> None:
    found = {one.code: one for one in deadlines_for("fir_registered", NOON, facts=["sexual_offence"])}
    assert found["investigation_ended"].is_confirmed
    assert not found["fir_copy"].is_confirmed


@given(days, st.integers(0, 60))
def test_months_never_skip_a_month_and_never_leave_the_day_but_at_the_end(day: dt.date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + dt.timedelta(days=1)).day == 1
    assert later.day <= day.day


@given(days, st.integers(0, 30))
def test_a_year_is_twelve_months(day: dt.date, years: int) -> None:
    assert add_years(day, years) == add_months(day, 12 * years)


@given(days, st.times(), st.integers(0, 100), st.floats(0, 200))
def test_hours_run_on_over_midnight_and_the_journey_is_added(
    day: dt.date, time: dt.time, hours: int, journey: float
) -> None:
    start, way = dt.datetime.combine(day, time, dt.UTC), dt.timedelta(hours=journey)
    assert after_hours(start, hours, journey=way) - start == dt.timedelta(hours=hours) + way


def test_an_instant_without_a_zone_and_a_negative_journey_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        after_hours(NOON.replace(tzinfo=None), 24)
    with pytest.raises(ValueError, match="negative"):
        after_hours(NOON, 24, journey=dt.timedelta(hours=-1))
