"""A coordinator decides what looks alike before a month is complete: in Hindi, on a narrow and a wide screen."""

import datetime as dt
import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from jatan.programme.activities.models import Activity
from jatan.programme.projects.choices import Outside
from jatan.programme.projects.tags import tag
from tests.browser.accessibility import violations
from tests.browser.chromium import session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.browser.page_size import width_px
from tests.browser.printed import assert_folded_is_printed
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.helpdesk.builders import an_issue
from tests.programme.journeys.builders import a_journey
from tests.programme.people.builders import a_person
from tests.programme.projects.test_projects import a_project
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

PICTURES = os.environ.get("JATAN_PICTURES", "")  # set to a folder to save screenshots
_DAY = dt.date(2022, 6, 12)


def _look(page: Page, name: str, width: int, judged: set[str]) -> None:
    assert width_px(page) <= width, name
    assert violations(page, judged) == [], name
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"alike-{name}-{width}.png"), full_page=True)


def _twice(by: Any, cast: Cast) -> Any:
    for women in (6, 7):
        an_activity(by, cast, held_on=_DAY, village="टोटो", group_name="टोटो महिला मंडल", women=women)
    for number in range(2):
        person = a_person(by, cast, name="सुनीता उराँव", village="टोटो")
        a_journey(by, person, registered_on=_DAY, leaves_on=_DAY + dt.timedelta(days=number))
        an_issue(by, cast, received_on=_DAY, caller_name="बुधनी देवी", village="टोटो")
    project = a_project(by, cast, begins_on=dt.date(2024, 4, 4), ends_on=dt.date(2025, 4, 4))
    for row in Activity.objects.all():
        tag(by=by, project=project, record=row, outside=Outside.TAKE)
    return project


@pytest.mark.parametrize("width", [360, 1280])
def test_pairs_are_decided_before_the_month_is_complete(
    width: int, cast: Cast, browser: Browser, chrome: Launched, as_: Any
) -> None:
    with as_("coordinator") as by:
        project = _twice(by, cast)
    session = session_of(browser("coordinator"))
    with served() as address, chrome() as opened:
        screen: ViewportSize = {"width": width, "height": 800}
        context = opened.new_context(viewport=screen, base_url=address, locale="hi-IN")
        with_session(context, address, session)
        context.set_default_timeout(60_000)  # machines that many share
        context.add_init_script(Axe().axe_script)
        judged: set[str] = set()
        page = context.new_page()
        page.goto(f"/months/{cast.gumla.pk}/2022-06/")
        _look(page, "month", width, judged)
        with page.expect_navigation():
            page.locator("#alike a").click()
        assert page.locator("main section.card").count() == 3
        _look(page, "pairs", width, judged)
        with page.expect_navigation():
            page.locator("main section.card button[value=one]").first.click()
        assert page.locator("main section.card").count() == 2
        _look(page, "decided", width, judged)
        page.goto(f"/projects/{project.pk}/")
        page.locator("#outside summary").click()
        _look(page, "outside", width, judged)
        page.emulate_media(media="print")
        assert_folded_is_printed(page)
