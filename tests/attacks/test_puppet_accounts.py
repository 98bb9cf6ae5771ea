"""Somebody who may give access gives herself more, through an account that nobody stands behind."""

import datetime as dt
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client

from jatan.foundation.access import approvals, invitations, second_person, services
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import AccessRequest, Account, Posting, RequestKind
from jatan.foundation.access.permissions import Permission, Role
from jatan.foundation.access.services import GivePosting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from tests.cast import SINCE, Cast
from tests.sign_in import give_second_step, signed_in
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
CHOSEN = "mahua-flowers-in-march"
NEW = "puppet@example.org"
BEYOND_A_COORDINATOR = (Role.COUNSELLOR, Role.SUPERVISOR, Role.LEGAL_OFFICER, Role.COORDINATOR)


@pytest.fixture(autouse=True)
def _nothing_counted(db: None) -> None:
    cache.clear()


def invite(client: Client, cast: Cast, role: str, organisation: Any = None, **more: str) -> Any:
    answers = {"name": "नई साथी", "email": NEW, "role": role, "organisation": str((organisation or cast.gumla).pk)}
    return client.post("/accounts/invite/", answers | more)


def entered(link: str, **more: str) -> Client:
    """Whoever has the link opens it and chooses a password."""
    client = Client()
    accept(client, link, **more)
    return client


def accept(client: Client, link: str, **more: str) -> Any:
    client.get(link.removeprefix("http://testserver"))
    return client.post("/invitation/", {"password1": CHOSEN, "password2": CHOSEN, **more})


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def agreed(client: Client, request: AccessRequest, answer: str = "agree") -> Any:
    return client.post(f"/accounts/requests/{request.pk}/", {"deed": answer})


@pytest.mark.parametrize("role", BEYOND_A_COORDINATOR)
def test_a_coordinator_makes_herself_no_puppet(role: Role, cast: Cast, browser: Browser) -> None:
    """Attack: invite a made-up supervisor, take the link oneself. Before: 25 coded cases were listed."""
    link = invite(browser("coordinator"), cast, role.value).context["link"]
    assert not is_in(entered(link))
    account = Account.objects.get(email=NEW)
    assert (account.has_usable_password(), actor_of(account).posts) == (False, ())


@pytest.mark.parametrize("by", ["administrator", "secretariat"])
@pytest.mark.parametrize("role", [*BEYOND_A_COORDINATOR, Role.DESK_OPERATOR, Role.FIELD_WORKER])
def test_who_sees_no_records_makes_no_puppet_that_does(by: str, role: Role, cast: Cast, browser: Browser) -> None:
    """Attack: the administrator, who sees no record, invites a made-up field worker. Before: her people were listed."""
    place = {"place": str(cast.gumla_block.pk)} if role == Role.FIELD_WORKER else {}
    link = invite(browser(by), cast, role.value, **place).context["link"]
    assert not is_in(entered(link))


@pytest.mark.parametrize("by", ["administrator", "secretariat"])
def test_second_persons_cannot_be_made_up_either(by: str, cast: Cast, browser: Browser) -> None:
    """Attack: first invite a second person of one's own, who then agrees to everything."""
    for role in ("administrator", "secretariat"):
        link = invite(browser(by), cast, role, cast.network, email=f"{role}@puppet.example").context["link"]
        assert not is_in(entered(link))


@pytest.mark.parametrize("role", [Role.DESK_OPERATOR, Role.FIELD_WORKER])
def test_a_coordinator_posts_alone_who_sees_no_more_than_she(role: Role, cast: Cast, browser: Browser) -> None:
    """Not an attack: a field worker reaches one block of what the coordinator reads herself."""
    place = {"place": str(cast.gumla_block.pk)} if role == Role.FIELD_WORKER else {}
    link = invite(browser("coordinator"), cast, role.value, **place).context["link"]
    assert is_in(entered(link))


def asked(cast: Cast, browser: Browser, role: str = "supervisor") -> tuple[str, AccessRequest]:
    """The coordinator of Gumla has asked; the link and the request."""
    link = invite(browser("coordinator"), cast, role).context["link"]
    return link, AccessRequest.objects.get(account__email=NEW)


