"""The model of links: a village as written in a block, what it was compared with, and what somebody said."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.foundation.places.models import ListedVillage
from jatan.programme.villages.choices import Verdict


class VillageLink(Guarded):
    """`village` is the writing, in the block `place`: it stands for every record of the member with this text there.

    It was compared with a village of the official list (`listed`) or with another writing of the block (`same_as`).
    """

    FAMILY = "people"
    VILLAGE_PRIVACY = "personal"

    listed = open_(
        models.ForeignKey(
            ListedVillage, models.PROTECT, null=True, related_name="+", verbose_name=_("village of the official list")
        )
    )
    same_as = personal(models.CharField(_("same as"), max_length=120, blank=True))
    verdict = open_(models.CharField(_("what was said"), max_length=8, choices=Verdict))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("link of a village")
        verbose_name_plural = _("links of villages")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "place", "village", "listed", "same_as"],
                condition=Q(withdrawn_at__isnull=True),
                nulls_distinct=False,
                name="villagelink_once",
            ),
            models.CheckConstraint(
                condition=Q(listed__isnull=False, same_as="") | (Q(listed__isnull=True) & ~Q(same_as="")),
                name="villagelink_one_target",
            ),
        ]
