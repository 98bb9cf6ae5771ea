"""Code lists of materials: kind, topic, language, file format."""

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
