"""A case that is only a row of the register is closed and opened again by a supervisor; one with a file never so."""

import datetime as dt

import pytest

from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.programme.cases.models import Case
from tests.cast import Cast
from tests.programme.cases.builders import a_case, waiting_dates
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(cast: Cast) -> Case:
    """A case of an office that has no keys yet."""
    with acting_as(cast.actor("supervisor")) as by:
        return a_case(by, cast)


def test_a_supervisor_closes_it_on_a_day_and_opens_it_again(cast: Cast, row: Case, browser: Browser) -> None:
    client, turn = browser("supervisor"), f"/cases/{row.pk}/turn/"
    page = client.get(f"/cases/{row.pk}/").content.decode()
    assert turn in page
    assert "इस केस की अभी फ़ाइल नहीं है" in page
    assert client.post(turn, {"closed_on": "कभी"}).status_code == 422
    assert client.post(turn, {"closed_on": "1/1/2090"}).status_code == 422
    assert client.post(turn, {"closed_on": "०५/०३/२०२३"}).status_code == 302
    with acting_as(cast.actor("supervisor")):
        dates = waiting_dates(Case.objects.get(is_closed=True))
        assert dates is not None
        assert dates.closed_on == dt.date(2023, 3, 5)
        assert Event.objects.filter(verb="cases.case_closed", about=row.pk).count() == 1
    assert client.post(turn, {"why": "फिर से आई"}).status_code == 422
    assert client.post(turn, {"why": "goes_on"}).status_code == 302
    with acting_as(cast.actor("supervisor")):
        dates = waiting_dates(Case.objects.get(is_closed=False))
        assert dates is not None
        assert dates.closed_on is None


@pytest.mark.parametrize("part", ["counsellor", "coordinator", "field_worker", "secretariat", "khunti_coordinator"])
def test_nobody_else_does(row: Case, browser: Browser, part: str) -> None:
    assert browser(part).post(f"/cases/{row.pk}/turn/", {"closed_on": "05/03/2023"}).status_code in (403, 404)
    assert not Case._base_manager.filter(is_closed=True).exists()


def test_a_case_with_a_file_is_closed_in_its_file(house: CaseHouse, unlocked: Unlocked) -> None:
    case_file = house.open_case()
    client = unlocked("supervisor")
    assert f"/cases/{case_file.case.pk}/turn/" not in client.get(f"/cases/{case_file.case.pk}/").content.decode()
    assert client.post(f"/cases/{case_file.case.pk}/turn/", {"closed_on": "05/10/2026"}).status_code == 422
    assert house.read(case_file.case.pk).file.is_closed is False
