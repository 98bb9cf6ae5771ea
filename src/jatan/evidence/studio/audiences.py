"""For whom a report is made, and which yes a story or a photograph needs to stand in it."""

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.programme.activities.choices import PhotographUse
from jatan.programme.booklet.choices import StoryUse


class Audience(models.TextChoices):
    """For whom a report is: which parts come by themselves, and whether only published numbers stand in it."""

    OWN = "own", pgettext_lazy("audience", "our own office")
    NETWORK = "network", pgettext_lazy("audience", "the network")
    DONOR = "donor", pgettext_lazy("audience", "who gives the money")
    GOVERNMENT = "government", pgettext_lazy("audience", "government")
    PRESS = "press", pgettext_lazy("audience", "the press")
    PUBLIC = "public", pgettext_lazy("audience", "everybody")

    @property
    def is_house(self) -> bool:
        """True for a report that stays in the house: only there stand named people, members beside each other and what
        was changed since it was published or accepted."""
        return self in (Audience.OWN, Audience.NETWORK)

    @property
    def reads_published_only(self) -> bool:
        """True for readers for whom nobody vouches: they get numbers that two people released, and stories and
        photographs with a yes for this use; nothing else."""
        return self in (Audience.PRESS, Audience.PUBLIC)

    @property
    def title(self) -> Any:
        """The title of a report for these readers."""
        return _TITLES[self]


_TITLES = {
    Audience.OWN: _("Report of our work"),
    Audience.NETWORK: _("Report of our work"),
    Audience.DONOR: _("Report to a donor"),
    Audience.GOVERNMENT: _("Report to the government"),
    Audience.PRESS: _("For the press: what we do"),
    Audience.PUBLIC: _("What we do"),
}

# No text that was ever read out speaks of a report for the office or the network alone: a paper that lies there reaches
# donors and government sooner or later, so it asks for that yes.
_STORIES: Mapping[str, StoryUse] = {
    Audience.OWN: StoryUse.DONOR,
    Audience.NETWORK: StoryUse.DONOR,
    Audience.DONOR: StoryUse.DONOR,
    Audience.GOVERNMENT: StoryUse.DONOR,
    Audience.PRESS: StoryUse.PRESS,
    Audience.PUBLIC: StoryUse.PUBLIC,
}
_PHOTOGRAPHS: Mapping[str, PhotographUse] = {
    Audience.OWN: PhotographUse.DONOR,
    Audience.NETWORK: PhotographUse.DONOR,
    Audience.DONOR: PhotographUse.DONOR,
    Audience.GOVERNMENT: PhotographUse.DONOR,
    Audience.PRESS: PhotographUse.PRESS,
    Audience.PUBLIC: PhotographUse.PUBLIC,
}


def story_use(audience: str) -> StoryUse:
    """The yes that a story needs for a report to this audience. Raises KeyError for an unknown one."""
    return _STORIES[audience]


def photograph_use(audience: str) -> PhotographUse:
    """The yes that a photograph needs for a report to this audience. Raises KeyError for an unknown one."""
    return _PHOTOGRAPHS[audience]
