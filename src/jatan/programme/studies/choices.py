"""Codes of studies: kinds of questions, sampling rules, consent."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QuestionKind(models.TextChoices):
    ONE = "one", _("one of several choices")
    SEVERAL = "several", _("several choices at once")
    NUMBER = "number", _("a whole number")
    SCALE = "scale", _("a scale, such as 1 to 5")
    DATE = "date", _("a day")
    TEXT = "text", _("a few words")


class SamplingRule(models.TextChoices):
    """How villages are drawn from the list; `draws.draw` says each rule exactly."""

    SIMPLE = "simple", _("simple random: every village has the same chance")
    SYSTEMATIC = "systematic", _("systematic: every k-th village from a random start")
    PPS = "pps", _("by size, systematic: a village twice as large has twice the chance")
    PPS_REPLACED = "pps_replaced", _("by size, with replacement: a village can be drawn twice")
    CHOSEN = "chosen", _("not drawn: all villages of the list were chosen by hand")

    @property
    def needs_sizes(self) -> bool:
        return self in (SamplingRule.PPS, SamplingRule.PPS_REPLACED)


class Allocation(models.TextChoices):
    """How the number of villages is shared out among strata."""

    PROPORTIONAL = "proportional", _("by how many villages a district has")
    EQUAL = "equal", _("the same number in every district")


class ConsentKind(models.TextChoices):
    SPOKEN = "spoken", pgettext_lazy("consent", "yes, she said so")
    WRITTEN = "written", pgettext_lazy("consent", "yes, signed or with thumbprint")
