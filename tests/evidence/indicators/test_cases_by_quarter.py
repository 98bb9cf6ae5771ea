"""Cases are counted from case facts by whole quarters, with small counts hidden."""

import datetime as dt
import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from jatan.evidence.indicators.rounding_rule import BASE
from jatan.evidence.indicators.scope import roles_with_rows
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.evidence.indicators.verify import verify
from jatan.evidence.reports.impact import as_json
from jatan.evidence.studio.blocks import Note
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import build
from jatan.evidence.studio.workbook import as_workbook
from jatan.foundation.access.actors import Actor, importer_for, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.cases.models import CaseFact
from jatan.programme.cases.register.facts import write_fact
from jatan.programme.cases.register.services import amend_case, close_case, withdraw_case
from tests.cast import Cast
from tests.evidence import builders

As = Callable[[str], AbstractContextManager[Actor]]
YEARS = Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31))
# Two cases of April to June 2022 and six of July to September; the dates are only in the sealed files.
DAYS = [dt.date(2022, 5, 9), dt.date(2022, 6, 30), *(dt.date(2022, 8, day) for day in range(1, 7))]


def numbers(period: Period, by: Actor) -> int | None:
    return impact_report(period, by=by).number("case_work", "cases")


@pytest.fixture
def opened_cases(cast: Cast) -> Cast:
    with acting_as(importer_for(cast.gumla.id)) as by:
        for number, day in enumerate(DAYS):
            builders.case(by, cast.gumla, cast.gumla_block, day, code=f"G-{number}")
    recount_pending([cast.gumla.id, cast.khunti.id])
    return cast


@pytest.fixture
def machine(opened_cases: Cast) -> Iterator[Actor]:
    with acting_as(machine_for([opened_cases.gumla.id])) as by:
        yield by


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2021-04-01", "2024-03-31", 8),
        ("2022-04-01", "2022-06-30", 2),
        ("2022-04-01", "2022-09-30", 8),
        ("2022-04-02", "2022-09-30", 6),
        ("2022-04-01", "2022-09-29", 2),
        ("2022-06-01", "2022-09-30", 6),
        ("2022-05-01", "2022-08-31", 0),
        ("2022-05-09", "2022-05-09", 0),
        ("2022-07-01", "2022-07-31", 0),
        ("2022-06-30", "2022-07-01", 0),
    ],
)
def test_a_report_counts_the_whole_quarters_of_its_period(
    opened_cases: Cast, machine: Actor, first: str, last: str, expected: int
) -> None:
    period = Period(dt.date.fromisoformat(first), dt.date.fromisoformat(last))
    report = impact_report(period, by=machine)
    assert report.number("case_work", "cases") == expected
    assert sum(line.number("case_work", "cases") or 0 for line in report.by_month) == expected
    assert sum(line.number("case_work", "cases") or 0 for line in report.by_district) == expected
    assert (report.quarter_note is None) == (period.whole_quarters() == period)


def test_quarterly_number_is_in_the_quarters_first_month(opened_cases: Cast, machine: Actor) -> None:
    lines = impact_report(YEARS, by=machine).by_month
    found = {line.month: line.number("case_work", "cases") for line in lines if line.number("case_work", "cases")}
    assert found == {dt.date(2022, 4, 1): 2, dt.date(2022, 7, 1): 6}


def test_cells_equal_a_recount_of_case_facts(opened_cases: Cast, machine: Actor) -> None:
    assert verify([opened_cases.gumla.id]) == []
    CaseFact.objects.filter(quarter=dt.date(2022, 4, 1)).delete()
    assert {found.stored for found in verify([opened_cases.gumla.id]) if found.indicator == "case_work"} == {2}


