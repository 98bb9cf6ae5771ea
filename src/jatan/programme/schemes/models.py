"""The model of linkages: one person, one scheme, and the days of application, sanction and receipt."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet, indexes_of_lists
from jatan.programme.schemes.choices import Stage


class Linkage(Guarded):
    """Counted by the day the benefit was received; applied or sanctioned alone does not count.

    `scheme` is a code of `schemes.toml`. `amount` is in rupees.
    """

    FAMILY = "schemes"
    FACT_DATES = ("received_on", "applied_on")
    VILLAGE_PRIVACY = "personal"

    person = personal(
        models.ForeignKey(
            "people.Person", models.PROTECT, related_name="linkages", verbose_name=_("person"), db_constraint=False
        )
    )
    scheme = open_(models.CharField(_("scheme"), max_length=40))
    scheme_as_written = open_(models.CharField(_("scheme as written"), max_length=120, blank=True))
    applied_on = open_(models.DateField(_("applied on"), null=True, blank=True))
    sanctioned_on = open_(models.DateField(_("sanctioned on"), null=True, blank=True))
    received_on = open_(models.DateField(_("benefit received on"), null=True, blank=True))
    refused_on = open_(models.DateField(_("refused on"), null=True, blank=True))
    refused_reason = personal(models.CharField(_("reason for refusal"), max_length=300, blank=True))
    amount = open_(models.PositiveIntegerField(_("amount (₹)"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheme linkage")
        verbose_name_plural = _("scheme linkages")
        indexes = [
            models.Index(fields=["organisation", "received_on"], name="linkage_received"),
            *indexes_of_lists("linkage", "id", "applied_on", "received_on", "scheme", "place"),
            models.Index(fields=["organisation", "scheme", "applied_on"], name="linkage_scheme"),
            models.Index(
                fields=["organisation", "applied_on"],
                name="linkage_in_progress",
                condition=Q(received_on__isnull=True, refused_on__isnull=True, withdrawn_at__isnull=True),
            ),
        ]

    @property
    def stage(self) -> Stage:
        """The furthest stage that has a day. A benefit received after a refusal counts as received."""
        if self.received_on:
            return Stage.RECEIVED
        if self.refused_on:
            return Stage.REFUSED
        if self.sanctioned_on:
            return Stage.SANCTIONED
        return Stage.APPLIED if self.applied_on else Stage.TO_APPLY
