"""Code lists of materials: kind, topic, language, file format, stage of the making, lines of the stock book."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MaterialKind(models.TextChoices):
    IEC = "iec", _("information material (IEC)")
    STUDY = "study", _("study")
    BOOKLET = "booklet", _("booklet")
    REPORT = "report", _("report")
    FILM = "film", _("film")
    OTHER = "other", pgettext_lazy("material", "other material")


class Topic(models.TextChoices):
    """The campaign themes, with the same codes as activities."""

    SAFE_MIGRATION = "safe_migration", _("safe migration")
    TRAFFICKING = "trafficking", _("human trafficking")
    REGISTRATION = "registration", _("registration before leaving")
    SCHEMES = "schemes", _("government schemes")
    CHILD_MARRIAGE = "child_marriage", _("child marriage")
    LABOUR_RIGHTS = "labour_rights", _("labour rights")
    COVID19 = "covid19", _("COVID-19")
    OTHER = "other", pgettext_lazy("topic", "other topic")


class MaterialLanguage(models.TextChoices):
    """BCP 47 codes where one exists; Khortha has none of its own."""

    HINDI = "hi", _("Hindi")
    ENGLISH = "en", _("English")
    SANTALI = "sat", _("Santali")
    HO = "hoc", _("Ho")
    KURUKH = "kru", _("Kurukh")
    MUNDARI = "unr", _("Mundari")
    NAGPURI = "sck", _("Nagpuri")
    KHORTHA = "mag-x-khortha", _("Khortha")
    BENGALI = "bn", _("Bengali")
    ODIA = "or", _("Odia")
    OTHER = "other", pgettext_lazy("language", "other language")


class Format(models.TextChoices):
    """File formats by content; `paper` is material without a file."""

    PAPER = "paper", _("on paper")
    PDF = "pdf", "PDF"
    PNG = "png", "PNG"
    JPG = "jpg", "JPG"
    MP4 = "mp4", "MP4"
    MP3 = "mp3", "MP3"
    DOCX = "docx", "DOCX"


class Stage(models.TextChoices):
    """How far a material is. IN_USE: it was recorded as finished; the others are steps of making one."""

    IN_USE = "in_use", _("in use")
    BRIEF = "brief", pgettext_lazy("material", "brief: not made yet")
    DRAFT = "draft", pgettext_lazy("material", "draft")
    TRIED = "tried", _("tried in a village")
    APPROVED = "approved", pgettext_lazy("material", "approved")
    PRINTED = "printed", pgettext_lazy("material", "printed")


# Stages in which a material is not yet given to anybody.
IN_MAKING = frozenset({Stage.BRIEF, Stage.DRAFT, Stage.TRIED})


class StockLine(models.TextChoices):
    """What a line of the stock book says. ASKED: asked for and not there; it moves no copy."""

    GIVEN = "given", _("given out")
    PRINTED = "printed", pgettext_lazy("copies", "printed")
    RECEIVED = "received", pgettext_lazy("copies", "came in")
    SENT = "sent", pgettext_lazy("copies", "passed on to another office")
    SPOILED = "spoiled", pgettext_lazy("copies", "spoiled or old")
    ASKED = "asked", _("asked for, not there")


# How a line changes what is left.
STOCK_SIGN = {
    StockLine.PRINTED: 1,
    StockLine.RECEIVED: 1,
    StockLine.GIVEN: -1,
    StockLine.SENT: -1,
    StockLine.SPOILED: -1,
    StockLine.ASKED: 0,
}
