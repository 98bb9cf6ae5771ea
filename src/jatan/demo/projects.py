"""A project of the demo's own member: its forum meetings and issues of the last months, with targets.

What is there already is left alone, so that a build that was killed goes on.
"""

import datetime as dt
from collections.abc import Mapping

from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.bulk_acts.services import do_together
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.programme.activities.models import Activity
from jatan.programme.helpdesk.models import Issue
from jatan.programme.people.reach import live
from jatan.programme.projects.commands import (
    BeginProject,
    CountByHand,
    RecordInstalment,
    RecordSpending,
    SetIndicator,
    SetObjective,
    SetTarget,
)
from jatan.programme.projects.logframe import HAND_COUNT, INDICATOR, INSTALMENT, OBJECTIVE, SPENDING
from jatan.programme.projects.models import Project, ProjectObjective
from jatan.programme.projects.services import TARGET, begin_project
from jatan.programme.projects.tags import tag_rows

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
            TARGET.record(by=by, command=SetTarget(project=project, counted=counted, amount=amount))
        _write_logframe(by, project)
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


def _write_logframe(by: Actor, project: Project) -> None:
    """Two objectives with five lines, one of them counted by hand, and two instalments of which one has come."""
    today = clock.today()
    informed = SetObjective(
        project=project,
        title_hi="गाँव में सबको जाने से पहले जानकारी मिले",
        title_en="Villages are informed before anybody leaves",
    )
    helped = SetObjective(
        project=project, title_hi="बाहर गए लोगों की समस्याएँ हल हों", title_en="Problems of those who left are solved"
    )
    first, second = OBJECTIVE.record_all(by, [informed, helped])
    soon, past = today + dt.timedelta(days=20), today - dt.timedelta(days=25)
    lines: tuple[tuple[ProjectObjective, str, int, dt.date | None], ...] = (
        (first, "shg_meetings.meetings", 12, None),
        (first, "awareness_programmes.programmes", 90, soon),
        (second, "information_centres.received", 60, None),
        (second, "information_centres.resolved", 45, past),
    )
    for objective, number, target, due in lines:
        INDICATOR.record(by, SetIndicator(objective=objective, number=number, target=target, due_on=due))
    by_hand = SetIndicator(
        objective=first,
        title_hi="पंचायतें जिनकी दीवार पर जानकारी लिखी है",
        title_en="Panchayats with the information on a wall",
        baseline=2,
        target=20,
    )
    line = INDICATOR.record(by, by_hand)
    for days, amount in ((150, 6), (60, 5)):
        HAND_COUNT.record(by, CountByHand(indicator=line, counted_on=today - dt.timedelta(days=days), amount=amount))
    came = INSTALMENT.record(by, RecordInstalment(project=project, amount=6_00_000, received_on=project.begins_on))
    INSTALMENT.record(by, RecordInstalment(project=project, amount=4_00_000, due_on=soon))
    for days, amount, what in ((200, 1_40_000, "बैठकें"), (90, 1_85_000, "कार्यकर्ताओं का मानदेय"), (20, 72_500, "छपाई")):
        spent_on = today - dt.timedelta(days=days)
        SPENDING.record(by, RecordSpending(instalment=came, amount=amount, spent_on=spent_on, note=what))
