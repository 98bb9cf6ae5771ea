"""An account of a demo, closed in a real house, is opened again: anybody would enter it without a password.

Before: an administrator could open it on its page; after that the house refused its next start.
"""

import pytest

from jatan.foundation.access import services
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import DemoHouse
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(cast: Cast) -> Account:
    account = cast.accounts["desk_operator"]
    account.is_demo, account.is_active = True, False
    account.save(update_fields=["is_demo", "is_active"])
    return account


@pytest.mark.parametrize("part", ["administrator", "secretariat", "coordinator"])
def test_nobody_opens_it_in_a_real_house(cast: Cast, closed: Account, part: str) -> None:
    with acting_as(cast.actor(part)) as by, pytest.raises(Forbidden):
        services.reactivate_account(by=by, account=closed)
    assert not Account.objects.get(pk=closed.pk).is_active


def test_in_the_demo_itself_it_is_opened_like_any_other(cast: Cast, closed: Account) -> None:
    DemoHouse.objects.create(pk=1)
    with acting_as(cast.actor("coordinator")) as by:
        services.reactivate_account(by=by, account=closed)
    assert Account.objects.get(pk=closed.pk).is_active
