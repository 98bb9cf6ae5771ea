"""Levels of the place tree."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    COUNTRY = "country", _("country")
    STATE = "state", _("state")
    DISTRICT = "district", _("district")
    BLOCK = "block", _("block")
    PANCHAYAT = "panchayat", _("panchayat")
    VILLAGE = "village", _("village")
    CITY = "city", _("city")
