"""Tables of the coded register. No field here may hold a name or a narrative; a house test reads the field list."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.programme.cases.choices import CaseKind


class Case(Guarded):
    """One case under its code. `follow_ups_reported` is a number an office wrote without days; days stand apart.

    "Closed" may come without a day: none is invented. The code is unique among an organisation's cases by
    service, not by constraint: an office that wrote one code twice must still be able to bring its register in.
    """

    FAMILY = "cases"
    FACT_DATES = ("opened_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "code": "personal",
        "kind": "open",
        "opened_on": "open",
        "is_closed": "open",
        "closed_on": "open",
        "follow_ups_reported": "open",
        "assigned_to": "open",
        "panchayat": "open",
        "village": "personal",
    }

    code = models.CharField(_("case code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=24, choices=CaseKind)
    opened_on = models.DateField(_("opened on"))
    is_closed = models.BooleanField(_("closed"), default=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    follow_ups_reported = models.PositiveIntegerField(_("follow-ups reported"), null=True, blank=True)
    assigned_to = models.UUIDField(_("counsellor"), null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["organisation", "opened_on"], name="case_opened"),
            models.Index(fields=["organisation", "code"], name="case_code"),
            models.Index(fields=["organisation", "assigned_to"], name="case_assigned"),
        ]


class CaseFollowUp(Guarded):
    """That a case was followed up on a day; what was said is not kept here."""

    FAMILY = "cases"
    PRIVACY: ClassVar[dict[str, str]] = {
        "case": "open",
        "on": "open",
        "panchayat": "open",
        "village": "personal",
    }

    case = models.ForeignKey(Case, models.PROTECT, related_name="follow_ups", verbose_name=_("case"))
    on = models.DateField(_("followed up on"))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes = [models.Index(fields=["organisation", "case", "on"], name="casefollowup_case")]
