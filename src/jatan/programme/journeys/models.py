"""The table of journeys. The inherited `place` and `village` are where the journey starts."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.foundation.places.models import Place
from jatan.programme.journeys.choices import Work


class Journey(Guarded):
    """One journey. `wage_promised` is rupees a month; leaving and expected return may lie ahead."""

    FAMILY = "people"
    FACT_DATES = ("registered_on", "leaves_on")
    PRIVACY: ClassVar[dict[str, str]] = {
        "person": "personal",
        "registered_on": "open",
        "transit": "personal",
        "destination": "open",
        "destination_as_written": "personal",
        "employer": "personal",
        "work": "open",
        "work_as_written": "personal",
        "agent_name": "personal",
        "agent_fold": "personal",
        "agent_phone": "personal",
        "wage_promised": "personal",
        "leaves_on": "open",
        "expected_return_on": "open",
        "returned_on": "open",
        "contact_at_destination": "personal",
        "panchayat": "open",
        "village": "personal",
    }

    person = models.ForeignKey("people.Person", models.PROTECT, related_name="journeys", verbose_name=_("person"))
    registered_on = models.DateField(_("registered on"))
    transit = models.CharField(_("on the way through"), max_length=120, blank=True)
    destination = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("destination")
    )
    destination_as_written = models.CharField(_("destination as written"), max_length=120, blank=True)
    employer = models.CharField(_("employer"), max_length=160, blank=True)
    work = models.CharField(_("work"), max_length=16, choices=Work, blank=True)
    work_as_written = models.CharField(_("work as written"), max_length=120, blank=True)
    agent_name = models.CharField(_("agent or contractor"), max_length=120, blank=True)
    agent_fold = models.CharField(max_length=600, blank=True, editable=False)
    agent_phone = models.CharField(_("agent's phone"), max_length=15, blank=True)
    wage_promised = models.PositiveIntegerField(_("wage promised (₹ a month)"), null=True, blank=True)
    leaves_on = models.DateField(_("leaves on"), null=True, blank=True)
    expected_return_on = models.DateField(_("expected back on"), null=True, blank=True)
    returned_on = models.DateField(_("came back on"), null=True, blank=True)
    contact_at_destination = models.CharField(_("contact at destination"), max_length=120, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        indexes = [
            models.Index(fields=["organisation", "registered_on"], name="journey_registered"),
            models.Index(fields=["organisation", "leaves_on"], name="journey_leaves"),
            models.Index(fields=["organisation", "person"], name="journey_person"),
            models.Index(fields=["organisation", "destination"], name="journey_destination"),
        ]
