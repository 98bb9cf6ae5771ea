"""A new posting closes open invitations of the account."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access import invitations, services
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Role
from jatan.kernel.problems import Problem
from tests.cast import Cast

type As = Callable[[str], AbstractContextManager[Actor]]


def test_a_new_posting_ends_the_invitation_that_was_open(cast: Cast, as_: As) -> None:
    desk = services.GivePosting(role=Role.DESK_OPERATOR, organisation_id=cast.gumla.id)
    with as_("coordinator") as by:
        account, token = invitations.invite_account(by=by, email="new@example.org", name="नई", postings=[desk])
    with as_("secretariat") as by:
        wider = services.GivePosting(role=Role.SECRETARIAT, organisation_id=cast.network.id)
        services.give_posting(by=by, account=account, command=wider)
    with pytest.raises(Problem) as refused:
        invitations.accept_invitation(token=token, password="a-long-walk-to-torpa")
    assert refused.value.code == "no_such_invitation"
