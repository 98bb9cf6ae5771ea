"""The questions about a meeting of a group: the same on a page of the office and on a phone."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.programme.activities.models import Activity
from jatan.programme.people.questions import Question, by_name

__all__ = ["MEETING", "OTHERS", "PRESENT_LABEL"]

PRESENT_LABEL: Final = _("Which members came?")
_BESIDES: Final = _("Besides those ticked.")
MEETING: Final[Mapping[str, Question]] = by_name(
    [
        Question(model=Activity, name="held_on"),
        Question(model=Activity, name="topic"),
        Question(model=Activity, name="facilitator"),
        Question(model=Activity, name="decisions"),
    ]
)
# Who came besides the members who are ticked.
OTHERS: Final[Mapping[str, Question]] = by_name(
    [
        Question(model=Activity, name="women", label=_("Other women"), hint=_BESIDES),
        Question(model=Activity, name="men", label=_("Other men"), hint=_BESIDES),
        Question(model=Activity, name="girls", label=_("Other girls"), hint=_BESIDES),
        Question(model=Activity, name="boys", label=_("Other boys"), hint=_BESIDES),
    ]
)
