"""What the departure register recorded before she left: who took her, where to, for what wage.

It is evidence: it was recorded before anything went wrong.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.programme.cases.entries.fields import Field
from jatan.programme.cases.entries.kinds import EntryKind, Stage

DEPARTURE = EntryKind(
    code="departure",
    label=_("Registered before leaving"),
    stage=Stage.ASSESSMENT,
    icon="journey",
    day="registered_on",
    headline=("destination", "agent"),
    intro=_(
        "What was written down before she left. Change nothing that was written then; what she says now goes elsewhere."
    ),
    fields=(
        Field("registered_on", _("Registered on"), "past_day", needed=True),
        Field("registered_by", _("Registered by"), "line"),
        Field("left_on", _("Left on"), "day", part=_("The way"), ahead=False),
        Field("origin", pgettext_lazy("place", "From"), "line"),
        Field("transit", _("On the way through"), "line"),
        Field("destination", pgettext_lazy("place", "To"), "line", needed=True),
        Field("companions", _("Who went along"), "line"),
        Field("agent", _("Agent or contractor"), "line", part=_("The work that was promised")),
        Field("agent_phone", _("Telephone of the agent"), "phone"),
        Field("employer", _("Employer"), "line"),
        Field("work", _("Work"), "line"),
        Field("wage", _("Wage promised, ₹ a month"), "money"),
        Field("hours", _("Hours promised, a day"), "count"),
        Field("advance", _("Advance or debt, ₹"), "money"),
        Field("contact", _("Contact at the destination"), "line", part=_("Afterwards")),
        Field("contact_phone", _("Telephone there"), "phone"),
        Field("papers_in_hand", _("Papers in her own hands"), "line"),
        Field("last_heard_on", _("Last heard from on"), "past_day"),
    ),
)

# The journey the case began with. Only the sealed file holds this link: no open table ties a person to a case.
ORIGIN = EntryKind(
    code="origin",
    label=_("Where the case began"),
    stage=Stage.OTHER,
    is_single=True,
    is_story=False,
    is_by_hand=False,
    fields=(Field("journey", _("Journey"), "machine", needed=True),),
)

DEPARTURE_KINDS = (DEPARTURE, ORIGIN)
