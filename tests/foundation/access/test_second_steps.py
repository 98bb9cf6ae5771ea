"""Removing the second factors of an account whose owner lost them."""

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
def test_a_coordinator_removes_second_factors_and_it_is_recorded(cast: Cast) -> None:
    _lost(cast)
    with acting_as(cast.actor("coordinator")) as by:
        assert services.remove_second_factors(by=by, account=cast.accounts["desk_operator"])
        assert Event.objects.filter(verb="access.second_steps_taken_away").count() == 1
    assert not Authenticator.objects.filter(user=cast.accounts["desk_operator"]).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["stranger", "khunti_coordinator", "desk_operator", "counsellor"])
def test_other_roles_may_not_remove_them(cast: Cast, who: str) -> None:
    _lost(cast)
    with acting_as(cast.actor(who)) as by, pytest.raises(Forbidden):
        services.remove_second_factors(by=by, account=cast.accounts["desk_operator"])
    assert Authenticator.objects.filter(user=cast.accounts["desk_operator"]).count() == 2
