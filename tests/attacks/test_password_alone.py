"""Somebody knows a password and nothing else."""

import re
import uuid

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import NEEDS_SECOND_STEP, TABLE, Permission, Role
from tests.cast import PASSWORD, Cast
from tests.house.addresses import Address, all_addresses, staff_addresses
from tests.sign_in import age_second_step, give_second_step, signed_in, totp_code

pytestmark = pytest.mark.django_db

PARTS = ("administrator", "secretariat", "coordinator", "supervisor", "counsellor", "legal_officer")
SET_UP = "/account/second-step/"
AGAIN = "/account/second-step/code/again/"
SIGN_IN = "/account/sign-in/"
# Where a second step is set up, and what everybody may open without signing in.
OPENS = {
    "mfa_index",
    "mfa_activate_totp",
    "mfa_generate_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "account_reauthenticate",
}
# About a second step she does not have yet: these answer 404 or lead elsewhere.
NOT_YET = {
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
}
_DUMMY = {
    "uuid": uuid.UUID(int=7),
    "int": 7,
    "str": "x",
    "slug": "x",
    "prompt_code": "x",
    "prompt_language": "hi",
    "digits_of_sha256": "0" * 16,
}


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


def path_of(address: Address) -> str:
    """The address with made-up values: the second step is asked for before anything is looked up."""
    kinds = {name: kind for kind, name in re.findall(r"<(?:(\w+):)?(\w+)>", address.route)}
    return reverse(address.name, kwargs={name: _DUMMY[kinds.get(name) or "str"] for name in address.takes})


def password_session(account: Account) -> Client:
    """Signed in through the page, with the password alone."""
    client = Client()
    answer = client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_the_roles_are_those_who_decide_about_access_or_work_on_cases() -> None:
    """Attack: a role reaches cases or accounts and is forgotten in a list. Before: there was no rule at all."""
    people = {Role(value) for value, _label in Role.assignable()}
    assert {Role(part) for part in PARTS} == NEEDS_SECOND_STEP
    for role in people - NEEDS_SECOND_STEP:
        for permission in (Permission.CASES_RECORD, Permission.ACCOUNTS_MANAGE, Permission.NETWORK_MANAGE):
            assert permission not in TABLE[role], f"{role} without a second step may {permission}"


@pytest.mark.parametrize("part", PARTS)
def test_a_password_alone_opens_no_page(part: str, cast: Cast) -> None:
    """Attack: a stolen or guessed password of somebody who never set up a second step. Before: all her pages opened."""
    client = password_session(cast.accounts[part])
    staff = staff_addresses()
    assert len(staff) > 200
    # The parts share the addresses among them: one and the same decorator stands before all.
    for address in staff[PARTS.index(part) :: len(PARTS)]:
        answers = [client.get(path_of(address)), client.post(path_of(address))]
        # One method may not be allowed at all: 405.
        assert {answer.get("Location") for answer in answers if answer.status_code != 405} == {SET_UP}, address.name


def test_own_pages_wait_too(cast: Cast) -> None:
    """Attack: change the password or read the devices before the owner sets up a second step. Before: they opened."""
    client, stranger = password_session(cast.accounts["supervisor"]), Client()
    for address in all_addresses():
        if address.needs is not None or address.name in OPENS | {"invitation"}:
            continue
        is_open_to_all = not stranger.get(path_of(address)).get("Location", "").startswith(f"{SIGN_IN}?")
        if not is_open_to_all:
            answer = client.get(path_of(address))
            assert answer.status_code != 200, address.name
            assert answer.get("Location") == SET_UP or address.name in NOT_YET, address.name


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "researcher", "auditor"])
def test_other_roles_sign_in_with_the_password(part: str, cast: Cast) -> None:
    assert password_session(cast.accounts[part]).get("/").status_code == 200


@pytest.mark.parametrize(
    "path", ["", "telephone/", "keys/", "keys/add/", "recovery/", "recovery/new/", "recovery/file/"]
)
def test_password_and_open_session_add_no_second_step(path: str, cast: Cast) -> None:
    """Attack: sit down at an open session, write the password again, add a passkey of one's own. Before: 200."""
    client = signed_in(cast.accounts["supervisor"])
    age_second_step(client)
    client.post("/account/password/again/?next=/account/", {"password": PASSWORD})
    for answer in (client.get(f"{SET_UP}{path}"), client.post(f"{SET_UP}{path}", {"code": "123456"})):
        assert answer["Location"].startswith(AGAIN)
    assert Authenticator.objects.get(user=cast.accounts["supervisor"]).type == "totp"


def test_open_session_and_old_password_change_no_password(cast: Cast) -> None:
    """Attack: an open session and the password are enough to change it and lock the owner out. Before: they were."""
    client, new = signed_in(cast.accounts["coordinator"]), "palash-in-full-bloom"
    age_second_step(client)
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post("/account/password/", sent)["Location"].startswith(AGAIN)
    assert Account.objects.get(email="coordinator@example.org").check_password(PASSWORD)


def test_a_session_without_second_step_is_asked_for_the_one_she_has(cast: Cast) -> None:
    """Attack: a session from before the second step was set up goes on working. Before: it did."""
    client = password_session(cast.accounts["coordinator"])
    give_second_step(cast.accounts["coordinator"])
    assert client.get("/people/")["Location"] == f"{AGAIN}?next=%2Fpeople%2F"
    assert client.get(f"{SET_UP}recovery/new/")["Location"].startswith(AGAIN)
    assert client.post(f"{AGAIN}?next=/people/", {"code": totp_code()})["Location"] == "/people/"
    assert client.get("/people/").status_code == 200


@pytest.mark.parametrize(("is_demo", "house_is_demo"), [(True, False), (False, True)])
def test_only_demo_accounts_in_a_demo_need_none(
    is_demo: bool, house_is_demo: bool, cast: Cast, settings: Settings
) -> None:
    """Attack: an account of the demo left in a real house, or a real account in a demo, enters without second step."""
    settings.JATAN_DEMO = house_is_demo
    Account.objects.filter(pk=cast.accounts["coordinator"].pk).update(is_demo=is_demo)
    assert password_session(cast.accounts["coordinator"]).get("/people/")["Location"] == SET_UP


def test_last_second_step_cannot_be_taken_away_by_oneself(cast: Cast) -> None:
    """Attack: whoever sits at her open computer takes the second step away for good. Before: one button did it."""
    account = cast.accounts["coordinator"]
    client = signed_in(account)
    RecoveryCodes.activate(account)
    assert client.post(f"{SET_UP}telephone/leave/").status_code == 200
    kinds = set(Authenticator.objects.filter(user=account).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
