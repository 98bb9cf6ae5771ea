"""Tables of the coded register. No field here may hold a name or a narrative; a house test reads the field list."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.foundation.vault.models import Sealing
from jatan.kernel import clock
from jatan.kernel.periods import quarter
from jatan.programme.cases.choices import CaseKind, Unusual, What


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

    @property
    def opened_quarter(self) -> dt.date:
        """The first day of the quarter in which the case was opened: what stays open when the days are sealed."""
        return quarter(self.opened_on).start

    @opened_quarter.setter
    def opened_quarter(self, first: dt.date) -> None:
        self.opened_on = first

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


class Reading(Sealing):
    """That somebody opened a file or an identity card. Those who supervise the case see it; the ledger has it too."""

    PRIVACY: ClassVar[dict[str, str]] = {"case": "open", "account": "open", "what": "open", "at": "open"}
    FAMILY: ClassVar[str] = "cases"

    case = models.UUIDField()
    account = models.UUIDField()
    what = models.CharField(max_length=10, choices=What)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "account", "at"], name="reading_by_account"),
            models.Index(fields=["organisation", "case", "at"], name="reading_of_case"),
        ]


class ReadingAlert(Sealing):
    """Somebody reads unusually: many files in a short time, or at night. Another supervisor looks at it and says so."""

    PRIVACY: ClassVar[dict[str, str]] = {"account": "open", "why": "open", "how_many": "open", "answer": "personal"}
    FAMILY: ClassVar[str] = "cases"

    account = models.UUIDField()
    why = models.CharField(max_length=12, choices=Unusual)
    how_many = models.PositiveIntegerField()
    raised_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "answered_at"], name="readingalert_open")]
