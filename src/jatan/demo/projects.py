"""A project of the demo's own member: its forum meetings and issues of the last months, with targets.

What is there already is left alone, so that a build that was killed goes on.
"""

import datetime as dt
from collections.abc import Mapping

from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.bulk_acts.services import do_together
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from jatan.programme.people.reach import live
from jatan.programme.projects.commands import BeginProject, SetTarget
from jatan.programme.projects.links import tag_rows
from jatan.programme.projects.models import Project
from jatan.programme.projects.services import begin_project, set_target

__all__ = ["record_projects"]

_BEGAN = 240  # days before today
_MOST = 200


def record_projects(accounts: Mapping[Role, Account]) -> None:
    """Record one project, and put meetings and issues into it, each kind as one act."""
    with acting_as(actor_of(accounts[Role.COORDINATOR])) as by:
        office = by.home_organisations[0]
        if live(Project).filter(organisation_id=office).exists():
            return
        district = Organisation.objects.get(pk=office).districts.select_related("district").get().district
        first = clock.today() - dt.timedelta(days=_BEGAN)
        command = BeginProject(
            organisation=office,
            place=district,
            name_hi="सुरक्षित रास्ता",
            name_en="Safe Way",
            donor="राँची ग्रामीण न्यास",
            begins_on=first,
            ends_on=clock.today() + dt.timedelta(days=365 - _BEGAN),
        )
        project = begin_project(by=by, command=command)
        for counted, amount in (("activities", 60), ("issues", 40)):
            set_target(by=by, command=SetTarget(project=project, counted=counted, amount=amount))
        meetings = live(Activity).filter(organisation_id=office, held_on__gte=first).order_by("-held_on", "id")
        issues = live(Issue).filter(organisation_id=office, received_on__gte=first).order_by("-received_on", "id")
        for rows in (list(meetings[:_MOST]), list(issues[:_MOST])):
            if rows:
                do_together(
                    by=by,
                    act="project",
                    rows=rows,
                    doing=lambda found: tag_rows(by=by, project=project, records=found),
                )
