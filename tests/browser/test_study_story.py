"""A study from its first question to its report, in Hindi on a narrow screen: by the secretariat, a field worker and a
coordinator."""

import io
import tempfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.periods import Period
from jatan.programme.studies.models import Interview, ParkedInterview, Study
from tests.browser.conftest import Launched
from tests.browser.desk import Desk, desk
from tests.browser.page_server import served
from tests.cast import Cast
from tests.papers import PDF
from tests.programme.studies.builders import FRAME
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

QUESTIONS: tuple[dict[str, Any], ...] = (
    {"text": "घर से कोई बाहर काम करने गया?", "kind": "one", "choices": "हाँ\nनहीं", "is_required": "True"},
    {"text": "कितने लोग गए?", "kind": "number", "lowest": "१", "highest": "१२", "asked_if": "q1=1"},
    {"text": "कहाँ से पता चला?", "kind": "several", "choices": "फोरम\nरिश्तेदार\nएजेंट"},
    {"text": "कितना भरोसा है?", "kind": "scale", "lowest": "१", "highest": "५"},
)
FORM = "main form.form .actions button[type=submit]"


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def test_a_study_from_its_question_to_its_report(cast: Cast, browser: Browser, chrome: Launched) -> None:
    lead_client, worker_client, member_client = map(browser, ("secretariat", "field_worker", "coordinator"))
    with served() as address, chrome() as opened:
        with desk(opened, address, lead_client, ["पलायन"]) as lead:
            detail = _design(lead)
        with desk(opened, address, worker_client, ["फूलो"], has_scripts=False) as worker:
            _interview(worker, detail)
        with desk(opened, address, member_client, ["सुमित"]) as member:
            _workbook(member, detail)
            _repair(member, detail)
            member.open(f"{detail}tables/").shows("तालिकाएँ अभी जारी नहीं हुईं।")
        with desk(opened, address, lead_client, ["पलायन"]) as lead:
            _conclude(lead, detail)
        with desk(opened, address, member_client, []) as member:
            member.open(f"{detail}tables/").shows("घर से कोई बाहर काम करने गया?", "को जारी हुईं")
            faults = member.faults()
        # Forms that were refused on purpose answer 422, which Chromium reports.
        assert [one for one in lead.faults() + worker.faults() + faults if "status of 422" not in one] == []
    recount_pending(Organisation.objects.values_list("id", flat=True))
    with acting_as(cast.actor("secretariat")) as by:
        today = clock.today()
        study = Study.objects.get()
        assert study.report_id
        assert Interview.objects.count() == 12, "two on pages, ten by workbook; she who did not agree is in no row"
        assert ParkedInterview.objects.get().closed_because == "कागज़ पर भी 99 लिखा है"
        report = impact_report(Period(today.replace(day=1), today), by=by)
        assert report.number("studies", "finished") == 1
        assert report.number("studies", "interviews") == 12
        assert report.number("studies", "copies") == 30


def _design(lead: Desk) -> str:
    """Four questions and six villages. Returns the path of the study."""
    lead.open("/studies/").shows("अभी कोई अध्ययन नहीं। पहला शुरू करें।").follow(".empty a")
    lead.answer("", title="पलायन का अध्ययन", question="कौन जाता है, और कैसे?").press()
    detail = "/" + "/".join(lead.page.url.split("/")[3:])
    lead.follow('a[href$="/questions/"]').follow('a[href$="/questions/new/"]')
    for number, question in enumerate(QUESTIONS):
        lead.answer("", **question).press(f"{FORM}[name=another]" if number < 3 else FORM)
    lead.shows(*(str(one["text"]) for one in QUESTIONS), "तभी जब सवाल 1 का जवाब “हाँ” हो।")
    lead.open(f"{detail}villages/")
    lead.answer("", frame="नहींपुर, गाँव, 12", rule="pps", number="६", seed="७").press()
    lead.shows("यह ज़िला नहीं मिला")
    lead.answer("", frame=FRAME, by_district="True", allocation="equal").press()
    lead.shows("दर्ज सूची, नियम और लॉटरी नंबर से अभी दोबारा निकाले: वही गाँव निकले।", "20")
    return detail


