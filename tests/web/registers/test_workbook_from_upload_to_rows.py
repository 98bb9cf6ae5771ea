"""A workbook is previewed, then imported once; its progress is shown and it can be discarded."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ImportRun, ParkedRow
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting
from tests.kernel.text.legacy_typing import type_legacy
from tests.web.conftest import Browser
from tests.web.registers.conftest import Upload, Work

pytestmark = pytest.mark.django_db
QUERIES = 15  # twelve, and three of the transaction that a test wraps around the request


def count(cast: Cast, model: Any) -> int:
    with acting_as(cast.actor("coordinator")):
        return int(model.objects.count())


def test_preview_shows_counts_and_records_nothing(cast: Cast, browser: Browser, upload: Upload, work: Work) -> None:
    client = browser("coordinator")
    address = upload(client, meeting(1), meeting(2, date="31/02/2022"))["Location"]
    assert work() == 1
    page = client.get(address).content.decode()
    assert client.get(address).context["totals"] == {
        "imported": 1, "already_in": 0, "duplicates": 0, "proposed": 0, "dismissed": 0, "mended": 0, "refused": 1,
    }  # fmt: skip
    assert f"{address}take-in/" in page
    assert count(cast, Activity) == 0
    assert count(cast, ParkedRow) == 0


def test_preview_shows_both_readings_of_cells_in_kruti_dev(
    cast: Cast, browser: Browser, upload: Upload, work: Work
) -> None:
    client = browser("coordinator")
    villages = ["नवाडीह", "कुरुमगढ़", "पतराटोली"]
    groups = [f"{village} महिला मंडल" for village in villages]
    names = zip(map(type_legacy, villages), map(type_legacy, groups), strict=True)
    rows = [meeting(n, village=village, group=group) for n, (village, group) in enumerate(names, start=1)]
    address = upload(client, *rows)["Location"]
    work()
    page = client.get(address)
    assert sorted(page.context["converted"]) == sorted((type_legacy(name), name) for name in villages + groups)
    assert "<code>uokMhg</code> <b>नवाडीह</b>" in page.content.decode()


def test_confirmed_workbook_is_imported_once_when_confirmed_twice(
    cast: Cast, browser: Browser, upload: Upload, work: Work
) -> None:
    client = browser("coordinator")
    address = upload(client, meeting(1), meeting(2, date="31/02/2022"))["Location"]
    work()
    for _press in range(2):
        assert client.post(f"{address}take-in/").status_code == 302
    assert work() == 1
    assert client.get(address).context["run"].status == "done"
    assert count(cast, Activity) == 1
    assert count(cast, ParkedRow) == 1


def test_discarded_workbook_has_no_file_and_no_row(cast: Cast, browser: Browser, upload: Upload, work: Work) -> None:
    client = browser("coordinator")
    address = upload(client, meeting(1))["Location"]
    work()
    client.post(f"{address}discard/")
    with acting_as(cast.actor("coordinator")):
        assert ImportRun.objects.get().stored_as == ""
    assert "take-in" not in client.get(address).content.decode()
    assert count(cast, Activity) == 0


def test_progress_page_refreshes_without_script_and_returns_a_fragment_to_htmx(
    cast: Cast, browser: Browser, upload: Upload, work: Work
) -> None:
    client = browser("coordinator")
    address = upload(client, meeting(1))["Location"]
    page = client.get(address).content.decode()
    assert '<noscript><meta http-equiv="refresh"' in page
    part = client.get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert 'hx-trigger="every 2s"' in part.content.decode()
    work()
    assert client.get(address, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert "http-equiv" not in client.get(address).content.decode()


def test_other_organisation_sees_neither_run_nor_row(
    cast: Cast, browser: Browser, taken_in: Callable[..., str]
) -> None:
    address = taken_in(browser("coordinator"), meeting(1), meeting(2, date="31/02/2022"), name="gumla-only.xlsx")
    other = browser("khunti_coordinator")
    with acting_as(cast.actor("coordinator")):
        parked = ParkedRow.objects.get()
    assert other.get(address).status_code == 404
    assert other.post(f"{address}take-in/").status_code == 404
    assert other.get(f"/registers/waiting/{parked.pk}/").status_code == 404
    assert other.post(f"/registers/waiting/{parked.pk}/dismiss/", {"reason": "x"}).status_code == 404
    for path in ("", "waiting/", "corrections/", "oddities/", "learned/"):
        assert "gumla-only" not in other.get(f"/registers/{path}").content.decode()


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "secretariat", "auditor"])
def test_import_page_needs_the_import_permission(part: str, browser: Browser) -> None:
    assert browser(part).get("/registers/").status_code == 404
    assert browser(part).get("/registers/waiting/").status_code == 404


def test_every_import_page_makes_few_queries(cast: Cast, browser: Browser, taken_in: Callable[..., str]) -> None:
    client = browser("coordinator")
    rows = [meeting(number, date="31/02/2022", village=f"Tola {number}") for number in range(1, 31)]
    address = taken_in(client, meeting(99), *rows)
    with acting_as(cast.actor("coordinator")):
        parked = ParkedRow.objects.first()
    assert parked is not None
    paths = ["/registers/", "/registers/waiting/", "/registers/corrections/", "/registers/oddities/"]
    paths += ["/registers/learned/", address, f"{address}teach/", f"/registers/waiting/{parked.pk}/"]
    for path in paths:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        assert len(queries) <= QUERIES, (path, [query["sql"][:110] for query in queries])
    assert len(client.get("/registers/waiting/").context["page"].rows) == 25
