"""Each section of a closed file has a clock with a reason; an open case and a running day of the law stop all."""

import datetime as dt

import pytest

from jatan.kernel import clock
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.kinds import Stage
from jatan.programme.cases.entries.retention import Clock, clocks_of, closed_on, sections
from tests.programme.cases.entries.paper import DAY, CasePaper

YEARS = {"care": 3, "plan": 3, "consent": 7, "law": 7, "papers": 7, "identity": 7, "other": 7}


def closed(paper: CasePaper) -> CasePaper:
    """The file, closed on `DAY`."""
    paper.lay("closure_decision", {"decision": "approved"}, None)
    paper.close()
    return paper


def clocks(paper: CasePaper, on: dt.date) -> dict[str, Clock]:
    now = dt.datetime.combine(on, dt.time(12), clock.INDIA)
    return {one.section.code: one for one in clocks_of(paper.file, on, now)}


def test_an_open_case_has_no_clock_that_runs() -> None:
    paper = CasePaper()
    assert {one.until for one in clocks(paper, DAY).values()} == {None}
    assert closed_on(paper.file) is None


def test_a_grown_womans_sections_end_by_their_years() -> None:
    paper = closed(CasePaper())
    for code, one in clocks(paper, DAY).items():
        assert one.until == DAY.replace(year=DAY.year + YEARS[code])
    late = DAY.replace(year=DAY.year + 3)
    assert not any(one.is_over for one in clocks(paper, late).values())
    over = {code for code, one in clocks(paper, late + dt.timedelta(days=1)).items() if one.is_over}
    assert over == {"care", "plan"}


@pytest.mark.parametrize(("age", "care", "law"), [(17, 4, 8), (16, 5, 9), (6, 15, 19), (18, 3, 7)])
def test_a_childs_are_kept_until_she_is_grown_up(age: int, care: int, law: int) -> None:
    found = clocks(closed(CasePaper(woman_of=age)), DAY)
    assert found["care"].until == DAY.replace(year=DAY.year + care)
    assert found["law"].until == DAY.replace(year=DAY.year + law)


def test_a_court_day_or_a_day_of_the_law_stops_all_clocks() -> None:
    paper = CasePaper()
    at = dt.datetime.combine(DAY + dt.timedelta(days=4000), dt.time(10, 30), clock.INDIA)
    paper.lay("hearing", {"at": at, "court": "सिविल कोर्ट", "purpose": "her_evidence"}, None)
    assert {one.until for one in clocks(closed(paper), DAY + dt.timedelta(days=3990)).values()} == {None}
    assert all(one.until for one in clocks(paper, DAY + dt.timedelta(days=4001)).values())


def test_a_case_opened_again_starts_anew() -> None:
    paper = closed(CasePaper()).on(DAY + dt.timedelta(days=400))
    paper.open_again()
    assert {one.until for one in clocks(paper, paper.at).values()} == {None}
    closed(paper)
    assert closed_on(paper.file) == paper.at


def test_every_step_of_the_work_and_every_named_kind_has_one_section_with_a_reason() -> None:
    stages = [stage for section in sections() for stage in section.stages]
    assert sorted(stages) == sorted(Stage.values)
    kinds = [kind for section in sections() for kind in section.kinds]
    assert set(kinds) <= set(KINDS)
    assert len(kinds) == len(set(kinds))
    assert all(section.why.hi and section.why.en and section.years > 0 for section in sections())


def test_entries_are_counted_once_in_their_section() -> None:
    paper = CasePaper()
    paper.write("note", about="x", text="y")
    paper.lay("of_an_older_form", {"x": "y"}, None)
    counts = {code: one.entries for code, one in clocks(paper, DAY).items()}
    assert counts == {"care": 2, "plan": 0, "consent": 1, "law": 0, "papers": 0, "identity": 1, "other": 0}
    assert sum(counts.values()) == len(paper.file.entries)
