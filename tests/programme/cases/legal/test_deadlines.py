"""Deadlines fall when the law says: dated vectors with their source, worked out by hand, and what must always hold."""

import csv
import datetime as dt
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.programme.cases.legal.books import book, in_force
from jatan.programme.cases.legal.court_closings import last_day_to_file
from jatan.programme.cases.legal.deadlines import Deadline, deadline_from, deadlines_for, events
from jatan.programme.cases.legal.time_limits import add_months, add_years, after_hours, in_india

VECTORS = list(csv.DictReader((Path(__file__).parent / "vectors.csv").read_text("utf-8").splitlines()))
NOON = dt.datetime.fromisoformat("2026-11-24T12:00+05:30")
days = st.dates(dt.date(2000, 1, 1), dt.date(2090, 12, 31))


ROWS = book("deadlines")["deadline"]


def due(row: dict[str, str]) -> Deadline | None:
    journey = dt.timedelta(hours=float(row["journey_hours"] or 0))
    found = deadlines_for(
        row["event"],
        dt.datetime.fromisoformat(row["at"]),
        facts=row["facts"].split(),
        journey=journey,
        fir_days=[dt.date.fromisoformat(day) for day in row["fir_on"].split()],
    )
    return next((one for one in found if one.code == row["code"]), None)


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['code']} {row['at'][:10]} {row['due']}")
def test_every_vector_falls_on_its_day(row: dict[str, str]) -> None:
    found = due(row)
    if row["due"] == "absent":
        assert found is None
        return
    assert found is not None
    assert found.is_hard == (row["kind"] == "hard")
    assert found.is_unverified == (row["due"] == "unverified")
    if found.is_unverified:
        assert (found.day, found.late_at) == (None, None)
    elif len(row["due"]) == 10:
        assert found.day == dt.date.fromisoformat(row["due"])
        assert in_india(found.due) == found.day
    else:
        assert found.due == dt.datetime.fromisoformat(row["due"])
        assert found.day is None


def test_the_vectors_cover_every_event_and_are_sourced() -> None:
    assert {row["event"] for row in VECTORS} == set(events())
    assert {row["code"] for row in VECTORS if row["due"] != "absent"} == {row["code"] for row in ROWS}
    assert len(VECTORS) >= 180
    assert all(row["source"] for row in VECTORS)


@pytest.mark.parametrize("row", ROWS, ids=itemgetter("code"))
def test_what_nobody_has_read_has_no_day_and_says_so(row: dict[str, Any]) -> None:
    assert (row["tag"] == "U") == (row["unit"] == "unverified")
    assert row["unit"] not in ("now", "unverified") or "amount" not in row
    found = deadline_from(row["code"], NOON)
    if row["tag"] == "U":
        assert (found.is_unverified, found.day, found.late_at, found.is_hard) == (True, None, None, False)
    assert found.is_confirmed == (row["tag"] == "C")


@pytest.mark.parametrize("row", ROWS, ids=itemgetter("code"))
def test_a_row_of_procedure_is_chosen_by_the_day_of_the_fir(row: dict[str, Any]) -> None:
    """The old and the new code never hold together, and what the new code says does not begin before its day."""
    is_procedure = row["source"].startswith(("BNSS", "CrPC")) and row.get("by_fir", False)
    if is_procedure:
        is_old = row["source"].startswith("CrPC")
        assert in_force(row, dt.date(2024, 6, 30)) is is_old
        assert in_force(row, dt.date(2024, 7, 1)) is not is_old


def test_a_step_before_the_fir_is_of_the_code_of_its_own_day() -> None:
    facts, asked = ["rape"], dt.datetime.fromisoformat("2024-06-30T12:00+05:30")
    for fir_days in ([], [dt.date(2024, 7, 1)], [dt.date(2024, 6, 1)], [dt.date(2024, 6, 1), dt.date(2024, 7, 1)]):
        found = deadlines_for("victim_at_hospital", asked, facts=facts, fir_days=fir_days)
        assert {one.code for one in found} == {"free_treatment_old", "old_code_medical"}


def test_delhis_practice_is_never_a_date_of_jharkhand() -> None:
    assert not [row["code"] for row in ROWS if row["source"].startswith("practice")]
    assert "Delhi" in deadline_from("bonded_inquiry", NOON).note.en  # type: ignore[union-attr]


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
    assert [one.code for one in deadlines_for("data_breach_known", NOON)] == ["breach_certin"]


def test_an_unknown_event_raises_instead_of_returning_nothing() -> None:
    with pytest.raises(ValueError, match="unknown legal event"):
        deadlines_for("fir_registred", NOON)


def test_what_counsel_has_not_seen_says_so() -> None:
    found = {one.code: one for one in deadlines_for("fir_registered", NOON, facts=["sexual_offence"])}
    assert found["investigation_ended"].is_confirmed
    (bail,) = deadlines_for("accused_remanded", NOON)
    assert not bail.is_confirmed


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


@pytest.mark.parametrize(
    ("received", "day", "next_open"),
    [
        ("2026-11-24", "2026-12-24", None),
        # The thirtieth day is a Sunday, a Saturday, 26 January.
        ("2026-11-27", "2026-12-27", "2026-12-28"),
        ("2026-11-26", "2026-12-26", None),
        ("2026-12-27", "2027-01-26", "2027-01-27"),
    ],
)
def test_what_is_filed_is_in_time_on_the_next_open_day(received: str, day: str, next_open: str | None) -> None:
    asked = dt.datetime.fromisoformat(f"{received}T12:00+05:30")
    found = next(one for one in deadlines_for("dlsa_order", asked, facts=["woman"]) if one.code == "nalsa_appeal")
    assert found.day == dt.date.fromisoformat(day)
    open_day = last_day_to_file(found.code, found.day, {})
    assert open_day == (dt.date.fromisoformat(next_open) if next_open else None)


@pytest.mark.parametrize(
    "code", ["e_fir_signed", "marriage_annulled", "victim_appeal_30", "victim_appeal", "victim_appeal_90"]
)
def test_stations_never_close_and_a_marriage_is_annulled_before_its_last_day(code: str) -> None:
    assert last_day_to_file(code, dt.date(2026, 12, 27), {"district": [dt.date(2026, 12, 27)]}) is None


def test_what_others_must_do_is_not_stretched_by_a_holiday() -> None:
    whose = {row["code"]: row["whose"] for row in ROWS}
    assert {whose[code] for code in book("holidays")["filings"]} == {"us"}
    assert last_day_to_file("default_bail_60", dt.date(2027, 1, 26), {}) is None