def _interview(worker: Desk, detail: str) -> None:
    """Three people are asked; one does not agree, and nothing of her is kept."""
    worker.open(f"{detail}interviews/").follow('a[href$="/interviews/new/"]').shows("कौन पूछेगा?").follow(".empty a")
    worker.answer("", name="फूलो कुजूर").press().shows("पहले यह पढ़कर सुनाएँ", "नाम नहीं लिखा जाएगा")
    first = worker.page.locator("select[name=site_ref] option").nth(1).get_attribute("value")
    worker.answer("", site_ref=first, consent="no").press().shows("वे राज़ी नहीं हुईं: कुछ भी दर्ज नहीं हुआ।")
    for number in (1, 2):
        worker.answer("", consent="spoken").press().shows(f"बातचीत {number}", "वे राज़ी हुईं")
        if number == 1:
            worker.answer("", q1="2", q2="३").press().shows("यह तभी पूछा जाता है जब")
            worker.answer("", q1="1")
        else:
            worker.answer("", q1="1", q2="१")
        worker.answer("", q3=["1", "3"], q4="4", minutes="२०").press().shows(f"बातचीत {number} दर्ज हो गई।")
    assert worker.page.locator("input[name=number]").input_value() in ("3", "३")
    worker.open(f"{detail}interviews/").shows("T01-1", "T01-2").lacks("T01-3")


def _workbook(member: Desk, detail: str) -> None:
    """The blank workbook comes back with ten interviews of one person who asked, and one row that cannot be."""
    member.open(f"{detail}interviews/").follow('a[href$="/enumerators/new/"]').answer("", name="सुमित मिंज").press()
    member.open(f"{detail}interviews/")
    with member.page.expect_download() as coming:
        member.page.locator('main a[href$="/workbook/"]').click()
    book = openpyxl.load_workbook(io.BytesIO(Path(coming.value.path()).read_bytes()))
    sheet, lists = book.worksheets[0], book["lists"]
    agreed, who = lists.cell(1, 6).value, [lists.cell(row, 3).value for row in (1, 2)]
    sites = [lists.cell(row, 2).value for row in (1, 2, 3)]
    today = f"{clock.today():%d/%m/%Y}"
    for number in range(11):
        goes = number % 2 == 0
        row = [number + 10, sites[number % 3], who[1], today, 20 + number, agreed, "हाँ" if goes else "नहीं"]
        row += [(99 if number == 4 else 1 + number % 5) if goes else None, "रिश्तेदार", 1 + number % 5]
        for column, value in enumerate(row, start=1):
            sheet.cell(4 + number, column, value)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as filled:
        book.save(filled.name)
        member.follow('main a[href$="/upload/"]')
        member.page.locator("input[name=workbook]").set_input_files(filled.name)
        member.press()
    member.shows("10 बातचीत दर्ज हुईं।", "1 पंक्ति रुकी है, कारण उसी में है", "कोई संख्या सीमा से बाहर है (q2)")


def _repair(member: Desk, detail: str) -> None:
    """The row that waits is closed with a reason: the paper says 99, too."""
    member.follow("main table a").shows("कोई संख्या सीमा से बाहर है")
    member.answer("", reason="कागज़ पर भी 99 लिखा है").press("main .card form button[type=submit]")
    member.shows("पंक्ति बंद हुई")


def _conclude(lead: Desk, detail: str) -> None:
    """Tables with n and intervals, a number opened onto its rows, quality, findings, report, who received it."""
    lead.open(f"{detail}tables/").shows("n = 12", "95 % अंतराल", "गाँवों के आपसी फ़र्क")
    first = lead.page.locator("section#q1 table tbody tr").first
    assert " – " in first.inner_text()
    opened_rows = int(first.locator("td").first.inner_text())
    lead.follow("section#q1 table tbody a").shows("घर से कोई बाहर काम करने गया? · हाँ")
    assert lead.page.locator("main table tbody tr").count() == opened_rows == 7
    lead.open(f"{detail}quality/").shows("n = 12", "पूछने वाले पर कितना टिका")
    lead.open(f"{detail}tables/").press("main form[action$='/release/'] button").shows("तालिकाएँ जारी हुईं, मोटी संख्याओं में।")
    lead.open(f"{detail}findings/new/").answer("", text="आधे से ज़्यादा घरों से कोई बाहर है।", basis="q1").press()
    lead.open(f"{detail}report/").answer("", title="पलायन रिपोर्ट")
    with tempfile.NamedTemporaryFile(suffix=".pdf") as report:
        report.write(PDF)
        report.flush()
        lead.page.locator("input[name=upload]").set_input_files(report.name)
        lead.press().shows("पलायन रिपोर्ट")
    lead.open(f"{detail}copies/new/").answer("", to_whom="श्रम विभाग", copies="३०").press().shows("श्रम विभाग")
    lead.open(f"{detail}finish/").press().shows("पूरा")
