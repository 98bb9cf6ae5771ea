"""Every lock-out has a way back (docs/how-to/ways-back.md), and no way back opens a sealed file.

After each test all rows of the vault are compared with those before it.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from jatan.cli.ways_back import open_again, take_second_steps_away
from jatan.foundation.access import approvals, invitations, services
from jatan.foundation.access.actors import actor_of, console
from jatan.foundation.access.models import AccessRequest, Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.services import GivePosting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault.models import SignerGift, TeamGift, TeamMember, Unlock, Wrap
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases.file.access import OpenCaseFile
from tests.cast import PASSWORD, Cast
from tests.foundation.vault.vault_office import WORDS, quickly_stretched
from tests.programme.cases.case_office import CaseHouse, Standing, cast, standing_house
from tests.programme.cases.two_offices import CARD
from tests.sign_in import signed_in
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "standing_house"]

pytestmark = pytest.mark.django_db
CHOSEN = "mahua-flowers-in-march"
SIGN_IN = "/account/sign-in/"
NAME = "बुधनी"


@pytest.fixture
def house(cast: Cast, standing_house: Standing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CaseHouse]:
    """Gumla with keys, every account of the cast with a password."""
    quickly_stretched(monkeypatch)
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "files")
    cache.clear()
    with standing_house.entered(cast, tmp_path) as made:
        yield made


@pytest.fixture
def case_file(house: CaseHouse) -> OpenCaseFile:
    """A case with her name in it."""
    return house.write(house.open_case(), "identity", CARD)


@pytest.fixture(autouse=True)
def _vault_is_untouched(house: CaseHouse, case_file: OpenCaseFile) -> Iterator[None]:
    before = _vault(house)
    yield
    after = _vault(house)
    assert {name: rows & after[name] for name, rows in before.items()} == before, "a row was changed or is gone"
    for model in (Wrap, TeamGift, SignerGift, TeamMember):
        assert after[model.__name__] == before[model.__name__], "somebody was given a key"


def _vault(house: CaseHouse) -> dict[str, set[str]]:
    """All rows of the vault that keep or open something, as text."""
    models = [model for model in apps.get_app_config("vault").get_models() if model is not Unlock]
    with house.acting("supervisor"):
        return {model.__name__: {repr(row) for row in model._default_manager.values_list()} for model in models}


def agreed(cast: Cast, part: str, about: str) -> str:
    """The yes of this part to what waits about an account; the code that she hands over."""
    request = AccessRequest.objects.get(account__email=about, outcome="")
    with acting_as(cast.actor(part)) as by:
        return approvals.agree(by=by, request=request)


def entered(token: str, code: str = "") -> Client:
    """With the link and the code: a password is chosen."""
    client = Client()
    client.get(f"/invitation/{token}/")
    client.post("/invitation/", {"password1": CHOSEN, "password2": CHOSEN, "code": code})
    return client


def sheet(client: Client) -> Client:
    """A new second step is set up, as the first page after the password asks."""
    assert client.get("/people/")["Location"] == "/account/second-step/"
    page = client.get("/account/second-step/recovery/new/")
    assert client.post("/account/second-step/recovery/new/", {"code": page.context["codes"][0]}).status_code == 302
    return client


def reads_nothing(client: Client, case_file: OpenCaseFile) -> None:
    """Neither the page of the case nor a guess of the passphrase shows her name."""
    for path in (f"/cases/{case_file.case.pk}/", f"/cases/{case_file.case.pk}/identity/", "/keys/open/", "/cases/"):
        assert NAME not in client.get(path, follow=True).content.decode()
    assert NAME not in client.post(f"/cases/{case_file.case.pk}/identity/", {"deed": "show"}).content.decode()
    assert client.post("/keys/open/", {"passphrase": CHOSEN}).status_code != 200


def test_whoever_has_keys_reads_the_name(browser: Browser, case_file: OpenCaseFile) -> None:
    """Not an attack: without this the tests below would pass for an empty file too."""
    client = browser("counsellor")
    assert client.post("/keys/open/", {"passphrase": WORDS}).status_code == 302
    assert NAME in client.post(f"/cases/{case_file.case.pk}/identity/", {"deed": "show"}).content.decode()


def test_lost_second_step_of_a_supervisor(cast: Cast, browser: Browser, case_file: OpenCaseFile) -> None:
    client, account = browser("supervisor"), cast.accounts["supervisor"]
    with acting_as(cast.actor("coordinator")) as by:
        assert not services.remove_second_factors(by=by, account=account)
    agreed(cast, "secretariat", account.email)
    assert client.get("/people/").status_code == 302
    back = Client()
    assert back.post(SIGN_IN, {"login": account.email, "password": PASSWORD})["Location"] == "/"
    reads_nothing(sheet(back), case_file)


def test_lost_second_step_of_the_only_administrator(cast: Cast, browser: Browser) -> None:
    """At the server; her password is asked for all the same, and the secretariat sees it."""
    account = cast.accounts["administrator"]
    old = browser("administrator")
    RecoveryCodes.activate(account)
    take_second_steps_away(account.email)
    assert not Authenticator.objects.filter(user=account).exists()
    assert old.get("/").status_code == 302
    client = Client()
    assert client.post(SIGN_IN, {"login": account.email, "password": "wrong-one-today"}).status_code == 200
    assert client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})["Location"] == "/"
    assert sheet(client).get("/accounts/").status_code == 200
    assert account.name in browser("secretariat").get("/").content.decode()
    with acting_as(cast.actor("auditor")):
        event = Event.objects.get(verb="access.second_steps_taken_away")
    assert (event.by, event.about, event.payload) == (None, account.pk, {"through": "command_line"})


def test_second_step_of_a_supervisor_taken_away_at_the_server(
    cast: Cast, browser: Browser, case_file: OpenCaseFile
) -> None:
    """Attack: whoever runs the server knows a password and takes the second step away. The case stays sealed, and her
    colleagues see it."""
    account = cast.accounts["supervisor"]
    take_second_steps_away(account.email)
    client = Client()
    client.post(SIGN_IN, {"login": account.email, "password": PASSWORD})
    reads_nothing(sheet(client), case_file)
    assert account.name in browser("coordinator").get("/").content.decode()


def test_forgotten_password_of_a_desk_operator(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        token = invitations.renew_invitation(by=by, account=cast.accounts["desk_operator"])
    assert entered(token).get("/people/").status_code == 200


def test_forgotten_password_of_a_supervisor(cast: Cast, case_file: OpenCaseFile) -> None:
    """The second step stays hers: link and code alone do not get past it."""
    account = cast.accounts["supervisor"]
    RecoveryCodes.activate(account)
    with acting_as(cast.actor("coordinator")) as by:
        token = invitations.renew_invitation(by=by, account=account)
    client = entered(token, agreed(cast, "secretariat", account.email))
    assert client.get("/people/")["Location"].startswith("/account/sign-in/")
    code = RecoveryCodes.activate(account).get_unused_codes()[0]
    assert client.post("/account/second-step/code/", {"code": code})["Location"] == "/"
    reads_nothing(client, case_file)


def test_forgotten_password_of_the_only_administrator(cast: Cast) -> None:
    account = cast.accounts["administrator"]
    with acting_as(console()) as by:
        token = invitations.renew_invitation(by=by, account=account)
    assert "_auth_user_id" not in entered(token).session
    client = entered(token, agreed(cast, "secretariat", account.email))
    assert sheet(client).get("/accounts/").status_code == 200


def test_the_secretariat_is_lost(cast: Cast, case_file: OpenCaseFile) -> None:
    """The server invites, the administrator agrees."""
    Account.objects.filter(pk=cast.accounts["secretariat"].pk).update(is_active=False)
    posting = GivePosting(role=Role.SECRETARIAT, organisation_id=cast.network.id)
    with acting_as(console()) as by:
        account, token = invitations.invite_account(by=by, email="new@example.org", name="नया", postings=[posting])
    client = entered(token, agreed(cast, "administrator", account.email))
    assert sheet(client).get("/organisations/").status_code == 200
    reads_nothing(client, case_file)


def test_secretariat_and_administrator_are_lost(cast: Cast, case_file: OpenCaseFile) -> None:
    """Nobody is left who could agree: what the server invites works at once, and stands in the ledger."""
    lost = [cast.accounts[part].pk for part in ("secretariat", "administrator")]
    Account.objects.filter(pk__in=lost).update(is_active=False)
    posting = GivePosting(role=Role.ADMINISTRATOR, organisation_id=cast.network.id)
    with acting_as(console()) as by:
        account, token = invitations.invite_account(by=by, email="new@example.org", name="नया", postings=[posting])
    client = sheet(entered(token))
    assert client.get("/accounts/").status_code == 200
    reads_nothing(client, case_file)
    with acting_as(cast.actor("auditor")):
        events = Event.objects.filter(about=account.pk, payload__through="command_line")
        assert {event.verb for event in events} == {"access.account_invited", "access.posting_given"}


def test_all_supervisors_are_gone(cast: Cast, case_file: OpenCaseFile) -> None:
    """A new supervisor signs in and sees that there are cases; her keys are made by officers and colleagues only."""
    Account.objects.filter(pk=cast.accounts["supervisor"].pk).update(is_active=False)
    posting = GivePosting(role=Role.SUPERVISOR, organisation_id=cast.gumla.id)
    with acting_as(cast.actor("coordinator")) as by:
        account, token = invitations.invite_account(by=by, email="new@example.org", name="नई", postings=[posting])
    client = sheet(entered(token, agreed(cast, "secretariat", account.email)))
    assert client.get("/cases/").status_code == 200
    reads_nothing(client, case_file)
    own = {"passphrase": "लाल मिट्टी सूखी पगडंडी साँझ"}
    assert client.post("/keys/set-up/", own | {"again": own["passphrase"]}).status_code == 200
    assert client.post("/keys/open/", own).status_code == 302
    reads_nothing(client, case_file)


def test_the_only_coordinator_is_gone(cast: Cast, case_file: OpenCaseFile) -> None:
    Account.objects.filter(pk=cast.accounts["coordinator"].pk).update(is_active=False)
    posting = GivePosting(role=Role.COORDINATOR, organisation_id=cast.gumla.id)
    with acting_as(cast.actor("secretariat")) as by:
        account, token = invitations.invite_account(by=by, email="new@example.org", name="नई", postings=[posting])
    client = sheet(entered(token, agreed(cast, "supervisor", account.email)))
    assert client.get("/accounts/").status_code == 200
    reads_nothing(client, case_file)


def test_expired_invitation_of_a_new_supervisor(cast: Cast) -> None:
    """It runs from the yes on; after that, a new link and a new yes."""
    posting = GivePosting(role=Role.SUPERVISOR, organisation_id=cast.gumla.id)
    with acting_as(cast.actor("coordinator")) as by:
        account, token = invitations.invite_account(by=by, email="new@example.org", name="नई", postings=[posting])
    with clock.frozen_at(clock.now() + dt.timedelta(hours=100)):
        code = agreed(cast, "secretariat", account.email)
        assert "_auth_user_id" in entered(token, code).session
    account.set_unusable_password()
    account.save()
    with clock.frozen_at(clock.now() + dt.timedelta(hours=200)):
        with acting_as(cast.actor("coordinator")) as by:
            again = invitations.renew_invitation(by=by, account=account)
        assert "_auth_user_id" not in entered(again, code).session
        new_code = agreed(cast, "secretariat", account.email)
        assert "_auth_user_id" not in entered(again, code).session
        assert "_auth_user_id" in entered(again, new_code).session


def test_expired_invitations_of_the_first_two_people(cast: Cast) -> None:
    """Nobody has signed in yet, so nobody can agree: the server makes new links that work at once."""
    Account.objects.update(password="!")
    for part in ("administrator", "secretariat"):
        with acting_as(console()) as by:
            token = invitations.renew_invitation(by=by, account=cast.accounts[part])
        if part == "administrator":
            client = entered(token)
            assert "_auth_user_id" in client.session
    assert "_auth_user_id" not in entered(token).session
    code = agreed(cast, "administrator", cast.accounts["secretariat"].email)
    assert "_auth_user_id" in entered(token, code).session


def test_the_only_administrator_was_closed(cast: Cast) -> None:
    account = cast.accounts["administrator"]
    with acting_as(cast.actor("secretariat")) as by:
        services.deactivate_account(by=by, account=account)
    open_again(account.email)
    assert actor_of(Account.objects.get(pk=account.pk)).posts == ()
    agreed(cast, "secretariat", account.email)
    assert actor_of(Account.objects.get(pk=account.pk)).roles == {Role.ADMINISTRATOR}
    with pytest.raises(Problem, match="open"):
        open_again(account.email)


@pytest.mark.parametrize("act", [take_second_steps_away, open_again])
def test_an_unknown_name_changes_nothing(act: Callable[[str], None], cast: Cast) -> None:
    with pytest.raises(Problem):
        act("nobody@example.org")
    assert not AccessRequest.objects.exists()


def test_the_sheet_is_lost_and_the_session_still_runs(cast: Cast, house: CaseHouse) -> None:
    """She is signed in with a second step of some minutes ago: she makes a new sheet herself."""
    client = signed_in(cast.accounts["counsellor"])
    page = client.get("/account/second-step/recovery/new/")
    assert client.post("/account/second-step/recovery/new/", {"code": page.context["codes"][0]})["Location"] == "/"
