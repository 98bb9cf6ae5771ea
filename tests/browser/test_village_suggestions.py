"""The village field suggests villages of the block chosen in the same form."""

import pytest

from jatan.foundation.places.services import save_localities
from tests.browser.chromium import session_of, with_session
from tests.browser.conftest import Launched
from tests.browser.page_server import served
from tests.cast import Cast
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def test_villages_of_the_chosen_block_are_offered_first(cast: Cast, browser: Browser, chrome: Launched) -> None:
    here, there = cast.gumla_block, cast.other_gumla_block
    save_localities(cast.gumla.id, [(there, "", "बरगागाड़ा"), (there, "", "बरगाटाँड़"), (here, "", "बरगाडीह")])
    client = browser("desk_operator")
    session = session_of(client)
    with served() as address, chrome() as opened:
        context = opened.new_context(viewport={"width": 360, "height": 740}, base_url=address, locale="hi-IN")
        with_session(context, address, session)
        page = context.new_page()
        page.goto("/people/new/")
        firsts = []
        for block in (here, there):
            page.select_option("#id_place", str(block.pk))
            page.fill("#id_village", "")
            with page.expect_response(lambda answer: "/places/suggest/" in answer.url):
                page.locator("#id_village").press_sequentially("बरगा")
            page.locator("#id_village_list [role=option]").first.wait_for()
            firsts.append(page.locator("#id_village_list [role=option]").all_inner_texts())
        context.close()
    assert firsts[0][0] == "बरगाडीह"
    assert firsts[1][:2] == ["बरगागाड़ा", "बरगाटाँड़"]
    assert sorted(firsts[0]) == sorted(firsts[1])
