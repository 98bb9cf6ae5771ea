"""A form that is on its way says so and is sent once; a photograph is made small before it is sent."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from jatan.foundation.access.walls import acting_as
from jatan.programme.activities.models import Photograph
from tests.browser.conftest import Launched
from tests.browser.test_drafts import opened
from tests.cast import Cast
from tests.programme.activities.builders import an_activity
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

SAVE = "main form.form button[type=submit]"


def fill_in_a_person(page: Page, cast: Cast) -> None:
    page.goto("/people/new/", wait_until="load")
    page.locator("#id_name").fill("सोमरी मुंडा")
    page.locator("#id_village").fill("टोटो")
    page.locator("#id_place").select_option(str(cast.gumla_block.pk))


def test_a_form_on_its_way_says_so_and_is_not_sent_twice(cast: Cast, browser: Browser, chrome: Launched) -> None:
    with opened(chrome, browser("field_worker")) as (page, _address):
        fill_in_a_person(page, cast)
        # What the page's own script lets through is noted and held back here, as a slow line would.
        page.evaluate(
            """() => { window.refused = []; addEventListener("submit", (event) => {
            window.refused.push(event.defaultPrevented); event.preventDefault(); }); }"""
        )
        for _press in range(2):
            page.locator(SAVE).first.click()
        assert page.evaluate("() => window.refused") == [False, True]
        note = page.locator("main form.form > .sending")
        expect(note).to_have_text("भेजा जा रहा है…")
        expect(note).to_have_attribute("role", "status")
        page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow'))")  # back from the next page
        expect(note).to_have_count(0)


def test_a_page_that_answers_with_a_file_can_be_used_again(cast: Cast, browser: Browser, chrome: Launched) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        a_person(by, cast)
    with opened(chrome, browser("coordinator")) as (page, _address):
        page.goto("/people/export/", wait_until="load")
        for purpose in ("checking", "follow_up"):
            page.locator(f"main form [name=purpose][value={purpose}]").check(force=True)
            with page.expect_download():
                page.locator("main form button[type=submit]").click()
            expect(page.locator("main form .sending")).to_have_count(0)


def a_large_photograph(path: Path) -> Path:
    """A photograph as a telephone takes it: 12 megapixels, some megabytes, with a position in its EXIF data."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    exif[0x010F] = "Maker of the camera"
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(path, "JPEG", quality=85, exif=exif)
    assert path.stat().st_size > 3_000_000
    return path


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_photograph_is_made_small_before_it_is_sent(
    has_scripts: bool, cast: Cast, browser: Browser, chrome: Launched, tmp_path: Path
) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        activity = an_activity(by, cast)
    large = a_large_photograph(tmp_path / "IMG_1.jpg")
    with opened(chrome, browser("coordinator"), has_scripts=has_scripts) as (page, _address):
        page.goto(f"/activities/{activity.pk}/photographs/new/", wait_until="load")
        field = page.locator("#id_content")
        assert field.get_attribute("accept") == "image/*"
        assert page.locator("photo-field button").count() == has_scripts
        field.set_input_files(large)
        if has_scripts:  # noise is the worst picture there is
            page.wait_for_function("() => document.querySelector('#id_content').files[0].size < 1200000")
        with page.expect_navigation():
            page.locator(SAVE).first.click()
        assert "/photographs/new/" not in page.url, page.locator("main").inner_text()
    with acting_as(cast.actor("coordinator")):
        kept = Photograph.objects.get()
    assert max(kept.width, kept.height) == 1600


def test_the_camera_is_opened_where_it_is_asked_for(cast: Cast, browser: Browser, chrome: Launched) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        activity = an_activity(by, cast)
    with opened(chrome, browser("coordinator")) as (page, _address):
        page.goto(f"/activities/{activity.pk}/photographs/new/", wait_until="load")
        page.evaluate(
            """() => { const input = document.querySelector("#id_content");
            input.addEventListener("click", () => { window.asked = input.getAttribute("capture"); }); }"""
        )
        with page.expect_file_chooser():
            page.locator("photo-field button").click()
        assert page.evaluate("window.asked") == "environment"
        with page.expect_file_chooser():
            page.locator("#id_content").click()
        assert page.evaluate("window.asked") is None
        out = io.BytesIO()
        Image.new("RGB", (60, 40), "white").save(out, "PNG")
        page.locator("#id_content").set_input_files(
            {"name": "a.png", "mimeType": "image/png", "buffer": out.getvalue()}
        )
        with page.expect_navigation():
            page.locator(SAVE).first.click()
