"""Attack: somebody reads a one-time code over her shoulder and uses it once more."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from jatan.foundation.access.models import Attempts
from tests.cast import PASSWORD, Cast
from tests.sign_in import totp_code

pytestmark = pytest.mark.django_db
SIGN_IN, ACTIVATE = "/account/sign-in/", "/account/second-step/telephone/"
CODE, CODE_AGAIN = "/account/second-step/code/", "/account/second-step/code/again/?next=/account/"
KNOWN = "coordinator@example.org"


def enter(client: Client) -> Client:
    assert client.post(SIGN_IN, {"login": KNOWN, "password": PASSWORD}).status_code == 302
    return client


@pytest.fixture
def activation_code(cast: Cast) -> str:
    """The code with which the coordinator has just activated her authenticator app."""
    client = enter(Client())
    client.post("/account/password/again/?next=/account/", {"password": PASSWORD})
    secret = client.get(ACTIVATE).context["form"].secret
    code = totp_code(secret)
    assert client.post(ACTIVATE, {"code": code}).status_code == 302
    return code


def test_the_code_of_the_activation_does_not_sign_in(activation_code: str) -> None:
    """Before: accepted once more at the first sign-in."""
    client = enter(Client())
    assert client.post(CODE, {"code": activation_code}).status_code == 200
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("separator", [" ", "-", ".", "\N{NO-BREAK SPACE}"])
def test_a_used_code_written_differently_is_still_used(activation_code: str, separator: str) -> None:
    """The digits count, not how they are grouped or in which script they are written."""
    written = activation_code[:3] + separator + activation_code[3:]
    hindi = written.translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    client = enter(Client())
    assert [client.post(CODE, {"code": code}).status_code for code in (written, hindi)] == [200, 200]


def test_a_code_of_the_sign_in_does_not_confirm_an_act(activation_code: str) -> None:
    """One code is one proof, on whichever page."""
    Attempts.objects.all().delete()
    client = enter(Client())
    assert client.post(CODE, {"code": activation_code}).status_code == 302
    assert client.post(CODE_AGAIN, {"code": activation_code}).status_code == 200


def test_codes_cannot_be_guessed_from_many_browsers(activation_code: str) -> None:
    """Whoever knows the password gets five codes in a quarter of an hour, however many browsers he opens."""
    for number in range(8):
        client = enter(Client(REMOTE_ADDR=f"203.0.113.{number}"))
        client.post(CODE, {"code": f"{number:06}"})
    assert Attempts.objects.filter(count=8).exists()
    page = enter(Client()).post(CODE, {"code": "000000"})
    assert page.context["form"].errors.as_data()["code"][0].code == "rate_limited"


def test_guessed_codes_do_not_stop_the_browser_of_the_owner(activation_code: str, cast: Cast) -> None:
    """Before: counted by account alone, so that guesses elsewhere locked her out."""
    client = enter(Client())
    client.cookies["device"] = _known_device()
    for number in range(8):
        enter(Client(REMOTE_ADDR=f"203.0.113.{number}")).post(CODE, {"code": f"{number:06}"})
    page = client.post(CODE, {"code": "000000"})
    assert page.context["form"].errors.as_data()["code"][0].code == "incorrect_code"


def _known_device() -> str:
    """The cookie of a browser in which she signed in before she had a second step."""
    client = Client()
    kept = list(Authenticator.objects.all())
    Authenticator.objects.all().delete()
    enter(client)
    Authenticator.objects.bulk_create(kept)
    return str(client.cookies["device"].value)