def test_the_link_opens_with_the_code_of_the_second_person_only(cast: Cast, browser: Browser) -> None:
    """Attack: after the second person's honest yes the coordinator takes the link all the same."""
    link, request = asked(cast, browser)
    answer = agreed(browser("supervisor"), request)
    code = answer.context["code"]
    assert not is_in(entered(link))
    assert not is_in(entered(link, code="00000000"))
    asker = browser("coordinator")
    assert code not in asker.get(f"/accounts/{request.account_id}/").content.decode()
    assert asker.get(f"/accounts/requests/{request.pk}/").status_code == 404
    client = entered(link, code=code)
    assert is_in(client)
    assert client.get("/cases/")["Location"] == "/account/second-step/"
    assert actor_of(Account.objects.get(email=NEW)).may(Permission.CASES_SEE)


def test_a_wrong_code_is_named_in_words(cast: Cast, browser: Browser) -> None:
    """Not an attack: a digit is mistyped. Before: the page showed `wrong_code`, later `too_many`."""
    link, request = asked(cast, browser)
    agreed(browser("supervisor"), request)
    client = Client()
    assert "यह कोड सही नहीं। हाँ कहने वाले खुद आपको सही कोड बताएँगे।" in accept(client, link, code="00000000").content.decode()
    last = [accept(client, link, code=f"{number:08d}").content.decode() for number in range(9)][-1]
    assert "too_many" not in last
    assert "बहुत बार कोशिश हुई। एक घंटा रुकें, फिर करें।" in last


def test_the_code_is_not_guessed(cast: Cast, browser: Browser) -> None:
    """Attack: eight digits are tried one after another."""
    link, request = asked(cast, browser)
    code = agreed(browser("supervisor"), request).context["code"]
    for number in range(8):
        assert not is_in(entered(link, code=f"{number:08d}"))
    assert not is_in(entered(link, code=code))
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=61)):
        assert is_in(entered(link, code=code))


def test_the_second_person_alone_cannot_enter(cast: Cast, browser: Browser) -> None:
    """Attack: who agrees has the code, but no link, and is shown none."""
    link, request = asked(cast, browser)
    page = agreed(browser("supervisor"), request).content.decode()
    assert link.rsplit("/", 2)[1] not in page
    assert "/invitation/" not in page


@pytest.mark.parametrize("who", ["coordinator", "desk_operator", "counsellor", "khunti_coordinator", "administrator"])
def test_nobody_else_agrees(who: str, cast: Cast, browser: Browser) -> None:
    """Attack: the coordinator agrees herself, or lets somebody agree who may not."""
    _link, request = asked(cast, browser)
    assert agreed(browser(who), request).status_code == 404
    request.refresh_from_db()
    assert request.outcome == ""
    with acting_as(cast.actor(who)) as by, pytest.raises(Forbidden):
        approvals.agree(by=by, request=request)


def test_nobody_agrees_to_her_own_posting(cast: Cast, browser: Browser) -> None:
    """Attack: a supervisor agrees to the posting that a coordinator asked for her."""
    with acting_as(cast.actor("coordinator")) as by:
        command = GivePosting(role=Role.COORDINATOR, organisation_id=cast.gumla.id)
        services.give_posting(by=by, account=cast.accounts["supervisor"], command=command)
    request = AccessRequest.objects.get()
    assert agreed(browser("supervisor"), request).status_code == 404
    assert agreed(browser("secretariat"), request).status_code == 302
    assert Role.COORDINATOR in cast.actor("supervisor").roles


def persons(cast: Cast, asked_by: str | None, organisation: Any, about: str = "stranger") -> set[str]:
    """Parts that may agree to a supervisor's posting that this part asks for."""
    request = AccessRequest(
        kind=RequestKind.POSTING,
        role=Role.SUPERVISOR,
        organisation=organisation,
        account=cast.accounts[about],
        asked_by=cast.accounts[asked_by] if asked_by else None,
    )
    found = second_person.second_persons(request)
    return {part for part, account in cast.accounts.items() if account.pk in found}


def test_who_the_second_person_is(cast: Cast) -> None:
    assert persons(cast, "coordinator", cast.gumla) == {"supervisor", "secretariat"}
    assert persons(cast, "khunti_coordinator", cast.khunti) == {"secretariat"}
    assert persons(cast, "administrator", cast.gumla) == {"coordinator", "supervisor", "secretariat"}
    assert persons(cast, "secretariat", cast.khunti) == {"khunti_coordinator", "administrator"}
    assert persons(cast, None, cast.gumla) == {"secretariat"}
    assert persons(cast, None, cast.network, "secretariat") == {"administrator"}
    Posting.objects.create(
        account=cast.accounts["stranger"], role=Role.COORDINATOR, organisation=cast.gumla, since=SINCE
    )
    assert persons(cast, "coordinator", cast.gumla, "auditor") == {"stranger", "supervisor"}


