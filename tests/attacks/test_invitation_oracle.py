"""Attack: a coordinator types names into her invitation form to learn who works for another member."""

import re
from typing import Any

import pytest
from argon2 import PasswordHasher
from click import ClickException
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client

from jatan.cli import keys
from jatan.foundation.access import invitations
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.services import GivePosting
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from tests.cast import PASSWORD, Cast
from tests.web.conftest import Browser, browser  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
SIGN_IN, INVITE = "/account/sign-in/", "/accounts/invite/"
USED, FREE = "khunti_desk@example.org", "nobody_anywhere@example.org"
OWN = "palash-in-full-bloom"


def invite(cast: Cast, client: Client, email: str) -> Any:
    sheet = {"name": "नया साथी", "email": email, "role": "desk_operator", "organisation": str(cast.gumla.pk)}
    return client.post(INVITE, sheet)


def accept(link: str) -> None:
    client = Client()
    client.get(link.removeprefix("http://testserver"))
    answer = client.post("/invitation/", {"password1": OWN, "password2": OWN})
    assert answer.status_code == 302


def without_what_was_typed(answer: Any, email: str) -> str:
    """The page without the name, and without what differs in each answer: tokens and ids."""
    text = answer.content.decode().replace("<wbr>", "").replace(email, "NAME")
    text = re.sub(r"invitation/[A-Za-z0-9_-]{20,}|[0-9a-f]{8}-[0-9a-f-]{27}", "ID", text)
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "TOKEN", text)


def test_a_name_that_another_member_uses_gets_the_answer_of_a_free_one(cast: Cast, browser: Browser) -> None:  # noqa: F811
    """Before: "Somebody already signs in with this." for a name of Khunti's, the link for a free one."""
    client = browser("coordinator")
    used, free = invite(cast, client, USED), invite(cast, client, FREE)
    assert (used.status_code, free.status_code) == (200, 200)
    assert without_what_was_typed(used, USED) == without_what_was_typed(free, FREE)
    listed = client.get("/accounts/").content.decode().replace("<wbr>", "")
    assert USED in listed
    assert FREE in listed
    pages = [client.get(f"/accounts/{answer.context['row'].pk}/") for answer in (used, free)]
    assert without_what_was_typed(pages[0], USED) == without_what_was_typed(pages[1], FREE)


def test_both_accounts_sign_in_with_their_own_passwords(cast: Cast, browser: Browser) -> None:  # noqa: F811
    """Whoever was invited can work at once, and nobody of the other member notices."""
    accept(invite(cast, browser("coordinator"), USED).context["link"])
    for password, part in ((PASSWORD, cast.khunti), (OWN, cast.gumla)):
        client = Client()
        assert client.post(SIGN_IN, {"login": USED, "password": password}).status_code == 302
        postings = client.get("/account/").context["postings"]
        assert [posting.organisation_id for posting in postings] == [part.id]
    assert Client().post(SIGN_IN, {"login": USED, "password": "guessed-and-wrong"}).status_code == 200


def test_a_refused_sign_in_costs_the_same_for_none_one_and_two_accounts(
    cast: Cast,
    browser: Browser,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who measures the time of a refusal does not learn how many accounts have the name."""
    accept(invite(cast, browser("coordinator"), USED).context["link"])
    hashed: list[str] = []
    encode, verify = Argon2PasswordHasher.encode, PasswordHasher.verify

    def encoded(*words: Any) -> str:
        hashed.append("encode")
        return encode(*words)

    def verified(*words: Any) -> Any:
        hashed.append("verify")
        return verify(*words)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encoded)
    monkeypatch.setattr(PasswordHasher, "verify", verified)
    counts = []
    for name in ("nobody@example.org", "coordinator@example.org", USED):
        hashed.clear()
        Client().post(SIGN_IN, {"login": name, "password": "guessed-and-wrong"})
        counts.append(len(hashed))
    assert counts == [2, 2, 2]


def test_a_puppet_of_the_same_name_gets_no_key_of_another_member(cast: Cast, browser: Browser) -> None:  # noqa: F811
    """A command that names an organisation and a sign-in name means the account of that organisation."""
    with acting_as(cast.actor("khunti_coordinator")) as by:
        posting = GivePosting(role=Role.SUPERVISOR, organisation_id=cast.khunti.id)
        puppet, _token = invitations.invite_account(by=by, email="supervisor@example.org", name="X", postings=[posting])
    # As if an accomplice had agreed as the second person.
    puppet.postings.create(role=Role.SUPERVISOR, organisation=cast.khunti, since=clock.today())
    assert keys._account(cast.gumla, "Supervisor@example.org ") == cast.accounts["supervisor"]
    assert keys._account(cast.khunti, "supervisor@example.org") == puppet
    puppet.postings.update(organisation=cast.gumla)
    with pytest.raises(ClickException):
        keys._account(cast.gumla, "supervisor@example.org")


def test_a_name_of_her_own_office_is_refused_as_before(cast: Cast, browser: Browser) -> None:  # noqa: F811
    """She sees that account in her list."""
    client = browser("coordinator")
    assert invite(cast, client, "desk_operator@example.org").status_code == 422
    assert invite(cast, client, USED).status_code == 200
    assert invite(cast, client, USED).status_code == 422
    assert Account.objects.filter(email=USED).count() == 2


@pytest.mark.parametrize("part", ["administrator", "secretariat"])
def test_who_manages_both_sees_the_pair_and_makes_no_second_one(
    part: str,
    cast: Cast,
    browser: Browser,  # noqa: F811
) -> None:
    """The network's administrator and secretariat put it right; the coordinators are shown nothing."""
    assert browser(part).get("/accounts/").context["shared"] == []
    made = invite(cast, browser("coordinator"), USED).context["row"]
    assert {row.pk for row in browser(part).get("/accounts/").context["shared"]} == {
        made.pk,
        cast.accounts["khunti_desk"].pk,
    }
    for coordinator in ("coordinator", "khunti_coordinator"):
        assert browser(coordinator).get("/accounts/").context["shared"] == []
    Account.objects.filter(pk=made.pk).update(is_active=False)
    assert browser(part).get("/accounts/").context["shared"] == []
    posting = GivePosting(role=Role.DESK_OPERATOR, organisation_id=cast.gumla.id)
    with acting_as(cast.actor(part)) as by, pytest.raises(Problem, match="taken"):
        invitations.invite_account(by=by, email=USED, name="X", postings=[posting])
