"""Tables of alerts. None holds a word of what an alert is about: kinds, numbers, states, and how to reach an account.

What belongs to an account alone has no organisation; deliveries have the one the account works for, and its wall.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.models import Account
from jatan.foundation.alerts.choices import FINAL, Channel, Code, Ended, Kind, State
from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id


class AlertChoice(models.Model):
    """What one account wants to be told: `channels` is a kind -> the codes of channels.

    `digest_hour`: hour of the day in India, None for no digest; `digested_on`: the day of the last one. `mail`: where
    to, "" for nowhere.
    """

    account = open_(models.OneToOneField(Account, models.PROTECT, primary_key=True, related_name="alert_choice"))
    channels = open_(models.JSONField(default=dict))
    digest_hour = open_(models.PositiveSmallIntegerField(null=True))
    digested_on = open_(models.DateField(null=True))
    mail = personal(models.EmailField(_("e-mail address"), blank=True))
    changed_at = open_(models.DateTimeField(default=clock.now))

    class Meta:
        verbose_name = _("choice of alerts")
        verbose_name_plural = _("choices of alerts")
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_hour__isnull=True) | Q(digest_hour__lt=24), name="alertchoice_hour_of_a_day"
            )
        ]


class BrowserSet[M: models.Model](models.QuerySet[M]):
    """Browsers that take alerts, or did."""

    def living(self) -> Self:
        """Those that take alerts now."""
        return self.filter(ended_at__isnull=True)

    def end(self, why: Ended) -> int:
        """End them, and forget how to reach them: nothing is sent there again. Returns how many."""
        return self.update(ended_at=clock.now(), ended_why=why, endpoint="", public=b"", secret=b"")


class Browser(models.Model):
    """A browser that takes alerts for an account. `public`, `secret`: its keys; `house_key`: digest of ours then."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = open_(models.ForeignKey(Account, models.PROTECT, related_name="alert_browsers"))
    endpoint = personal(models.TextField())
    endpoint_digest = personal(models.CharField(max_length=64))
    public = personal(models.BinaryField(max_length=65))
    secret = personal(models.BinaryField(max_length=16))
    house_key = open_(models.CharField(max_length=16))
    made_at = open_(models.DateTimeField(_("since"), default=clock.now))
    ended_at = open_(models.DateTimeField(_("until"), null=True))
    ended_why = open_(models.CharField(_("why it ended"), max_length=12, choices=Ended, blank=True))

    objects = BrowserSet.as_manager()

    class Meta:
        verbose_name = _("browser that takes alerts")
        verbose_name_plural = _("browsers that take alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint_digest"], condition=Q(ended_at__isnull=True), name="browser_of_one_account"
            )
        ]


class Notified(models.Model):
    """What an account was told of: the id of an issue, a step, a call; so that nothing is told twice.

    `step`: 0 when it was new; then by which step of the plan, because nobody had opened it. `until`: when there was
    another alarm of the same thing, of which everybody is told anew.
    """

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    about = models.UUIDField()
    step = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("thing told")
        verbose_name_plural = _("things told")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind", "about", "step"],
                condition=Q(until__isnull=True),
                name="notified_once",
            )
        ]
        indexes = [models.Index(fields=["about"], name="notified_about")]


class Delivery(models.Model):
    """One alert by one channel, to one browser if it is a push: how many things of which kind, and what became of it.

    `message`: the text message of a text; its state is followed. `code` of a queued row says why it is tried again.
    """

    FAMILY: ClassVar[str] = "alerts"
    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("about"), max_length=12, choices=Kind)
    channel = models.CharField(_("how"), max_length=6, choices=Channel)
    number = models.PositiveIntegerField(_("number"))
    browser = models.ForeignKey(Browser, models.PROTECT, null=True, related_name="+", db_index=False)
    message = models.UUIDField(null=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    code = models.CharField(_("why"), max_length=12, choices=Code, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    made_at = models.DateTimeField(_("since"), default=clock.now)
    not_before = models.DateTimeField(_("not before"), default=clock.now)
    claimed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(_("when"), null=True)

    class Meta:
        verbose_name = _("delivery of an alert")
        verbose_name_plural = _("deliveries of alerts")
        indexes = [
            models.Index(fields=["organisation", "account", "-made_at"], name="delivery_of_account"),
            models.Index(
                fields=["organisation", "not_before"],
                condition=~Q(state__in=[str(state) for state in FINAL]),
                name="delivery_due",
            ),
        ]
