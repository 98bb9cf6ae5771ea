"""The demo's project: meetings and issues of its member in the last months; built once."""

import datetime as dt

import pytest

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.projects import record_projects
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.bulk_acts.models import DoneTogether
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.services import load_network
from jatan.kernel import clock
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.models import Project
from jatan.programme.projects.report import project_report

pytestmark = pytest.mark.django_db


def test_the_project_stands_once_with_the_meetings_of_its_days() -> None:
    load_network(plan.network_document())
    accounts = make_accounts(PEOPLE)
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        office = Organisation.objects.get(pk=by.home_organisations[0])
        district = office.districts.select_related("district").get().district
        days = [clock.today() - dt.timedelta(days=number * 30) for number in range(12)]
        commands = [
            RecordActivity(organisation=office.pk, place=district, kind="shg_meeting", held_on=day, women=10)
            for day in days
        ]
        ACTIVITY.record_all(by=by, commands=commands)
    record_projects(accounts)
    record_projects(accounts)
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        project = Project.objects.get()
        assert project_report(by, project).numbers[ProjectCount.ACTIVITIES] == 9, "of the last 240 days"
        assert DoneTogether.objects.count() == 1
