"""The other side of `test_matrix`: a member opens her own rows. Without this its tests would also pass for a house in
which nothing opens.
"""

import pytest
from django.urls import reverse

from tests.house.belongings import Belongings
from tests.house.crawl import Crawl, crawl
from tests.house.matrix import CLOSED_AT_FIRST, about_rows, values_of, whole
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "crawl", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
OPENS = {200, 302, 405}


def test_the_member_herself_opens_every_one_of_her_rows(crawl: Crawl, own: Belongings, browser: Browser) -> None:
    clients = [browser(part) for part in ("supervisor", "secretariat", "auditor")]
    left = [address for address in about_rows() if crawl[address.name, ""].status not in OPENS]
    closed = set()
    for address in left:
        path = reverse(address.name, kwargs=values_of(address, own))
        if not any(whole(client.get(path)).status_code in OPENS for client in clients):
            closed.add(address.name)
    assert len(left) < len(about_rows()) // 2, "the coordinator opens most of her rows herself"
    assert closed <= CLOSED_AT_FIRST
