"""Code lists of groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class GroupKind(models.TextChoices):
    SHG = "shg", _("self-help group")
    ADOLESCENT = "adolescent", _("adolescent group")
    FORUM = "forum", _("migrant forum")
    FRONTLINE = "frontline", _("frontline workers")


class OfficeHeld(models.TextChoices):
    MEMBER = "", pgettext_lazy("office held", "member")
    PRESIDENT = "president", _("president")
    SECRETARY = "secretary", _("secretary")
    TREASURER = "treasurer", _("treasurer")
    LEADER = "leader", _("leader")


class Rhythm(models.TextChoices):
    """How often a group has agreed to meet."""

    WEEK = "week", _("every week")
    FORTNIGHT = "fortnight", _("every two weeks")
    MONTH = "month", _("every month")
    QUARTER = "quarter", _("every three months")


class GroupBook(models.TextChoices):
    """The books that a group keeps itself, on paper."""

    MEMBERS = "members", _("list of members")
    MEETINGS = "meetings", _("book of meetings")
    MIGRANTS = "migrants", _("register of those who leave")
    MONEY = "money", _("account book")
