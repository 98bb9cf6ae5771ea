"""The stage of a linkage, derived from its days and not stored."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Stage(models.TextChoices):
    TO_APPLY = "to_apply", pgettext_lazy("linkage", "to be applied for")
    APPLIED = "applied", pgettext_lazy("linkage", "applied")
    SANCTIONED = "sanctioned", pgettext_lazy("linkage", "sanctioned")
    RECEIVED = "received", pgettext_lazy("linkage", "benefit received")
    REFUSED = "refused", pgettext_lazy("linkage", "refused")
