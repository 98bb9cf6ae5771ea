"""The coordinator's pages about phones: who has one, how it is, a new one, and taking one back."""

import datetime as dt
import re

import pytest

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.devices.models import Device, Enrolment
from jatan.foundation.devices.services import MOST_WRONG_PROOFS
from jatan.kernel import clock
from tests.cast import FORUM, Cast
from tests.phones import Phone, enrolled, spki
from tests.programme.groups.leaders import forum_of, lead
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


def _leader(cast: Cast) -> Posting:
    return Posting.objects.get(account=cast.accounts["forum_leader"])


def _seen(phone: Phone, days: float, **values: object) -> None:
    Device.objects.filter(pk=phone.device_id).update(seen_at=clock.now() - dt.timedelta(days=days), **values)


def test_the_board_says_how_each_phone_is_and_whom_to_call(cast: Cast, browser: Browser) -> None:
    forum = forum_of(cast, "टोटो फोरम", "अनीता कुजूर")
    lead(cast, forum)
    Account.objects.filter(pk=cast.accounts["forum_leader"].pk).update(phone="9431012345")
    old = clock.now() - dt.timedelta(days=9)
    _seen(enrolled(cast), 9.5, unsent=3, oldest_unsent_at=old, skew_seconds=-3 * 86400, app_version="a1b2")
    _seen(enrolled(cast, "field_worker"), 0.1)

    page = browser("coordinator").get("/fieldbook/phones/").content.decode()

    assert page.index("Test forum_leader") < page.index("Test field_worker")
    for values in ("टोटो फोरम", 'href="tel:9431012345"', "a1b2"):
        assert values in page
    assert "9 दिन" in page
    assert "3 दिन" in page
    assert "अनीता" not in page


def test_only_silent_ones_are_shown_on_request_and_the_home_page_counts_them(cast: Cast, browser: Browser) -> None:
    client = browser("coordinator")
    _seen(enrolled(cast), 6.9)
    _seen(enrolled(cast, "field_worker"), 3.9)
    assert "/fieldbook/phones/?silent=1" not in client.get("/").content.decode()
    assert "Test f" not in client.get("/fieldbook/phones/?silent=1").content.decode()

    Device.objects.filter(group=FORUM).update(seen_at=clock.now() - dt.timedelta(days=7.1))

    assert "/fieldbook/phones/?silent=1" in client.get("/").content.decode()
    page = client.get("/fieldbook/phones/?silent=1").content.decode()
    assert "Test forum_leader" in page
    assert "Test field_worker" not in page


def test_the_board_says_that_a_phone_ended_with_ten_wrong_pins(cast: Cast, browser: Browser) -> None:
    phone = enrolled(cast, needs_share=True)
    phone.ask_share()
    for _time in range(MOST_WRONG_PROOFS):
        phone.ask_share(b"w" * 32)

    assert "दस गलत PIN" in browser("coordinator").get("/fieldbook/phones/").content.decode()


def test_a_phone_that_was_never_heard_of_is_silent_after_its_rhythm(cast: Cast, browser: Browser) -> None:
    phone = enrolled(cast)
    Device.objects.filter(pk=phone.device_id).update(enrolled_at=clock.now() - dt.timedelta(days=8))
    assert "Test forum_leader" in browser("coordinator").get("/fieldbook/phones/?silent=1").content.decode()


def test_taking_back_asks_once_more(cast: Cast, browser: Browser) -> None:
    phone, client = enrolled(cast, needs_share=True), browser("coordinator")
    asked = client.get(f"/fieldbook/phones/{phone.device_id}/back/")
    assert asked.status_code == 200
    assert phone.device.revoked_at is None

    assert client.post(f"/fieldbook/phones/{phone.device_id}/back/", {"confirm": "1"}).status_code == 302

    assert phone.device.revoked_at is not None
    assert phone.device.revoked_by == cast.accounts["coordinator"].pk
    assert client.get(f"/fieldbook/phones/{phone.device_id}/back/").status_code == 404
    assert phone.post("share").json()["wipe"] is True


