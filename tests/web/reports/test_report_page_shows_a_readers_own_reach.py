"""The report page: numbers within the reader's reach, comparisons, files with the same numbers, number of queries."""

import datetime as dt
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.studio.blocks import Bars, Table
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.kernel.periods import Period
from tests.cast import Cast
from tests.evidence import builders
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
REPORT = "/reports/"
YEARS = "?from=2021-04-01&to=2024-03-31"
# With the totals of the earlier period, and a change of settings and two savepoints for each of the two periods' edges;
# the map, the corridors, what is in own words, stories, photographs and partners.
QUERIES = 60
# Queries of the test's transaction around the request: savepoint, release, reset of the access settings.
TEST_ITSELF = 3


def number(page: Any, code: str, name: str) -> int | str | None:
    """What the table of all figures says in total."""
    for part in page.context["report"].parts:
        for block in part.blocks:
            if isinstance(block, Table) and (code, name) in block.keys:
                return block.rows[block.keys.index((code, name))][-1]
    return None


def test_coordinator_reads_her_office_and_only_sums_of_the_others(held: Cast, browser: Browser) -> None:
    page = browser("coordinator").get(REPORT + YEARS)
    assert number(page, "shg_meetings", "participants") == 4133
    text = page.content.decode()
    assert "4,133" in text
    assert "5,170" in text  # the whole network
    assert "1,037" not in text
    assert "खूँटी सदस्य" not in text


