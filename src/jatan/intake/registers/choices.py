"""States of imports, parked rows and proposed corrections; kinds of learned mappings."""

import enum

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["CorrectionStatus", "HiddenAnswer", "HiddenSort", "ParkedStatus", "RunStatus", "Teaching"]


class RunStatus(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("import", "waiting")
    RUNNING = "running", pgettext_lazy("import", "running")
    DONE = "done", pgettext_lazy("import", "done")
    PREVIEWED = "previewed", pgettext_lazy("import", "previewed, nothing kept")
    FAILED = "failed", pgettext_lazy("import", "failed, nothing kept")
    UNDOING = "undoing", pgettext_lazy("import", "being undone")
    UNDONE = "undone", pgettext_lazy("import", "undone")


class ParkedStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("parked row", "waiting to be mended")
    CLOSED = "closed", pgettext_lazy("parked row", "mended")
    DISMISSED = "dismissed", pgettext_lazy("parked row", "dismissed")


class CorrectionStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("correction", "proposed")
    ACCEPTED = "accepted", pgettext_lazy("correction", "accepted")
    REJECTED = "rejected", pgettext_lazy("correction", "rejected")
    ANOTHER = "another", pgettext_lazy("correction", "recorded as another record")


class HiddenSort(enum.StrEnum):
    """What of a sheet is hidden."""

    ROWS = "rows"
    COLUMNS = "columns"
    SHEET = "sheet"


class HiddenAnswer(models.TextChoices):
    """What is done with a hidden part."""

    TAKE = "take", pgettext_lazy("hidden part", "take it in")
    LEAVE = "leave", pgettext_lazy("hidden part", "leave it out")


class Teaching(models.TextChoices):
    """What a learned mapping is about. VALUE is stored with the name of its vocabulary: "value:scheme"."""

    SHEET = "sheet", _("which register a sheet is")
    HEADER = "header", _("what a column means")
    PLACE = "place", _("which place a spelling means")
    VALUE = "value", _("what a word means")
    MONTHS = "months", _("what numbers below months mean")
