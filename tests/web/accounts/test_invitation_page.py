"""Invitation links: they work once, and the token gets into no log, referrer or table."""

import datetime as dt
import logging

import pytest
from django.test import Client

from jatan.foundation.access import invitations
from jatan.foundation.access.approvals import agree
from jatan.foundation.access.models import Account, Session
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.second_person import waiting_requests
from jatan.foundation.access.services import GivePosting
from jatan.foundation.access.session_store import decoded
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CHOSEN = "mahua-flowers-in-march"


@pytest.fixture
def token(cast: Cast) -> str:
    posting = GivePosting(role=Role.DESK_OPERATOR, organisation_id=cast.gumla.id)
    with acting_as(cast.actor("coordinator")) as by:
        return invitations.invite_account(by=by, email="naya@example.org", name="नया साथी", postings=[posting])[1]


def answered(client: Client, password: str = CHOSEN, again: str | None = None) -> int:
    answer = client.post("/invitation/", {"password1": password, "password2": password if again is None else again})
    return answer.status_code


def test_choosing_a_password_signs_in(token: str) -> None:
    client = Client()
    client.get(f"/invitation/{token}/")
    page = client.get("/invitation/")
    assert "naya@example.org" in page.content.decode()
    assert answered(client) == 302
    assert client.get("/people/").status_code == 200
    assert Account.objects.get(email="naya@example.org").check_password(CHOSEN)


def test_the_second_step_does_not_ask_for_the_password_chosen_a_moment_ago(token: str) -> None:
    """Before, the first page after the invitation was "your password once more"."""
    client = Client()
    client.get(f"/invitation/{token}/")
    assert answered(client) == 302
    assert client.get("/account/second-step/telephone/").status_code == 200


def test_link_works_once(token: str) -> None:
    first, second = Client(), Client()
    for client in (first, second):
        client.get(f"/invitation/{token}/")
    assert answered(first) == 302
    assert answered(second, "another-password-here") == 200
    assert second.get("/people/").status_code == 302


@pytest.fixture
def waiting(cast: Cast) -> str:
    """The link of a supervisor, for whom a second person has to agree."""
    posting = GivePosting(role=Role.SUPERVISOR, organisation_id=cast.gumla.id)
    with acting_as(cast.actor("coordinator")) as by:
        return invitations.invite_account(by=by, email="nayi@example.org", name="नई साथी", postings=[posting])[1]


def test_a_link_that_waits_for_a_second_person_says_so_and_no_more(waiting: str, cast: Cast) -> None:
    page = Client().get(f"/invitation/{waiting}/", follow=True).content.decode()
    assert "किसी दूसरे की मंज़ूरी" in page
    assert "तीन दिन" not in page
    for hidden in ("nayi@example.org", "नई साथी", *(account.name for account in cast.accounts.values()), "गुमला"):
        assert hidden not in page
    with clock.frozen_at(clock.now() + dt.timedelta(days=5)):
        assert "किसी दूसरे की मंज़ूरी" in Client().get(f"/invitation/{waiting}/", follow=True).content.decode()
    used_up = Client().get("/invitation/made-up/", follow=True).content.decode()
    assert "किसी दूसरे की मंज़ूरी" not in used_up


def test_a_link_that_was_waited_for_opens_with_the_code(waiting: str, cast: Cast) -> None:
    client = Client()
    assert "किसी दूसरे की मंज़ूरी" in client.get(f"/invitation/{waiting}/", follow=True).content.decode()
    with acting_as(cast.actor("supervisor")) as by:
        code = agree(by=by, request=waiting_requests(by)[0])
    client.get(f"/invitation/{waiting}/")
    answer = client.post("/invitation/", {"password1": CHOSEN, "password2": CHOSEN, "code": code})
    assert answer.status_code == 302


def test_opening_the_link_does_not_use_it_up(token: str) -> None:
    for _time in range(3):
        Client().get(f"/invitation/{token}/", follow=True)
    assert invitations.accept_invitation(token=token, password=CHOSEN).is_active


def test_good_and_bad_links_look_the_same_until_opened(token: str) -> None:
    good, bad = Client().get(f"/invitation/{token}/"), Client().get("/invitation/made-up/")
    assert (good.status_code, good["Location"]) == (bad.status_code, bad["Location"]) == (302, "/invitation/")
    page = Client().get("/invitation/made-up/", follow=True)
    assert "accounts/no_invitation.html" in [template.name for template in page.templates]


def test_secret_is_in_no_referrer_and_no_cache(token: str) -> None:
    answer = Client().get(f"/invitation/{token}/")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert token not in Client().get(f"/invitation/{token}/", follow=True).content.decode()
    cookie = answer.cookies["invitation"]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, "/invitation/", "Lax")


@pytest.mark.parametrize("form", ["/invitation/{}/", "/invitation/{}", "/invitation/{}/?x=1"])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_secret_is_in_no_log(form: str, method: str, token: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)(form.format(token))
    assert answer.status_code == 302
    assert token not in caplog.text


def test_secret_is_in_no_session(token: str) -> None:
    client = Client()
    client.get(f"/invitation/{token}/", follow=True)
    assert answered(client, "short") == 422
    assert not any(token in repr(decoded(session)) for session in Session.objects.all())


def test_weak_and_unequal_passwords_do_not_use_up_the_link(token: str) -> None:
    client = Client()
    client.get(f"/invitation/{token}/")
    assert answered(client, "short") == 422
    assert answered(client, CHOSEN, "otherwise") == 422
    assert answered(client) == 302


def test_new_link_ends_the_sessions_of_the_old_password(cast: Cast) -> None:
    old = Client()
    old.force_login(cast.accounts["desk_operator"])
    with acting_as(cast.actor("coordinator")) as by:
        token = invitations.renew_invitation(by=by, account=cast.accounts["desk_operator"])
    new = Client()
    new.get(f"/invitation/{token}/")
    assert old.get("/").status_code == 200
    assert answered(new) == 302
    assert (old.get("/").status_code, new.get("/").status_code) == (302, 200)
