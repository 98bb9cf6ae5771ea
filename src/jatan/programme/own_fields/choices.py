"""Kinds of records that may have own questions, and sorts of answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordKind(models.TextChoices):
    PEOPLE = "people", _("People")
    JOURNEYS = "journeys", _("Journeys")
    ISSUES = "issues", _("Issues")
    LINKAGES = "linkages", _("Government schemes")
    GROUPS = "groups", _("Groups and forums")
    ACTIVITIES = "activities", _("Meetings and programmes")


class AnswerSort(models.TextChoices):
    TEXT = "text", _("short text")
    NUMBER = "number", _("number")
    DAY = "day", _("day")
    YES_NO = "yes", _("yes or no")
    CHOICE = "choice", _("one word of a list")
