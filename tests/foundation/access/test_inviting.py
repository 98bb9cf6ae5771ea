"""Invitations: one-time tokens, valid for three days, stored as a digest only."""

import datetime as dt

import pytest

from jatan.foundation.access import invitations, services
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Account, Invitation
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.selectors import invited_account
from jatan.foundation.access.services import GivePosting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CHOSEN = "mahua-flowers-in-march"


def invited(cast: Cast, *, by: str = "coordinator", email: str = "naya@example.org") -> tuple[Account, str]:
    posting = GivePosting(role=Role.DESK_OPERATOR, organisation_id=cast.gumla.id)
    with acting_as(cast.actor(by)) as actor:
        return invitations.invite_account(by=actor, email=email, name="नया साथी", postings=[posting])


def test_password_is_chosen_once_with_the_token(cast: Cast) -> None:
    account, token = invited(cast)
    assert not account.has_usable_password()
    assert invitations.accept_invitation(token=token, password=CHOSEN).check_password(CHOSEN)
    with pytest.raises(Problem) as raised:
        invitations.accept_invitation(token=token, password="another-one-of-mine")
    assert raised.value.code == "no_such_invitation"
    account.refresh_from_db()
    assert account.check_password(CHOSEN)


@pytest.mark.parametrize(("email", "code"), [("naya@", "unreadable"), ("na ya", "unreadable"), ("ab", "unreadable")])
def test_what_nobody_can_sign_in_with_is_refused_at_every_door(cast: Cast, email: str, code: str) -> None:
    with pytest.raises(Problem) as raised:
        invited(cast, email=email)
    assert (raised.value.code, raised.value.field) == (code, "email")


def test_only_a_digest_of_the_token_is_stored(cast: Cast) -> None:
    _account, token = invited(cast)
    kept = Invitation.objects.get()
    assert token not in kept.token_digest
    assert len(kept.token_digest) == 64


def test_token_expires_after_three_days(cast: Cast) -> None:
    _account, token = invited(cast)
    with clock.frozen_at(clock.now() + dt.timedelta(hours=71)):
        assert invited_account(token) is not None
    with clock.frozen_at(clock.now() + dt.timedelta(hours=73)):
        assert invited_account(token) is None
        with pytest.raises(Problem):
            invitations.accept_invitation(token=token, password=CHOSEN)


def test_weak_password_does_not_use_up_the_invitation(cast: Cast) -> None:
    _account, token = invited(cast)
    with pytest.raises(Problem) as raised:
        invitations.accept_invitation(token=token, password="password")
    assert (raised.value.code, raised.value.field) == ("weak", "password")
    assert invitations.accept_invitation(token=token, password=CHOSEN).is_active


def test_renewing_invalidates_the_old_link(cast: Cast) -> None:
    account, old = invited(cast)
    with acting_as(cast.actor("coordinator")) as by:
        new = invitations.renew_invitation(by=by, account=account)
    assert invited_account(old) is None
    assert invited_account(new) == account


def test_closed_account_cannot_be_entered_by_an_open_invitation(cast: Cast) -> None:
    account, token = invited(cast)
    with acting_as(cast.actor("coordinator")) as by:
        services.deactivate_account(by=by, account=account)
    assert invited_account(token) is None
    with pytest.raises(Problem):
        invitations.accept_invitation(token=token, password=CHOSEN)


def test_same_sign_in_name_in_other_letters_is_refused_at_its_field(cast: Cast) -> None:
    with pytest.raises(Problem) as raised:
        invited(cast, email=" Coordinator@Example.ORG ")
    assert (raised.value.code, raised.value.field) == ("taken", "email")


@pytest.mark.parametrize("part", ["desk_operator", "supervisor", "auditor", "khunti_coordinator", "stranger"])
def test_inviting_needs_permission_in_that_organisation(part: str, cast: Cast) -> None:
    with pytest.raises(Forbidden):
        invited(cast, by=part)
    assert not Account.objects.filter(email="naya@example.org").exists()


def test_ledger_event_of_the_invitation_has_no_name(cast: Cast) -> None:
    account, token = invited(cast)
    with acting_as(cast.actor("auditor")):
        events = list(Event.objects.filter(organisation=cast.gumla))
    assert {event.verb for event in events} == {"access.account_invited", "access.posting_given"}
    assert all(event.about == account.pk for event in events)
    written = repr([event.payload for event in events])
    assert account.name not in written
    assert account.email not in written
    assert token not in written
