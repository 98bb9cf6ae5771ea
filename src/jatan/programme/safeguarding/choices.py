"""Code lists of safeguarding: who makes a contact, its outcome, the steps of the ladder, why it was closed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanKind(models.TextChoices):
    SCHEDULE = "schedule", _("contact schedule")
    LADDER = "ladder", _("ladder of steps")


class Assignee(models.TextChoices):
    """Who is to act. An automatic text message is sent by the worker process and followed up by the desk."""

    SMS = "sms", pgettext_lazy("by whom", "automatic text message")
    FORUM_LEADER = "forum_leader", pgettext_lazy("by whom", "forum leader")
    DESK = "desk", pgettext_lazy("by whom", "help desk")
    COUNSELLOR = "counsellor", pgettext_lazy("by whom", "counsellor")
    SUPERVISOR = "supervisor", pgettext_lazy("by whom", "case supervisor")
    COORDINATOR = "coordinator", pgettext_lazy("by whom", "coordinator")


class Condition(models.TextChoices):
    """To whom a line of the schedule applies, the most urgent first."""

    HARD_STOP = "hard_stop", _("after a hard stop or an unsafe answer")
    MINOR = "minor", _("children under 18")
    WOMAN_ALONE = "woman_alone", _("a woman travelling alone")
    ABROAD = "abroad", _("journeys abroad")
    ALL = "all", _("everybody")


class Outcome(models.TextChoices):
    """The outcome of one contact. Empty: nothing recorded yet."""

    SAFE = "safe", pgettext_lazy("contact", "safe")
    UNSAFE = "unsafe", pgettext_lazy("contact", "not safe")
    SOMEONE_ELSE = "someone_else", pgettext_lazy("contact", "somebody else answered")
    UNREACHABLE = "unreachable", pgettext_lazy("contact", "could not be reached")
    RETURNED = "returned", pgettext_lazy("contact", "has come home")


# The traveller herself did not answer: the ladder begins, or continues.
MISSED = (Outcome.UNREACHABLE, Outcome.SOMEONE_ELSE)
ANSWERED_HERSELF = (Outcome.SAFE, Outcome.UNSAFE)
DECIDED = (Outcome.SAFE, Outcome.UNSAFE, Outcome.RETURNED)


class StepCode(models.TextChoices):
    AGAIN = "again", _("try again")
    FAMILY = "family", _("ask the family")
    VISIT = "visit", _("forum visits the family")
    ISSUE = "issue", _("issue at the help desk")
    MISSING = "missing", _("treat as missing")
    CASE = "case", _("hand over as a case")


class Closed(models.TextChoices):
    """Why a ladder, or the contacts of a journey, ended."""

    SAFE = "safe", pgettext_lazy("closed", "she was heard from and is safe")
    UNSAFE = "unsafe", pgettext_lazy("closed", "she was heard from and needs help")
    RETURNED = "returned", pgettext_lazy("closed", "she has come home")
    WITHDRAWN = "withdrawn", pgettext_lazy("closed", "the journey was taken back")
    CASE = "case", pgettext_lazy("closed", "taken over as a case")
    LATE = "late", pgettext_lazy("closed", "she was heard from in time, but we were told late")
