"""`jatan accounts`: the operator invites, lists and closes at the server, through the services of the pages."""

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from click.testing import CliRunner

from jatan.cli.accounts import accounts_command, close, invite, show_accounts
from jatan.foundation.access.actors import actor_of, console, machine_for
from jatan.foundation.access.approvals import agree
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.invitations import accept_invitation
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.second_person import waiting_requests
from jatan.foundation.access.selectors import account_lines, invited_account
from jatan.foundation.access.session_store import SessionStore
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.runtime.bilingual import problem_text
from tests.cast import Cast

pytestmark = pytest.mark.django_db
_LINK = re.compile(r"^http://localhost:8000/invitation/([A-Za-z0-9_-]+)/$", re.MULTILINE)


type Run = Callable[..., tuple[str, str]]


@pytest.fixture
def done(capsys: pytest.CaptureFixture[str]) -> Run:
    """`done(invite, …)`: standard and error output of a command in the house that these tests stand in."""

    def run(act: Callable[..., None], *words: Any, **more: Any) -> tuple[str, str]:
        capsys.readouterr()
        act(*words, **more)
        out, err = capsys.readouterr()
        return out, err

    return run


def refused(act: Callable[..., None], *words: Any, **more: Any) -> str:
    """The message of a command that must change no account, in both languages."""
    before = list(Account.objects.order_by("email").values_list("email", "is_active", "password"))
    with pytest.raises(Problem) as raised:
        act(*words, **more)
    assert list(Account.objects.order_by("email").values_list("email", "is_active", "password")) == before
    return problem_text(raised.value)


def token(output: tuple[str, str]) -> str:
    """The token of the one link on standard output."""
    (found,) = _LINK.findall(output[0])
    return str(found)


def agreed(cast: Cast) -> str:
    """Let the secretariat agree to what the command line asked for. Returns the code for the last link."""
    with acting_as(cast.actor("secretariat")) as by:
        codes = [agree(by=by, request=request) for request in waiting_requests(by)]
    assert codes
    return codes[-1]


def posts(account: Account) -> list[tuple[Role, Any, Any]]:
    return [(post.role, post.organisation_id, post.place_id) for post in actor_of(account).posts]


def events(organisation: Organisation, verb: str) -> list[tuple[Any, str]]:
    """(account, door) of every event of this kind in an organisation's chain."""
    with acting_as(machine_for([organisation.pk]), read_only=True):
        rows = Event.objects.filter(organisation_id=organisation.pk, verb=verb)
        return list(rows.values_list("by", "payload__through"))


def test_somebody_new_gets_a_link_with_which_she_chooses_her_password(cast: Cast, done: Run) -> None:
    output = done(invite, " Naya@example.org", Role.DESK_OPERATOR, "t01", name="नया साथी")
    assert "waits for a second person" in output[1]
    assert invited_account(token(output)) is None
    account = accept_invitation(token=token(output), password="mahua-flowers-in-march", code=agreed(cast))
    assert (account.email, account.name) == ("naya@example.org", "नया साथी")
    assert posts(account) == [(Role.DESK_OPERATOR, cast.gumla.pk, None)]
    assert (None, "command_line") in events(cast.gumla, "access.account_invited")


def test_the_link_begins_with_the_address_that_is_named(cast: Cast, done: Run) -> None:
    named = done(
        invite, "naya@example.org", Role.AUDITOR, "TNET", name="नया साथी", address="https://house.example.org/"
    )
    assert named[0].startswith("https://house.example.org/invitation/")
    assert not done(invite, "naya@example.org", Role.AUDITOR, "TNET")[0].startswith("https://house.example.org")


def test_somebody_who_reads_no_records_is_invited_without_a_second_person(cast: Cast, done: Run) -> None:
    output = done(invite, "naya@example.org", Role.AUDITOR, "TNET", name="नया साथी")
    assert "waits" not in output[1]
    account = accept_invitation(token=token(output), password="mahua-flowers-in-march")
    assert posts(account) == [(Role.AUDITOR, cast.network.pk, None)]


def test_somebody_who_lost_her_link_gets_another_and_the_first_is_void(cast: Cast, done: Run) -> None:
    first = token(done(invite, "naya@example.org", Role.AUDITOR, "TNET", name="नया"))
    second = token(done(invite, "naya@example.org", Role.AUDITOR, "TNET"))
    assert invited_account(first) is None
    account = invited_account(second)
    assert account is not None
    assert posts(account) == [(Role.AUDITOR, cast.network.pk, None)]


def test_somebody_with_a_password_gets_a_new_link_only_when_it_is_asked_for(cast: Cast, done: Run) -> None:
    words = (invite, "administrator@example.org", Role.ADMINISTRATOR, "TNET")
    assert "--new-link" in refused(*words)
    output = done(*words, new_link=True)
    assert "second person" in output[1]
    link = token(output)
    assert invited_account(link) is None
    agreed(cast)
    assert invited_account(link) == cast.accounts["administrator"]
    assert events(cast.network, "access.invitation_renewed") == [(None, "command_line")]


