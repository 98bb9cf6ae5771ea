"""Code lists of what is released."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Section(models.TextChoices):
    """Parts of the network's own words, in the order of the page."""

    WHO = "who", _("Who we are")
    WORK = "work", _("Our work")
    ACHIEVED = "achieved", _("What was achieved")
    CONTACT = "contact", _("How to reach us")
    PRESS = "press", _("For the press")


class PieceKind(models.TextChoices):
    """Records of the house that can be shown to everybody."""

    REPORT = "report", _("report to read")
    STORY = "story", _("story")
    CONSULTATION = "consultation", _("consultation")
    PHOTOGRAPH = "photograph", _("photograph")


class Outcome(models.TextChoices):
    """What the second person, or whoever proposed it, decided. Empty: it waits."""

    RELEASED = "released", pgettext_lazy("text or numbers", "public")
    REFUSED = "refused", pgettext_lazy("text or numbers", "refused")
    TAKEN_BACK = "taken_back", pgettext_lazy("text or numbers", "taken back before it was decided")
    REPLACED = "replaced", pgettext_lazy("text or numbers", "replaced by a newer one")
    TAKEN_DOWN = "taken_down", pgettext_lazy("text or numbers", "taken off the public page")
