"""What came of a camp: counts over its list, for those who may see the people. None where the reader may not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.activities.models import FollowUp
from jatan.programme.activities.selectors import follow_ups
from jatan.programme.campaigns import selectors
from jatan.programme.campaigns.choices import LineState
from jatan.programme.campaigns.models import Camp, CampLine
from jatan.programme.helpdesk.choices import OPEN, Status
from jatan.programme.journeys.models import Trigger
from jatan.programme.people.reach import live

RESOLVED = (Status.RESOLVED, Status.PARTLY)


@dataclass(frozen=True)
class CampOutcome:
    """Counts of a camp. `lines`: its list. Applications are linkages of it; `open_stops`: hard stops nobody took over.

    `due`: follow-ups of the activity and of its issues that are due by today.
    """

    came: int
    lines: Sequence[CampLine] = ()
    waiting: int = 0
    registered: int = 0
    away: int = 0
    returned: int = 0
    open_stops: int = 0
    applied: int = 0
    sanctioned: int = 0
    received: int = 0
    refused: int = 0
    issues: int = 0
    issues_open: int = 0
    issues_resolved: int = 0
    due: int = 0
    shows_people: bool = True
    activity_tasks: Sequence[FollowUp] = field(default=())

    @property
    def taken(self) -> int:
        """Lines that are recorded."""
        return len(self.lines) - self.waiting


def camp_outcome(by: Actor, camp: Camp) -> CampOutcome:
    """What came of a camp, in at most four queries whatever the length of its list."""
    came = camp.activity.total
    tasks = [row for row in follow_ups(by, camp.activity) if row.done_on is None]
    if camp.organisation_id not in by.reach(Permission.PEOPLE_SEE).row_organisations:
        return CampOutcome(came, shows_people=False, activity_tasks=tasks)
    found = list(selectors.lines(by, camp))
    today = clock.today()
    journeys = [row.journey for row in found if row.journey is not None and row.journey.withdrawn_at is None]
    linkages = [row.linkage for row in found if row.linkage is not None and row.linkage.withdrawn_at is None]
    issues = [row.issue for row in found if row.issue is not None and row.issue.withdrawn_at is None]
    stops = live(Trigger).filter(journey__in=journeys, acknowledged_at__isnull=True).count() if journeys else 0
    open_issues = [row for row in issues if row.status in OPEN]
    due = sum(row.next_follow_up_on is not None and row.next_follow_up_on <= today for row in open_issues)
    return CampOutcome(
        came,
        lines=found,
        waiting=sum(row.state == LineState.WAITING for row in found),
        registered=len(journeys),
        away=sum(row.returned_on is None and row.leaves_on is not None and row.leaves_on <= today for row in journeys),
        returned=sum(row.returned_on is not None for row in journeys),
        open_stops=stops,
        applied=len(linkages),
        sanctioned=sum(row.sanctioned_on is not None and row.received_on is None for row in linkages),
        received=sum(row.received_on is not None for row in linkages),
        refused=sum(row.refused_on is not None and row.received_on is None for row in linkages),
        issues=len(issues),
        issues_open=len(open_issues),
        issues_resolved=sum(row.status in RESOLVED for row in issues),
        due=due + sum(row.due_on is not None and row.due_on <= today for row in tasks),
        activity_tasks=tasks,
    )