def test_somebody_who_signs_in_already_gets_the_role_and_no_link(cast: Cast, done: Run) -> None:
    """All supervisors are gone: a counsellor takes their place, at once or when a second person agrees."""
    out, err = done(invite, "counsellor@example.org", Role.SUPERVISOR, "T01")
    assert out == ""
    is_waiting = "waits for a second person" in err
    assert (Role.SUPERVISOR in actor_of(cast.accounts["counsellor"]).roles) is not is_waiting


def test_a_field_worker_needs_a_block_of_her_organisation(cast: Cast, done: Run) -> None:
    words = (invite, "maidan@example.org", Role.FIELD_WORKER, "T01")
    assert str(cast.gumla_block.lgd_code) in refused(*words, name="मैदान")
    refused(*words, name="मैदान", block=cast.khunti_block.lgd_code)
    done(*words, name="मैदान", block=cast.gumla_block.lgd_code)
    account = Account.objects.get(email="maidan@example.org")
    assert posts(account) == []
    agreed(cast)
    assert posts(account) == [(Role.FIELD_WORKER, cast.gumla.pk, cast.gumla_block.pk)]


@pytest.mark.parametrize(
    ("email", "code", "name"),
    [
        ("naya@", "TNET", "n"),
        ("na ya", "TNET", "n"),
        ("naya@example.org", "NOWHERE", "n"),
        ("naya@example.org", "TNET", ""),
        ("naya@example.org", "TNET", "  "),
    ],
)
def test_wrong_words_are_refused_in_both_languages(cast: Cast, email: str, code: str, name: str) -> None:
    message = refused(invite, email, Role.AUDITOR, code, name=name)
    assert re.search("[ऀ-ॿ]{3}", message)
    assert re.search("[a-z]{3} [a-z]{2}", message)


@pytest.mark.parametrize("role", ["machine", "importer", "superuser", ""])
def test_a_role_that_nobody_can_hold_is_no_word_of_the_command(role: str) -> None:
    result = CliRunner().invoke(accounts_command, ["invite", "naya@example.org", role, "TNET", "--name", "n"])
    assert result.exit_code == 2
    assert "Invalid value for" in result.stderr


def test_a_closed_account_is_not_invited(cast: Cast, done: Run) -> None:
    done(close, "auditor@example.org")
    refused(invite, "auditor@example.org", Role.AUDITOR, "TNET", new_link=True)


def test_close_ends_the_sessions_and_is_recorded(cast: Cast, done: Run) -> None:
    session = SessionStore()
    session["_auth_user_id"] = str(cast.accounts["coordinator"].pk)
    session.save()
    done(close, "COORDINATOR@example.org")
    assert not Account.objects.get(email="coordinator@example.org").is_active
    assert not SessionStore(session.session_key).exists(session.session_key)
    assert events(cast.gumla, "access.account_deactivated") == [(None, "command_line")]
    refused(close, "coordinator@example.org")
    refused(close, "nobody@example.org")


def test_the_list_shows_everybody_and_nothing_secret(cast: Cast, done: Run) -> None:
    account = cast.accounts["coordinator"]
    Account.objects.filter(pk=account.pk).update(last_login=clock.now())
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": "SEALED"})
    link = token(done(invite, "naya@example.org", Role.AUDITOR, "TNET", name="नया"))
    done(close, "auditor@example.org")
    output, _err = done(show_accounts, as_json=True)
    lines = {line["email"]: line for line in json.loads(output)}
    assert set(lines) == set(Account.objects.values_list("email", flat=True))
    assert lines["coordinator@example.org"] == {
        "email": "coordinator@example.org",
        "name": "Test coordinator",
        "postings": ["coordinator T01"],
        "state": "active",
        "second_step": True,
        "last_sign_in": str(clock.today()),
    }
    assert [lines[f"{name}@example.org"]["state"] for name in ("naya", "auditor")] == ["invited", "closed"]
    assert lines["stranger@example.org"]["postings"] == []
    table, _heading = done(show_accounts, as_json=False)
    for text in (output, table):
        assert not any(word in text for word in ("SEALED", link, "argon2", account.password))
    assert len(table.splitlines()) == len(lines)


def test_the_list_asks_two_questions_however_many_accounts_there_are(
    cast: Cast, django_assert_max_num_queries: Callable[[int], AbstractContextManager[Any]]
) -> None:
    with acting_as(console()) as by, django_assert_max_num_queries(2):
        assert len(account_lines(by)) == len(cast.accounts)


def test_only_the_operator_lists_every_account(cast: Cast) -> None:
    for part in ("administrator", "secretariat", "coordinator"):
        with acting_as(cast.actor(part)) as by, pytest.raises(Forbidden):
            account_lines(by)


def test_of_two_accounts_with_one_name_none_is_chosen(cast: Cast, done: Run) -> None:
    first = cast.accounts["auditor"]
    second = Account.objects.create_user(first.email, None, name="Another")
    Posting.objects.create(account=second, role=Role.AUDITOR, organisation=cast.network, since=clock.today())
    message = refused(close, first.email)
    assert str(first.pk) in message
    assert str(second.pk) in message
    assert "TNET" in message
    done(close, str(second.pk))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.is_active, second.is_active) == (True, False)
