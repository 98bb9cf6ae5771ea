"""Completeness and targets in every file of the report, with the same numbers; a month's registers beside usual."""

import datetime as dt
import io
import json
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.months.models import MonthEnd
from jatan.evidence.months.selectors import completeness_of
from jatan.evidence.months.services import Seen, accept_months, complete_months
from jatan.evidence.reports.register_check import check_registers
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.blocks import Note
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import build
from jatan.evidence.studio.written import write_report
from jatan.evidence.targets.achievement import compare_targets
from jatan.evidence.targets.services import SetTarget, set_targets
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel import clock
from jatan.kernel.periods import Period
from tests.cast import Cast
from tests.evidence import builders
from tests.pdf_text import words_of
from tests.programme.helpdesk.builders import an_issue

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
QUARTER = Period(dt.date(2022, 4, 1), dt.date(2022, 6, 30))
MONTHS = [dt.date(2022, month, 1) for month in (4, 5, 6)]


@pytest.fixture
def held(cast: Cast, as_: As) -> Cast:
    """Two meetings of a quarter that Gumla has completed, with April accepted; targets of both and of the network."""
    with as_("coordinator") as by:
        for day in (1, 2):
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 5, day))
    recount_pending([cast.gumla.id, cast.khunti.id])
    with as_("coordinator") as by:
        complete_months(by=by, organisation_id=cast.gumla.id, months=MONTHS)
    with as_("secretariat") as by:
        april = MonthEnd.objects.get(month=MONTHS[0])
        accept_months(by=by, seen=[Seen(april.id, 0, 0)])
        amounts = ((cast.gumla, 8), (cast.khunti, 4), (cast.network, 1234567))
        set_targets(
            by=by,
            targets=[
                SetTarget(one.id, "shg_meetings", "meetings", QUARTER.start, QUARTER.end, amount)
                for one, amount in amounts
            ],
        )
        year = SetTarget(cast.gumla.id, "awareness_programmes", "programmes", QUARTER.start, dt.date(2023, 3, 31), 40)
        set_targets(by=by, targets=[year])
    return cast


def test_json_has_states_and_targets(held: Cast) -> None:
    document = json.loads(write_report(QUARTER, "json"))
    assert document["completeness"]["members"] == 2
    assert (document["completeness"]["complete"], document["completeness"]["accepted"]) == (1, 0)
    assert document["completeness"]["months"] == [
        {"month": "2022-04", "members": {"T01": "accepted", "T02": "not_yet"}},
        {"month": "2022-05", "members": {"T01": "complete", "T02": "not_yet"}},
        {"month": "2022-06", "members": {"T01": "complete", "T02": "not_yet"}},
    ]
    targets = document["targets"]["of_this_period"]
    assert [(one["owner"], one["organisation"], one["target"], one["achieved"], one["percent"]) for one in targets] == [
        ("network", "TNET", 1234567, 2, 0),
        ("members", None, 12, 2, 16),
        ("member", "T01", 8, 2, 25),
        ("member", "T02", 4, 0, 0),
    ]
    assert document["targets"]["of_other_periods"] == [{"period": ["2022-04-01", "2023-03-31"], "targets": 1}]


@pytest.mark.parametrize("language", ["hi", "en"])
def test_workbook_and_pdf_say_the_same(held: Cast, language: str) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(write_report(QUARTER, "xlsx", language)))
    sentence = {
        "hi": "2 में से 1 संस्था का काम पूरा, इनमें से 0 मंज़ूर।",
        "en": "1 of 2 members complete, 0 of them accepted.",
    }[language]
    parts = json.loads(write_report(QUARTER, "json", language))["parts"]
    assert sentence in [part["title"] for part in parts]
    assert sentence in [row[0] for row in book.get_sheet_by_index(len(parts)).to_python()]
    states = book.get_sheet_by_name({"hi": "कौन से महीने पूरे हैं", "en": "Which months are complete"}[language])
    rows = states.to_python()
    assert rows[0][0] == sentence
    assert [row[0] for row in rows[3:6]] == {
        "hi": ["जून 2022", "मई 2022", "अप्रैल 2022"],
        "en": ["June 2022", "May 2022", "April 2022"],
    }[language]
    assert rows[5][1] == {"hi": "पूरा और मंज़ूर", "en": "complete and accepted"}[language]
    targets = book.get_sheet_by_name({"hi": "लक्ष्य", "en": "Targets"}[language]).to_python()
    assert [row[3:6] for row in targets[1:5]] == [[1234567, 2, 0], [12, 2, 16], [8, 2, 25], [4, 0, 0]]

    text = words_of(write_report(QUARTER, "pdf", language))
    assert "12,34,567" in text
    if language == "en":
        assert sentence in text
        assert "10 meetings short of it." in text
        assert "Months that the members have called complete" in text


