"""Kinds of cases in the coded register."""

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CaseKind(models.TextChoices):
    TRAFFICKING = "trafficking", _("human trafficking")
    LABOUR_EXPLOITATION = "labour_exploitation", _("labour exploitation")
    VIOLENCE = "violence", _("violence")
    MISSING_PERSON = "missing_person", _("missing person")
    OTHER = "other", pgettext_lazy("case", "other")


class CourtKind(models.TextChoices):
    """Courts that share a calendar."""

    DISTRICT = "district", _("courts of the district")
    HIGH_COURT = "high_court", _("High Court")
    CWC = "cwc", _("Child Welfare Committee (CWC)")
    OFFICES = "offices", _("courts of the Deputy Commissioner and the labour office")


class ExportLevel(models.TextChoices):
    """Level of disclosure of an exported file."""

    FULL = "full", _("everything, with her name")
    CODED = "coded", _("in codes, without name, day and village")
    STATISTICAL = "statistical", _("numbers alone")
    INCIDENTS = "incidents", _("coded incidents")
    PRINT = "print", _("on paper, in plain words")


class ExportReason(models.TextChoices):
    """Purpose of an export; the codes of `exchange.archive.Reason`."""

    REFERRAL = "referral", _("a referral")
    TRANSFER = "transfer", _("handing the case over")
    HER_COPY = "her_copy", _("her own copy")
    SUPERVISION = "supervision", _("supervision")
    STATISTICS = "statistics", _("statistics")
    COURT = "court", _("police or court")


class What(models.TextChoices):
    """What of a case was read."""

    FILE = "file", _("the file")
    IDENTITY = "identity", _("the identity card")
    PAPER = "paper", _("a paper or recording")
    LETTER = "letter", pgettext_lazy("read", "a letter")


class PutAway(models.TextChoices):
    """Why a letter that fits no case is discarded. A code, as it goes into the ledger: free text could name her."""

    NOT_OURS = "not_ours", _("it was not meant for us")
    TWICE = "twice", _("we have it already")
    ON_THE_PHONE = "on_the_phone", _("it was settled on the phone")
    UNREADABLE = "unreadable", _("it cannot be read")
    TAKEN_BACK = "taken_back", _("they took it back")


# Replaces the `Withdrawn` code after a withdrawn case was erased.
ERASED: Final = "erased"


class Erasure(models.TextChoices):
    """Why a withdrawn case is deleted for good."""

    HER_WISH = "her_wish", _("she wants it deleted")
    TIME_OVER = "time_over", _("the time for which it is kept is over")
    NEVER_WAS = "never_was", _("it should never have been written")


class Withdrawn(models.TextChoices):
    """Why a case is withdrawn. A code, because register and ledger are readable by the whole organisation."""

    TWICE = "twice", _("it was entered twice")
    NO_CASE = "no_case", _("it is no case")
    WRONG_HOUSE = "wrong_house", _("another house works on it")
    TEST = "test", _("it was entered to try things out")
    OTHER = "other", _("another reason")


class Reopened(models.TextChoices):
    """Why a register row without a file is reopened."""

    MISTAKE = "mistake", _("it was closed by mistake")
    GOES_ON = "goes_on", _("the work goes on")
    OTHER = "other", _("another reason")


class Answered(models.TextChoices):
    """A supervisor's explanation of an unusual reading."""

    WORK = "work", _("her own work asked for it")
    RESCUE = "rescue", _("a rescue or an emergency")
    REVIEW = "review", _("cases were looked through or handed over")
    NO_REASON = "no_reason", _("there was no good reason; it is followed up")
    OTHER = "other", _("another reason")


class Unusual(models.TextChoices):
    """Why a reading raised an alert."""

    HOUR = "hour", _("many files within an hour")
    DAY = "day", _("many files within a day")
    NIGHT = "night", _("at night")
