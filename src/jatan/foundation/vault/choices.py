"""Choices: kinds of key holders and kinds of slots."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Whom a key belongs to."""

    USER = "user", _("person")
    TEAM = "team", _("team")
    RECOVERY = "recovery", _("recovery officers")


class SlotKind(models.TextChoices):
    PASSPHRASE = "pw", _("passphrase")
    CODE = "code", _("recovery code")
    ESCROW = "esc", _("recovery officers")
