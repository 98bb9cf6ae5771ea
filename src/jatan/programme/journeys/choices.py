"""Sectors of work that migrants of the state go into."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Work(models.TextChoices):
    DOMESTIC = "domestic", _("domestic work")
    CONSTRUCTION = "construction", _("construction")
    BRICK_KILN = "brick_kiln", _("brick kiln")
    GARMENT = "garment", _("garment factory")
    FACTORY = "factory", _("other factory")
    AGRICULTURE = "agriculture", _("agriculture")
    FISHING = "fishing", _("fishing")
    HOTEL = "hotel", _("hotel or eatery")
    SECURITY = "security", _("security guard")
    DRIVING = "driving", _("driving")
    OTHER = "other", pgettext_lazy("work", "other work")
