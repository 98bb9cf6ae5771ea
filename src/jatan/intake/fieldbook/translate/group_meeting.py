"""A meeting of the forum, with the members who came. Two phones that wrote about one meeting meet here."""

import datetime as dt

from jatan.foundation.access.actors import Actor
from jatan.intake.fieldbook.choices import Reason
from jatan.intake.fieldbook.translate.entry import Entry, Recorded, answers_to, forum_of, people_of
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.activities.questions import MEETING, OTHERS
from jatan.programme.flows.group_meetings import MEETING_OF, RecordGroupMeeting, record_group_meeting
from jatan.programme.groups.models import Group


def record_meeting(by: Actor, entry: Entry) -> Recorded:
    """Record the meeting. Raises Problem("same_meeting") with the other one's id as candidate unless both are taken."""
    answers = entry.answers
    forum = forum_of(by, entry)
    if forum is None:
        raise Problem(Reason.NO_FORUM.value, field="forum")
    asked = answers_to(MEETING | OTHERS, answers)
    # One after the other: of two phones that come at once, the second finds the first one's meeting.
    Group.objects.select_for_update(of=("self",), no_key=True).get(organisation_id=entry.organisation_id, pk=forum.pk)
    other = _on_record(entry, forum, asked["held_on"])
    if other is not None and not entry.decisions.takes_both:
        raise Problem(Reason.SAME_MEETING.value, field="held_on", candidates=[str(other.pk)])
    present: list[str] = list(answers.get("present") or ())
    known = people_of(by, entry, [("present", one) for one in present])
    command = RecordGroupMeeting(group=forum, present=[known[one] for one in present], answers=asked)
    return {"meetings": [str(record_group_meeting(by=by, command=command).pk)]}


def _on_record(entry: Entry, forum: Group, held_on: dt.date) -> Activity | None:
    rows = Activity.objects.filter(organisation_id=entry.organisation_id, group=forum, held_on=held_on)
    return rows.filter(kind=MEETING_OF[forum.kind], withdrawn_at__isnull=True).order_by("id").first()
