"""The list of the first days on the home page, and the page of what is done at the server."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import OrganisationDistrict
from jatan.intake.registers.first_registers import begin_with_empty_registers
from jatan.kernel import clock
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
HEADING = "रोज़ का काम शुरू होने से पहले"
LINE = re.compile(r'<li class="(\w*)"[^>]*><div><b>([^<]+)</b>')
_made: list[dt.datetime] = []


def newest_backup() -> dt.datetime | None:
    """Stands for the record of backups, which lies in a file of a house."""
    return _made[-1] if _made else None


@pytest.fixture(autouse=True)
def backups(settings: Settings) -> list[dt.datetime]:
    """When backups were made; a test adds to it."""
    settings.JATAN_NEWEST_BACKUP = f"{__name__}.newest_backup"
    _made.clear()
    return _made


def lines(browser: Browser, part: str) -> dict[str, str]:
    """{label: state} of the list on the home page of this part."""
    page = browser(part).get("/").content.decode()
    return {label: state for state, label in LINE.findall(page.partition(HEADING)[2].partition("</section>")[0])}


def with_second_step(*accounts: Account) -> None:
    for account in accounts:
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "x"})


def set_up(cast: Cast) -> None:
    """Everything but the backup, as a house has it after its first days."""
    with_second_step(*(cast.accounts[part] for part in ("administrator", "secretariat", "coordinator")))
    offices = {"coordinator": cast.gumla, "khunti_coordinator": cast.khunti}
    Account.objects.filter(pk__in=[cast.accounts[part].pk for part in offices]).update(last_login=clock.now())
    for part, office in offices.items():
        with acting_as(cast.actor(part)) as by:
            begin_with_empty_registers(by=by, organisation_id=office.pk)
    with acting_as(cast.actor("supervisor")) as by:
        about: dict[str, Any] = {"organisation_id": cast.gumla.pk, "by": by.account_id, "about_type": "vault"}
        record_event(**about, verb="keys.ceremony_held", about=cast.gumla.pk)
        for verb in ("keys.set_up", "keys.sworn_in"):
            record_event(**about, verb=verb, about=cast.accounts["supervisor"].pk)


@pytest.mark.parametrize(
    "part", ["field_worker", "desk_operator", "counsellor", "supervisor", "legal_officer", "researcher", "auditor"]
)
def test_nobody_else_sees_the_list(browser: Browser, part: str) -> None:
    assert lines(browser, part) == {}


def test_one_line_is_next_and_the_others_follow_or_wait(cast: Cast, browser: Browser) -> None:
    assert lines(browser, "administrator") == {
        "आपके लॉगिन की दूसरी जाँच": "done",
        "नेटवर्क दफ़्तर में एक दूसरा व्यक्ति": "waiting",
        "सदस्य संस्थाएँ": "done",
        "हर सदस्य संस्था में एक समन्वयक": "waiting",
        "रजिस्टर": "waiting",
        "मुहरबंद केस फ़ाइलों की चाबियाँ": "now",
        "बैकअप": "",
    }
    OrganisationDistrict.objects.filter(organisation=cast.khunti).delete()
    assert lines(browser, "administrator")["सदस्य संस्थाएँ"] == "now"
    page = browser("administrator").get("/").content.decode()
    assert f'href="/organisations/{cast.khunti.pk}/"' in page


def test_the_list_ends_with_the_last_thing_done(cast: Cast, browser: Browser, backups: list[dt.datetime]) -> None:
    set_up(cast)
    assert lines(browser, "coordinator") == {}
    assert set(lines(browser, "administrator").items()) >= {("बैकअप", "now"), ("रजिस्टर", "done")}
    backups.append(clock.now())
    assert lines(browser, "administrator") == lines(browser, "secretariat") == {}


def test_a_house_without_any_backup_is_told_so_once(cast: Cast, browser: Browser, backups: list[dt.datetime]) -> None:
    """By the line of the list; an old backup is another matter, and a warning beside the list."""
    warning = "backup-and-restore.md"
    assert warning not in browser("administrator").get("/").content.decode()
    backups.append(clock.now() - dt.timedelta(days=30))
    assert warning in browser("administrator").get("/").content.decode()


@pytest.mark.parametrize("part", ["administrator", "coordinator"])
def test_a_house_that_is_set_up_pays_two_queries(
    cast: Cast, browser: Browser, settings: Settings, backups: list[dt.datetime], part: str
) -> None:
    set_up(cast)
    backups.append(clock.now())
    client, counts = browser(part), []
    for is_demo in (True, False):  # the demo has no list
        settings.JATAN_DEMO = is_demo
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/").status_code == 200
        counts.append(len(asked))
    assert counts[1] - counts[0] == 2


def test_the_demo_has_no_list(browser: Browser, settings: Settings) -> None:
    settings.JATAN_DEMO = True
    assert lines(browser, "administrator") == lines(browser, "coordinator") == {}


def test_the_link_to_invite_a_coordinator_chooses_role_and_member(cast: Cast, browser: Browser) -> None:
    Posting.objects.filter(account=cast.accounts["coordinator"].pk).delete()
    page = browser("administrator").get("/").content.decode()
    query = f"role=coordinator&amp;organisation={cast.gumla.pk}"
    assert f"/accounts/invite/?{query}" in page
    form = browser("administrator").get(f"/accounts/invite/?{query}".replace("&amp;", "&")).content.decode()
    assert '<option value="coordinator" selected>' in form
    assert f'<option value="{cast.gumla.pk}" selected>' in form


@pytest.mark.parametrize(
    ("part", "status"), [("administrator", 200), ("secretariat", 200), ("coordinator", 200), ("supervisor", 404)]
)
def test_the_page_of_the_server_is_for_those_who_set_up(browser: Browser, part: str, status: int) -> None:
    assert browser(part).get("/setup/server/").status_code == status


def test_a_coordinator_sees_the_commands_of_her_own_office(cast: Cast, browser: Browser) -> None:
    page = browser("coordinator").get("/setup/server/").content.decode()
    assert "./jatan keys ceremony T01" in page
    assert 'id="backups"' not in page, "backups are the business of who runs the house"
    other = browser("khunti_coordinator").get("/setup/server/").content.decode()
    assert "T01" not in other


def test_the_server_page_says_what_is_typed_next(cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("supervisor")) as by:
        for verb, about in (("ceremony_held", cast.gumla.pk), ("set_up", cast.accounts["supervisor"].pk)):
            record_event(
                organisation_id=cast.gumla.pk,
                by=by.account_id,
                verb=f"keys.{verb}",
                about_type="vault",
                about=about,
            )
    page = browser("secretariat").get("/setup/server/").content.decode()
    assert "./jatan keys swear-in T01 supervisor@example.org" in page
    assert "./jatan backup " in page


def test_an_office_without_workbooks_begins_empty(cast: Cast, browser: Browser) -> None:
    client, address = browser("khunti_coordinator"), f"/registers/begin-empty/{cast.khunti.pk}/"
    assert address in client.get("/registers/").content.decode()
    assert client.get(address).status_code == 405
    assert client.post(address).headers["Location"] == "/"
    assert address not in client.get("/registers/").content.decode()
    assert client.post(f"/registers/begin-empty/{cast.gumla.pk}/").status_code == 404
    assert f"/registers/begin-empty/{cast.gumla.pk}/" in browser("coordinator").get("/registers/").content.decode()