def test_an_account_made_alone_brings_no_password_into_a_higher_post(cast: Cast, browser: Browser) -> None:
    """Attack: invite a made-up desk operator, which needs nobody, choose her password and second step, and ask for the
    supervisor's posting afterwards, for "our Sunita whom you all know"."""
    puppet = entered(invite(browser("coordinator"), cast, "desk_operator").context["link"])
    account = Account.objects.get(email=NEW)
    give_second_step(account)
    answers = {"role": "supervisor", "organisation": str(cast.gumla.pk)}
    answer = browser("coordinator").post(f"/accounts/{account.pk}/postings/new/", answers)
    link = answer.context["link"]
    assert puppet.get("/people/").status_code == 200, "until the yes she works as before"
    code = agreed(browser("supervisor"), AccessRequest.objects.get(account=account)).context["code"]
    assert puppet.get("/people/").status_code == 302
    assert Client().post("/account/sign-in/", {"login": NEW, "password": CHOSEN}).status_code == 200
    assert not Authenticator.objects.filter(user=account).exists()
    assert not is_in(entered(link))
    assert is_in(entered(link, code=code))


def test_nobody_enters_as_her_supervisor_by_a_new_link(cast: Cast, browser: Browser) -> None:
    """Attack: the coordinator takes a new link for the supervisor, and her second step away. Before: both worked, and
    the cases lay open."""
    account, client = cast.accounts["supervisor"], browser("coordinator")
    give_second_step(account)
    link = client.post(f"/accounts/{account.pk}/invite/").context["link"]
    assert client.post(f"/accounts/{account.pk}/second-step/").status_code == 302
    assert not is_in(entered(link))
    assert Authenticator.objects.filter(user=account).exists()
    assert set(AccessRequest.objects.values_list("kind", "outcome")) == {("link", ""), ("second_step", "")}
    for request in AccessRequest.objects.all():
        agreed(browser("secretariat"), request)
    assert not Authenticator.objects.filter(user=account).exists()
    assert not is_in(entered(link)), "without the code"


def test_a_closed_supervisor_is_opened_again_by_two(cast: Cast, browser: Browser) -> None:
    """Attack: open the access of somebody who left and whose password one knows. Before: one button."""
    account, client = cast.accounts["supervisor"], browser("coordinator")
    assert client.post(f"/accounts/{account.pk}/close/").status_code == 302
    assert client.post(f"/accounts/{account.pk}/open/").status_code == 302
    account.refresh_from_db()
    assert not account.is_active
    agreed(browser("secretariat"), AccessRequest.objects.get())
    account.refresh_from_db()
    assert account.is_active


def test_refused_and_taken_back_links_are_void(cast: Cast, browser: Browser) -> None:
    """Attack: a refused request is agreed to afterwards, or its link used."""
    link, request = asked(cast, browser)
    assert agreed(browser("supervisor"), request, "refuse").status_code == 302
    for who in ("supervisor", "secretariat"):
        assert agreed(browser(who), request).status_code == 404
    assert not is_in(entered(link))


def test_what_waits_can_be_taken_back_by_who_asked(cast: Cast, browser: Browser) -> None:
    link, request = asked(cast, browser)
    with acting_as(cast.actor("supervisor")) as by, pytest.raises(Forbidden):
        approvals.take_back(by=by, request=request)
    request.refresh_from_db()
    assert request.outcome == ""
    assert agreed(browser("coordinator"), request, "take-back").status_code == 302
    assert agreed(browser("supervisor"), request).status_code == 404
    assert not is_in(entered(link))


def test_agreeing_twice_at_once_gives_one_posting(cast: Cast, browser: Browser) -> None:
    """Attack: the same yes is sent twice."""
    _link, request = asked(cast, browser)
    stale = AccessRequest.objects.get(pk=request.pk)
    agreed(browser("supervisor"), request)
    with acting_as(cast.actor("secretariat")) as by, pytest.raises(Forbidden):
        approvals.agree(by=by, request=stale)
    assert Posting.objects.filter(account=request.account_id).count() == 1


