"""States of imports, parked rows and proposed corrections; kinds of learned mappings."""

import enum
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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


class LookAlikeDecision(models.TextChoices):
    SAME = "same", pgettext_lazy("look-alike", "one and the same")
    DIFFERENT = "different", pgettext_lazy("look-alike", "two different ones")


class HiddenSort(enum.StrEnum):
    """What of a sheet is hidden."""

    ROWS = "rows"
    COLUMNS = "columns"
    SHEET = "sheet"


class HiddenAnswer(models.TextChoices):
    """What is done with a hidden part."""

    TAKE = "take", pgettext_lazy("hidden part", "take it in")
    LEAVE = "leave", pgettext_lazy("hidden part", "leave it out")


DATES: Final = "dates"
"""The sort of the question about the order of days, asked once a workbook beside those about its hidden parts."""


ABOVE: Final = "above"
"""The sort of the question about cells left empty under a filled one, asked once a workbook too."""

SHEET_NAMES: Final = "names"
"""The sort of the question whether sheets are called after the villages of their rows, asked once a workbook too."""

QUESTIONS: Final = frozenset({DATES, ABOVE, SHEET_NAMES})
"""The sorts that are no hidden parts."""


class AboveAnswer(models.TextChoices):
    """How a cell is read that is left empty under a filled one."""

    AS_ABOVE = "as_above", pgettext_lazy("empty cell", "as in the row above")
    EMPTY = "empty", pgettext_lazy("empty cell", "nobody knows it")


class NamesAnswer(models.TextChoices):
    """What the names of sheets say that have one register and no column for it."""

    PLACES = "places", pgettext_lazy("names of sheets", "the villages or blocks of their rows")
    NOTHING = "nothing", pgettext_lazy("names of sheets", "something else")


class DateAnswer(models.TextChoices):
    """How days are read that fit both orders."""

    DAY_FIRST = "day_first", pgettext_lazy("order of a date", "the day comes first")
    MONTH_FIRST = "month_first", pgettext_lazy("order of a date", "the month comes first")


class Teaching(models.TextChoices):
    """What a learned mapping is about. VALUE is stored with the name of its vocabulary, REPAIRED with that of its
    column: "value:scheme", "repaired:block". The word of ANSWER is the sort of a question about a whole file."""

    SHEET = "sheet", _("which register a sheet is")
    HEADER = "header", _("what a column means")
    PLACE = "place", _("which place a spelling means")
    VALUE = "value", _("what a word means")
    MONTHS = "months", _("what numbers below months mean")
    REPAIRED = "repaired", _("what a spelling was mended to; it is proposed when it comes again")
    ANSWER = "answer", _("what was answered about this file; it is proposed for the next one")