def test_withdrawing_the_last_case_of_a_quarter_removes_it_from_the_count(opened_cases: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        for case in rows_behind("case_work", "cases", Period(dt.date(2022, 4, 1), dt.date(2022, 6, 30)), by=by):
            withdraw_case(by=by, case=case, why="twice")
    recount_pending([opened_cases.gumla.id])
    assert verify([opened_cases.gumla.id]) == []
    with as_("supervisor") as by:
        assert numbers(YEARS, by) == 6


def test_corrected_date_moves_a_case_between_quarters(opened_cases: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        case = rows_behind("case_work", "cases", YEARS, by=by).get(code="G-0")
        amend_case(by=by, case=case, changes={"opened_on": dt.date(2022, 9, 1)})
    recount_pending([opened_cases.gumla.id])
    with as_("supervisor") as by:
        assert numbers(Period(dt.date(2022, 4, 1), dt.date(2022, 6, 30)), by) == 1
        assert numbers(Period(dt.date(2022, 7, 1), dt.date(2022, 9, 30)), by) == 7


def test_network_sum_counts_whole_quarters(opened_cases: Cast, as_: As) -> None:
    assert take_due()
    with as_("secretariat") as by:
        spring, summer = (
            impact_report(Period(dt.date(2022, first, 1), last), by=by).number("case_work", "cases")
            for first, last in ((4, dt.date(2022, 6, 30)), (7, dt.date(2022, 9, 30)))
        )
    assert spring is not None
    assert summer is not None
    assert spring + summer in (5, 10)
    with as_("coordinator"), connection.cursor() as cursor:
        for first, last, expected in (
            (dt.date(2022, 4, 1), dt.date(2022, 9, 1), spring + summer),
            (dt.date(2022, 5, 1), dt.date(2022, 9, 1), summer),
            (dt.date(2022, 7, 1), dt.date(2022, 8, 1), 0),
        ):
            cursor.execute("SELECT indicator, amount FROM jatan_network_totals(%s, %s)", [first, last])
            assert dict(cursor.fetchall()).get("case_work", 0) == expected


def test_quarters_are_rounded_for_readers_of_counts_and_add_up(opened_cases: Cast, as_: As) -> None:
    assert take_due()
    with as_("secretariat") as by:
        report = impact_report(YEARS, by=by)
    months = {line.month: line.number("case_work", "cases") or 0 for line in report.by_month}
    assert report.number("case_work", "cases") == sum(months.values())
    assert all(number % BASE == 0 for number in months.values())
    assert {month for month, number in months.items() if number} <= {dt.date(2022, 4, 1), dt.date(2022, 7, 1)}


def test_open_quarter_is_not_published(opened_cases: Cast, as_: As) -> None:
    with clock.frozen_at(dt.datetime(2022, 9, 20, 9, tzinfo=clock.INDIA)):
        assert take_due()
    with as_("secretariat") as by:
        report = impact_report(Period(dt.date(2022, 4, 1), dt.date(2022, 9, 30)), by=by)
    months = {line.month: line.number("case_work", "cases") for line in report.by_month}
    assert months[dt.date(2022, 7, 1)] is None
    assert months[dt.date(2022, 4, 1)] is not None


def test_rows_behind_a_case_number_are_the_register_within_reach(opened_cases: Cast, as_: As) -> None:
    with as_("supervisor") as by:
        rows = rows_behind("case_work", "cases", YEARS, by=by, month=dt.date(2022, 5, 20))
        assert {row.code for row in rows} == {"G-0", "G-1"}
        assert not rows_behind("case_work", "cases", Period(dt.date(2022, 5, 1), dt.date(2022, 6, 30)), by=by).exists()
        assert not rows_behind("case_stages", "plan", YEARS, by=by).exists()
        close_case(by=by, case=rows.get(code="G-1"))
        assert [row.code for row in rows_behind("case_closed", "closed", YEARS, by=by)] == ["G-1"]
    with as_("coordinator") as by:
        assert not rows_behind("case_work", "cases", YEARS, by=by).exists()
    assert roles_with_rows("case_stages", "plan") == []


def write_facts(cast: Cast, stages: dict[str, int], outcomes: dict[str, int]) -> None:
    """Write case facts of survivors who agreed to statistics; `stages`, `outcomes`: {code: number of cases}."""
    facts = [{"stage": stage} for stage, many in stages.items() for _one in range(many)]
    facts += [{"stage": "closed", "outcome": outcome} for outcome, many in outcomes.items() for _one in range(many)]
    with acting_as(importer_for(cast.gumla.id)):
        for number, words in enumerate(facts):
            write_fact(
                organisation_id=cast.gumla.id,
                secret=number.to_bytes(32),
                district_id=cast.gumla_district.id,
                quarter=dt.date(2022, 4, 1),
                kind="trafficking",
                **words,
            )
    recount_pending([cast.gumla.id])


def test_stages_and_outcomes_count_only_cases_with_consent(opened_cases: Cast, machine: Actor) -> None:
    write_facts(opened_cases, {"plan": 7, "services": 2}, {"family": 6, "shelter": 3})
    report = impact_report(YEARS, by=machine)
    found = {one.code: {value.name: number for value, number in values} for one, values in report.casework()}
    assert report.number("case_work", "cases") == 26
    assert {name: number for name, number in found["case_stages"].items() if number} == {
        "plan": 7,
        "services": 2,
        "closed": 9,
    }
    assert {name: number for name, number in found["case_outcomes"].items() if number} == {"family": 6, "shelter": 3}


def test_outcomes_of_one_member_are_given_to_no_reader_of_counts(opened_cases: Cast, as_: As) -> None:
    write_facts(opened_cases, {}, {"family": 6, "shelter": 3, "own_wish": 9})
    assert take_due()
    with as_("secretariat") as by:
        report = impact_report(YEARS, by=by)
    assert [report.number("case_outcomes", name) for name in ("family", "shelter", "own_wish")] == [None, None, None]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_page_workbook_and_json_note_the_counted_quarters(opened_cases: Cast, machine: Actor, language: str) -> None:
    report = impact_report(Period(dt.date(2022, 5, 1), dt.date(2022, 10, 31)), by=machine, annex=True)
    note = report.quarter_note
    assert note is not None
    words = note.in_language(language)
    assert {"hi": "1 जुलाई 2022 से 30 सितंबर 2022", "en": "1 July 2022 to 30 September 2022"}[language] in words
    with acting_as(machine):
        built = build(machine, Choice(report.period, language), is_whole=True)
    shown = [block.text for part in built.report.parts for block in part.blocks if isinstance(block, Note)]
    assert words in shown
    book = CalamineWorkbook.from_filelike(io.BytesIO(as_workbook(built)))
    assert words in [row[0] for row in book.get_sheet_by_index(len(built.report.parts)).to_python()]
    assert as_json(report)["notes"] == [{"code": "whole_quarters", "hi": note.hi, "en": note.en}]
    units = book.get_sheet_by_name("महीने के अनुसार" if language == "hi" else "By month").to_python()[2]
    assert any(("तिमाही" if language == "hi" else "quarter") in unit for unit in units)


def test_report_of_whole_quarters_has_no_note(opened_cases: Cast, machine: Actor) -> None:
    report = impact_report(YEARS, by=machine)
    assert "notes" not in as_json(report)