def test_waiting_and_new_access_is_on_the_home_page_of_those_in_office(cast: Cast, browser: Browser) -> None:
    """Attack: a puppet is made while the supervisors do not look. Before: nobody was told."""
    _link, request = asked(cast, browser, "counsellor")
    sees = {
        part: browser(part).get("/").content.decode() for part in ("supervisor", "secretariat", "khunti_coordinator")
    }
    path = f"/accounts/requests/{request.pk}/"
    assert [part for part, page in sees.items() if path in page] == ["supervisor", "secretariat"]
    assert "नई साथी" not in sees["khunti_coordinator"]
    agreed(browser("secretariat"), request)
    assert "नई साथी" in browser("supervisor").get("/").content.decode()
    assert "नई साथी" in browser("supervisor").get("/accounts/requests/").content.decode()
    with clock.frozen_at(clock.now() + dt.timedelta(days=15)):
        assert list(second_person.recent_requests(cast.actor("supervisor"))) == []


def test_the_ledger_keeps_both_and_no_name(cast: Cast, browser: Browser) -> None:
    _link, request = asked(cast, browser)
    code = agreed(browser("supervisor"), request).context["code"]
    with acting_as(cast.actor("auditor")):
        events = {event.verb: event for event in Event.objects.filter(about=request.account_id)}
    assert events["access.second_person_asked"].by == cast.accounts["coordinator"].pk
    assert events["access.second_person_agreed"].by == cast.accounts["supervisor"].pk
    assert events["access.second_person_agreed"].payload == {"kind": "posting", "role": "supervisor"}
    written = repr([event.payload for event in events.values()])
    assert not any(word in written for word in ("नई", NEW, code))


def test_a_second_person_without_second_step_agrees_to_nothing(cast: Cast, browser: Browser) -> None:
    """Attack: the supervisor's password is known; her yes would follow."""
    _link, request = asked(cast, browser)
    assert (
        agreed(signed_in(cast.accounts["supervisor"], second_step=False), request)["Location"]
        == "/account/second-step/"
    )


def test_the_service_refuses_a_link_that_waits(cast: Cast) -> None:
    """Attack: another door (a command, another page) than the page of invitations."""
    posting = GivePosting(role=Role.SUPERVISOR, organisation_id=cast.gumla.id)
    with acting_as(cast.actor("coordinator")) as by:
        _account, token = invitations.invite_account(by=by, email=NEW, name="नई", postings=[posting])
    with pytest.raises(Problem) as raised:
        invitations.accept_invitation(token=token, password=CHOSEN)
    assert raised.value.code == "no_such_invitation"


def test_what_a_closed_coordinator_asked_for_waits_no_more(cast: Cast, browser: Browser) -> None:
    """Attack: she is found out and closed; her last request is agreed to a week later, unread."""
    _link, request = asked(cast, browser)
    with acting_as(cast.actor("secretariat")) as by:
        services.deactivate_account(by=by, account=cast.accounts["coordinator"])
    assert second_person.waiting_requests(cast.actor("supervisor")) == []
    assert agreed(browser("supervisor"), request).status_code == 404
    with acting_as(cast.actor("supervisor")) as by, pytest.raises(Forbidden):
        approvals.agree(by=by, request=request)


def test_asking_twice_is_one_request(cast: Cast) -> None:
    command = GivePosting(role=Role.COUNSELLOR, organisation_id=cast.gumla.id)
    for _time in range(2):
        with acting_as(cast.actor("coordinator")) as by:
            services.give_posting(by=by, account=cast.accounts["desk_operator"], command=command)
    assert AccessRequest.objects.count() == 1


def test_a_request_shows_no_account_of_another_member(cast: Cast, browser: Browser) -> None:
    """Attack: by a request for somebody of Khunti the coordinator of Gumla would find that account in her list."""
    command = GivePosting(role=Role.COUNSELLOR, organisation_id=cast.gumla.id)
    with acting_as(cast.actor("secretariat")) as by:
        services.give_posting(by=by, account=cast.accounts["khunti_desk"], command=command)
    assert "khunti_desk" not in browser("coordinator").get("/accounts/").content.decode().replace("<wbr>", "")
    assert browser("coordinator").get(f"/accounts/{cast.accounts['khunti_desk'].pk}/").status_code == 404
