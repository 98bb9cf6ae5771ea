"""Code lists of allies: kind, level, the outcome of a promise, the tone of a media mention."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class AllyKind(models.TextChoices):
    GOVERNMENT = "government", _("government office")
    CIVIL = "civil", _("civil-society organisation")
    MEDIA = "media", _("media house")
    POLICE = "police", _("police")
    JUDICIARY = "judiciary", _("judiciary")
    OTHER = "other", pgettext_lazy("ally", "other")


class AllyLevel(models.TextChoices):
    PANCHAYAT = "panchayat", _("panchayat")
    BLOCK = "block", _("block")
    DISTRICT = "district", _("district")
    STATE = "state", _("state")
    NATIONAL = "national", _("national")
    INTERNATIONAL = "international", _("international")


class Outcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("commitment", "open")
    KEPT = "kept", pgettext_lazy("commitment", "kept")
    PARTLY = "partly", pgettext_lazy("commitment", "partly kept")
    BROKEN = "broken", pgettext_lazy("commitment", "not kept")


class Medium(models.TextChoices):
    NEWSPAPER = "newspaper", _("newspaper or magazine")
    TELEVISION = "television", _("television")
    RADIO = "radio", _("radio")
    WEB = "web", _("news site or web page")
    SOCIAL = "social", _("social media, video channel")


class ClippingKind(models.TextChoices):
    CUTTING = "cutting", _("cutting or photograph of it")
    SCREEN = "screen", _("picture of a screen")
    PAGE = "page", _("saved web page or PDF")


class Tone(models.TextChoices):
    FAVOURABLE = "favourable", _("favourable")
    NEUTRAL = "neutral", _("neutral")
    CRITICAL = "critical", _("critical")
