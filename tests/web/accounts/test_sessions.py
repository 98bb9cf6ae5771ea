"""Sessions end when the account is closed, follow changed postings, expire, and can be ended from elsewhere."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from jatan.foundation.access import services
from jatan.foundation.access.models import Posting, Session
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from tests.cast import PASSWORD, Cast
from tests.web.accounts.conftest import Enter

pytestmark = pytest.mark.django_db
_AFTER = "django.contrib.auth.middleware.AuthenticationMiddleware"
_LIMITS = "jatan.web.accounts.sessions.SessionLimits"


@pytest.fixture
def limits(settings: Settings) -> None:
    if _LIMITS not in settings.MIDDLEWARE:
        place = settings.MIDDLEWARE.index(_AFTER) + 1
        settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], _LIMITS, *settings.MIDDLEWARE[place:]]


def hours(number: float) -> dt.timedelta:
    return dt.timedelta(hours=number)


def test_closed_account_is_signed_out_at_its_next_request(cast: Cast, enter: Enter) -> None:
    client = enter("desk_operator")
    assert client.get("/people/").status_code == 200
    with acting_as(cast.actor("coordinator")) as by:
        services.deactivate_account(by=by, account=cast.accounts["desk_operator"])
    assert client.get("/people/").status_code == 302
    assert client.post("/people/new/", {"name": "x"}).status_code == 302
    assert not client.session.get("_auth_user_id")


def test_closed_account_is_signed_out_even_if_its_session_exists(cast: Cast, enter: Enter) -> None:
    client = enter("desk_operator")
    account = cast.accounts["desk_operator"]
    type(account).objects.filter(pk=account.pk).update(is_active=False)
    assert client.get("/people/").status_code == 302


def test_posting_given_and_ended_takes_effect_at_the_next_page(cast: Cast, enter: Enter) -> None:
    client = enter("desk_operator")
    assert client.get("/accounts/").status_code == 404
    account = cast.accounts["desk_operator"]
    posting = Posting.objects.create(
        account=account, role=Role.COORDINATOR, organisation=cast.gumla, since=clock.today()
    )
    assert client.get("/accounts/")["Location"] == "/account/second-step/"
    assert enter("desk_operator").get("/accounts/").status_code == 200
    with acting_as(cast.actor("coordinator")) as by:
        services.end_posting(by=by, posting=posting)
    assert client.get("/accounts/").status_code == 404


def test_signed_out_everywhere_by_her_coordinator(cast: Cast, enter: Enter) -> None:
    browsers = [enter("desk_operator"), enter("desk_operator")]
    colleague = enter("supervisor")
    with acting_as(cast.actor("coordinator")) as by:
        services.sign_out_account(by=by, account=cast.accounts["desk_operator"])
    assert [client.get("/").status_code for client in browsers] == [302, 302]
    assert colleague.get("/").status_code == 200


def test_signs_her_other_devices_out_herself(cast: Cast, enter: Enter) -> None:
    here, there = enter("desk_operator"), enter("desk_operator")
    page = here.get("/account/devices/")
    assert len(page.context["sessions"]) == 2
    assert here.post("/account/devices/").status_code == 302
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)


@pytest.mark.parametrize("path", ["/account/phone/", "/account/devices/"])
def test_where_alerts_go_and_who_is_signed_in_ask_for_a_fresh_second_step(path: str, enter: Enter) -> None:
    """A stolen session sends nobody's urgent alerts elsewhere, and signs nobody out."""
    client, other = enter("coordinator"), enter("desk_operator")
    assert client.get(path).status_code == 200
    for one in (client, other):
        session = one.session
        for record in session["account_authentication_methods"]:
            record["at"] -= 11 * 60
        session.save()
    for answer in (client.get(path), client.post(path, {"phone": "9431100001"})):
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("mfa_reauthenticate"))
    assert other.get(path).status_code == 200, "who has no second step is asked for none"


def test_changed_password_ends_the_other_sessions(cast: Cast, enter: Enter) -> None:
    here, there = enter("desk_operator"), enter("desk_operator")
    key = here.session.session_key
    new = "palash-in-full-bloom"
    answer = here.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert answer.status_code == 302
    assert (here.get("/").status_code, there.get("/").status_code) == (200, 302)
    assert here.session.session_key != key
    assert enter("desk_operator", new).get("/").status_code == 200


