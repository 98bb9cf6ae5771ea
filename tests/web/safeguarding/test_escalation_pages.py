"""Pages of escalations: nothing overdue is hidden, each step is taken by name, duties are shown once she is missing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.cases.models import Case
from jatan.programme.safeguarding.models import Agreement, Escalation, EscalationStep
from tests.cast import Cast
from tests.programme.safeguarding.builders import at, away, day, walked
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
GUMLA = ("field_worker", "desk_operator", "counsellor", "supervisor", "coordinator")


@pytest.fixture
def escalation(cast: Cast) -> Escalation:
    """The escalation of a child who has not been heard from for a week."""
    with acting_as(cast.actor("coordinator")) as by:
        away(by, cast, person={"age": 15, "sex": "m", "name": "सोमरा उराँव"})
        for number in range(1, 10):
            walked(number)
        return Escalation.objects.select_related("journey").get()


@pytest.fixture(autouse=True)
def nine_days_later() -> object:
    with clock.frozen_at(at(day(9), 10)):
        yield


def test_the_list_counts_what_it_shows_and_no_address_hides_a_row(escalation: Escalation, browser: Browser) -> None:
    for query in ("", "?step=again", "?block=00000000-0000-0000-0000-000000000000", "?page=9", "?q=x"):
        page = browser("field_worker").get(f"/contacts/overdue/{query}").content.decode()
        assert f"/contacts/ladder/{escalation.pk}/" in page


def test_an_escalation_shows_every_step_and_the_duties_for_a_child(escalation: Escalation, browser: Browser) -> None:
    page = browser("supervisor").get(f"/contacts/ladder/{escalation.pk}/").content.decode()
    assert "किशोर न्याय अधिनियम 2015 धारा 31" in page
    for number in range(1, 7):
        assert f"{number}. " in page


def test_a_step_is_taken_once_and_by_name(cast: Cast, escalation: Escalation, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")):
        step = EscalationStep.objects.get(code="visit")
    address = f"/contacts/steps/{step.pk}/"
    assert browser("field_worker").post(address, {"what_was_done": "घर जाकर पूछा"}).status_code == 302
    assert browser("coordinator").post(address, {"what_was_done": "मैंने"}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        step.refresh_from_db()
        assert step.acknowledged_by == cast.accounts["field_worker"].pk
        assert step.what_was_done == "घर जाकर पूछा"
    page = browser("coordinator").get(f"/contacts/ladder/{escalation.pk}/").content.decode()
    assert "Test field_worker" in page
    assert "घर जाकर पूछा" in page


def test_a_counsellor_takes_it_over_as_a_case_and_a_field_worker_does_not(
    cast: Cast, escalation: Escalation, browser: Browser
) -> None:
    address = f"/contacts/ladder/{escalation.pk}/case/"
    assert browser("field_worker").post(address, {"note": "मैं"}).status_code == 404
    assert browser("counsellor").post(address, {"note": ""}).status_code == 422
    assert browser("counsellor").post(address, {"note": "कोड 12"}).status_code == 302
    with acting_as(cast.actor("coordinator")):
        row = Escalation.objects.get()
        assert (row.closed_because, row.closed_by) == ("case", cast.accounts["counsellor"].pk)
        assert Agreement.objects.get().ended_because == "case"


def test_the_last_step_offers_to_open_a_case_and_writes_nothing(
    cast: Cast, escalation: Escalation, browser: Browser
) -> None:
    path, link = f"/contacts/ladder/{escalation.pk}/", f'action="{reverse("case_new")}"'
    offered = {part: link in browser(part).get(path).content.decode() for part in GUMLA}
    assert [part for part, is_offered in offered.items() if is_offered] == ["counsellor", "supervisor"]
    assert browser("counsellor").post(f"{path}case/", {"note": "कोड 12"}).status_code == 302
    assert link in browser("counsellor").get(path).content.decode()
    assert reverse("case_new") not in browser("coordinator").get(path).content.decode()
    with acting_as(cast.actor("supervisor")):
        assert not Case.objects.exists()


def test_before_the_last_step_no_case_is_offered(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        away(by, cast)
        walked(1)
        walked(2)
        (early,) = Escalation.objects.all()
    assert reverse("case_new") not in browser("supervisor").get(f"/contacts/ladder/{early.pk}/").content.decode()


@pytest.mark.parametrize("part", ["khunti_desk", "secretariat", "researcher", "auditor", "stranger"])
def test_other_users_get_404(cast: Cast, escalation: Escalation, browser: Browser, part: str) -> None:
    with acting_as(cast.actor("coordinator")):
        step = EscalationStep.objects.first()
        assert step is not None
    client = browser(part)
    assert client.get(f"/contacts/ladder/{escalation.pk}/").status_code == 404
    assert client.post(f"/contacts/steps/{step.pk}/", {"what_was_done": "x"}).status_code == 404
    assert str(escalation.pk) not in client.get("/contacts/overdue/").content.decode()


def test_both_pages_make_a_bounded_number_of_queries(escalation: Escalation, browser: Browser) -> None:
    client = browser("coordinator")
    for address in ("/contacts/overdue/", f"/contacts/ladder/{escalation.pk}/"):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= 24
