"""Whoever lost telephone and recovery codes is let in again by somebody who has charge of her, and by nobody else."""

import pytest
from allauth.mfa.models import Authenticator

from jatan.foundation.access import services
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from tests.cast import Cast


def _lost(cast: Cast) -> None:
    for kind in (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES):
        Authenticator.objects.create(user=cast.accounts["desk_operator"], type=kind, data={"secret": "x"})


@pytest.mark.django_db
def test_her_coordinator_takes_the_second_steps_away_and_it_is_written_down(cast: Cast) -> None:
    _lost(cast)
    with acting_as(cast.actor("coordinator")) as by:
        assert services.take_second_steps_away(by=by, account=cast.accounts["desk_operator"]) == 2
        assert Event.objects.filter(verb="access.second_steps_taken_away").count() == 1
    assert not Authenticator.objects.filter(user=cast.accounts["desk_operator"]).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "khunti_coordinator", "desk_operator", "counsellor"])
def test_nobody_else_does(cast: Cast, who: str) -> None:
    _lost(cast)
    with acting_as(cast.actor(who)) as by, pytest.raises(Forbidden):
        services.take_second_steps_away(by=by, account=cast.accounts["desk_operator"])
    assert Authenticator.objects.filter(user=cast.accounts["desk_operator"]).count() == 2
