"""The second factor: TOTP codes, recovery codes, passkeys."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from pytest_django import Settings

from tests.cast import PASSWORD, Cast
from tests.sign_in import totp_code
from tests.web.accounts.conftest import SIGN_IN, Enter

pytestmark = pytest.mark.django_db
CODE = "/account/second-step/code/"
MADE_UP = ["", "{}", "[]", "null", '{"id": "x"}', '{"id": []}', '"x"', "7", "not json"]


@pytest.fixture
def secret(cast: Cast) -> str:
    """The TOTP secret of the coordinator, activated."""
    made: str = generate_totp_secret()
    TOTP.activate(cast.accounts["coordinator"], made)
    return made


@pytest.fixture
def reauthenticated(enter: Enter) -> Client:
    """A client of the coordinator that has just reauthenticated with the password."""
    client = enter("coordinator", second_step=False)
    assert client.post("/account/password/again/?next=/account/", {"password": PASSWORD})["Location"] == "/account/"
    return client


def halfway() -> Client:
    client = Client()
    answer = client.post(SIGN_IN, {"login": "coordinator@example.org", "password": PASSWORD})
    assert answer["Location"].startswith(CODE)
    return client


def test_password_alone_does_not_sign_in(secret: str) -> None:
    client = halfway()
    assert client.get("/").status_code == 302
    assert client.get(CODE).status_code == 200


def test_code_signs_in(secret: str) -> None:
    client = halfway()
    assert client.post(CODE, {"code": totp_code(secret)})["Location"] == "/"
    assert client.get("/").status_code == 200


def test_code_in_devanagari_digits_opens(secret: str) -> None:
    code = totp_code(secret).translate(str.maketrans("0123456789", "०१२३४५६७८९"))
    assert halfway().post(CODE, {"code": code})["Location"] == "/"


def test_code_works_once(secret: str) -> None:
    code = totp_code(secret)
    assert halfway().post(CODE, {"code": code}).status_code == 302
    again = halfway()
    assert again.post(CODE, {"code": code}).status_code == 200
    assert again.get("/").status_code == 302


@pytest.mark.parametrize("steps", [-2, 2])
def test_code_of_another_minute_is_refused(steps: int, secret: str) -> None:
    assert halfway().post(CODE, {"code": totp_code(secret, steps)}).status_code == 200


def test_guessing_codes_is_stopped(secret: str) -> None:
    client = halfway()
    for _time in range(10):
        answer = client.post(CODE, {"code": "000000"})
    assert answer.status_code in (200, 429)
    assert client.post(CODE, {"code": totp_code(secret)}).status_code != 302


def test_totp_is_activated_with_its_first_code(reauthenticated: Client) -> None:
    client = reauthenticated
    page = client.get("/account/second-step/telephone/")
    assert "<img" in page.content.decode()
    made = page.context["form"].secret
    assert client.post("/account/second-step/telephone/", {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()
    assert client.post("/account/second-step/telephone/", {"code": totp_code(made)}).status_code == 302
    kinds = set(Authenticator.objects.values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}


def test_recovery_code_opens_once(reauthenticated: Client) -> None:
    client = reauthenticated
    made = client.get("/account/second-step/telephone/").context["form"].secret
    client.post("/account/second-step/telephone/", {"code": totp_code(made)})
    codes = client.get("/account/second-step/recovery/").context["unused_codes"]
    assert len(codes) == 30
    assert halfway().post(CODE, {"code": codes[0]}).status_code == 302
    assert halfway().post(CODE, {"code": codes[0]}).status_code == 200


def test_changing_the_second_factor_needs_reauthentication(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.accounts["coordinator"])
    answer = client.get("/account/second-step/telephone/")
    assert answer["Location"].startswith("/account/password/again/")
    assert client.get(answer["Location"]).status_code == 200
    wrong = client.post(answer["Location"], {"password": "wrong-one"})
    assert wrong.status_code == 200
    assert client.post(answer["Location"], {"password": PASSWORD}).status_code == 302
    assert client.get("/account/second-step/telephone/").status_code == 200


@pytest.mark.parametrize("path", ["keys/", "keys/add/", "", "telephone/"])
def test_pages_of_the_second_step_carry_no_inline_script(path: str, reauthenticated: Client) -> None:
    page = reauthenticated.get(f"/account/second-step/{path}").content.decode()
    scripts = [piece.partition(">")[0] for piece in page.split("<script")[1:]]
    assert scripts
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert " style=" not in page
    assert " onclick=" not in page


def test_passkey_challenge_names_no_account(cast: Cast) -> None:
    answer = Client().get("/account/second-step/keys/sign-in/", headers={"Accept": "application/json"})
    options = answer.json()["request_options"]["publicKey"]
    assert options["rpId"] == "testserver"
    assert not options.get("allowCredentials")
    assert options["userVerification"] == "required"


@pytest.mark.parametrize("credential", MADE_UP)
def test_made_up_passkey_does_not_sign_in(credential: str, cast: Cast) -> None:
    client = Client()
    answer = client.post("/account/second-step/keys/sign-in/", {"credential": credential})
    assert answer.status_code == 302
    assert answer["Location"] == SIGN_IN
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("credential", MADE_UP)
def test_made_up_passkey_is_not_added(credential: str, reauthenticated: Client) -> None:
    answer = reauthenticated.post("/account/second-step/keys/add/", {"name": "x", "credential": credential})
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("credential", MADE_UP)
def test_made_up_passkey_is_no_second_step(credential: str, secret: str) -> None:
    client = halfway()
    assert client.post(CODE, {"credential": credential}).status_code == 200
    assert client.get("/").status_code == 302


@pytest.mark.parametrize(
    "path", ["password/", "password/again/", "second-step/", "second-step/telephone/", "second-step/keys/add/"]
)
def test_sign_in_of_a_demo_account_cannot_be_changed(path: str, cast: Cast, settings: Settings) -> None:
    settings.JATAN_DEMO, cast.accounts["coordinator"].is_demo = True, True
    cast.accounts["coordinator"].set_unusable_password()
    cast.accounts["coordinator"].save()
    client = Client()
    client.force_login(cast.accounts["coordinator"])
    assert client.get(f"/account/{path}")["Location"] == "/account/"
    assert client.get("/account/").status_code == 200


def test_passkey_of_another_account_is_404(cast: Cast, reauthenticated: Client) -> None:
    key = Authenticator.objects.create(
        user=cast.accounts["supervisor"], type=Authenticator.Type.WEBAUTHN, data={"name": "x", "credential": {}}
    )
    client = reauthenticated
    for path in (f"keys/{key.pk}/", f"keys/{key.pk}/remove/"):
        assert client.get(f"/account/second-step/{path}").status_code == 404
        assert client.post(f"/account/second-step/{path}", {"name": "y"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()
