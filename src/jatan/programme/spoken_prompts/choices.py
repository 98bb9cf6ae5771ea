"""The languages in which questions are spoken."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SpokenLanguage(models.TextChoices):
    """Codes as in `settings/languages.py` (BCP 47)."""

    HINDI = "hi", _("Hindi")
    SANTALI = "sat", _("Santali")
    HO = "hoc", _("Ho")
    MUNDARI = "unr", _("Mundari")
    KURUKH = "kru", _("Kurukh")
    NAGPURI = "sck", _("Nagpuri")
