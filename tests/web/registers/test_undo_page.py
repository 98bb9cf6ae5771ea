"""The page that undoes a run lists what goes and what stays, asks for a reason, and shows how it ended."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.undo.by_command import undo_by_command
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting
from tests.web.conftest import Browser
from tests.web.registers.conftest import Work

pytestmark = pytest.mark.django_db
QUERIES = 50
ROWS = (meeting(1, women=4), meeting(2, women=5, village="Kemte"), meeting(3, block="Xyzabad"))

type TakeIn = Callable[..., str]


def _live(cast: Cast) -> list[int | None]:
    with acting_as(cast.actor("coordinator")):
        return sorted(Activity.objects.live().values_list("women", flat=True))


def _correct_first(cast: Cast) -> str:
    with acting_as(cast.actor("coordinator")) as by:
        first = Activity.objects.select_related("place").get(women=4)
        ACTIVITY.amend(by=by, row=first, changes={"women": 9})
        return str(first.pk)


def test_page_lists_what_goes_and_what_stays(cast: Cast, browser: Browser, taken_in: TakeIn) -> None:
    client = browser("coordinator")
    address = taken_in(client, *ROWS)
    corrected = _correct_first(cast)
    assert f"{address}undo/" in client.get(address).content.decode()
    page = client.get(f"{address}undo/")
    assert {one["name"]: one["number"] for one in page.context["answers"]} == {"going": 2, "staying": 1}
    assert page.context["shown"] == "staying"
    assert f"/activities/{corrected}/" in page.content.decode()
    going = client.get(f"{address}undo/?show=going")
    assert len(going.context["page"].rows) == 2
    assert "/registers/waiting/" in going.content.decode()


def test_run_is_undone_in_the_background_with_a_reason(
    cast: Cast, browser: Browser, taken_in: TakeIn, work: Work
) -> None:
    client = browser("coordinator")
    address = taken_in(client, *ROWS)
    refused = client.post(f"{address}undo/", {"reason": " "})
    assert refused.status_code == 422
    assert work() == 0
    assert client.post(f"{address}undo/", {"reason": "गलत फ़ाइल"})["Location"] == address
    assert client.post(f"{address}undo/", {"reason": "twice"})["Location"] == address
    assert client.get(address).context["is_under_way"]
    assert work() == 1
    assert _live(cast) == []
    page = client.get(address)
    assert page.context["run"].status == "undone"
    assert "गलत फ़ाइल" in page.content.decode()
    assert "Test coordinator" in page.content.decode()
    assert not page.context["may_be_undone"]


def test_rows_that_stayed_are_reached_from_the_run(cast: Cast, browser: Browser, taken_in: TakeIn, work: Work) -> None:
    client = browser("coordinator")
    address = taken_in(client, *ROWS)
    _correct_first(cast)
    client.post(f"{address}undo/", {"reason": "wrong"})
    work()
    assert _live(cast) == [9]
    assert f"{address}undo/" in client.get(address).content.decode()
    left = client.get(f"{address}undo/")
    assert (left.context["may_undo"], left.context["shown"]) == (False, "staying")


def test_a_failed_undoing_leaves_all_and_says_so(cast: Cast, browser: Browser, taken_in: TakeIn, work: Work) -> None:
    client = browser("coordinator")
    address = taken_in(client, meeting(1, women=4))
    client.post(f"{address}undo/", {"reason": "wrong"})
    _correct_first(cast)  # between the question and the work
    assert work() == 1
    assert _live(cast) == [9]
    page = client.get(address)
    assert page.context["run"].status == "done"
    assert page.context["undo_problem"]


@pytest.mark.parametrize("part", ["khunti_coordinator", "field_worker", "desk_operator", "secretariat"])
def test_nobody_else_finds_the_page(cast: Cast, browser: Browser, taken_in: TakeIn, part: str, work: Work) -> None:
    address = taken_in(browser("coordinator"), *ROWS)
    other = browser(part)
    assert other.get(f"{address}undo/").status_code == 404
    assert other.post(f"{address}undo/", {"reason": "attack"}).status_code == 404
    assert work() == 0
    assert _live(cast) == [4, 5]


def test_a_preview_cannot_be_undone(browser: Browser, upload: Any, work: Work) -> None:
    client = browser("coordinator")
    address = upload(client, *ROWS)["Location"]
    work()
    assert client.get(f"{address}undo/").status_code == 404


def test_page_asks_a_bounded_number_of_queries(cast: Cast, browser: Browser, taken_in: TakeIn) -> None:
    client = browser("coordinator")
    address = taken_in(client, *(meeting(n, women=n, village=f"Village {n}") for n in range(1, 40)))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(f"{address}undo/").status_code == 200
    assert len(asked) <= QUERIES
    with acting_as(cast.actor("coordinator")):
        assert ImportRun.objects.count() == 1


class Killed(BaseException):
    """The process is gone: nothing after this line is run."""


@pytest.mark.parametrize("failure", [Killed, RuntimeError])
def test_what_a_command_left_before_its_end_is_taken_up_at_the_page(
    cast: Cast, browser: Browser, taken_in: TakeIn, work: Work, failure: type[BaseException]
) -> None:
    """All rows are taken back, and the end is owed: killed it stands still, failed it is ended halfway."""
    client = browser("coordinator")
    address = taken_in(client, *ROWS)

    def fail(_text: str) -> None:
        raise failure

    with acting_as(cast.actor("coordinator")):
        run = ImportRun.objects.get()
    with pytest.raises(failure):
        undo_by_command(run.pk, reason="wrong", progress=fail)
    assert client.get(address).context["may_be_undone"]
    assert f"{address}undo/" in client.get(address).content.decode()
    assert client.get(f"{address}undo/").context["may_undo"]
    client.post(f"{address}undo/", {"reason": "wrong"})
    assert not client.get(address).context["may_be_undone"]
    assert work() == 1
    page = client.get(address)
    assert (page.context["run"].status, page.context["may_be_undone"]) == ("undone", False)
