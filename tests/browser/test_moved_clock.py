"""The pages of the browser have the day of this process, whichever that is (`./jatan test --days`)."""

import time

from tests.browser.conftest import Launched


def test_a_page_has_the_time_of_this_process(chrome: Launched) -> None:
    with chrome() as browser:
        page = browser.new_page()
        page.goto("data:text/html,<p>x</p>")
        seen = page.evaluate("[Date.now(), new Date().getTime(), Date.parse(Date()), new Date(2020, 1, 29).getMonth()]")
        assert page.evaluate("new Date() instanceof Date && new Date().constructor === Date")
    assert all(abs(milliseconds / 1000 - time.time()) < 60 for milliseconds in seen[:3])
    assert seen[3] == 1