@pytest.mark.parametrize("audience", Audience)
def test_what_changed_after_it_was_accepted_stays_in_the_house(held: Cast, as_: As, audience: Audience) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, held.gumla, held.gumla_block, dt.date(2022, 4, 9))
    recount_pending([held.gumla.id])
    with as_("secretariat") as by:
        report = build(by, Choice(QUARTER, "en", audience=audience, parts=("method",))).report
    notes = [block.text for part in report.parts for block in part.blocks if isinstance(block, Note)]
    is_named = any("changed since it was accepted: April 2022." in text for text in notes)
    assert is_named == (audience in (Audience.OWN, Audience.NETWORK))


def test_a_house_that_never_said_anything_has_one_quiet_sentence(cast: Cast) -> None:
    document = json.loads(write_report(QUARTER, "json"))
    assert document["completeness"]["complete"] == 0
    assert "targets" not in document
    page = write_report(QUARTER, "json", "en").decode()
    assert "No month of this period has been called complete yet." in page
    assert '"block": "strips"' not in page


def test_one_member_reads_its_own_months(held: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        page = write_report(QUARTER, "json", "en", by=by).decode()
        document = json.loads(write_report(QUARTER, "json", by=by))
    assert "3 of 3 months complete, 1 of them accepted." in page
    assert "T02" not in json.dumps(document)
    assert [one["owner"] for one in document["targets"]["of_this_period"]] == ["member"]


def test_sections_cost_two_queries_whatever_there_is(held: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        report = impact_report(QUARTER, by=by)
        offices = [row for row in report.offices if row.id in report.counted_in]
        with CaptureQueriesContext(connection) as queries:
            completeness_of(by, offices, QUARTER)
            compare_targets(report, by=by)
    assert len(queries) == 2


def test_a_month_is_compared_with_the_median_of_six_before(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for month, held in ((1, 5), (2, 1), (3, 3), (4, 4), (5, 2), (6, 30)):
            for day in range(1, held + 1):
                builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, month, day % 28 + 1))
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 7, 5))
        for month in (1, 2, 3, 4, 5, 6):
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, month, 5), kind="awareness")
    recount_pending([cast.gumla.id])
    with as_("coordinator") as by:
        lines = {line.indicator.code: line for line in check_registers(by, cast.gumla.id, dt.date(2022, 7, 1))}
        meetings, awareness = lines["shg_meetings"], lines["awareness_programmes"]
        assert (meetings.number, meetings.usual, meetings.is_low, meetings.is_silent) == (1, 4, True, False)
        assert (awareness.number, awareness.usual, awareness.is_silent) == (0, 1, True)
        assert not lines["forum_meetings"].is_silent
        assert "case_work" not in lines
    with as_("khunti_coordinator") as by, pytest.raises(Forbidden):
        check_registers(by, cast.gumla.id, dt.date(2022, 7, 1))


def test_the_secretariat_sees_persons_of_a_months_registers_as_published(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        for day in range(1, 4):
            an_issue(by, cast, received_on=dt.date(2022, 7, day))
    assert take_due()
    for part, exact in (("coordinator", True), ("secretariat", False)):
        with as_(part) as by:
            lines = {line.indicator.code: line for line in check_registers(by, cast.gumla.id, dt.date(2022, 7, 1))}
        issues = lines["information_centres"]
        assert issues.number == 3 if exact else issues.number in (0, 5)
        assert issues.is_rounded is not exact
        assert not issues.is_silent


def test_a_period_that_is_not_over_says_up_to_which_month(held: Cast) -> None:
    with clock.frozen_at(dt.datetime(2022, 6, 20, 12, tzinfo=dt.UTC)):
        page = write_report(QUARTER, "json", "en").decode()
    assert "1 of 2 members complete, 0 of them accepted. Months up to May 2022." in page
