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
            # An emptied field offers nothing, not the suggestions of what stood in it.
            assert page.locator("#id_village_list").is_hidden()
            page.locator("#id_village").press_sequentially("बरगा")
            page.locator("#id_village_list [role=option]").first.wait_for()
            firsts.append(page.locator("#id_village_list [role=option]").all_inner_texts())
        context.close()
    assert firsts[0][0] == "बरगाडीह"
    assert firsts[1][:2] == ["बरगागाड़ा", "बरगाटाँड़"]
    assert sorted(firsts[0]) == sorted(firsts[1])


def test_a_press_that_is_let_go_elsewhere_chooses_nothing(cast: Cast, browser: Browser, chrome: Launched) -> None:
    """Before: a suggestion was taken as soon as it was touched, also by a thumb that only wanted to scroll."""
    save_localities(cast.gumla.id, [(cast.gumla_block, "", "बरगाडीह")])
    session = session_of(browser("desk_operator"))
    with served() as address, chrome() as opened:
        context = opened.new_context(viewport={"width": 360, "height": 740}, base_url=address, locale="hi-IN")
        with_session(context, address, session)
        page = context.new_page()
        page.goto("/people/new/")
        page.select_option("#id_place", str(cast.gumla_block.pk))
        page.locator("#id_village").press_sequentially("बरगा")
        option = page.locator("#id_village_list [role=option]").first
        option.hover()
        page.mouse.down()
        page.mouse.move(5, 5)
        page.mouse.up()
        typed = page.input_value("#id_village")
        option.click()
        chosen = page.input_value("#id_village")
        context.close()
    assert (typed, chosen) == ("बरगा", "बरगाडीह")
