"""The demo's campaigns: COVID-19 over the meetings of that theme, one that runs with two camps; built once."""

import datetime as dt
from typing import Any

import pytest

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.campaigns import record_campaigns
from jatan.foundation.access.actors import actor_of, importer_for
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.selectors import members
from jatan.foundation.network.services import load_network
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.campaigns.models import Campaign
from jatan.programme.campaigns.outcomes import camp_outcome
from jatan.programme.campaigns.report import campaign_report
from jatan.programme.campaigns.selectors import camps

pytestmark = pytest.mark.django_db


@pytest.fixture
def accounts() -> dict[Role, Account]:
    """The demo's accounts, and twenty meetings about COVID-19 of every member in 2021."""
    load_network(plan.network_document())
    made = make_accounts(PEOPLE)
    for member in members():
        district = member.districts.select_related("district").get().district
        with acting_as(importer_for(member.pk)) as by:
            where: dict[str, Any] = {"organisation": member.pk, "place": district, "theme": "covid19"}
            days = [dt.date(2021, 4, 1) + dt.timedelta(days=number) for number in range(20)]
            commands = [RecordActivity(**where, kind="shg_meeting", held_on=day, women=10) for day in days]
            ACTIVITY.record_all(by=by, commands=commands)
    return made


def test_both_campaigns_and_their_camps_stand_once(accounts: dict[Role, Account]) -> None:
    record_campaigns(accounts)
    record_campaigns(accounts)
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        office = Organisation.objects.get(pk=by.home_organisations[0])
        covid = Campaign.objects.get(organisation=office, theme="covid19")
        report = campaign_report(by, covid)
        assert (report.total.held, report.total.present) == (13 * 20, 13 * 200)
        assert len(report.by_place) == 13
        assert Campaign.objects.filter(organisation=office).count() == 2
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        second, first = camps(by)
        found = camp_outcome(by, first)
        assert (found.taken, found.waiting, found.registered, found.applied) == (8, 0, 2, 3)
        assert (found.received, found.sanctioned, found.issues_resolved, found.issues_open) == (1, 1, 1, 1)
        assert found.due == 2
        waiting = camp_outcome(by, second)
        assert (waiting.waiting, waiting.registered, waiting.open_stops) == (1, 2, 1)
