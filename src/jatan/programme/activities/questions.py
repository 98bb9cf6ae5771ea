"""The questions about a meeting of a group: the page of the office, the phone, the translation of its rows and the act
that records the meeting all go by these lists."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from jatan.kernel.questions import Question, by_code, column_question
from jatan.programme.activities.models import Activity

PRESENT_LABEL: Final = _("Which members came?")
_BESIDES: Final = _("Besides those ticked.")
MEETING: Final[dict[str, Question]] = by_code(
    [
        column_question(Activity, "held_on", past=True),
        column_question(Activity, "topic"),
        column_question(Activity, "facilitator", office_only=True),
        column_question(Activity, "decisions"),
    ]
)
# Who came besides the members who are ticked.
OTHERS: Final[dict[str, Question]] = by_code(
    [
        column_question(Activity, "women", label=_("Other women"), hint=_BESIDES),
        column_question(Activity, "men", label=_("Other men"), hint=_BESIDES),
        column_question(Activity, "girls", label=_("Other girls"), hint=_BESIDES),
        column_question(Activity, "boys", label=_("Other boys"), hint=_BESIDES),
    ]
)
