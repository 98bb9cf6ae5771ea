"""Attack: a stranger tries wrong names and passwords, to keep staff out or to guess faster than the limits."""

import datetime as dt
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection, transaction
from django.test import Client
from pytest_django import Settings

import jatan
from jatan.foundation.access import key_acts, rate_limits
from jatan.foundation.access.models import Account, Attempts
from jatan.kernel import clock
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"
KNOWN = "desk_operator@example.org"
STRANGER, OWNER = "203.0.113.66", "198.51.100.7"


@pytest.fixture
def proxied(settings: Settings) -> None:
    """Served behind HTTPS by a proxy on the same machine, which appends the client's address."""
    settings.TRUSTED_PROXIES = ["127.0.0.1", "::1"]


def enter(login: str, password: str, address: str, client: Client | None = None) -> Any:
    client = client or Client()
    sheet = {"login": login, "password": password}
    return client.post(SIGN_IN, sheet, REMOTE_ADDR="127.0.0.1", headers={"X-Forwarded-For": f"192.0.2.1, {address}"})


def known_device(address: str = OWNER) -> Client:
    """A browser in which the desk operator has signed in before, and out again."""
    client = Client()
    assert enter(KNOWN, PASSWORD, address, client).status_code == 302
    client.post("/account/sign-out/")
    return client


def test_wrong_names_of_one_stranger_do_not_lock_the_network(cast: Cast, proxied: None) -> None:
    """Before: sign-in counted every request as the proxy's, so twelve wrong names locked everybody out."""
    for number in range(12):
        enter(f"nobody{number}@example.org", "guessed-and-wrong", STRANGER)
    assert enter(KNOWN, PASSWORD, OWNER).headers.get("Location") == "/"


def test_guesses_of_one_stranger_do_not_lock_a_known_name(cast: Cast, proxied: None) -> None:
    """Before: five wrong passwords for a name, from any address behind the proxy, locked its owner out."""
    for _number in range(12):
        enter(KNOWN, "guessed-and-wrong", STRANGER)
    assert enter(KNOWN, PASSWORD, OWNER).headers.get("Location") == "/"


def test_guesses_from_many_addresses_do_not_lock_a_device_that_its_owner_uses(cast: Cast, proxied: None) -> None:
    """Before: locked. A browser in which she has signed in before keeps a count of its own."""
    client = known_device()
    for number in range(60):
        enter(KNOWN, "guessed-and-wrong", f"203.0.113.{number}")
    assert enter(KNOWN, PASSWORD, OWNER, client).headers.get("Location") == "/"


def test_guesses_from_many_addresses_stop_a_new_device_for_a_minute_at_most(cast: Cast, proxied: None) -> None:
    """Before: five minutes, and again with each guess."""
    for number in range(60):
        enter(KNOWN, "guessed-and-wrong", f"203.0.113.{number}")
    assert enter(KNOWN, PASSWORD, OWNER).status_code == 429
    with clock.frozen_at(clock.now() + dt.timedelta(seconds=61)):
        assert enter(KNOWN, PASSWORD, OWNER).headers.get("Location") == "/"


def test_an_office_whose_address_is_stopped_goes_on_with_its_known_devices(cast: Cast, proxied: None) -> None:
    """Before: locked, together with everybody else."""
    client = known_device(STRANGER)
    for number in range(40):
        enter(f"nobody{number}@example.org", "guessed-and-wrong", STRANGER)
    assert enter("supervisor@example.org", PASSWORD, STRANGER).status_code == 429
    assert enter(KNOWN, PASSWORD, STRANGER, client).headers.get("Location") == "/"


def test_a_known_device_is_known_for_its_own_name_only(cast: Cast, proxied: None) -> None:
    """A member of staff cannot use her own browser to guess a colleague's password past the limits."""
    client = known_device()
    answers = [enter("supervisor@example.org", "guessed-and-wrong", OWNER, client).status_code for _time in range(12)]
    assert answers[-1] == 429


def test_a_known_device_is_limited_too(cast: Cast, proxied: None) -> None:
    """Whoever takes the browser, or its cookie, gets a few guesses and no more, whatever address she comes from."""
    client = known_device()
    answers = [enter(KNOWN, "guessed-and-wrong", f"203.0.113.{number}", client) for number in range(12)]
    assert [answer.status_code for answer in answers].count(429) >= 4
    assert enter(KNOWN, PASSWORD, OWNER, client).status_code == 429


