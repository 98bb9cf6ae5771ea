"""Pages of targets: setting one, its versions, the workbook out and in, and the report beside them."""

import datetime as dt
import io
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.snapshots import take_due
from jatan.evidence.targets.models import Target
from jatan.evidence.targets.services import SetTarget, set_targets
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Kind, Organisation
from tests.cast import Cast
from tests.evidence import builders
from tests.programme.helpdesk.builders import an_issue
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
FIRST, LAST = dt.date(2022, 4, 1), dt.date(2023, 3, 31)
YEAR = "?from=2022-04-01&to=2023-03-31"
NUMBER = "shg_meetings.meetings"


def a_target(organisation: Organisation, amount: int | None, indicator: str = "shg_meetings") -> SetTarget:
    value = {"shg_meetings": "meetings", "information_centres": "received"}[indicator]
    return SetTarget(organisation.id, indicator, value, FIRST, LAST, amount)


@pytest.fixture
def held(cast: Cast, as_: As) -> Cast:
    """Three meetings in Gumla, one in Khunti, and targets of both and of the network."""
    with as_("coordinator") as by:
        for day in (1, 2, 3):
            builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2022, 6, day))
    with as_("khunti_coordinator") as by:
        builders.meeting(by, cast.khunti, cast.khunti_block, dt.date(2022, 6, 1))
    recount_pending([cast.gumla.id, cast.khunti.id])
    with as_("secretariat") as by:
        set_targets(by=by, targets=[a_target(cast.gumla, 6), a_target(cast.khunti, 4), a_target(cast.network, 1500)])
    return cast


def amounts(as_: As, part: str = "secretariat") -> set[tuple[str, int | None]]:
    with as_(part):
        rows = Target.objects.filter(replaced_at__isnull=True).select_related("organisation")
        return {(row.organisation.code, row.amount) for row in rows}


def workbook(*rows: Sequence[Any]) -> SimpleUploadedFile:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("targets.xlsx", out.getvalue())


HEAD = ("Organisation code", "Number code", "From", "To", "Target")


