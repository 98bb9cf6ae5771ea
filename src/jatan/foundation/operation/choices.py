"""Choices of the tables of operation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Doubt(models.TextChoices):
    """What speaks against the clock."""

    JUMPED = "jumped", _("the clock was set")
    FUTURE = "future", _("a record lies in the future")
    LONG_OFF = "long_off", _("the house was off for long")


class FaultKind(models.TextChoices):
    """What a page did that it should not."""

    ERROR = "error", _("error")
    SLOW = "slow", _("slow page")
