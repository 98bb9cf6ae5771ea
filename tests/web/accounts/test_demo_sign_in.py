"""Demo accounts sign in without a password if settings.JATAN_DEMO is set, and never otherwise."""

import uuid

import pytest
from django.test import Client
from pytest_django import Settings

from jatan.foundation.access.models import Account
from tests.cast import Cast
from tests.web.accounts.conftest import SIGN_IN

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(cast: Cast, settings: Settings) -> Account:
    settings.JATAN_DEMO = True
    account = cast.accounts["desk_operator"]
    Account.objects.filter(pk=account.pk).update(is_demo=True)
    return account


def address(account: Account | uuid.UUID) -> str:
    return f"{SIGN_IN}demo/{account.pk if isinstance(account, Account) else account}/"


def test_one_tap_signs_in(demo: Account) -> None:
    client = Client()
    page = client.get(SIGN_IN).content.decode()
    assert address(demo) in page
    assert demo.get_username() not in page
    assert client.post(address(demo)).status_code == 302
    assert client.get("/people/").status_code == 200


def test_without_demo_setting_nothing_is_offered_and_sign_in_is_refused(demo: Account, settings: Settings) -> None:
    settings.JATAN_DEMO = False
    client = Client()
    assert address(demo) not in client.get(SIGN_IN).content.decode()
    assert client.post(address(demo)).status_code == 404
    assert client.get("/people/").status_code == 302


def test_real_account_is_never_entered_this_way(demo: Account, cast: Cast) -> None:
    for account in (cast.accounts["coordinator"], uuid.uuid4()):
        client = Client()
        assert client.post(address(account)).status_code == 404
        assert client.get("/people/").status_code == 302


def test_closed_demo_account_is_not_entered(demo: Account) -> None:
    Account.objects.filter(pk=demo.pk).update(is_active=False)
    assert Client().post(address(demo)).status_code == 404


def test_sign_in_needs_a_post_with_csrf_token(demo: Account) -> None:
    assert Client().get(address(demo)).status_code == 405
    assert Client(enforce_csrf_checks=True).post(address(demo)).status_code == 403


def test_demo_account_has_no_password_to_guess(demo: Account) -> None:
    account = Account.objects.create_user("x@demo.jatan", None, name="x", is_demo=True)
    for password in ("", "!", "None"):
        answer = Client().post(SIGN_IN, {"login": account.email, "password": password})
        assert answer.status_code == 200
