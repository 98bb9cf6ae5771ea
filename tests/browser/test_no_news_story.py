"""A mother calls: her daughter has not been heard from for nine days. From home to the printed request in nine taps."""

import datetime as dt
import io

import pypdf
import pytest

from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.safeguarding.models import Escalation
from jatan.programme.safeguarding.services import start_contacts
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.test_few_taps import SCRIPTS, telephone
from tests.cast import Cast
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
LEAST_TO_CALL = 48  # px


@pytest.fixture
def journey(cast: Cast) -> Journey:
    """Karmela Tete left twenty days ago with an agent; her mother's number stands on the journey."""
    left = clock.today() - dt.timedelta(days=20)
    with acting_as(cast.actor("coordinator")) as by:
        person = a_person(by, cast, name="करमेला टेटे", sex="f", age=19, phone="9835077001", guardian_name="फ़िलिप टेटे")
        journey = a_journey(
            by,
            person,
            leaves_on=left,
            registered_on=left,
            agent_name="मुकेश साव",
            agent_phone="9199977002",
            family_contact_name="अगुस्तीना टेटे",
            family_contact_relation="माँ",
            family_contact_phone="9470077003",
        )
        start_contacts(by, [journey])
    return journey


@SCRIPTS
def test_from_home_to_the_printed_request_in_nine_taps(
    scripts: bool, cast: Cast, journey: Journey, browser: Browser, chrome: Launched
) -> None:
    client = browser("desk_operator")
    with served() as address, chrome() as opened, telephone(opened, address, client, scripts=scripts) as phone:
        phone.begin("/")
        phone.go('main a[href="/issues/no-news/"]')
        phone.write("q", "करमेला")
        phone.go('main form[role="search"] .control button')
        phone.go(f'main a[href="/issues/no-news/?person={journey.person_id}"]')
        phone.write("marks", "दाहिनी भौंह पर निशान")
        phone.tap('main label:has(input[name="is_feared"])')
        phone.go("main form.form .actions button[type=submit]")
        for link in phone.page.locator('main a[href^="tel:"]').all():
            box = link.bounding_box()
            assert box is not None
            assert box["height"] >= LEAST_TO_CALL
        printed = phone.page.locator('main a[href$="/fir-requests.pdf"]')
        phone.taps += 1
        pdf = phone.page.request.get(f"{address}{printed.get_attribute('href')}")
        assert len(pypdf.PdfReader(io.BytesIO(pdf.body())).pages) == 2
        phone.needed(taps=9, loads=4)
    with acting_as(cast.actor("desk_operator")):
        issue = Issue.objects.get()
        assert Escalation.objects.filter(journey=journey, closed_at__isnull=True).exists()
    assert (issue.caller_name, issue.caller_phone, issue.is_urgent) == ("अगुस्तीना टेटे", "9470077003", True)
