"""Models of the pass that a traveller carries and of the outcome after she came home."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.programme.journeys.choices import Injury, PapersBack, ReturnReason
from jatan.programme.journeys.models.journey import Journey


class Outcome(Guarded):
    """How a journey ended, as stated. Wage is rupees a month, hours are a day, dues are rupees still owed."""

    FAMILY = "people"
    OF_PERSON = "journey__person_id"
    FACT_DATES = ("returned_on",)

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="outcomes", verbose_name=_("journey"), db_constraint=False
        )
    )
    returned_on = open_(models.DateField(_("came back on")))
    wage_actual = personal(models.PositiveIntegerField(_("wage received (₹ a month)"), null=True, blank=True))
    hours_actual = personal(models.PositiveSmallIntegerField(_("hours worked (a day)"), null=True, blank=True))
    months_worked = personal(models.PositiveSmallIntegerField(_("months worked"), null=True, blank=True))
    dues = personal(models.PositiveIntegerField(_("wages still owed (₹)"), null=True, blank=True))
    injury = personal(models.CharField(_("injury"), max_length=10, choices=Injury, blank=True))
    injury_note = personal(models.CharField(_("about the injury"), max_length=500, blank=True))
    papers_back = personal(models.CharField(_("papers back"), max_length=10, choices=PapersBack, blank=True))
    reason = personal(models.CharField(_("why she came back"), max_length=16, choices=ReturnReason, blank=True))
    goes_again = personal(models.BooleanField(_("wants to go again"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome of a journey")
        verbose_name_plural = _("outcomes of journeys")
        indexes = [models.Index(fields=["organisation", "returned_on"], name="outcome_returned")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "journey"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="outcome_once",
            )
        ]


class Pass(Guarded):
    """The migrant's pass. The paper shows only `code`: 80 random bits in Crockford base 32, without meaning."""

    FAMILY = "people"
    OF_PERSON = "journey__person_id"

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="passes", verbose_name=_("journey"), db_constraint=False
        )
    )
    code = personal(models.CharField(_("code"), max_length=16))
    issued_at = open_(models.DateTimeField(_("issued at")))
    revoked_at = open_(models.DateTimeField(_("no longer valid since"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("migrant's pass")
        verbose_name_plural = _("migrants' passes")
        indexes = [
            models.Index(fields=["code"], name="pass_code"),
            models.Index(fields=["organisation", "journey"], name="pass_journey"),
        ]
        constraints = [models.UniqueConstraint(fields=["organisation", "code"], name="pass_code_once")]
