"""Recovery codes are made anew on a page, when the paper is lost or used up: the old ones stop working at once."""

import re

import pytest
from django.test import Client

from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.models import Slot
from tests.foundation.vault.vault_office import WORDS, VaultHouse
from tests.sign_in import age_second_step, totp_code
from tests.web.vault.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db
PAGE = "/keys/codes/"


def codes_on(page: str) -> list[str]:
    return re.findall(r"(?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]", page)


def opens(client: Client, code: str) -> bool:
    return client.post("/keys/code/", {"code": code}).status_code == 302


def test_new_codes_are_shown_once_and_void_the_old_ones(unlocked: Unlocked, browser: Browser, keys: VaultHouse) -> None:
    client = unlocked("supervisor")
    assert opens(browser("supervisor"), keys.codes["supervisor"][0])
    assert PAGE in client.get("/keys/").content.decode()
    answer = client.post(PAGE, {"passphrase": WORDS})
    made = codes_on(answer.content.decode())
    assert (answer.status_code, len(set(made))) == (200, 10)
    assert not set(made) & set(keys.codes["supervisor"])
    assert "no-store" in answer.headers["Cache-Control"]
    assert codes_on(client.get(PAGE).content.decode()) == []
    other = browser("supervisor")
    assert not any(opens(other, code) for code in keys.codes["supervisor"][1:3])
    assert opens(other, made[9])
    assert not opens(other, made[9])
    assert Slot.objects.filter(holder=keys.people["supervisor"], kind="code").count() == 10
    logged = Event.objects.filter(verb="keys.codes_made", about=keys.people["supervisor"])
    assert logged.count() == 1
    assert not any(code in str(list(Event.objects.values("payload"))) for code in made)


def test_open_keys_alone_make_no_codes(unlocked: Unlocked, browser: Browser, keys: VaultHouse) -> None:
    client = unlocked("supervisor")
    for wrong in ("", "लाल मिट्टी सूखी पगडंडी साँझ"):
        answer = client.post(PAGE, {"passphrase": wrong})
        assert answer.status_code == 422
        assert codes_on(answer.content.decode()) == []
    assert opens(browser("supervisor"), keys.codes["supervisor"][4])


def test_the_passphrase_is_not_guessed_here(unlocked: Unlocked) -> None:
    client = unlocked("supervisor")
    for _number in range(8):
        client.post(PAGE, {"passphrase": "लाल मिट्टी सूखी पगडंडी साँझ"})
    assert client.post(PAGE, {"passphrase": WORDS}).status_code == 429


def test_locked_keys_are_opened_first(browser: Browser, keys: VaultHouse) -> None:
    assert browser("supervisor").get(PAGE).headers["Location"] == "/keys/open/?next=%2Fkeys%2Fcodes%2F"


def test_codes_are_made_after_a_fresh_second_step(unlocked: Unlocked, keys: VaultHouse) -> None:
    client = unlocked("supervisor")
    age_second_step(client)
    before = list(Slot.objects.filter(kind="code").order_by("pk").values_list("sealed", flat=True))
    asked = "/account/second-step/code/again/?next=%2Fkeys%2Fcodes%2F"
    assert (
        client.post(PAGE, {"passphrase": WORDS}, headers={"referer": f"http://testserver{PAGE}"})["Location"] == asked
    )
    assert client.get(PAGE)["Location"] == asked
    assert list(Slot.objects.filter(kind="code").order_by("pk").values_list("sealed", flat=True)) == before
    assert client.post(asked, {"code": totp_code()}).headers["Location"] == PAGE
    assert len(codes_on(client.post(PAGE, {"passphrase": WORDS}).content.decode())) == 10
