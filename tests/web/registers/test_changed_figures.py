"""The report and the page of a workbook say which published figures changed, and open the rows and the import."""

import datetime as dt
from collections.abc import Callable

import pytest

from jatan.evidence.indicators.models import CountSnapshot
from jatan.evidence.indicators.services import recount_pending
from jatan.foundation.access.walls import acting_as
from tests.cast import Cast
from tests.evidence import builders
from tests.intake.registers.workbooks import meeting
from tests.web.conftest import Browser
from tests.web.registers.conftest import Upload, Work

pytestmark = pytest.mark.django_db
REPORT = "/reports/?from=2025-04-01&to=2026-03-31"
ROW = meeting(1, "05/07/2025", women=13)


@pytest.fixture(autouse=True)
def published(cast: Cast) -> None:
    """A meeting of twelve in July 2025, which is published."""
    with acting_as(cast.actor("coordinator")) as by:
        builders.meeting(by, cast.gumla, cast.gumla_block, dt.date(2025, 7, 3))
    recount_pending([cast.gumla.id])
    CountSnapshot.objects.create(month=dt.date(2025, 7, 1))


def test_report_says_what_an_import_changed(cast: Cast, browser: Browser, taken_in: Callable[..., str]) -> None:
    client = browser("coordinator")
    assert client.get(REPORT).context["changed"] == []
    address = taken_in(client, ROW)
    recount_pending([cast.gumla.id])
    page = client.get(REPORT)
    assert [(one.before, one.after) for one, *_more in page.context["changed"]] == [(1, 2), (12, 25)]
    text = page.content.decode()
    assert f'href="{address}"' in text
    rows_of_july = "/reports/impact/shg_meetings/participants/rows/?from=2025-07-01&amp;to=2025-07-31"
    assert rows_of_july in text
    of_network = browser("researcher").get(REPORT)
    assert len(of_network.context["changed"]) == 2
    assert f'href="{address}"' not in of_network.content.decode()


def test_preview_and_page_of_the_workbook_name_published_months(
    cast: Cast, browser: Browser, upload: Upload, work: Work
) -> None:
    client = browser("coordinator")
    address = upload(client, ROW, meeting(2, "05/08/2025", women=5))["Location"]
    work()
    preview = client.get(address)
    assert len(preview.context["published"]) == 1
    assert preview.context["changed"] == []
    client.post(f"{address}take-in/")
    work()
    recount_pending([cast.gumla.id])
    changed = client.get(address).context["changed"]
    assert [(before, after) for _month, _what, before, after in changed] == [(1, 2), (12, 25)]


def test_a_month_that_is_not_published_is_not_mentioned(browser: Browser, upload: Upload, work: Work) -> None:
    client = browser("coordinator")
    address = upload(client, meeting(1, "05/08/2025"))["Location"]
    work()
    assert client.get(address).context["published"] == []
