"""The questions about a new issue: the same on a page of the office and on a phone."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.programme.helpdesk.models import Issue
from jatan.programme.people.questions import Question, by_name

__all__ = ["ISSUE"]

ISSUE: Final[Mapping[str, Question]] = by_name(
    [
        Question(model=Issue, name="received_on"),
        Question(model=Issue, name="kind"),
        Question(model=Issue, name="caller_name"),
        Question(model=Issue, name="caller_phone"),
        Question(model=Issue, name="sex", few=True),
        Question(model=Issue, name="age"),
        Question(model=Issue, name="description", hint=_("What help is asked for. No Aadhaar number.")),
        Question(model=Issue, name="is_urgent", hint=_("Somebody must act today. It then stands first.")),
        Question(model=Issue, name="next_follow_up_on", ahead=True),
    ]
)
