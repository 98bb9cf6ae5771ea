"""The demo has a month in every state and targets of the network beside those of its members."""

import pytest

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.periods import record_month_ends, record_targets
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.months.choices import Status
from jatan.evidence.months.models import MonthEnd
from jatan.evidence.months.selectors import completeness_of, months_to_complete
from jatan.evidence.targets.models import Target
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Kind, Organisation
from jatan.foundation.network.services import load_network
from jatan.kernel.periods import Period

pytestmark = pytest.mark.django_db


def test_there_is_a_month_in_every_state_and_a_target_of_everybody() -> None:
    load_network(plan.network_document())
    accounts = make_accounts(PEOPLE)
    recount_pending(Organisation.objects.values_list("id", flat=True))
    record_month_ends(accounts)
    record_targets(accounts)
    recount_pending(Organisation.objects.values_list("id", flat=True))
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        assert {row.status for row in MonthEnd.objects.all()} == set(Status) - {Status.NOT_YET}
        report = completeness_of(by, Organisation.objects.all(), Period(plan.FIRST, plan.LAST))
        assert (report.accepted, len(report.reporting)) == (13, 13)
        owners = Target.objects.values_list("organisation__kind", flat=True)
        assert set(owners) == set(Kind)
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        assert len(months_to_complete(by)) == 1