def test_other_organisation_cannot_be_selected(held: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    for path in (REPORT, f"{REPORT}file/json/", f"{REPORT}impact/shg_meetings/meetings/rows/", "/reports/corridors/"):
        assert client.get(f"{path}?organisation={held.khunti.pk}").status_code == 404


def test_field_worker_reads_her_block(held: Cast, browser: Browser) -> None:
    page = browser("field_worker").get(REPORT + YEARS)
    assert number(page, "shg_meetings", "participants") == 4112


def test_secretariat_compares_organisations_districts_and_months(held: Cast, browser: Browser) -> None:
    page = browser("secretariat").get(f"{REPORT}{YEARS}&show=shg_meetings.participants")
    (part,) = [part for part in page.context["report"].parts if part.code == "compared"]
    bars = [block for block in part.blocks if isinstance(block, Bars)]
    assert len(bars) >= 3
    assert dict(bars[0].bars) == {"गुमला सदस्य": 4133, "खूँटी सदस्य": 1037}
    one = browser("secretariat").get(f"{REPORT}{YEARS}&organisation={held.khunti.pk}")
    assert number(one, "shg_meetings", "participants") == 1037


def test_counts_of_persons_are_rounded_for_a_reader_of_counts_only(held: Cast, browser: Browser) -> None:
    rounded = browser("secretariat").get(REPORT + YEARS)
    assert number(rounded, "case_work", "cases") in ("बहुत कम या कोई नहीं", 5)
    assert "(लगभग)" in rounded.content.decode()
    assert "“लगभग” और “बहुत कम” लोगों की गिनती" in rounded.content.decode()
    assert number(browser("supervisor").get(REPORT + YEARS), "case_work", "cases") == 3


def test_the_overview_marks_rounded_counts_as_the_report_does(held: Cast, browser: Browser) -> None:
    overview = browser("secretariat").get("/overview/")
    labels = {str(figure.unit) for stat in overview.context["stats"] for figure in stat.figures}
    assert "मिली समस्याएँ (लगभग)" in labels
    assert "बैठकें" in labels
    assert "“लगभग” और “बहुत कम” लोगों की गिनती" in overview.content.decode()
    assert "लगभग" not in browser("supervisor").get("/overview/").content.decode()


def test_period_narrows_and_an_unreadable_one_falls_back(held: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    may = client.get(f"{REPORT}?from=01/05/2022&to=३१/०५/२०२२")
    assert number(may, "shg_meetings", "participants") == 4112
    strange = client.get(f"{REPORT}?from=31/02/2022&to=x")
    assert strange.status_code == 200
    assert not strange.context["question"].is_readable


WHOLE_MONTHS = "?from=2021-04-01&to=2024-03-31"
PERIODS = {
    "whole months": WHOLE_MONTHS,
    "an edge at either end": "?from=2021-04-02&to=2024-03-30",
    "an edge before": "?from=2022-05-02&to=2024-03-31",
    "an edge after": "?from=2021-04-01&to=2022-06-03",
    "a week inside a month": "?from=2022-05-02&to=2022-05-09",
    "two parts of months": "?from=2022-05-20&to=2022-06-10",
}


@pytest.mark.parametrize("asked", PERIODS.values(), ids=PERIODS.keys())
@pytest.mark.parametrize("part", ["coordinator", "supervisor", "secretariat", "researcher", "field_worker"])
def test_report_makes_few_queries_for_every_period_and_reader(
    part: str, asked: str, held: Cast, browser: Browser
) -> None:
    client = browser(part)
    narrowed = ("", f"&organisation={held.gumla.pk}", f"&district={held.gumla_district.pk}")
    for more in narrowed:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{REPORT}{asked}{more}").status_code == 200
        assert len(queries) - TEST_ITSELF <= QUERIES, [query["sql"][:110] for query in queries]


def test_query_count_does_not_grow_with_rows(
    held: Cast, browser: Browser, as_: Callable[[str], AbstractContextManager[Actor]]
) -> None:
    counts = []
    with as_("coordinator") as by:
        for days in (0, 28):
            for day in range(1, 1 + days):
                builders.meeting(by, held.gumla, held.gumla_block, dt.date(2022, 7, day))
            recount_pending([held.gumla.id])
            client = browser("secretariat")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{REPORT}{WHOLE_MONTHS}").status_code == 200
            counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("part", ["coordinator", "secretariat", "field_worker"])
def test_files_have_the_numbers_of_the_page(part: str, held: Cast, browser: Browser) -> None:
    client = browser(part)
    with acting_as(held.actor(part)) as by:
        page = impact_report(Period(dt.date(2021, 4, 1), dt.date(2024, 3, 31)), by=by)
    parts = client.get(REPORT + YEARS).context["report"].parts
    document = json.loads(client.get(f"{REPORT}file/json/{YEARS}").content)
    assert len(document["parts"]) == len(parts)
    values_in_file = {one["code"]: one["values"] for one in document["indicators"]}
    for one, values in page.indicators():
        assert values_in_file[one.code] == {
            value.name: shown if isinstance(page.cell(one.code, value.name), int) else None for value, shown in values
        }
    book = CalamineWorkbook.from_filelike(io.BytesIO(client.get(f"{REPORT}file/xlsx/{YEARS}").content))
    numbers = [row[2] for row in book.get_sheet_by_index(len(parts)).to_python() if isinstance(row[2], float)]
    assert numbers == [
        float(cell)
        for one, values in page.indicators()
        for value, _number in values
        if isinstance(cell := page.cell(one.code, value.name), int)
    ]
    assert client.get(f"{REPORT}file/pdf/").content.startswith(b"%PDF")
    assert client.get(f"{REPORT}file/exe/").status_code == 404


def test_page_shows_the_number_of_changes_not_counted_yet(
    held: Cast, browser: Browser, as_: Callable[[str], AbstractContextManager[Actor]]
) -> None:
    before = browser("coordinator").get(REPORT + YEARS).context["waiting"]
    with as_("coordinator") as by:
        builders.meeting(by, held.gumla, held.gumla_block, dt.date(2022, 8, 1))
    with as_("khunti_coordinator") as by:
        builders.meeting(by, held.khunti, held.khunti_block, dt.date(2022, 8, 1))
    assert browser("coordinator").get(REPORT + YEARS).context["waiting"] == before + 1


@pytest.mark.parametrize("part", ["auditor", "administrator", "stranger"])
def test_report_needs_the_reports_permission(part: str, cast: Cast, browser: Browser) -> None:
    for path in (REPORT, f"{REPORT}file/json/", "/reports/corridors/", "/reports/indicators/"):
        assert browser(part).get(path).status_code == 404


def test_definitions_are_shown_in_both_languages(cast: Cast, browser: Browser) -> None:
    text = browser("field_worker").get("/reports/indicators/").content.decode()
    assert "जागरूकता कार्यक्रम" in text
    assert "Awareness programmes" in text
