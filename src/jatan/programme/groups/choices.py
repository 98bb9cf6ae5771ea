"""Code lists of groups."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["GroupKind", "OfficeHeld"]


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
