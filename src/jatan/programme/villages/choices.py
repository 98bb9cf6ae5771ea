"""What somebody said about a suggested pair of villages."""

from django.db import models
from django.utils.translation import pgettext_lazy


class Verdict(models.TextChoices):
    SAME = "same", pgettext_lazy("village", "the same village")
    OTHER = "other", pgettext_lazy("village", "another village")
    LATER = "later", pgettext_lazy("village", "later")
