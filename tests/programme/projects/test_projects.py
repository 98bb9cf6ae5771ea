"""Projects: what belongs to one, parts of members in one of the network, the report and its lists."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.walls import acting_as
from jatan.foundation.bulk_acts.services import do_together
from jatan.foundation.bulk_acts.undo import undo_together
from jatan.foundation.ledger.models import Event
from jatan.kernel.periods import Period
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.people.services import withdraw_person
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.projects.commands import BeginProject, SetTarget
from jatan.programme.projects.models import Project, ProjectActivity, ProjectPerson
from jatan.programme.projects.report import project_report
from jatan.programme.projects.selectors import in_project, open_projects, projects_of
from jatan.programme.projects.services import PROJECT, TARGET, begin_project
from jatan.programme.projects.tags import tag, tag_rows, take_out
from tests.cast import Cast
from tests.programme.activities.builders import activity_command, an_activity
from tests.programme.helpdesk.builders import an_issue
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db


def a_project(by: Actor, cast: Cast, **answers: Any) -> Project:
    usual: dict[str, Any] = {"organisation": cast.gumla.id, "place": cast.gumla_block, "name_hi": "सुरक्षित रास्ता"}
    return begin_project(by=by, command=BeginProject(**(usual | {"begins_on": dt.date(2023, 1, 1)} | answers)))


def test_the_report_counts_kinds_months_people_money_and_targets(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        project = a_project(by, cast)
        TARGET.record(by=by, command=SetTarget(project=project, counted="activities", amount=4))
        person = a_person(by, cast)
        other = a_person(by, cast, name="सुनीता कुमारी")
        for day in (dt.date(2023, 2, 1), dt.date(2023, 2, 20), dt.date(2023, 4, 1)):
            tag(by=by, project=project, record=an_activity(by, cast, held_on=day))
        gone = an_activity(by, cast)
        tag(by=by, project=project, record=gone)
        Activity.objects.filter(organisation_id=gone.organisation_id, pk=gone.pk).update(withdrawn_at=gone.recorded_at)
        for about, money in ((person, 4_000), (other, None)):
            issue = an_issue(by, cast, person=about, status="resolved", resolved_on=dt.date(2023, 3, 3))
            type(issue).objects.filter(organisation_id=issue.organisation_id, pk=issue.pk).update(money_recovered=money)
            tag(by=by, project=project, record=issue)
        tag(by=by, project=project, record=person)
        with CaptureQueriesContext(connection) as asked:
            report = project_report(by, project)
        assert len(asked) <= 14
        assert report.numbers[ProjectCount.ACTIVITIES] == 3
        assert report.numbers[ProjectCount.ISSUES] == 2
        assert report.numbers[ProjectCount.REACHED] == 2
        assert report.numbers[ProjectCount.MONEY] == 4_000
        months = {month: numbers[ProjectCount.ACTIVITIES] for month, numbers in report.months.items()}
        assert (months[dt.date(2023, 2, 1)], months[dt.date(2023, 4, 1)]) == (2, 1)
        assert [(line.counted, line.done, line.percent) for line in report.targets] == [("activities", 3, 75)]
        short = project_report(by, project, Period(dt.date(2023, 2, 1), dt.date(2023, 2, 28)))
        assert short.numbers[ProjectCount.ACTIVITIES] == 2
        listed = Activity.objects.live().filter(in_project(str(project.common_id)))
        assert listed.count() == report.numbers[ProjectCount.ACTIVITIES]


# More than the services write at once (2,000).
@pytest.mark.parametrize("count", [2_100, pytest.param(5_000, marks=pytest.mark.long)])
def test_thousands_of_rows_are_put_in_as_one_event_and_taken_out_by_the_undo(cast: Cast, count: int) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        project = a_project(by, cast)
        rows = ACTIVITY.record_all(by=by, commands=[activity_command(cast)] * count)
        tag(by=by, project=project, record=rows[0])
        events = Event.objects.count()
        with CaptureQueriesContext(connection) as asked:
            outcome = do_together(
                by=by,
                act="project",
                rows=rows,
                doing=lambda found: tag_rows(by=by, project=project, records=found),
            )
        assert len(asked) <= 40
        assert Event.objects.count() == events + 1
        assert (outcome.rows, [one.code for one in outcome.stayed]) == (count - 1, ["already_recorded"])
        assert ProjectActivity.objects.live().count() == count
    with acting_as(cast.actor("coordinator")) as by:
        undo_together(by=by, done=outcome.done[0])
        assert Event.objects.count() == events + 2
        assert [link.activity_id for link in ProjectActivity.objects.live()] == [rows[0].pk]
        assert Activity.objects.live().count() == count


def test_a_project_of_the_network_takes_records_of_members_each_in_its_own_part(cast: Cast) -> None:
    with acting_as(cast.actor("secretariat")) as by:
        whole = a_project(by, cast, organisation=cast.network.id, place=cast.gumla_district)
        assert whole.is_shared
    with acting_as(cast.actor("coordinator")) as by:
        assert list(open_projects(by)) == [whole]
        for _time in range(2):
            tag(by=by, project=whole, record=an_activity(by, cast))
        assert Project.objects.filter(organisation=cast.gumla).count() == 1
        assert list(open_projects(by)) == [whole], "a part stands with its whole"
        assert project_report(by, whole).numbers[ProjectCount.ACTIVITIES] == 2
    with acting_as(cast.actor("khunti_coordinator")) as by:
        assert ProjectActivity.objects.count() == 0
        assert project_report(by, whole).numbers[ProjectCount.ACTIVITIES] == 0
    with acting_as(cast.actor("secretariat")) as by:
        assert project_report(by, whole).numbers[ProjectCount.ACTIVITIES] == 2


def test_a_project_of_another_member_is_not_there(cast: Cast) -> None:
    with acting_as(cast.actor("khunti_coordinator")) as by:
        other = a_project(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    with acting_as(cast.actor("coordinator")) as by:
        assert not Project.objects.exists()
        with pytest.raises(Problem, match="other_organisation"):
            tag(by=by, project=other, record=an_activity(by, cast))
        with pytest.raises(gate.Forbidden):
            a_project(by, cast, organisation=cast.khunti.id, place=cast.khunti_block)


def test_a_record_is_in_a_project_once_and_can_be_taken_out(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        project, row = a_project(by, cast), an_activity(by, cast)
        link = tag(by=by, project=project, record=row)
        with pytest.raises(Problem, match="already_recorded"):
            tag(by=by, project=project, record=row)
        with pytest.raises(Problem, match="still_counted"):
            PROJECT.withdraw(by=by, row=project, reason="over")
        take_out(by=by, link=link, reason="wrong one")
        assert not projects_of(by, row).exists()
        PROJECT.withdraw(by=by, row=project, reason="over")
        with pytest.raises(Problem, match="not_at_this_stage"):
            tag(by=by, project=project, record=row)


def test_a_person_of_a_project_can_be_withdrawn(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        project, person = a_project(by, cast), a_person(by, cast)
        tag(by=by, project=project, record=person)
        withdraw_person(by=by, person=person, reason="entered twice")
        assert ProjectPerson.objects.live().count() == 1
        assert project_report(by, project).numbers[ProjectCount.PEOPLE] == 0


def test_a_project_ends_after_it_begins_and_has_a_name(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        for wrong in ({"ends_on": dt.date(2022, 1, 1)}, {"name_hi": ""}):
            with pytest.raises(Exception, match=r"ends_before|missing"):
                a_project(by, cast, **wrong)
