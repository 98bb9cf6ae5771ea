"""Somebody reads the history of a shared computer's browser after others have worked there."""

import re

import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.house.belongings import FAMILIES, NUMBERS, Belongings
from tests.house.matrix import about_rows, values_of, whole
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)


@pytest.mark.parametrize("part", ["coordinator", "supervisor"])
def test_no_title_of_a_page_names_a_person_a_number_or_a_case(
    part: str, cast: Cast, own: Belongings, browser: Browser
) -> None:
    """Before: every page of a case had its code as title, which the browser keeps in its history."""
    client, titles = browser(part), {}
    for address in about_rows():
        answer = whole(client.get(reverse(address.name, kwargs=values_of(address, own))))
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            found = _TITLE.search(answer.content.decode())
            assert found is not None, address.name
            titles[address.name] = found.group(1)
    assert len(titles) > 40
    words = [own.word(family) for family in FAMILIES] + [own.number(at) for at in range(len(NUMBERS))]
    words += [own.rows["cases"].code, own.rows["withdrawn_case"].code]
    named = {
        name: title for name, title in titles.items() if any(word in title.lower() for word in map(str.lower, words))
    }
    assert named == {}