@pytest.mark.parametrize(
    ("old", "first", "second", "field"),
    [
        ("wrong", "palash-in-full-bloom", "palash-in-full-bloom", "oldpassword"),
        (PASSWORD, "palash-in-full-bloom", "palash", "password2"),
        (PASSWORD, "short", "short", "password1"),
        (PASSWORD, "password123", "password123", "password1"),
        (PASSWORD, "desk_operator@example.org", "desk_operator@example.org", "password1"),
    ],
)
def test_bad_new_password_is_refused_at_its_field(
    old: str, first: str, second: str, field: str, cast: Cast, enter: Enter
) -> None:
    client = enter("desk_operator")
    answer = client.post("/account/password/", {"oldpassword": old, "password1": first, "password2": second})
    assert list(answer.context["form"].errors) == [field]
    cast.accounts["desk_operator"].refresh_from_db()
    assert cast.accounts["desk_operator"].check_password(PASSWORD)


def test_session_ends_after_eight_idle_hours(limits: None, enter: Enter) -> None:
    client = enter("coordinator")
    with clock.frozen_at(clock.now() + hours(7.9)):
        assert client.get("/").status_code == 200
    with clock.frozen_at(clock.now() + hours(7.9 + 8.1)):
        assert client.get("/").status_code == 302


def test_session_ends_after_twelve_hours_of_work(limits: None, enter: Enter) -> None:
    client, start = enter("coordinator"), clock.now()
    for passed in (4, 8, 11.9):
        with clock.frozen_at(start + hours(passed)):
            assert client.get("/").status_code == 200
    with clock.frozen_at(start + hours(12.1)):
        assert client.get("/").status_code == 302
    with clock.frozen_at(start + hours(5)):
        assert client.get("/").status_code == 302


def test_session_row_is_not_written_at_every_page(limits: None, enter: Enter) -> None:
    client = enter("coordinator")
    before = Session.objects.get().session_data
    client.get("/")
    assert Session.objects.get().session_data == before


def test_stranger_without_posting_may_see_her_own_page_and_no_other(cast: Cast, enter: Enter) -> None:
    client = enter("stranger")
    assert client.get("/account/").status_code == 200
    assert client.get("/people/").status_code == 404


def test_own_pages_ask_for_sign_in(cast: Cast) -> None:
    for path in ("", "password/", "devices/", "second-step/", "second-step/telephone/", "second-step/keys/add/"):
        answer = Client().get(f"/account/{path}")
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/account/sign-in/"), path


def test_post_after_the_session_ended_is_reported_as_unsaved_and_not_stored(cast: Cast) -> None:
    client = Client()
    answer = client.post("/people/new/", {"name": "बुधनी उराँव"})
    assert answer.headers["Location"] == "/account/sign-in/?unsaved=1&next=/"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "सेव नहीं हुआ" in page
    assert "बुधनी" not in page + str(dict(client.session))
    entered = client.post("/account/sign-in/", {"login": "coordinator@example.org", "password": PASSWORD, "next": "/"})
    assert entered.headers["Location"] == "/"


def test_get_after_the_session_ended_is_not_reported_as_unsaved(cast: Cast) -> None:
    client = Client()
    answer = client.get("/people/?q=x")
    assert answer.headers["Location"] == "/account/sign-in/?next=/people/%3Fq%3Dx"
    assert "सेव नहीं हुआ" not in client.get(answer.headers["Location"]).content.decode()


def test_open_page_can_ask_whether_the_session_still_exists(cast: Cast, enter: Enter) -> None:
    client = enter("coordinator")
    response = client.get("/account/here/")
    assert (response.status_code, response.headers["Content-Type"]) == (200, "text/plain")
    assert response.headers["Cache-Control"] == "private, no-store"
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    proof = strict.get("/account/here/").content.decode()
    assert strict.post("/account/sign-out/", {"csrfmiddlewaretoken": proof}).status_code == 302
    ended = strict.get("/account/here/")
    assert (ended.status_code, ended.content) == (401, b"")
