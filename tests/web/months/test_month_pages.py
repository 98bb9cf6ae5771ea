"""Pages of month-ends: calling a month complete, accepting it, sending it back, and the reminders of the home page."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.months.choices import Status
from jatan.evidence.months.models import MonthEnd
from jatan.evidence.months.selectors import reported_on
from jatan.evidence.months.services import complete_months
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Kind, Organisation
from jatan.intake.registers.models import ImportRun, ParkedRow
from jatan.kernel import clock
from jatan.programme.journeys.drafts import begin_draft
from jatan.web.home.today import Part
from jatan.web.home.work import SHOWN
from tests.cast import Cast
from tests.evidence import builders
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
JUNE = dt.date(2022, 6, 1)


def address(cast: Cast, month: dt.date = JUNE, more: str = "") -> str:
    return f"/months/{cast.gumla.pk}/{month:%Y-%m}/{more}"


def the_month(as_: As) -> MonthEnd:
    with as_("secretariat"):
        return MonthEnd.objects.get()


def complete(cast: Cast, browser: Browser, **answers: Any) -> Any:
    return browser("coordinator").post(address(cast), {"missing": ""} | answers)


def test_a_coordinator_calls_a_month_complete_and_the_secretariat_accepts(
    cast: Cast, browser: Browser, as_: As
) -> None:
    page = browser("coordinator").get(address(cast)).content.decode()
    assert "क्या यह महीना पूरा है?" in page
    assert complete(cast, browser, missing="दो बैठकें कागज़ पर हैं").status_code == 302
    office = browser("secretariat")
    page = office.get(address(cast)).content.decode()
    assert "दो बैठकें कागज़ पर हैं" in page
    assert "Test coordinator" in page
    row = the_month(as_)
    seen = f"{row.pk}:0:0"
    assert f'value="{seen}"' in page
    assert f'value="{seen}"' in office.get("/months/").content.decode()
    answer = office.post("/months/accept/", {"seen": [seen], "back": "month"}, follow=True)
    assert answer.redirect_chain == [(address(cast), 302)]
    assert the_month(as_).status == Status.ACCEPTED
    assert "मंज़ूर" in browser("coordinator").get("/months/?year=2022").content.decode()
    assert "क्या यह महीना पूरा है?" not in browser("coordinator").get(address(cast)).content.decode()


def test_a_month_goes_back_with_a_sentence_that_the_member_reads(cast: Cast, browser: Browser, as_: As) -> None:
    complete(cast, browser)
    office = browser("secretariat")
    empty = office.post(address(cast, more="send-back/"), {"reason": " "})
    assert empty.status_code == 422
    assert office.post(address(cast, more="send-back/"), {"reason": "फोरम की बैठकें?"}).status_code == 302
    assert "फोरम की बैठकें?" in browser("coordinator").get(address(cast)).content.decode()


def test_a_change_after_acceptance_is_told_with_its_numbers(cast: Cast, browser: Browser, as_: As) -> None:
    complete(cast, browser)
    browser("secretariat").post("/months/accept/", {"seen": f"{the_month(as_).pk}:0:0"})
    with as_("coordinator") as by:
        for day in (3, 4):
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, day))
    recount_pending([cast.gumla.id])
    for part in ("coordinator", "secretariat"):
        page = browser(part).get(address(cast)).content.decode()
        assert "2 काम" in page
        assert "2 रिकॉर्ड" in page
    report = browser("secretariat").get("/reports/?from=2022-06-01&to=2022-06-30").content.decode()
    assert "मंज़ूरी के बाद बदला" in report
    assert "2 में से 0 संस्था का काम पूरा" in report


def test_open_work_is_shown_and_asks_for_a_sentence(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        begin_draft(by=by, organisation=cast.gumla.id, body={})
        run = ImportRun.objects.create(organisation=cast.gumla, file_name="zq-name.xlsx")
        fields = {"kind": "shg_meetings", "sheet": "1", "row_number": 2, "run": run, "code": "unknown_place"}
        ParkedRow.objects.create(organisation=cast.gumla, identity=b"0" * 16, **fields)
    page = browser("coordinator").get(address(cast)).content.decode()
    assert "पंक्तियाँ जो ठीक करनी हैं" in page
    refused = complete(cast, browser)
    assert refused.status_code == 422
    assert "एक वाक्य में लिखें" in refused.content.decode()
    complete(cast, browser, missing="एक पंक्ति बाकी")
    row = the_month(as_)
    assert (row.parked, row.drafts, row.corrections) == (1, 1, 0)
    office = browser("secretariat").get(address(cast)).content.decode()
    assert "zq-name" not in office


def test_earlier_months_are_completed_with_it_only_when_ticked(cast: Cast, browser: Browser, as_: As) -> None:
    complete(cast, browser)
    with as_("secretariat"):
        assert MonthEnd.objects.count() == 1
    complete(cast, browser, earlier="on")
    with as_("secretariat"):
        assert MonthEnd.objects.count() == 15  # April 2021 to June 2022
        assert {row.status for row in MonthEnd.objects.all()} == {Status.COMPLETE}


def test_every_number_opens_onto_its_rows(cast: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator") as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, 3))
    recount_pending([cast.gumla.id])
    page = browser("coordinator").get(address(cast))
    (row,) = [one for one in page.context["registers"].rows if one["url"]]
    assert row["number"] == 1
    assert browser("coordinator").get(row["url"]).status_code == 200


@pytest.mark.parametrize("part", ["khunti_coordinator", "field_worker", "auditor", "administrator", "legal_officer"])
def test_who_does_not_read_the_whole_member_finds_nothing(part: str, cast: Cast, browser: Browser, as_: As) -> None:
    complete(cast, browser)
    client = browser(part)
    for path in (address(cast), address(cast, more="send-back/")):
        assert client.get(path).status_code == 404
        assert client.post(path, {"missing": "", "reason": "x"}).status_code == 404
    assert client.post("/months/accept/", {"seen": f"{the_month(as_).pk}:0:0"}).status_code == 404
    assert the_month(as_).status == Status.COMPLETE


def test_a_member_cannot_accept_and_the_secretariat_cannot_complete(cast: Cast, browser: Browser, as_: As) -> None:
    assert browser("secretariat").post(address(cast), {"missing": ""}).status_code == 404
    complete(cast, browser)
    assert browser("coordinator").post("/months/accept/", {"seen": f"{the_month(as_).pk}:0:0"}).status_code == 404
    assert browser("coordinator").get(address(cast, more="send-back/")).status_code == 404
    assert browser("researcher").get(address(cast)).status_code == 200
    assert browser("researcher").post(address(cast), {"missing": ""}).status_code == 404


@pytest.mark.parametrize("seen", ["", "x", "1:2:3", "01900000-0000-7000-8000-000000000000:0:0", "a" * 5000, "::"])
def test_what_no_page_sends_is_not_found(seen: str, cast: Cast, browser: Browser) -> None:
    assert browser("secretariat").post("/months/accept/", {"seen": seen}).status_code == 404


@pytest.mark.parametrize("month", ["2021-03", "2098-01", "2022-13", "2022-00", "1-1", "99999-01", "2022-6", "x"])
def test_months_that_cannot_be_complete_are_not_found(month: str, cast: Cast, browser: Browser) -> None:
    assert browser("coordinator").get(f"/months/{cast.gumla.pk}/{month}/").status_code == 404


@pytest.mark.parametrize("year", ["", "x", "1999", "20221", "٢٠٢٢", "2022", "2050"])
def test_the_list_of_months_bears_any_year(year: str, cast: Cast, browser: Browser) -> None:
    for part in ("coordinator", "secretariat"):
        assert browser(part).get("/months/", {"year": year}).status_code == 200


def test_the_home_page_reminds(cast: Cast, browser: Browser, as_: As) -> None:
    last = reported_on(clock.today())
    due = waiting(browser("coordinator"))["months"]
    assert (len(due.lines), due.count) == (SHOWN, 6)
    silent = waiting(browser("secretariat"))["silent-members"]
    assert [line.text for line in silent.lines] == ["गुमला सदस्य", "खूँटी सदस्य"]
    with as_("coordinator") as by:
        complete_months(by=by, organisation_id=cast.gumla.id, months=[last])
    work = waiting(browser("secretariat"))
    assert [line.text for line in work["silent-members"].lines] == ["खूँटी सदस्य"]
    (line,) = work["waiting-months"].lines
    assert "गुमला सदस्य" in line.text
    assert browser("secretariat").get(line.url).status_code == 200
    assert not set(waiting(browser("field_worker"))) & {"months", "silent-members", "waiting-months"}


def waiting(client: Client) -> dict[str, Part]:
    """The kinds of work on the home page by their names."""
    page = client.get("/").context
    return {part.kind.slug: part for part in [*page["work"], *page["numbers"]]}


def test_pages_make_few_queries_whatever_the_number_of_members(cast: Cast, browser: Browser, as_: As) -> None:
    counts = []
    for turn in range(2):
        complete(cast, browser, earlier="on", missing="x")
        for path in ("/months/?year=2021", address(cast)):
            client = browser("secretariat")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        Organisation.objects.bulk_create(
            Organisation(code=f"X{turn}-{number}", kind=Kind.MEMBER, name_hi=f"संस्था {number}", name_en="X")
            for number in range(20)
        )
    assert counts[0] == counts[2] <= 16
    assert counts[1] == counts[3] <= 30
