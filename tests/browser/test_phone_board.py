"""The coordinator's pages about phones in a real browser: wide, narrow, and for a thumb."""

import datetime as dt
import os
from pathlib import Path

import pytest

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.devices.models import Device
from jatan.kernel import clock
from tests.browser.chromium import Answer
from tests.browser.conftest import Launched
from tests.browser.test_every_page import Stop, page_faults, screen
from tests.cast import Cast
from tests.phones import enrolled
from tests.programme.groups.leaders import forum_of, lead
from tests.web.conftest import Browser

pytestmark = [pytest.mark.django_db, pytest.mark.browser]


def test_board_code_and_taking_back_are_usable(cast: Cast, browser: Browser, chrome: Launched) -> None:
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    Account.objects.filter(pk=cast.accounts["forum_leader"].pk).update(phone="9431012345")
    silent, worker = enrolled(cast), enrolled(cast, "field_worker")
    long_ago = clock.now() - dt.timedelta(days=9.5)
    Device.objects.filter(pk=silent.device_id).update(
        seen_at=long_ago, unsent=3, oldest_unsent_at=long_ago, skew_seconds=-3 * 86400, app_version="a1b2c3"
    )
    Device.objects.filter(pk=worker.device_id).update(seen_at=clock.now())
    client = browser("coordinator")
    new = f"/fieldbook/phones/new/{Posting.objects.get(account=cast.accounts['forum_leader']).pk}/"
    pages = {
        "phones": client.get("/fieldbook/phones/"),
        "phone_new": client.get(new),
        "phone_code": client.post(new, {}),
        "phone_back": client.get(f"/fieldbook/phones/{silent.device_id}/back/"),
    }
    found: list[str] = []
    with chrome() as opened, screen(opened) as on:
        for name, answer in pages.items():
            path = str(answer.request["PATH_INFO"])
            for width in (360, 1280):
                shown = Answer(answer.status_code, dict(answer.items()), len(answer.content), answer.content)
                found += page_faults(on, Stop(name, path, client, shown), {"width": width, "height": 740})
                if folder := os.environ.get("PICTURES"):
                    on.page.screenshot(path=str(Path(folder) / f"{name}-{width}.png"), full_page=True)
    assert found == []
