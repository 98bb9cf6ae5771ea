"""A coordinator records a question on her telephone; another telephone plays it. Without scripts she sends a file."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from jatan.programme.spoken_prompts.models import SpokenPrompt
from tests.browser import chromium, moved_clock
from tests.browser.chromium import outside_the_loop, session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.cast import Cast
from tests.programme.spoken_prompts.builders import CODE, OGG
from tests.web.conftest import Browser
from tools import system_packages

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

URL = f"/voices/sat/{CODE}/"
WORDS = "ᱟᱢᱟᱜ ᱧᱩᱛᱩᱢ"
# A microphone that beeps, and nobody who has to allow it.
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
PLAYED = """async (address) => {
    const bytes = await (await fetch(address)).arrayBuffer();
    const sound = await new OfflineAudioContext(1, 48000, 48000).decodeAudioData(bytes);
    return [sound.duration, sound.getChannelData(0).some((one) => Math.abs(one) > 0.001)];
}"""


@contextmanager
def telephone(chrome: Launched, client: Client, *, has_scripts: bool = True) -> Iterator[Page]:
    """A narrow page signed in as `client`, in a browser with a microphone."""
    with served() as address, chrome() as running:
        program = system_packages.CHROMIUM.program()
        with moved_clock.unmoved():
            started = running.browser_type.launch(executable_path=program, args=[*chromium.FLAGS, *MICROPHONE])
        opened = moved_clock.all_following(started)
        context = opened.new_context(
            base_url=address,
            locale="hi-IN",
            viewport={"width": 360, "height": 740},
            java_script_enabled=has_scripts,
            permissions=["microphone"] if has_scripts else [],
        )
        with_session(context, address, session_of(client))
        try:
            yield context.new_page()
        finally:
            opened.close()


def test_a_question_is_recorded_heard_and_kept(cast: Cast, browser: Browser, chrome: Launched) -> None:
    with telephone(chrome, browser("coordinator")) as page:
        page.goto(URL, wait_until="load")
        page.get_by_role("button", name="आवाज़ रिकॉर्ड करें").click()
        page.wait_for_timeout(1200)
        page.locator("voice-note button", has_not_text="आवाज़ रिकॉर्ड करें").click()
        expect(page.locator("voice-note audio")).to_be_visible()
        page.get_by_label("यही बात इस भाषा में").fill(WORDS)
        page.get_by_role("button", name="सेव करें").click()
        player = page.locator("main audio").first
        expect(player).to_be_visible()
        address = player.get_attribute("src") or ""
        assert CODE in address
        duration, is_loud = page.evaluate(PLAYED, address)
        assert 0.5 < duration < 10
        assert is_loud
        page.goto("/voices/?in=sat&part=leaving")
        expect(page.locator("main audio")).to_have_count(1)
        expect(page.get_by_text(WORDS)).to_be_visible()
    with outside_the_loop():
        row = SpokenPrompt.objects.get()
        assert row.format == "webm"
        assert row.file_digest[:16] in address


def test_a_recording_is_sent_as_a_file_without_scripts(cast: Cast, browser: Browser, chrome: Launched) -> None:
    with telephone(chrome, browser("coordinator"), has_scripts=False) as page:
        page.goto(URL, wait_until="load")
        page.locator("input[type=file]").set_input_files({"name": "note.ogg", "mimeType": "audio/ogg", "buffer": OGG})
        page.get_by_role("button", name="सेव करें").click()
        expect(page.locator("main audio")).to_have_count(1)
        page.locator("summary", has_text="हटा दें").click()
        page.get_by_role("button", name="हटा दें").click()
        expect(page.locator("main audio")).to_have_count(0)
