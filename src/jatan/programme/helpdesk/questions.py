"""The questions about a new issue: the same on a page of the office and on a phone."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.questions import LARGEST_SMALL, Question, by_code, column_question
from jatan.programme.helpdesk.models import Issue

ISSUE: Final[Mapping[str, Question]] = by_code(
    [
        column_question(Issue, "received_on"),
        column_question(Issue, "kind"),
        column_question(Issue, "caller_name"),
        column_question(Issue, "caller_phone"),
        column_question(Issue, "sex", few=True),
        column_question(Issue, "age", most=LARGEST_SMALL),
        column_question(Issue, "description", hint=_("What help is asked for. No Aadhaar number.")),
        column_question(Issue, "is_urgent", hint=_("Somebody must act today. It then stands first.")),
        column_question(Issue, "next_follow_up_on", ahead=True),
    ]
)
