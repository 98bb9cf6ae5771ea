"""Code lists of campaigns and camps."""

from django.db import models
from django.utils.translation import pgettext_lazy


class CampaignCount(models.TextChoices):
    """What a target of a campaign counts. The report counts the same things as done."""

    ACTIVITIES = "activities", pgettext_lazy("campaign", "meetings and programmes")
    PARTICIPANTS = "participants", pgettext_lazy("campaign", "people present")
    CAMPS = "camps", pgettext_lazy("campaign", "camps")
    REGISTRATIONS = "registrations", pgettext_lazy("campaign", "registrations before leaving")
    APPLICATIONS = "applications", pgettext_lazy("campaign", "scheme applications at camps")
    LINKAGES = "linkages", pgettext_lazy("campaign", "benefits received after camps")
    ISSUES = "issues", pgettext_lazy("campaign", "issues brought to camps")
    COPIES = "copies", pgettext_lazy("campaign", "copies given")


class TakeInKind(models.TextChoices):
    """Kinds of existing records that can be taken into a campaign together."""

    ACTIVITIES = "activities", pgettext_lazy("campaign", "meetings and programmes")
    JOURNEYS = "journeys", pgettext_lazy("campaign", "registrations before leaving")
    DISTRIBUTIONS = "distributions", pgettext_lazy("campaign", "copies given")


class CampTask(models.TextChoices):
    """What somebody did at a camp."""

    REGISTRATION = "registration", pgettext_lazy("camp", "registering before leaving")
    SCHEMES = "schemes", pgettext_lazy("camp", "scheme applications")
    ISSUES = "issues", pgettext_lazy("camp", "hearing issues")
    TALK = "talk", pgettext_lazy("camp", "talking with people")
    OFFICE = "office", pgettext_lazy("camp", "came from a government office")
    OTHER = "other", pgettext_lazy("camp", "something else")


class LineState(models.TextChoices):
    """`waiting`: something has to be put right or decided first; nothing of it is recorded yet."""

    WAITING = "waiting", pgettext_lazy("line of a camp", "waiting")
    TAKEN = "taken", pgettext_lazy("line of a camp", "recorded")
