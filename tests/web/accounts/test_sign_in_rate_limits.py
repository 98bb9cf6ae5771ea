"""Rate limits of sign-in: guessing is stopped, reveals no account names, and cannot lock out a worker."""

from typing import Any

import pytest
from django.test import Client

from jatan.foundation.access.models import Account
from tests.cast import PASSWORD, Cast
from tests.web.accounts.conftest import SIGN_IN

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "coordinator@example.org", "nobody@example.org"


def guess(login: str, password: str = "guessed-and-wrong", ip: str = "10.1.1.1") -> Any:
    return Client(REMOTE_ADDR=ip).post(SIGN_IN, {"login": login, "password": password})


def page_without_input(answer: Any, login: str) -> str:
    """The page without the typed name and the CSRF token, which always differ."""
    lines = answer.content.decode().replace(login, "NAME").splitlines()
    return "\n".join(line.partition('name="csrfmiddlewaretoken"')[0] for line in lines)


def is_stopped(answer: Any) -> bool:
    text = answer.content.decode()
    return "पंद्रह मिनट" in text or "quarter of an hour" in text


def until_refused(login: str, ip: str = "10.1.1.1") -> tuple[int, Any]:
    """(number of attempts until one was refused, the response that refused it)."""
    for number in range(1, 21):
        answer = guess(login, ip=ip)
        if is_stopped(answer):
            return number, answer
    raise AssertionError("nothing stopped the guessing")


def test_wrong_password_and_unknown_name_get_the_same_page(cast: Cast) -> None:
    known, unknown = guess(KNOWN), guess(UNKNOWN)
    assert known.status_code == unknown.status_code
    assert page_without_input(known, KNOWN) == page_without_input(unknown, UNKNOWN)


def test_unknown_name_costs_the_same_hashing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    real = Account.set_password

    def counted(self: Account, raw: str | None) -> None:
        hashed.append("unknown")
        real(self, raw)

    monkeypatch.setattr(Account, "set_password", counted)
    guess(UNKNOWN)
    assert hashed == ["unknown"]


def test_only_the_right_password_reveals_that_an_account_is_closed(cast: Cast) -> None:
    Account.objects.filter(email=KNOWN).update(is_active=False)
    assert page_without_input(guess(KNOWN), KNOWN) == page_without_input(guess(UNKNOWN), UNKNOWN)
    client = Client()
    answer = client.post(SIGN_IN, {"login": KNOWN, "password": PASSWORD})
    assert answer["Location"] == "/account/closed/"
    assert client.get("/").status_code == 302


def test_guessing_stops_alike_for_a_known_and_an_unknown_name(cast: Cast) -> None:
    known_at, known = until_refused(KNOWN)
    unknown_at, unknown = until_refused(UNKNOWN, ip="10.1.1.2")
    assert known_at == unknown_at <= 8
    assert known.status_code == unknown.status_code
    assert page_without_input(known, KNOWN) == page_without_input(unknown, UNKNOWN)


def test_right_password_does_not_open_while_guessing_is_stopped(cast: Cast) -> None:
    until_refused(KNOWN)
    assert "Location" not in guess(KNOWN, PASSWORD)


def test_made_up_forwarding_header_starts_no_new_count(cast: Cast) -> None:
    for number in range(20):
        client = Client(REMOTE_ADDR="10.5.5.5", headers={"X-Forwarded-For": f"10.6.0.{number}"})
        client.post(SIGN_IN, {"login": KNOWN, "password": "guessed-and-wrong"})
    assert "Location" not in guess(KNOWN, PASSWORD, ip="10.5.5.5")


def test_failures_from_another_address_do_not_lock_out_a_worker(cast: Cast) -> None:
    until_refused(KNOWN, ip="10.9.0.1")
    assert guess(KNOWN, PASSWORD, ip="10.1.1.77")["Location"] == "/"


def test_colleague_at_the_same_address_is_not_locked_out(cast: Cast) -> None:
    until_refused(KNOWN)
    assert guess("supervisor@example.org", PASSWORD)["Location"] == "/"


def test_many_names_from_one_address_are_stopped(cast: Cast) -> None:
    answers = [guess(f"name{number}@example.org") for number in range(12)]
    assert [is_stopped(answer) for answer in answers[:5]] == [False] * 5
    assert is_stopped(answers[-1])


def test_page_for_too_many_attempts_uses_our_template(cast: Cast) -> None:
    answer = [guess(f"n{number}@x.in", ip="10.7.7.7") for number in range(35)][-1]
    assert answer.status_code == 429
    assert "accounts/too_many.html" in [template.name for template in answer.templates]
