"""Talk, consent and the page after a registration are short before what unfolds: words are counted in Hindi."""

import re
from typing import Any

import pytest

from tests.cast import Cast
from tests.web.conftest import Browser
from tests.web.journeys.departures.registration_steps import PAPERS, SOMRI, begin, fill_in, submit

pytestmark = pytest.mark.django_db


def words_before_what_folds(page: str) -> int:
    """The visible words of the main part without what is inside closed details, but with their summaries."""
    main = page.partition("<main")[2].partition("</main>")[0]
    while "<details>" in main:  # the innermost first
        innermost = r"<details>((?:(?!<details).)*?)</details>"
        main = re.sub(innermost, lambda one: one[1].partition("</summary>")[0], main, flags=re.S)
    main = re.sub(r"<(script|template|svg|select)\b.*?</\1>", " ", main, flags=re.S)
    main = re.sub(r'<span class="visually-hidden">.*?</span>', " ", main, flags=re.S)
    return len(
        [word for word in re.sub(r"<[^>]+>", " ", main.partition(">")[2]).split() if any(map(str.isalpha, word))]
    )


@pytest.fixture
def root(cast: Cast, browser: Browser) -> tuple[Any, str]:
    client = browser("field_worker")
    return client, begin(client, cast)


@pytest.mark.parametrize("age", ["24", "16"])
def test_the_talk_has_at_most_250_words(age: str, cast: Cast, browser: Browser) -> None:
    client = browser("field_worker")
    page = client.get(f"{begin(client, cast, age=age)}talk/0/").content.decode()
    assert words_before_what_folds(page) <= 250
    for code in ("free_will", "papers_own_hand"):
        assert page.index(f'name="q_{code}"') < page.index("<details")


def test_consent_has_at_most_150_words(root: tuple[Any, str]) -> None:
    client, address = root
    page = client.get(f"{address}consent/0/").content.decode()
    assert words_before_what_folds(page) <= 150
    for purpose in ("record", "contact"):
        assert f'name="{purpose}"' in page
    assert page.index('name="contact"') < page.index('name="government"')
    text = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    for sentence in ("आप मना करें, तब भी आपकी मदद होगी।", "शिकायत हो तो हमसे या डेटा संरक्षण बोर्ड से कर सकते हैं।"):
        assert sentence in text


def test_after_a_registration_a_child_stands_first_with_one_block_for_each_danger(
    cast: Cast, browser: Browser, root: tuple[Any, str]
) -> None:
    client, address = root
    place = str(cast.gumla_block.pk)
    for name in ("जोहन टुडू", "मार्सेल टुडू"):
        child = {**SOMRI, "name": name, "guardian_name": "", "sex": "m", "age": "15", "place": place}
        submit(client, f"{address}who/", child)
    fill_in(client, address, talk={"same_for_all": "on", "noted": "papers_taken"})
    for number in (1, 2):
        submit(client, f"{address}papers/{number}/", {**PAPERS, "family": "-"})
        submit(client, f"{address}consent/{number}/", {"record": "on", "how": "thumb"})
    page = client.get(submit(client, f"{address}review/", {}))
    dangers = page.context["dangers"]
    codes = [one.stop.row.code for one in dangers]
    assert codes[0] in ("minor_for_work", "minor_with_unrelated_adult", "batch_of_minors")
    assert len(codes) == len(set(codes))
    assert codes[-1] == "papers_taken"
    assert {name for name, _stop in dangers[0].whom} == {"जोहन टुडू", "मार्सेल टुडू"}
    text = page.content.decode()
    assert text.index("tel:") < text.index('class="alert late"')
    assert words_before_what_folds(text) <= 300
