"""Before keys are given up it is asked once more that it is she; what she had sent by then is kept nowhere."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection

from jatan.foundation.vault.models import DirectoryKey
from tests.cast import PASSWORD
from tests.foundation.vault.house import VaultHouse
from tests.web.vault.conftest import Browser, Unlocked

pytestmark = pytest.mark.django_db
OTHER = "लाल मिट्टी सूखी पगडंडी साँझ"
SENT = {"passphrase": OTHER, "again": OTHER}


def kept() -> list[Any]:
    """Every session of the house, in clear and as it lies in the table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session")
        raw = [row[0] for row in cursor.fetchall()]
    return [*raw, *[str(row.get_decoded()) for row in Session.objects.all()]]


@pytest.mark.parametrize("method", ["post", "put", "patch"])
def test_a_passphrase_that_was_sent_too_early_lies_in_no_session(unlocked: Unlocked, method: str) -> None:
    client = unlocked("supervisor")
    cookie = client.cookies["s1"].value
    answer = getattr(client, method)("/keys/set-up/", SENT)
    assert answer.headers["Location"] == "/account/password/again/?next=%2Fkeys%2Fset-up%2F"
    rows = kept()
    assert len(rows) == 2
    for secret in (OTHER, OTHER.split()[0], cookie, "passphrase", "csrfmiddlewaretoken", "HTTP_COOKIE"):
        assert not any(secret in row for row in rows), secret


def test_after_the_password_the_page_is_come_back_to_and_nothing_is_sent_by_itself(
    browser: Browser, keys: VaultHouse
) -> None:
    client = browser("supervisor")
    asked = client.post("/keys/set-up/", SENT).headers["Location"]
    assert client.post(asked, {"password": PASSWORD}).headers["Location"] == "/keys/set-up/"
    rows = DirectoryKey.objects.filter(principal=keys.people["supervisor"])
    assert rows.count() == 1
    assert client.get("/keys/set-up/").status_code == 200
    assert client.post("/keys/set-up/", SENT).status_code == 200
    assert rows.count() == 2


def test_a_change_of_how_one_signs_in_stores_no_cookie_and_no_code(unlocked: Unlocked) -> None:
    client = unlocked("supervisor")
    cookie = client.cookies["s1"].value
    answer = client.post("/account/second-step/telephone/", {"code": "123456"})
    assert answer.headers["Location"].startswith("/account/password/again/")
    assert not any(secret in row for secret in (cookie, "HTTP_COOKIE", "code=123456") for row in kept())
