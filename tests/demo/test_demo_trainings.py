"""The demo trains a forum, frontline workers and staff, with something due and something planned."""

import datetime as dt

import pytest

from jatan.demo import plan
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.demo.phased_trainings import record_trainings
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.services import load_network
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.groups.commands import FormGroup, JoinGroup
from jatan.programme.groups.services import GROUP, MEMBERSHIP
from jatan.programme.people.commands import RegisterPerson
from jatan.programme.people.look_alikes import AFTERWARDS
from jatan.programme.people.services import register_person
from jatan.programme.training.answers import item_results
from jatan.programme.training.completion import due_phases
from jatan.programme.training.selectors import curricula, planned_sessions, series

pytestmark = pytest.mark.django_db


def test_nobodys_first_page_of_training_is_empty() -> None:
    load_network(plan.network_document())
    accounts = make_accounts(PEOPLE)
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        posting = accounts[Role.COORDINATOR].postings.select_related("organisation").get()
        district = posting.organisation.districts.select_related("district").get().district
        where = {"organisation": by.home_organisations[0], "place": district}
        forum = GROUP.record(by=by, command=FormGroup(**where, kind="forum", name="नमूना फोरम"))
        people = [
            register_person(by=by, command=RegisterPerson(**where, name=f"सदस्य {number}", sex="f"), shown=AFTERWARDS)
            for number in range(12)
        ]
        MEMBERSHIP.record_all(by=by, commands=[JoinGroup(group=forum, person=person) for person in people])
    record_trainings(accounts)
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        assert curricula(by).count() == 2
        of_forum = series(by).get(group=forum)
        assert series(by).count() == 2
        assert planned_sessions(by).count() == 2
        due = {(one.series.pk, one.phase.number) for one in due_phases(by, clock.today() + dt.timedelta(days=30))}
        assert (of_forum.pk, 3) in due
        assert all(one.change > 0 for one in item_results(by, of_forum, 2))
        assert Activity.objects.filter(kind="quarterly_training").count() == 2
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        assert Activity.objects.filter(kind="staff_training", organisation__kind="network").count() == 1