def test_the_cookie_of_a_known_device_holds_no_name_and_cannot_be_made_up(cast: Cast, proxied: None) -> None:
    """A cookie that a stranger writes himself counts as no device."""
    client = known_device()
    cookie = client.cookies["device"]
    assert "desk_operator" not in cookie.value
    assert str(cast.accounts["desk_operator"].pk) not in cookie.value
    assert cookie["httponly"]
    made_up = Client()
    made_up.cookies["device"] = cookie.value[:-3] + "AAA"
    for number in range(60):
        enter(KNOWN, "guessed-and-wrong", f"203.0.113.{number}")
    assert enter(KNOWN, PASSWORD, OWNER, made_up).status_code == 429


def test_a_forged_header_starts_no_new_count_without_a_trusted_proxy(cast: Cast, proxied: None) -> None:
    """Somebody who reaches the server itself cannot choose the address he is counted by."""
    for number in range(12):
        Client().post(
            SIGN_IN,
            {"login": f"nobody{number}@example.org", "password": "guessed-and-wrong"},
            REMOTE_ADDR="203.0.113.9",
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
    sheet = {"login": "nobody@example.org", "password": "guessed-and-wrong"}
    answer = Client().post(SIGN_IN, sheet, REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": "198.51.100.200"})
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("page", "field"), [("/account/password/", "oldpassword"), ("/account/password/again/?next=/account/", "password")]
)
def test_the_password_is_not_guessed_in_a_session_of_hers(page: str, field: str, cast: Cast, proxied: None) -> None:
    """Whoever sits down at her open session has eight guesses in a quarter of an hour, from both pages together."""
    client, new = Client(), "palash-in-full-bloom"
    assert enter(KNOWN, PASSWORD, OWNER, client).status_code == 302
    rest = {"password1": new, "password2": new} if field == "oldpassword" else {}
    for number in range(8):
        client.post(page, {field: f"guessed-and-wrong-{number}"} | rest)
    assert client.post(page, {field: PASSWORD} | rest).status_code != 302
    assert Account.objects.get(email=KNOWN).check_password(PASSWORD)
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=16)):
        assert client.post(page, {field: PASSWORD} | rest).status_code == 302


def test_invitations_and_passkeys_are_not_tried_without_end(cast: Cast, proxied: None) -> None:
    """Neither can be guessed; the work that a stranger can cause by trying is limited by address."""
    strangers, others = {"X-Forwarded-For": STRANGER}, {"X-Forwarded-For": OWNER}
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.get("/invitation/made-up/")
    tried = [client.get("/invitation/", headers=strangers).status_code for _time in range(21)]
    assert tried == [200] * 20 + [429]
    assert client.get("/invitation/", headers=others).status_code == 200
    key = "/account/second-step/keys/sign-in/"
    tried = [client.post(key, {"credential": "{}"}, headers=strangers).status_code for _time in range(31)]
    assert tried == [302] * 30 + [429]


def test_parallel_passphrases_pass_no_more_than_the_limit() -> None:
    """Before: `cache.incr` let 24 at once pass a limit of 8. Counted inside a transaction, as the page does."""
    account = uuid.uuid4()

    def attempt(_number: int) -> bool:
        try:
            with transaction.atomic():
                return rate_limits.allows(key_acts.GUESSES, account)
        finally:
            connection.close()

    def forget() -> None:
        rate_limits.reset(key_acts.GUESSES, account)
        connection.close()

    with ThreadPoolExecutor(12) as threads:
        try:
            assert list(threads.map(attempt, range(24))).count(True) == key_acts.GUESSES.most
        finally:
            threads.submit(forget).result()


def test_no_limit_is_kept_in_a_cache() -> None:
    """A cache evicts counts, and `incr` of a cache is no single statement."""
    package = Path(jatan.__file__).parent
    assert [path.name for path in package.rglob("*.py") if "core.cache" in path.read_text("utf-8")] == ["django.py"]
    assert caches["default"].add("counted", 1)
    assert caches["default"].get("counted") is None


@pytest.fixture
def committed_account() -> Iterator[str]:
    """The sign-in name of an account that other connections see, as those of parallel requests."""
    name = "parallel@example.org"

    def made() -> None:
        Account.objects.create_user(name, PASSWORD, name="Parallel")
        connection.close()

    def deleted() -> None:
        Account.objects.filter(email=name).delete()
        Attempts.objects.all().delete()
        connection.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(made).result()
        try:
            yield name
        finally:
            thread.submit(deleted).result()


def test_parallel_guesses_pass_no_more_than_the_limit(
    committed_account: str, proxied: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """24 guesses at once: each is counted before the password is looked at."""
    looked_at: list[str] = []
    real = Account.check_password

    def counted(self: Account, raw: str) -> bool:
        looked_at.append(raw)
        return real(self, raw)

    monkeypatch.setattr(Account, "check_password", counted)

    def guess(number: int) -> int:
        try:
            return int(enter(committed_account, f"guessed-and-wrong-{number}", STRANGER).status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(guess, range(24)))
    assert len(looked_at) <= 8
    assert answers.count(429) >= 16
