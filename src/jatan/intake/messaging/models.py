"""Tables of text messages, under row-level security of the family `messages`.

Delivery states are changed in place by the worker; what a person or a reply decides goes through `acts` and is
recorded in the ledger.
"""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.intake.messaging.choices import Arrival, InState, Meaning, OutState, Purpose, Reason
from jatan.kernel import clock
from jatan.programme.campaigns.models import Campaign
from jatan.programme.people.models import Person


class InMessage(Guarded):
    """A message or missed call that arrived. One that no rule interprets waits until a person has read it."""

    FAMILY = "messages"

    reference = open_(models.CharField(max_length=80, editable=False))
    arrival = open_(models.CharField(_("kind"), max_length=12, choices=Arrival, default=Arrival.TEXT))
    phone = personal(models.CharField(_("telephone"), max_length=40))
    text = personal(models.TextField(_("message"), blank=True))
    arrived_at = open_(models.DateTimeField(_("arrived"), default=clock.now))
    person = personal(
        models.ForeignKey(
            Person,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="+",
            verbose_name=_("person"),
            db_constraint=False,
        )
    )
    # The colleague whose account has this number: a number, no proof of who wrote.
    sent_by = open_(models.UUIDField(null=True, editable=False))
    about_journey = open_(models.UUIDField(null=True, editable=False))
    state = open_(models.CharField(_("state"), max_length=10, choices=InState, default=InState.NEW))
    meaning = open_(models.CharField(_("meaning"), max_length=10, choices=Meaning, blank=True))
    reason = open_(models.CharField(_("why it waits"), max_length=20, choices=Reason, blank=True))
    is_urgent = open_(models.BooleanField(_("urgent"), default=False))
    handled_at = open_(models.DateTimeField(_("read"), null=True, editable=False))
    handled_by = open_(models.UUIDField(null=True, editable=False))
    issue = open_(models.UUIDField(null=True, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrived message")
        verbose_name_plural = _("arrived messages")
        constraints = [models.UniqueConstraint(fields=["organisation", "reference"], name="inmessage_once")]
        indexes = [
            models.Index(
                fields=["organisation", "-is_urgent", "arrived_at"],
                condition=models.Q(state__in=["new", "waiting"]),
                name="inmessage_waiting",
            ),
            models.Index(fields=["organisation", "phone", "-arrived_at"], name="inmessage_phone"),
            models.Index(fields=["organisation", "-arrived_at"], name="inmessage_newest"),
        ]


class OutMessage(Guarded):
    """An outgoing text. `reference` is unique in the organisation, so the same question is never queued twice."""

    FAMILY = "messages"

    reference = open_(models.CharField(max_length=80, editable=False))
    purpose = open_(models.CharField(_("for what"), max_length=14, choices=Purpose))
    language = open_(models.CharField(_("language"), max_length=16, default="hi"))
    phone = personal(models.CharField(_("telephone"), max_length=40, blank=True))
    text = personal(models.TextField(_("message"), blank=True))
    person = personal(
        models.ForeignKey(
            Person,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="+",
            verbose_name=_("person"),
            db_constraint=False,
        )
    )
    about_contact = open_(models.UUIDField(null=True, editable=False))
    # For a text to a colleague: the urgent help desk issue it is about.
    about_issue = open_(models.UUIDField(null=True, editable=False))
    in_answer_to = open_(
        models.ForeignKey(InMessage, models.PROTECT, null=True, blank=True, related_name="answers", db_constraint=False)
    )
    is_urgent = open_(models.BooleanField(_("urgent"), default=False))
    state = open_(models.CharField(_("state"), max_length=12, choices=OutState, default=OutState.QUEUED))
    reason = open_(models.CharField(_("why not"), max_length=20, choices=Reason, blank=True))
    not_before = open_(models.DateTimeField(_("not before"), default=clock.now))
    attempts = open_(models.PositiveSmallIntegerField(_("attempts"), default=0))
    claimed_at = open_(models.DateTimeField(null=True, editable=False))
    sent_at = open_(models.DateTimeField(_("sent"), null=True, editable=False))
    delivered_at = open_(models.DateTimeField(_("arrived"), null=True, editable=False))
    gateway_reference = open_(models.CharField(max_length=80, blank=True, editable=False))
    segments = open_(models.PositiveSmallIntegerField(_("parts"), default=0))
    cost_paise = open_(models.PositiveIntegerField(_("cost in paise"), default=0))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        constraints = [models.UniqueConstraint(fields=["organisation", "reference"], name="outmessage_once")]
        indexes = [
            models.Index(
                fields=["organisation", "not_before"],
                condition=models.Q(state__in=["queued", "held", "claimed", "handed"]),
                name="outmessage_active",
            ),
            models.Index(
                fields=["organisation", "about_issue"],
                condition=models.Q(about_issue__isnull=False),
                name="outmessage_issue",
            ),
            models.Index(fields=["organisation", "claimed_at"], name="outmessage_spent"),
            models.Index(fields=["organisation", "phone", "-sent_at"], name="outmessage_phone"),
            models.Index(fields=["organisation", "-id"], name="outmessage_newest"),
        ]


class CampaignMessage(Guarded):
    """A text that was sent as part of a campaign."""

    FAMILY = "messages"

    campaign = open_(models.ForeignKey(Campaign, models.PROTECT, related_name="messages", db_constraint=False))
    message = open_(models.ForeignKey(OutMessage, models.PROTECT, related_name="campaign_links", db_constraint=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of a campaign")
        verbose_name_plural = _("messages of a campaign")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "campaign", "message"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="campaignmessage_once",
            )
        ]


class OptOut(Guarded):
    """A number that asked for no messages, from an instant until it asks for them again."""

    FAMILY = "messages"

    phone = personal(models.CharField(_("telephone"), max_length=40))
    since = open_(models.DateTimeField(_("since"), default=clock.now))
    until = open_(models.DateTimeField(_("until"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("number without messages")
        verbose_name_plural = _("numbers without messages")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "phone"],
                condition=models.Q(until__isnull=True, withdrawn_at__isnull=True),
                name="optout_once",
            )
        ]


class Template(Guarded):
    """An organisation's own wording of one text. `registered_as` is its number with the telecom register (DLT)."""

    FAMILY = "messages"

    purpose = open_(models.CharField(_("for what"), max_length=14, choices=Purpose))
    language = open_(models.CharField(_("language"), max_length=16))
    text = open_(models.TextField(_("message"), blank=True))
    registered_as = open_(models.CharField(_("number in the DLT register"), max_length=40, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("text")
        verbose_name_plural = _("texts")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "purpose", "language"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="template_once",
            )
        ]


class SendingRules(Guarded):
    """An organisation's quiet hours, price of one message part, and monthly limits (None: no limit)."""

    FAMILY = "messages"

    quiet_from = open_(models.TimeField(_("quiet from"), default=dt.time(20)))
    quiet_until = open_(models.TimeField(_("quiet until"), default=dt.time(8)))
    paise_per_part = open_(models.PositiveSmallIntegerField(_("paise for one part"), default=25))
    monthly_rupees = open_(models.PositiveIntegerField(_("rupees a month"), null=True, blank=True, default=500))
    monthly_messages = open_(models.PositiveIntegerField(_("messages a month"), null=True, blank=True))
    language = open_(models.CharField(_("language"), max_length=16, default="hi"))
    helpline_phone = personal(models.CharField(_("number of the desk"), max_length=40, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of sending")
        verbose_name_plural = _("rules of sending")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(withdrawn_at__isnull=True), name="sendingrules_once"
            )
        ]
