"""Attack: a colleague guesses a password from what everybody in the office knows."""

import pytest
from django.test import Client

from jatan.foundation.access import invitations
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.services import GivePosting
from jatan.foundation.access.walls import acting_as
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


def answer_invitation(cast: Cast, password: str) -> Account:
    """Somebody new in Gumla chooses her first password."""
    posting = GivePosting(role=Role.DESK_OPERATOR, organisation_id=cast.gumla.id)
    with acting_as(cast.actor("coordinator")) as by:
        account, token = invitations.invite_account(
            by=by, email="s.munda@example.org", name="सोमरी मुंडा", postings=[posting]
        )
    Account.objects.filter(pk=account.pk).update(phone="9431207711")
    client = Client()
    client.get(f"/invitation/{token}/")
    client.post("/invitation/", {"password1": password, "password2": password})
    account.refresh_from_db()
    return account


@pytest.mark.parametrize(
    "password",
    [
        "सोमरी मुंडा",
        "सोमरी-मुंडा-१२३",
        "Somri Munda",
        "somrimunda123",
        "Munda Somri 2026",
        "9431207711",
        "९४३१२०७७११",
        "s.munda@example.org",
        "munda9431207711",
    ],
)
def test_a_password_made_of_her_own_name_or_number_is_refused(password: str, cast: Cast) -> None:
    """Before: "Khunti Kumari" was accepted of Khunti Kumari; only the sign-in name was compared."""
    assert not answer_invitation(cast, password).has_usable_password()


@pytest.mark.parametrize("suffix", ["123", "@2026", " १२३४"])
@pytest.mark.parametrize("name", ["name_hi", "name_en"])
def test_a_password_made_of_her_organisation_is_refused(name: str, suffix: str, cast: Cast) -> None:
    """Before: accepted."""
    assert not answer_invitation(cast, f"{getattr(cast.gumla, name)}{suffix}").has_usable_password()


@pytest.mark.parametrize(
    "password", [PASSWORD, "नीला घड़ा पुराना बरगद", "palash-in-full-bloom", "Munda likes red kettles"]
)
def test_a_phrase_that_only_she_knows_is_accepted(password: str, cast: Cast) -> None:
    """A name within a longer phrase does no harm."""
    assert answer_invitation(cast, password).check_password(password)


def test_a_changed_password_is_checked_too(cast: Cast) -> None:
    """Every page that sets one asks the same validators."""
    client, account = Client(), cast.accounts["field_worker"]
    Account.objects.filter(pk=account.pk).update(name="Khunti Kumari")
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    sheet = {"oldpassword": PASSWORD, "password1": "Khunti Kumari", "password2": "Khunti Kumari"}
    assert client.post("/account/password/", sheet).status_code == 200
    account.refresh_from_db()
    assert account.check_password(PASSWORD)
