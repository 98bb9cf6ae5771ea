"""Codes of projects."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Outside(models.TextChoices):
    """What is done with records that lie outside of a project's days or places (`bounds`)."""

    TAKE = "take", _("put them in too")
    LEAVE = "leave", _("leave them out")


class ProjectCount(models.TextChoices):
    """What the report of a project counts; the first six are kinds of records."""

    PEOPLE = "people", pgettext_lazy("project", "people")
    JOURNEYS = "journeys", pgettext_lazy("project", "journeys")
    ACTIVITIES = "activities", pgettext_lazy("project", "meetings and programmes")
    ISSUES = "issues", pgettext_lazy("project", "issues")
    LINKAGES = "linkages", pgettext_lazy("project", "scheme benefits")
    GROUPS = "groups", pgettext_lazy("project", "groups")
    REACHED = "reached", pgettext_lazy("project", "different people reached")
    MONEY = "money", pgettext_lazy("project", "money recovered (₹)")
