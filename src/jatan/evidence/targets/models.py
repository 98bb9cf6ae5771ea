"""The table of targets, under row-level security of the family `periods`."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.periods import Period


class Target(models.Model):
    """One version of a target. A target of the network belongs to the secretariat.

    `last` is the last day of a month. `amount` None: the target was taken back. `replaced_at` None: this is the
    version in force; the others are kept.
    """

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "periods"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    indicator = models.CharField(max_length=32)
    value = models.CharField(max_length=16)
    first = models.DateField(_("from"))
    last = models.DateField(_("to"))
    amount = models.BigIntegerField(_("target"), null=True)
    set_at = models.DateTimeField(default=clock.now)
    set_by = models.UUIDField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "indicator", "value", "first", "last"],
                condition=Q(replaced_at__isnull=True),
                name="target_in_force",
            ),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gt=0), name="target_above_zero"),
            models.CheckConstraint(condition=Q(last__gt=F("first"), first__day=1), name="target_whole_months"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "first", "last"], condition=Q(replaced_at__isnull=True), name="target_question"
            )
        ]

    @property
    def key(self) -> tuple[str, str]:
        """(indicator code, value name)"""
        return self.indicator, self.value

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)
