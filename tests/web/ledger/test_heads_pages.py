"""Lines to keep outside: shown, taken as a file, printed, and compared when they come back."""

import uuid

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.heads import read_line
from jatan.foundation.ledger.models import Chain
from jatan.foundation.ledger.services import record_event
from jatan.web.ledger import heads
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_events(cast: Cast) -> Cast:
    """The cast, with two events in the chain of Gumla."""
    with acting_as(cast.actor("coordinator")):
        for _number in range(2):
            record_event(organisation_id=cast.gumla.pk, by=None, verb="test.done")
    return cast


@pytest.mark.parametrize("part", ["field_worker", "supervisor", "coordinator", "secretariat", "researcher"])
def test_other_roles_get_404(part: str, two_events: Cast, browser: Browser) -> None:
    client = browser(part)
    for address in ("/ledger/heads/", "/ledger/heads/file/", f"/ledger/{two_events.gumla.pk}/head/"):
        assert client.get(address).status_code == 404
    assert client.post("/ledger/heads/", {"lines": "x"}).status_code == 404


def test_line_is_the_same_on_page_paper_and_file(two_events: Cast, browser: Browser) -> None:
    client = browser("administrator")
    page = client.get("/ledger/heads/")
    (row,) = [row for row in page.context["heads"] if row["head"].code == two_events.gumla.code]
    line = row["head"].line
    assert read_line(line) == row["head"]
    assert row["head"].sequence == 2
    assert line in page.content.decode()
    paper = client.get(row["url"])
    assert paper.status_code == 200
    assert line in paper.content.decode()
    assert "data:image/svg" in paper.content.decode()
    answer = client.get("/ledger/heads/file/")
    assert f"{line}\n" in answer.content.decode()
    assert answer["Content-Type"].startswith("text/plain")
    assert answer["Content-Disposition"].startswith("attachment")
    assert len(page.content) < 40_000


def test_a_line_comes_back(two_events: Cast, browser: Browser) -> None:
    client = browser("administrator")
    line = next(
        row["head"].line
        for row in client.get("/ledger/heads/").context["heads"]
        if row["head"].code == two_events.gumla.code
    )
    with acting_as(two_events.actor("coordinator")):
        record_event(organisation_id=two_events.gumla.pk, by=None, verb="test.done")
    page = client.post("/ledger/heads/", {"lines": f"{line}\n<b>{line[:-1]}"})
    assert [answer["kind"] for answer in page.context["answers"]] == ["good", "soon"]
    assert "<b>jatan" not in page.content.decode()
    assert (page.context["broken"], page.context["too_long"], page.context["is_alarm"]) == ([], [], False)
    with acting_as(two_events.actor("coordinator")):
        Chain.objects.filter(organisation=two_events.gumla).update(sequence=1)
    page = client.post("/ledger/heads/", {"lines": line})
    assert [answer["kind"] for answer in page.context["answers"]] == ["late"]
    assert (page.context["broken"], page.context["is_alarm"]) == ([two_events.gumla.name], True)
    assert "alert late" in page.content.decode()


def test_nothing_typed_is_asked_again_and_a_long_chain_is_left_to_the_server(
    two_events: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = browser("administrator")
    assert client.post("/ledger/heads/", {"lines": " "}).status_code == 422
    assert client.post("/ledger/heads/", {"lines": "x" * 20_001}).status_code == 422
    monkeypatch.setattr(heads, "LONGEST", 1)
    line = next(
        row["head"].line
        for row in client.get("/ledger/heads/").context["heads"]
        if row["head"].code == two_events.gumla.code
    )
    page = client.post("/ledger/heads/", {"lines": line})
    assert page.context["too_long"] == [two_events.gumla.name]


def test_a_ledger_without_events_has_no_paper(two_events: Cast, browser: Browser) -> None:
    client = browser("administrator")
    assert client.get(f"/ledger/{two_events.khunti.pk}/head/").status_code == 404
    assert client.get(f"/ledger/{uuid.uuid4()}/head/").status_code == 404
