"""The auditor reads events as codes; the administrator only verifies chains; everybody else gets 404."""

import datetime as dt
import uuid

import pytest

from jatan.foundation.access import services
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.services import GivePosting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Chain
from jatan.kernel import clock
from jatan.web.ledger import selectors, views
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast_with_event(cast: Cast) -> Cast:
    """The cast, with one event in the chain of Gumla (a posting was given)."""
    command = GivePosting(role=Role.COUNSELLOR, organisation_id=cast.gumla.id)
    with acting_as(cast.actor("coordinator")) as by:
        services.give_posting(by=by, account=cast.accounts["stranger"], command=command)
    return cast


@pytest.mark.parametrize(
    "part", ["field_worker", "desk_operator", "supervisor", "coordinator", "secretariat", "researcher"]
)
def test_other_roles_get_404(part: str, cast_with_event: Cast, browser: Browser) -> None:
    client = browser(part)
    assert client.get("/ledger/").status_code == 404
    assert client.get(f"/ledger/{cast_with_event.gumla.pk}/").status_code == 404
    assert client.post(f"/ledger/{cast_with_event.gumla.pk}/verify/").status_code == 404


def test_auditor_reads_codes_and_no_name(cast_with_event: Cast, browser: Browser) -> None:
    page = browser("auditor").get(f"/ledger/{cast_with_event.gumla.pk}/").content.decode().replace("<wbr>", "")
    assert "access.second_person_asked" in page
    assert cast_with_event.accounts["stranger"].name not in page
    assert "stranger@example.org" not in page
    assert cast_with_event.accounts["stranger"].pk.hex[-12:] in page


def test_month_filters_and_an_invalid_month_is_ignored(cast_with_event: Cast, browser: Browser) -> None:
    client, address = browser("auditor"), f"/ledger/{cast_with_event.gumla.pk}/"
    rows = {
        month: len(client.get(f"{address}?month={month}").context["lines"])
        for month in (f"{clock.today():%Y-%m}", "2001-01", "2026-99", "%00", "")
    }
    assert list(rows.values()) == [1, 0, 1, 1, 1]


def test_one_day_filters_and_an_invalid_day_is_ignored(cast_with_event: Cast, browser: Browser) -> None:
    client, address = browser("auditor"), f"/ledger/{cast_with_event.gumla.pk}/"
    today = clock.today()
    days = (f"{today:%d/%m/%Y}", f"{today - dt.timedelta(days=1):%d/%m/%Y}", "31/02/2024", "")
    assert [len(client.get(address, {"on": day}).context["lines"]) for day in days] == [1, 0, 1, 1]


def test_administrator_verifies_and_reads_nothing(cast_with_event: Cast, browser: Browser) -> None:
    client = browser("administrator")
    page = client.get("/ledger/")
    assert page.status_code == 200
    assert f'href="/ledger/{cast_with_event.gumla.pk}/"' not in page.content.decode()
    assert client.get(f"/ledger/{cast_with_event.gumla.pk}/").status_code == 404
    answer = client.post(f"/ledger/{cast_with_event.gumla.pk}/verify/")
    assert (answer.context["report"].events, answer.context["faults"]) == (1, [])
    assert "access.second_person_asked" not in answer.content.decode()


def test_broken_chain_is_shown_as_broken(cast_with_event: Cast, browser: Browser) -> None:
    with acting_as(cast_with_event.actor("coordinator")):
        Chain.objects.filter(organisation=cast_with_event.gumla).update(sequence=2)
    answer = browser("auditor").post(f"/ledger/{cast_with_event.gumla.pk}/verify/")
    assert [sequence for sequence, _words in answer.context["faults"]] == [2]
    assert "alert late" in answer.content.decode()


def test_chain_too_long_for_a_page_is_left_to_the_server(
    cast_with_event: Cast, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LONGEST", 0)
    answer = browser("auditor").post(f"/ledger/{cast_with_event.gumla.pk}/verify/")
    assert answer.context["report"] is None
    assert "jatan ledger verify" in answer.content.decode()


def test_verifying_takes_a_post_and_an_organisation_that_is_there(cast_with_event: Cast, browser: Browser) -> None:
    client = browser("auditor")
    assert client.get(f"/ledger/{cast_with_event.gumla.pk}/verify/").status_code == 405
    assert client.post(f"/ledger/{uuid.uuid4()}/verify/").status_code == 404


def test_payload_is_shown_in_one_short_line() -> None:
    months = [f"2021-{month:02}" for month in range(1, 13)]
    payload = {"rows": {"people.person": 3}, "digest": "f" * 64, "months": {"people.person": months}, "file": "a" * 64}
    assert selectors.payload_line(payload) == (
        "rows: people.person 3, months: people.person 2021-01 … 2021-12 (12), file: aaaaaaaaaaaa…"
    )
