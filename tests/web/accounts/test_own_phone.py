"""The own telephone number: set only by oneself, in any digits; the ledger does not contain it."""

import pytest

from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.services import set_own_phone
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from tests.cast import Cast
from tests.web.accounts.conftest import Enter

pytestmark = pytest.mark.django_db

PAGE = "/account/phone/"


def kept(cast: Cast, part: str = "desk_operator") -> str:
    account = cast.accounts[part]
    account.refresh_from_db()
    return str(account.phone)


@pytest.mark.parametrize("written", ["9431100001", "+91 94311 00001", "०९४३११-०००-०१"])
def test_number_is_set_in_any_digits_and_removed_again(written: str, cast: Cast, enter: Enter) -> None:
    client = enter("desk_operator")
    assert client.post(PAGE, {"phone": written}).status_code == 302
    assert kept(cast) == "9431100001"
    assert "9431100001" in client.get("/account/").content.decode()
    assert client.post(PAGE, {"phone": ""}).status_code == 302
    assert kept(cast) == ""


def test_what_is_no_number_is_refused_where_it_was_typed(cast: Cast, enter: Enter) -> None:
    answer = enter("desk_operator").post(PAGE, {"phone": "12"})
    assert answer.status_code == 422
    assert "phone" in answer.context["form"].errors
    assert kept(cast) == ""


def test_number_of_another_account_cannot_be_set(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by, pytest.raises(Forbidden):
        set_own_phone(by=by, account=cast.accounts["desk_operator"], phone="9431100001")


def test_who_has_no_posting_is_asked_for_no_number(enter: Enter) -> None:
    client = enter("stranger")
    assert client.post(PAGE, {"phone": "9431100001"}).headers["Location"] == "/account/"
    assert PAGE not in client.get("/account/").content.decode()


def test_it_redirects_to_sign_in(client: object, cast: Cast) -> None:
    assert "/account/sign-in/" in client.get(PAGE).headers["Location"]  # type: ignore[attr-defined]


def test_the_ledger_records_the_change_but_not_the_number(cast: Cast, enter: Enter) -> None:
    enter("desk_operator").post(PAGE, {"phone": "9431100001"})
    with acting_as(cast.actor("auditor")):
        (event,) = Event.objects.filter(verb="access.phone_set")
    assert event.payload == {}


def test_a_coordinator_sees_who_keeps_a_number_and_no_number(cast: Cast, enter: Enter) -> None:
    enter("desk_operator").post(PAGE, {"phone": "9431100001"})
    page = enter("coordinator").get("/messages/rules/").content.decode()
    assert "Test desk_operator" in page
    assert "नंबर है" in page
    assert "9431100001" not in page
