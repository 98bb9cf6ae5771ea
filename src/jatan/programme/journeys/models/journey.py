"""The journey, its party and companions. The inherited `place` and `village` are where the journey starts."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet, indexes_of_lists
from jatan.foundation.places.models import Place
from jatan.programme.journeys.choices import ExemptReason, Paper, Relation, Under18, Work


class Party(Guarded):
    """People who leave together; each has her own journey that points here."""

    FAMILY = "people"

    leaves_on = open_(models.DateField(_("leaves on"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("travelling party")
        verbose_name_plural = _("travelling parties")


class Journey(Guarded):
    """One journey. `wage_promised` is rupees a month, `hours_promised` hours a day, `advance` rupees taken beforehand.

    Days of leaving and expected return may be in the future. The traveller's own telephone number is on the person.
    When `exempt_because` is empty, the database requires a HardStopCheck and an Agreement of this journey at commit.
    """

    FAMILY = "people"
    OF_PERSON = "person_id"
    FACT_DATES = ("registered_on", "leaves_on", "returned_on")
    VILLAGE_PRIVACY = "personal"

    person = personal(
        models.ForeignKey(
            "people.Person", models.PROTECT, related_name="journeys", verbose_name=_("person"), db_constraint=False
        )
    )
    under_18 = personal(models.CharField(_("under 18 years"), max_length=8, choices=Under18, blank=True))
    party = open_(
        models.ForeignKey(
            Party,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="journeys",
            verbose_name=_("travelling party"),
            db_constraint=False,
        )
    )
    registered_on = open_(models.DateField(_("registered on")))
    transit = personal(models.CharField(_("on the way through"), max_length=120, blank=True))
    # Ids of landmarks, in the order passed; the text beside them is what was said (docs/adr/0036).
    stops = personal(ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("stops on the way")))
    destination = open_(
        models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("destination"))
    )
    destination_as_written = personal(models.CharField(_("destination as written"), max_length=120, blank=True))
    employer = personal(models.CharField(_("employer"), max_length=160, blank=True))
    work = open_(models.CharField(_("work"), max_length=16, choices=Work, blank=True))
    work_as_written = personal(models.CharField(_("work as written"), max_length=120, blank=True))
    agent_name = personal(models.CharField(_("agent or contractor"), max_length=120, blank=True))
    agent_fold = personal(models.CharField(max_length=600, blank=True, editable=False))
    agent_phone = personal(models.CharField(_("agent's phone"), max_length=15, blank=True))
    wage_promised = personal(models.PositiveIntegerField(_("wage promised (₹ a month)"), null=True, blank=True))
    hours_promised = personal(models.PositiveSmallIntegerField(_("hours promised (a day)"), null=True, blank=True))
    advance = personal(models.PositiveIntegerField(_("advance or debt (₹)"), null=True, blank=True))
    leaves_on = open_(models.DateField(_("leaves on"), null=True, blank=True))
    expected_return_on = open_(models.DateField(_("expected back on"), null=True, blank=True))
    returned_on = open_(models.DateField(_("came back on"), null=True, blank=True))
    contact_at_destination = personal(models.CharField(_("contact at destination"), max_length=120, blank=True))
    phone_at_destination = personal(models.CharField(_("telephone at destination"), max_length=15, blank=True))
    family_contact_name = personal(models.CharField(_("whom to ask at home"), max_length=120, blank=True))
    family_contact_relation = personal(models.CharField(_("how related"), max_length=60, blank=True))
    family_contact_phone = personal(models.CharField(_("telephone at home"), max_length=15, blank=True))
    health_note = personal(models.CharField(_("health, to be known in danger"), max_length=200, blank=True))
    papers_in_hand = personal(
        ArrayField(
            models.CharField(max_length=16, choices=Paper),
            default=list,
            blank=True,
            verbose_name=_("papers in own hand"),
        )
    )
    exempt_because = open_(
        models.CharField(
            _("not checked before leaving"), max_length=16, choices=ExemptReason, blank=True, editable=False
        )
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("journey")
        verbose_name_plural = _("journeys")
        indexes = [
            models.Index(fields=["organisation", "registered_on"], name="journey_registered"),
            models.Index(fields=["organisation", "leaves_on"], name="journey_leaves"),
            models.Index(fields=["organisation", "person"], name="journey_person"),
            models.Index(fields=["organisation", "destination"], name="journey_destination"),
            GinIndex(fields=["stops"], name="journey_stops"),
            models.Index(fields=["organisation", "party"], name="journey_party"),
            models.Index(fields=["organisation", "agent_phone"], name="journey_agent_phone"),
            models.Index(fields=["organisation", "agent_fold"], name="journey_agent_fold"),
            *indexes_of_lists(
                "journey",
                "id",
                "leaves_on",
                "returned_on",
                "registered_on",
                "expected_return_on",
                "work",
                "place",
            ),
            # A caller is found by any telephone number recorded for the journey.
            *(
                models.Index(fields=["organisation", number], condition=~models.Q(**{number: ""}), name=name)
                for number, name in (
                    ("family_contact_phone", "journey_family_phone"),
                    ("phone_at_destination", "journey_work_phone"),
                    ("contact_at_destination", "journey_work_contact"),
                )
            ),
        ]
        constraints = [
            # Not `__in`, which a restored dump states in other words than a migrated table.
            models.CheckConstraint(
                condition=models.Q(*(("exempt_because", code) for code in ("", *ExemptReason.values)), _connector="OR"),
                name="journey_exempt_by_code",
            )
        ]

    @property
    def location_fields(self) -> dict[str, Any]:
        """Organisation and place fields for a row about this journey."""
        return {
            "organisation_id": self.organisation_id,
            "place": self.place,
            "panchayat": self.panchayat,
            "village": self.village,
        }


class Companion(Guarded):
    """Somebody who travels along with the traveller: a recorded person or only a name."""

    FAMILY = "people"
    OF_PERSON = "journey__person_id"

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="companions", verbose_name=_("journey"), db_constraint=False
        )
    )
    name = personal(models.CharField(_("name"), max_length=200, blank=True))
    age = personal(models.PositiveSmallIntegerField(_("age in years"), null=True, blank=True))
    under_18 = personal(models.CharField(_("under 18 years"), max_length=8, choices=Under18, blank=True))
    relation = personal(models.CharField(_("relation"), max_length=10, choices=Relation, default=Relation.UNKNOWN))
    person = personal(
        models.ForeignKey(
            "people.Person",
            models.PROTECT,
            null=True,
            blank=True,
            related_name="+",
            verbose_name=_("person"),
            db_constraint=False,
        )
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("companion")
        verbose_name_plural = _("companions")
        indexes = [models.Index(fields=["organisation", "journey"], name="companion_journey")]
