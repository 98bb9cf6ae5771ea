"""The page of a workbook that was looked at shows rows as they will be recorded, and says so when nothing is new."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ImportRun
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import HEADER, meeting, write
from tests.web.conftest import Browser
from tests.web.registers.conftest import Work

pytestmark = pytest.mark.django_db
NOTHING_NEW = "इस फ़ाइल में कुछ नया नहीं है"
QUERIES = 15  # twelve, and three of the transaction that a test wraps around the request
MIGRANTS = ["S.No.", "Registered on", "Name", "Sex", "Destination", "Work"]
CASES = ["S.No.", "Case code", "Date", "Type", "Follow-ups", "Status", "Block"]


@pytest.fixture
def look(browser: Browser, work: Work, tmp_path: Path) -> Callable[..., Any]:
    """Look at a workbook with these sheets as coordinator; returns the page."""

    def do(sheets: dict[str, Any], part: str = "coordinator") -> Any:
        client = browser(part)
        path = write(tmp_path / "w.xlsx", sheets)
        address = client.post("/registers/", {"workbooks": [SimpleUploadedFile("w.xlsx", path.read_bytes())]})
        work()
        return client.get(address["Location"])

    return do


def test_new_rows_stand_there_in_hindi_with_what_is_written_where_it_differs(look: Any) -> None:
    row = [1, "12/03/2022", "Etwa Oraon", "M", "Kerala", "brick kiln"]
    content = look({"Migration register": [MIGRANTS, row]}).content.decode()
    for shown in ("Etwa Oraon", "12 मार्च 2022", "पुरुष", "केरल", "ईंट भट्ठा", "लिखा है: M"):
        assert shown in content, shown


def test_counts_open_onto_rows(look: Any) -> None:
    rows = [meeting(1), meeting(2, women="लगभग 40", total=40, date="13/03/2022"), meeting(3, block="Xyzabad")]
    page = look({"SHG": [HEADER, *rows]})
    (one,) = page.context["previews"]
    assert [(reason["count"], len(reason["rows"])) for reason in one["waits"]] == [(1, 1)]
    assert [(reason["count"], len(reason["rows"])) for reason in one["odd"]] == [(1, 1)]
    content = page.content.decode()
    assert "Xyzabad" in content
    assert "लगभग 40" in content
    assert page.context["table"].rows[0]["url"] == "?register=shg_meeting#shg_meeting"
    assert 'id="shg_meeting"' in content


def test_how_each_heading_was_read_is_told_in_the_order_of_the_sheet(look: Any) -> None:
    (one,) = look({"SHG": [[*HEADER, "Remarks"], [*meeting(1), "x"]]}).context["previews"]
    headings = [(heading, str(field)) for heading, field in one["headings"]]
    assert headings[:3] == [("Date", "तारीख"), ("Block", "प्रखंड"), ("Village", "गाँव")]
    assert headings[-1][0] == "Remarks"


def test_a_changed_row_shows_old_and_new_before_it_is_taken_in(look: Any, cast: Cast, work: Work) -> None:
    rows = [meeting(n, village=f"V{n}", group=f"Mandal {n}", date=f"1{n}/03/2022") for n in range(1, 5)]
    taken_in = look({"SHG": [HEADER, *rows]})
    with acting_as(cast.actor("coordinator")):
        assert not Activity.objects.exists()
    client = taken_in.client
    client.post(f"{taken_in.request['PATH_INFO']}take-in/")
    work()
    changed = [*rows[:2], meeting(3, village="V3", group="Mandal Three", date="13/03/2022"), rows[3]]
    (one,) = look({"SHG": [HEADER, *changed]}).context["previews"]
    (row,) = one["changes"]
    (change,) = row["changes"]
    assert (change.old.value, change.new.value) == ("Mandal 3", "Mandal Three")
    assert one["changed"] == 1


def test_case_rows_are_counted_and_never_shown(look: Any) -> None:
    rows = [
        [1, "GUM-1", "22/12/2022", "Trafficking", 1, "Closed", "Palkot"],
        [2, "GUM-2", "31/04/2022", "x", 1, "", ""],
    ]
    page = look({"Case work": [CASES, *rows], "SHG": [HEADER, meeting(1)]})
    first, cases = page.context["previews"]
    assert (first["is_sealed"], cases["is_sealed"], cases["imported"]) == (False, True, 1)
    content = page.content.decode()
    for hidden in ("GUM-1", "GUM-2", "22/12/2022", "22 दिसंबर 2022", "31/04/2022"):
        assert hidden not in content


def test_a_cell_that_holds_markup_is_text(look: Any) -> None:
    rows = [meeting(1, village="<script>alert(1)</script>"), meeting(2, block="<img src=x onerror=y>")]
    content = look({"SHG": [HEADER, *rows]}).content.decode()
    assert "<script>alert" not in content
    assert "<img src=x" not in content
    assert "&lt;img src=x" in content


def test_a_large_workbook_makes_a_small_page_and_few_queries(look: Any, browser: Browser) -> None:
    many = [
        meeting(n, date=f"{1 + n % 28}/{1 + n % 12}/2022", village="अ" * 5_000, group=f"G{n}") for n in range(1, 400)
    ]
    kinds = ("SHG", "Awareness", "Adolescent group", "Forum meeting", "Frontline", "Block training")
    page = look({name: [HEADER, *many] for name in kinds})
    assert len(page.context["registers"]) == len(kinds)
    assert len(page.content) < 60_000
    assert page.content.count(b"<") < 2 * 1_500  # the pages of the browser tests have at most 1,500 elements
    client = browser("coordinator")
    with CaptureQueriesContext(connection) as queries:
        client.get(page.request["PATH_INFO"])
    assert len(queries) <= QUERIES


def test_of_many_registers_one_is_shown_and_each_is_a_press_away(look: Any, browser: Browser) -> None:
    kinds = ("SHG", "Awareness", "Adolescent group", "Forum meeting", "Frontline")
    page = look({name: [HEADER, meeting(1, village=f"In {name}")] for name in kinds})
    seen = {page.context["previews"][0]["kind"]: page.content.decode()}
    client = browser("coordinator")
    for one in page.context["registers"]:
        shown = client.get(page.request["PATH_INFO"] + one["url"])
        (preview,) = shown.context["previews"]
        seen[preview["kind"]] = shown.content.decode()
        assert [other["is_current"] for other in shown.context["registers"]].count(True) == 1
    assert len(seen) == len(kinds)
    for name, content in zip(
        sorted(kinds), sorted(seen.values(), key=lambda text: text.partition("In ")[2][:9]), strict=True
    ):
        assert f"In {name}" in content
    assert client.get(f"{page.request['PATH_INFO']}?register=nonsense").status_code == 200


def test_a_run_without_samples_still_shows_its_counts(look: Any, browser: Browser, cast: Cast) -> None:
    """A run looked at before samples were kept, or one whose samples were forgotten."""
    page = look({"SHG": [HEADER, meeting(1), meeting(2, block="Xyzabad")]})
    browser("coordinator").post(f"{page.request['PATH_INFO']}discard/")
    again = browser("coordinator").get(page.request["PATH_INFO"])
    (one,) = again.context["previews"]
    assert (one["rows"], one["imported"], one["waits"][0]["count"]) == ([], 1, 1)
    assert again.status_code == 200


def test_a_workbook_with_nothing_new_offers_nothing_to_take_in(look: Any, taken_in: Any, browser: Browser) -> None:
    taken_in(browser("coordinator"), meeting(1))
    page = look({"SHG meetings": [HEADER, meeting(1)]})
    content = page.content.decode()
    assert "take-in" not in content
    assert not page.context["has_news"]
    assert NOTHING_NEW in content


def test_a_workbook_whose_changes_wait_for_a_decision_already_has_nothing_new(
    look: Any, taken_in: Any, browser: Browser
) -> None:
    client = browser("coordinator")
    taken_in(client, meeting(1, women=10))
    taken_in(client, meeting(1, women=14))
    page = look({"SHG meetings": [HEADER, meeting(1, women=14)]})
    (one,) = page.context["previews"]
    assert (one["changed"], [(number, len(rows)) for _words, number, rows in one["known"]]) == (0, [(1, 1)])
    assert not page.context["has_news"]


def test_a_run_that_took_nothing_in_says_so(look: Any, taken_in: Any, browser: Browser, work: Work) -> None:
    """Where somebody else took the same rows in between the look and the yes."""
    client = browser("coordinator")
    page = look({"SHG meetings": [HEADER, meeting(1)]})
    taken_in(client, meeting(1))
    client.post(f"{page.request['PATH_INFO']}take-in/")
    work()
    after = client.get(page.request["PATH_INFO"])
    assert after.context["run"].status == "done"
    assert NOTHING_NEW in after.content.decode()
    assert str(after.context["badge"].text) == "कुछ नया नहीं था"
    assert 'class="alert good"' not in after.content.decode()


def test_one_bad_file_is_named_and_the_others_go_on(browser: Browser, work: Work, cast: Cast, tmp_path: Path) -> None:
    client = browser("coordinator")
    good = [write(tmp_path / f"g{n}.xlsx", {"SHG": [HEADER, meeting(1)]}).read_bytes() for n in (1, 2)]
    files = [SimpleUploadedFile("g1.xlsx", good[0]), SimpleUploadedFile("bad.xlsx", b"<html>no workbook"),
             SimpleUploadedFile("g2.xlsx", good[1])]  # fmt: skip
    page = client.post("/registers/", {"workbooks": files})
    assert page.status_code == 422
    (error,) = page.context["form"].errors["workbooks"]
    assert error.startswith("bad.xlsx: ")
    assert work() == 2
    with acting_as(cast.actor("coordinator")):
        assert dict(ImportRun.objects.values_list("file_name", "status")) == {
            "g1.xlsx": "previewed", "g2.xlsx": "previewed",
        }  # fmt: skip
    content = page.content.decode()
    assert all(name in content for name in ("g1.xlsx", "g2.xlsx", "bad.xlsx"))