def test_a_coordinator_sets_a_target_in_devanagari_digits(cast: Cast, browser: Browser, as_: As) -> None:
    client = browser("coordinator")
    assert "गुमला सदस्य" in client.get("/targets/new/").content.decode()
    answers = {
        "organisation": str(cast.gumla.pk), "number": NUMBER, "amount": "१,२००",
        "period": "other", "first": "१५/०४/२०२२", "last": "1/3/2023",
    }  # fmt: skip
    answer = client.post("/targets/new/", answers)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/targets/{YEAR}"
    assert amounts(as_) == {("T01", 1200)}
    again = client.post("/targets/new/", answers | {"amount": "5"})
    assert again.status_code == 422
    assert "यह लक्ष्य पहले से है" in again.content.decode()
    assert amounts(as_) == {("T01", 1200)}


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": ""}, {"amount": "0"}, {"amount": "-4"}, {"amount": "many"}, {"amount": "9" * 40}, {"number": "x.y"},
        {"number": "wage_gap.paid"}, {"period": "1,2"}, {"period": "other"}, {"organisation": "x"},
        {"period": "other", "first": "1/4/2022", "last": "1/3/2021"}, {"period": "other", "first": "31/2/2022"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_a_target_is_said_beside_its_field(
    wrong: dict[str, str], cast: Cast, browser: Browser, as_: As
) -> None:
    answers = {"organisation": str(cast.gumla.pk), "number": NUMBER, "amount": "5", "period": "2022-04-01,2023-03-31"}
    answer = browser("coordinator").post("/targets/new/", answers | wrong)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert amounts(as_) == set()


def test_another_members_target_can_neither_be_chosen_nor_opened(held: Cast, browser: Browser, as_: As) -> None:
    client = browser("coordinator")
    answers = {"organisation": str(held.khunti.pk), "number": NUMBER, "amount": "5", "period": "2022-04-01,2023-03-31"}
    assert client.post("/targets/new/", answers).status_code == 422
    with as_("secretariat"):
        other = Target.objects.get(organisation=held.khunti)
    assert client.get(f"/targets/{other.pk}/").status_code == 404
    assert client.post(f"/targets/{other.pk}/", {"amount": "5", "shown": "4"}).status_code == 404
    assert browser("researcher").get(f"/targets/{other.pk}/").status_code == 200
    assert browser("researcher").post(f"/targets/{other.pk}/", {"amount": "5", "shown": "4"}).status_code == 404
    for part in ("field_worker", "auditor", "administrator", "legal_officer"):
        assert browser(part).get("/targets/").status_code == 404
        assert browser(part).get("/targets/new/").status_code == 404
    for path in ("/targets/new/", "/targets/workbook/", "/targets/upload/"):
        assert browser("desk_operator").get(path).status_code == 404


def test_versions_stay_and_what_changed_meanwhile_is_not_overwritten(held: Cast, browser: Browser, as_: As) -> None:
    with as_("coordinator"):
        row = Target.objects.get()
    client = browser("coordinator")
    assert client.post(f"/targets/{row.pk}/", {"amount": "8", "shown": "5"}).status_code == 422
    assert client.post(f"/targets/{row.pk}/", {"amount": "8", "shown": "6"}).status_code == 302
    page = client.get(f"/targets/{row.pk}/")
    assert [one["amount"] for one in page.context["versions"].rows] == [8, 6]
    assert [one["by"] for one in page.context["versions"].rows] == ["Test coordinator", "Test secretariat"]
    client.post(f"/targets/{row.pk}/", {"decision": "take_back", "shown": "7"})
    assert ("T01", 8) in amounts(as_)
    client.post(f"/targets/{row.pk}/", {"decision": "take_back", "shown": "8"})
    assert ("T01", None) in amounts(as_)
    page = client.get(f"/targets/{row.pk}/")
    assert [one["amount"] for one in page.context["versions"].rows] == [None, 8, 6]


def test_the_page_and_the_report_show_target_against_achieved(held: Cast, browser: Browser) -> None:
    for path, words in ((f"/targets/{YEAR}", "1,500 में से"), (f"/reports/{YEAR}", "</b> / 1,500 ")):
        page = browser("secretariat").get(path).content.decode()
        assert words in page
        assert "सदस्य संस्थाएँ मिलकर (2)" in page
        assert "नेटवर्क का लक्ष्य अलग से तय किया गया है" in page
    assert "40 %" in browser("secretariat").get(f"/targets/{YEAR}").content.decode()  # 4 of 10
    one = browser("secretariat").get(f"/targets/{YEAR}&number={NUMBER}").content.decode()
    assert "50 %" in one
    assert "25 %" in one
    mine = browser("coordinator").get(f"/reports/{YEAR}").content.decode()
    assert "</b> / 6 " in mine
    assert "1,500" not in mine
    other = browser("coordinator").get("/reports/?from=2022-04-01&to=2022-09-30").content.decode()
    assert "1 लक्ष्य दूसरी अवधि का है (अप्रैल 2022 – मार्च 2023)" in other
    assert "</b> / 6 " not in other


def test_every_link_of_the_page_opens(held: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    page = client.get(f"/targets/{YEAR}")
    urls = [url for block in page.context["blocks"] for row in block.rows for url in (row.url, row.rows_url) if url]
    urls += [url for url, _label in page.context["members"]]
    assert len(urls) >= 3
    assert {client.get(url).status_code for url in urls} == {200}


def test_persons_are_as_published_on_the_targets_page(held: Cast, browser: Browser, as_: As) -> None:

    with as_("coordinator") as by:
        for day in range(1, 4):
            an_issue(by, held, received_on=dt.date(2022, 6, day))
    with as_("secretariat") as by:
        set_targets(by=by, targets=[a_target(held.gumla, 100, "information_centres")])
    assert take_due()
    (mine,) = [row for row in _rows(browser("coordinator")) if row.line.indicator == "information_centres"]
    (rounded,) = [row for row in _rows(browser("secretariat")) if row.line.indicator == "information_centres"]
    assert (mine.line.achieved, mine.line.percent) == (3, 3)
    # Three are published as five or as "few or none", by the number drawn for the series.
    assert (rounded.line.achieved, rounded.line.percent) in ((None, None), (5, 5))


def _rows(client: Any) -> list[Any]:
    return [row for block in client.get(f"/targets/{YEAR}").context["blocks"] for row in block.rows]


def test_the_workbook_carries_the_present_targets_out_and_in(held: Cast, browser: Browser, as_: As) -> None:
    client = browser("coordinator")
    answer = client.get(f"/targets/workbook/{YEAR}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="jatan-targets-2022-04-01-2023-03-31.xlsx"'
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert {row[0] for row in rows[2:]} == {"T01"}
    (mine,) = [row for row in rows[2:] if row[2] == NUMBER]
    assert mine[6] == 6
    unchanged = client.post("/targets/upload/", {"workbook": SimpleUploadedFile("t.xlsx", answer.content)})
    assert "इस फ़ाइल से कुछ नहीं बदलता" in unchanged.content.decode()

    filled = [list(row) for row in rows]
    for row in filled[2:]:
        if row[2] == NUMBER:
            row[6] = 9
        if row[2] == "awareness_programmes.programmes":
            row[6] = "१००"
    for row in filled[2:]:
        row[4], row[5] = "01/04/2022", "31/03/2023"
    page = client.post("/targets/upload/", {"workbook": workbook(*filled)})
    shown = [(one["old"], one["new"]) for one in page.context["changes"].rows]
    assert sorted(shown, key=str) == [(6, 9), (None, 100)]
    assert amounts(as_, "coordinator") == {("T01", 6)}
    taken = client.post("/targets/upload/take-in/", {"kept": page.context["kept"]})
    assert taken.status_code == 302
    assert amounts(as_, "coordinator") == {("T01", 9), ("T01", 100)}
    again = client.post("/targets/upload/take-in/", {"kept": page.context["kept"]}, follow=True)
    assert "पहले से है, या इस बीच बदल गया है" in again.content.decode()


def test_refused_lines_are_named_and_the_others_go_in(held: Cast, browser: Browser, as_: As) -> None:
    rows = [
        ("T01", NUMBER, "01/04/2022", "31/03/2023", "हटाएँ"),
        ("T01", "awareness_programmes.programmes", "01/04/2022", "30/06/2022", 12.0),
        ("T02", NUMBER, "01/04/2022", "31/03/2023", 7),
        ("T01", "wage_gap.paid", "01/04/2022", "31/03/2023", 7),
        ("T01", "forum_meetings.meetings", "02/04/2022", "31/03/2023", 7),
        ("T01", "forum_meetings.meetings", "31/02/2022", "31/03/2023", 7),
        ("T01", "forum_meetings.meetings", "01/04/2022", "31/03/2023", "around 50"),
        ("T01", "forum_meetings.meetings", "01/04/2022", "31/03/2023", -3),
        ("T01", "forum_meetings.meetings", "01/04/2022", "31/03/2023", ""),
        ("T01", "awareness_programmes.programmes", "01/04/2022", "30/06/2022", 13),
        ("=1+1", "<script>alert(1)</script>", "", "", 5),
    ]
    page = browser("coordinator").post("/targets/upload/", {"workbook": workbook(("A title",), HEAD, *rows)})
    assert [(one["old"], one["new"]) for one in page.context["changes"].rows] == [(6, None), (None, 12)]
    refused = [one["row"] for one in page.context["refused"].rows]
    assert refused == [f"पंक्ति {number}" for number in (5, 6, 7, 8, 9, 10, 12, 13)]
    assert "<script>" not in page.content.decode().split("<main")[1]
    browser("coordinator").post("/targets/upload/take-in/", {"kept": page.context["kept"]})
    assert amounts(as_, "coordinator") == {("T01", None), ("T01", 12)}


def test_a_csv_is_read_too(held: Cast, browser: Browser) -> None:
    text = ";".join(("संस्था का कोड", "संख्या का कोड", "कब से", "कब तक", "लक्ष्य")) + "\n"
    text += ";".join(("T01", NUMBER, "01/04/2022", "31/03/2023", "१,२३४")) + "\n"
    file = SimpleUploadedFile("targets.csv", text.encode())
    page = browser("coordinator").post("/targets/upload/", {"workbook": file})
    assert [(one["old"], one["new"]) for one in page.context["changes"].rows] == [(6, 1234)]


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"a,b\n1,2\n", b"%PDF-1.7", b"\x00" * 99],
)
def test_a_file_that_is_no_such_workbook_is_refused(content: bytes, cast: Cast, browser: Browser) -> None:
    file = SimpleUploadedFile("targets.xlsx", content)
    answer = browser("coordinator").post("/targets/upload/", {"workbook": file})
    assert answer.status_code == 422
    assert answer.context["form"].errors["workbook"]


def test_what_was_not_shown_to_this_account_cannot_be_taken_in(held: Cast, browser: Browser, as_: As) -> None:
    row = ("T01", NUMBER, "01/04/2022", "31/03/2023", 9)
    page = browser("coordinator").post("/targets/upload/", {"workbook": workbook(HEAD, row)})
    kept = page.context["kept"]
    for part, sent in (("secretariat", kept), ("coordinator", kept[:-2]), ("coordinator", ""), ("coordinator", "x:y")):
        assert browser(part).post("/targets/upload/take-in/", {"kept": sent}).status_code == 404
    assert ("T01", 6) in amounts(as_)


@pytest.mark.parametrize(
    "query", ["?from=x&to=y", "?from=2023-04-01&to=2022-04-01", "?from=1/1/1900&to=1/1/2300", "?number=x"]
)
def test_a_period_that_cannot_be_read_falls_back_to_this_year(query: str, cast: Cast, browser: Browser) -> None:
    for path in ("/targets/", "/targets/workbook/"):
        assert browser("secretariat").get(path + query).status_code == 200


def test_pages_make_few_queries_whatever_the_number_of_targets(held: Cast, browser: Browser, as_: As) -> None:
    counts = []
    for turn in range(2):
        for path in (f"/targets/{YEAR}", f"/reports/{YEAR}"):
            client = browser("secretariat")
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        more = [
            Organisation(code=f"X{turn}-{number}", kind=Kind.MEMBER, name_hi="x", name_en="x") for number in range(20)
        ]
        Organisation.objects.bulk_create(more)
        with as_("secretariat") as by:
            set_targets(by=by, targets=[a_target(one, 10) for one in more])
    assert counts[0] == counts[2] <= 24
    assert counts[1] == counts[3] <= 60  # the whole report
