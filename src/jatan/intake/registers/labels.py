"""Labels of the sixteen registers and of their columns, as pages, blank registers and repair workbooks show them.

Every label is a heading or title that the importer reads as the same column or register, in both languages.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.intake.registers.own_columns import is_own_column, own_column_label
from jatan.kernel.problems import Message
from jatan.programme.activities.questions import MEETING

KINDS: Mapping[str, Message] = {
    "forums": _("Migrant forums"),
    "forum_members": _("Members of forums"),
    "shg_meeting": _("Meetings with self-help groups"),
    "awareness": _("Awareness programmes"),
    "adolescent_meeting": _("Meetings of adolescent girls' groups"),
    "forum_meeting": _("Meetings of migrant forums"),
    "frontline_meeting": _("Meetings with frontline workers"),
    "quarterly_training": _("Quarterly trainings"),
    "panchayat_workshop": _("Workshops at panchayat level"),
    "block_training": _("Trainings at block level"),
    "district_workshop": _("Workshops at district level"),
    "group_reach": _("Reached through groups"),
    "issues": _("Help desk"),
    "cases": _("Case register"),
    "beneficiaries": _("Government schemes"),
    "journeys": _("Migrant register"),
}

_OWN_COLUMNS: Mapping[str, Message] = {
    "serial": _("Serial number"),
    "date": _("Date"),
    "district": _("District"),
    "block": _("Block"),
    "panchayat": _("Panchayat"),
    "village": _("Village"),
    "group_name": _("Group name"),
    "topic": _("Topic"),
    "title": pgettext_lazy("column", "Title"),
    "women": _("Women"),
    "men": _("Men"),
    "girls": _("Girls under 18"),
    "boys": _("Boys under 18"),
    "total": _("Total"),
    "meetings": _("Number of meetings"),
    "facilitator": _("Facilitator"),
    "decisions": _("Decisions"),
    "category": _("Category"),
    "forum": _("Forum"),
    "formed_on": _("Formed on"),
    "name": _("Name"),
    "guardian": _("Father or husband"),
    "sex": _("Sex"),
    "age": _("Age"),
    "phone": _("Phone"),
    "joined_on": _("Joined on"),
    "office": _("Post in the forum"),
    "issue": _("Issue"),
    "sent_to": _("Sent to"),
    "sent_on": _("Sent on"),
    "reference_number": _("Reference number"),
    "reply": _("Reply"),
    "status": _("Status"),
    "resolved_on": _("Resolved on"),
    "money_recovered": _("Money recovered"),
    "description": _("Description"),
    "case_code": _("Case code"),
    "case_kind": _("Kind of case"),
    "follow_ups": _("Follow-ups"),
    "closed_on": _("Closed on"),
    "scheme": _("Scheme"),
    "applied_on": _("Applied on"),
    "sanctioned_on": _("Sanctioned on"),
    "received_on": _("Benefit received on"),
    "refused_reason": _("Reason for refusal"),
    "destination": _("Destination"),
    "transit": _("Route"),
    "work": _("Work"),
    "employer": _("Employer"),
    "agent_name": _("Agent or contractor"),
    "agent_phone": _("Agent's phone"),
    "wage": _("Promised wage"),
    "leaves_on": _("Leaves on"),
    "expected_return": _("Expected return"),
    "returned_on": _("Came back on"),
    "contact_at_destination": _("Contact at destination"),
}
# Whatever text is asked about a meeting besides the columns above is a column of its register, named as the field is.
MEETING_COLUMNS: Mapping[str, Message] = {
    name: question.label
    for name, question in MEETING.items()
    if name not in _OWN_COLUMNS and question.kind in ("text", "long_text")
}
COLUMNS: Mapping[str, Message] = {**_OWN_COLUMNS, **MEETING_COLUMNS}


def kind_label(code: str) -> Message:
    """The register's label; the code itself where there is none."""
    return KINDS.get(code, code)


def column_label(code: str) -> Message:
    """The column's label, or the own question that it answers; the code itself where there is none."""
    return own_column_label(code) if is_own_column(code) else COLUMNS.get(code, code)
