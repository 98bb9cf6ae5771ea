"""The topics of law that an activity, a consultation or a media mention can concern."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LawTopic(models.TextChoices):
    """Codes of `topics.toml`, in the order in which they are offered."""

    DOMESTIC_VIOLENCE = "domestic_violence", _("domestic violence")
    WORKPLACE_HARASSMENT = "workplace_harassment", _("sexual harassment at work")
    DOWRY = "dowry", _("dowry and cruelty in marriage")
    CHILD_MARRIAGE = "child_marriage", _("child marriage")
    WITCH_BRANDING = "witch_branding", _("witch-branding")
    TRAFFICKING = "trafficking", _("human trafficking")
    POCSO = "pocso", _("sexual offences against children (POCSO)")
    JUVENILE_JUSTICE = "juvenile_justice", _("care of children (Juvenile Justice Act)")
    BONDED_LABOUR = "bonded_labour", _("bonded labour")
    MIGRANT_WORK = "migrant_work", _("migrant workers and labour codes")


# "Coordination with officials on laws for women" counts these: laws whose first concern is violence against women.
LAWS_FOR_WOMEN = (
    LawTopic.DOMESTIC_VIOLENCE,
    LawTopic.WORKPLACE_HARASSMENT,
    LawTopic.DOWRY,
    LawTopic.CHILD_MARRIAGE,
    LawTopic.WITCH_BRANDING,
    LawTopic.TRAFFICKING,
)
