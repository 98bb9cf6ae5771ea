"""Sign-in and sign-out: credentials, new session key, and `next` only to this host."""

import pytest
from django.conf import settings
from django.test import Client

from jatan.foundation.access.models import Account
from tests.cast import PASSWORD, Cast
from tests.web.accounts.conftest import SIGN_IN, Enter

pytestmark = pytest.mark.django_db


def attempt(client: Client, login: str, password: str = PASSWORD, **more: str) -> str:
    answer = client.post(SIGN_IN, {"login": login, "password": password} | more)
    return str(answer.get("Location", ""))


def test_right_password_leads_to_the_home_page(enter: Enter) -> None:
    assert enter("coordinator").get("/").status_code == 200


def test_capitals_and_blanks_do_not_matter_in_the_name(cast: Cast) -> None:
    assert attempt(Client(), "  Coordinator@Example.ORG ") == "/"


def test_sign_in_name_need_not_be_an_address(cast: Cast) -> None:
    Account.objects.create_user("phulmani", PASSWORD, name="फूलमनी")
    assert attempt(Client(), "phulmani") == "/"


def test_password_is_taken_as_typed(cast: Cast) -> None:
    assert attempt(Client(), "coordinator@example.org", f" {PASSWORD}") == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "http:///evil.example",
        "javascript:alert(1)",
        "http://testserver:80@evil.example/",
        "http://localhost/elsewhere/",
    ],
)
def test_next_never_leads_to_another_host(address: str, cast: Cast) -> None:
    assert attempt(Client(), "coordinator@example.org", next=address) == "/"


def test_next_on_this_host_is_kept(cast: Cast) -> None:
    assert attempt(Client(), "coordinator@example.org", next="/people/?block=1") == "/people/?block=1"


def test_signed_out_reader_is_led_to_sign_in_and_back(cast: Cast) -> None:
    answer = Client().get("/accounts/")
    assert answer["Location"] == f"{SIGN_IN}?next=/accounts/"


def test_session_key_is_new_after_sign_in(cast: Cast) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    planted = session.session_key
    client.cookies[settings.SESSION_COOKIE_NAME] = str(planted)
    attempt(client, "coordinator@example.org")
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = str(planted)
    assert stolen.get("/").status_code == 302


def test_signing_out_takes_a_post_and_ends_the_session(enter: Enter) -> None:
    client = enter("coordinator")
    key = client.session.session_key
    assert client.get("/account/sign-out/").status_code == 200
    assert client.get("/").status_code == 200
    assert client.post("/account/sign-out/").status_code == 302
    copied = Client()
    copied.cookies[settings.SESSION_COOKIE_NAME] = str(key)
    assert copied.get("/").status_code == 302


@pytest.mark.parametrize("path", [SIGN_IN, "/account/sign-out/", "/account/password/", "/reader/language/"])
def test_form_without_csrf_token_is_refused(path: str, cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.accounts["coordinator"])
    assert client.post(path, {"login": "coordinator@example.org", "password": PASSWORD}).status_code == 403


def test_there_is_no_sign_up_and_no_password_mail(cast: Cast) -> None:
    before = Account.objects.count()
    for path in ("/account/sign-up/", "/account/forgotten/"):
        answer = Client().post(path, {"email": "x@example.org", "password1": PASSWORD})
        assert (answer.status_code, answer["Location"]) == (302, "/account/sign-in/help/")
    assert Account.objects.count() == before


def test_pages_come_in_her_language_on_a_new_device(cast: Cast, enter: Enter) -> None:
    Account.objects.filter(pk=cast.accounts["coordinator"].pk).update(language="en")
    assert enter("coordinator").cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"


def test_sign_in_page_is_in_hindi_and_not_cached(cast: Cast) -> None:
    answer = Client().get(SIGN_IN)
    assert '<html lang="hi">' in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_after_signing_out_the_page_says_so_in_hindi(enter: Enter) -> None:
    page = enter("coordinator").post("/account/sign-out/", follow=True).content.decode()
    assert "लॉगआउट हो गया।" in page
    assert "signed out" not in page
