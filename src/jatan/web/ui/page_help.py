"""One sentence and one picture of help for the pages of a usual day.

The sentences are those of docs/how-to/pages-of-a-usual-day.md, which shows the same pictures large.
"""

from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class PageHelp:
    """`picture`: its file below static/guide, without ending; fetched only when the help is opened."""

    picture: str
    sentence: Any


# URL name -> help. A name stands here once it has a picture.
PAGE_HELP: Final = {
    "home": PageHelp("home", _("What must be done today stands first, the most urgent on top; each line is one act.")),
    "departures": PageHelp(
        "leaving", _("Register before she leaves: one question after another, and you can stop and go on later.")
    ),
    "contacts_today": PageHelp(
        "today", _("Call from this list and press what came of it; the next day follows by itself.")
    ),
    "journeys": PageHelp(
        "journeys", _("Press a name to open the journey; search by name, village, number or the code of a pass.")
    ),
    "journeys_detail": PageHelp(
        "journey", _("The first lines say what this journey needs now; everything else is folded below.")
    ),
    "people": PageHelp("people", _("Search before you write somebody new: the name may be there in another spelling.")),
    "people_detail": PageHelp(
        "person", _("All that is on record about one person, from journeys to schemes, opens from here.")
    ),
    "issues": PageHelp(
        "issues", _("Write down what somebody brings to the desk, even when half of it is still unknown.")
    ),
    "issues_detail": PageHelp("issue", _("Write each step you take; the page says what waits and for whom.")),
    "groups_detail": PageHelp("group", _("Begin a meeting or add members from here: village and kind are filled in.")),
    "group_meeting": PageHelp("meeting", _("Tick who came; guests are a number, decisions are tasks with a day.")),
    "studio": PageHelp("report", _("Choose the days and who reads it; the parts and their order are yours.")),
}