def test_the_code_is_shown_once_and_opens_one_phone(cast: Cast, browser: Browser) -> None:
    client, url = browser("coordinator"), f"/fieldbook/phones/new/{_leader(cast).pk}/"
    assert client.get(url).status_code == 200
    assert not Enrolment.objects.exists()

    page = client.post(url, {}).content.decode()

    [code] = set(re.findall(r"/fieldbook/#enrol=([\w-]+)", page))
    assert "data:image/svg+xml" in page
    assert code not in client.get(url).content.decode()
    assert code not in client.get("/fieldbook/phones/").content.decode()
    assert not Enrolment.objects.get().needs_share
    client.post(url, {"needs_share": "1"})
    assert Enrolment.objects.filter(needs_share=True).count() == 1


def test_the_page_of_an_account_offers_it_for_a_posting_that_carries_a_phone(cast: Cast, browser: Browser) -> None:
    forum = forum_of(cast, "टोटो फोरम", "अनीता कुजूर")
    lead(cast, forum)
    client = browser("coordinator")
    leader, desk = (cast.accounts[part].pk for part in ("forum_leader", "desk_operator"))
    page = client.get(f"/accounts/{leader}/").content.decode()
    assert f"/fieldbook/phones/new/{_leader(cast).pk}/" in page
    assert "टोटो फोरम" in page
    assert "/fieldbook/phones/new/" not in client.get(f"/accounts/{desk}/").content.decode()
    assert "/fieldbook/phones/new/" not in browser("secretariat").get(f"/accounts/{leader}/").content.decode()


@pytest.mark.parametrize("part", ["field_worker", "forum_leader", "desk_operator", "auditor", "khunti_coordinator"])
def test_nobody_else_opens_these_pages(part: str, cast: Cast, browser: Browser) -> None:
    phone, client = enrolled(cast), browser(part)
    for url in (f"phones/{phone.device_id}/back/", f"phones/new/{_leader(cast).pk}/"):
        assert client.get(f"/fieldbook/{url}").status_code == 404
        assert client.post(f"/fieldbook/{url}", {"confirm": "1"}).status_code == 404
    assert "Test forum_leader" not in client.get("/fieldbook/phones/").content.decode()
    assert phone.device.revoked_at is None


def test_who_manages_accounts_of_the_network_takes_back_and_gives_none(cast: Cast, browser: Browser) -> None:
    client = browser("secretariat")
    assert client.get(f"/fieldbook/phones/new/{_leader(cast).pk}/").status_code == 404
    assert client.get(f"/fieldbook/phones/{enrolled(cast).device_id}/back/").status_code == 200


def test_the_posting_form_asks_for_the_forum_and_takes_its_block(cast: Cast, browser: Browser) -> None:
    forum, client = forum_of(cast, "टोटो फोरम", "अनीता कुजूर"), browser("coordinator")
    url = f"/accounts/{cast.accounts['field_worker'].pk}/postings/new/"
    values = {"role": "forum_leader", "organisation": str(cast.gumla.pk)}

    assert client.post(url, values).status_code == 422
    assert client.post(url, values | {"group": str(forum.group.pk)}).status_code == 302

    made = Posting.objects.get(account=cast.accounts["field_worker"], role="forum_leader")
    assert (made.group, made.place_id) == (forum.group.pk, cast.gumla_block.pk)


def test_a_forum_of_another_member_cannot_be_chosen(cast: Cast, browser: Browser) -> None:
    forum = forum_of(cast, "टोटो फोरम", "अनीता कुजूर")
    url = f"/accounts/{cast.accounts['khunti_desk'].pk}/postings/new/"
    values = {"role": "forum_leader", "organisation": str(cast.khunti.pk), "group": str(forum.group.pk)}
    client = browser("khunti_coordinator")

    assert "टोटो फोरम" not in client.get(url).content.decode()
    assert client.post(url, values).status_code == 422
    assert spki(Phone().sending)
