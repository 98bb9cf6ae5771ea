"""Models of the help desk: issues and their follow-ups.

A row of an office register names a caller who is not a recorded person; `person` links her once she is.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet, indexes_of_lists
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.helpdesk.choices import OPEN, IssueKind, Origin, SentTo, Status
from jatan.programme.people.choices import Sex


class Issue(Guarded):
    """One issue. A null amount of money or a null day means "not recorded", not zero or never."""

    FAMILY = "helpdesk"
    FACT_DATES = ("received_on", "resolved_on")
    VILLAGE_PRIVACY = "personal"

    received_on = open_(models.DateField(_("received on")))
    person = personal(
        models.ForeignKey(
            "people.Person",
            models.PROTECT,
            null=True,
            blank=True,
            related_name="issues",
            verbose_name=_("person"),
            db_constraint=False,
        )
    )
    caller_name = personal(models.CharField(_("caller's name"), max_length=120, blank=True))
    caller_fold = personal(models.CharField(max_length=600, blank=True, editable=False))
    caller_phone = personal(models.CharField(_("phone"), max_length=15, blank=True))
    sex = personal(models.CharField(_("sex"), max_length=1, choices=Sex, blank=True))
    age = personal(models.PositiveIntegerField(_("age"), null=True, blank=True))
    kind = open_(models.CharField(_("issue"), max_length=20, choices=IssueKind))
    kind_as_written = open_(models.CharField(_("issue as written"), max_length=120, blank=True))
    description = personal(models.TextField(_("what happened"), blank=True))
    sent_to = open_(models.CharField(_("sent to"), max_length=20, choices=SentTo, blank=True))
    sent_to_as_written = open_(models.CharField(_("office as written"), max_length=120, blank=True))
    sent_on = open_(models.DateField(_("sent on"), null=True, blank=True))
    reference_number = personal(models.CharField(_("reference number"), max_length=60, blank=True))
    reply = personal(models.TextField(_("reply"), blank=True))
    replied_on = open_(models.DateField(_("replied on"), null=True, blank=True))
    status = open_(models.CharField(_("status"), max_length=12, choices=Status, default=Status.RECEIVED))
    resolved_on = open_(models.DateField(_("resolved on"), null=True, blank=True))
    money_recovered = open_(models.PositiveIntegerField(_("money recovered (₹)"), null=True, blank=True))
    next_follow_up_on = open_(models.DateField(_("next follow-up on"), null=True, blank=True))
    is_urgent = open_(models.BooleanField(_("urgent"), default=False))
    origin = open_(models.CharField(_("brought by"), max_length=10, choices=Origin, default=Origin.DESK))
    # An id and no foreign key: this package may not depend on journeys.
    about_journey = open_(models.UUIDField(null=True, blank=True, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        indexes = [
            models.Index(fields=["organisation", "received_on"], name="issue_received"),
            models.Index(fields=["organisation", "resolved_on"], name="issue_resolved"),
            *indexes_of_lists(
                "issue",
                "received_on",
                "next_follow_up_on",
                "resolved_on",
                "status",
                "kind",
                "sent_to",
                "place",
                # Whether an open issue is urgent, which puts it first, is read from the index.
                include={"received_on": ["is_urgent", "status"]},
            ),
            models.Index(
                fields=["organisation", "received_on", "id"],
                condition=Q(is_urgent=True, status__in=[str(status) for status in OPEN], withdrawn_at__isnull=True),
                name="issue_urgent_list",
            ),
            models.Index(
                fields=["organisation", "about_journey"],
                condition=Q(about_journey__isnull=False),
                name="issue_journey",
            ),
            models.Index(
                fields=["organisation", "received_on"],
                name="issue_queue",
                condition=Q(status__in=[str(status) for status in OPEN], withdrawn_at__isnull=True),
            ),
            models.Index(fields=["organisation", "caller_fold"], name="issue_caller"),
            models.Index(
                fields=["organisation", "caller_phone"], condition=~Q(caller_phone=""), name="issue_caller_phone"
            ),
            models.Index(
                fields=["organisation", "reference_number"], condition=~Q(reference_number=""), name="issue_reference"
            ),
        ]


class IssueReading(models.Model):
    """An account has opened an urgent issue, and when for the first time. `until`: when there was another alarm, since
    which it counts as opened by nobody."""

    FAMILY: ClassVar[str] = "helpdesk"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    issue = open_(
        models.ForeignKey(Issue, models.PROTECT, related_name="readings", db_constraint=False, db_index=False)
    )
    account = open_(models.UUIDField())
    at = open_(models.DateTimeField(default=clock.now))
    until = open_(models.DateTimeField(null=True))

    class Meta:
        verbose_name = _("opening of an urgent issue")
        verbose_name_plural = _("openings of urgent issues")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "issue", "account"],
                condition=Q(until__isnull=True),
                name="issuereading_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["organisation", "issue", "until"], condition=Q(until__isnull=False), name="issuereading_ended"
            )
        ]


class IssueFollowUp(Guarded):
    """One follow-up of an issue, on a day. `is_alarm`: there was another alarm, of which the issue tells as well."""

    FAMILY = "helpdesk"
    VILLAGE_PRIVACY = "personal"

    issue = open_(
        models.ForeignKey(
            Issue, models.PROTECT, related_name="follow_ups", verbose_name=_("issue"), db_constraint=False
        )
    )
    on = open_(models.DateField(_("followed up on")))
    note = personal(models.TextField(_("note"), blank=True))
    is_alarm = open_(models.BooleanField(default=False, db_default=False, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes = [models.Index(fields=["organisation", "issue", "on"], name="issuefollowup_issue")]
