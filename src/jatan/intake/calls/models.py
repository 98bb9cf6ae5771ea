"""The table of calls for help from the pass page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id


class Who(models.TextChoices):
    SELF = "self", _("for herself or himself")
    OTHER = "other", _("for somebody else, or a found pass")


class CallForHelp(models.Model):
    """One press of the button. No organisation: not delivered yet. With an issue: at that organisation's help desk.

    Once delivered to a desk, words and phone are kept in the issue only. A call with an unknown code keeps them here
    and belongs to the network's secretariat until a person answers it.
    """

    FAMILY = "calls"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = personal(models.CharField(_("code"), max_length=32, blank=True))
    who = open_(models.CharField(_("for whom"), max_length=5, choices=Who, default=Who.SELF))
    words = personal(models.CharField(_("what was said"), max_length=1000, blank=True))
    phone = personal(models.CharField(_("number to call"), max_length=40, blank=True))
    called_at = open_(models.DateTimeField(_("called at"), default=clock.now, editable=False))
    # Made by her telephone: the same call sent twice is one.
    sent_id = open_(models.UUIDField(null=True, unique=True, editable=False))
    # How long it lay on her telephone, by that telephone's clock.
    waited_seconds = open_(models.PositiveIntegerField(null=True, editable=False))
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    issue = open_(models.UUIDField(null=True))
    delivered_at = open_(models.DateTimeField(null=True))
    answered_at = open_(models.DateTimeField(_("answered at"), null=True))
    answered_by = open_(models.UUIDField(null=True))
    what_was_done = personal(models.CharField(_("what was done"), max_length=500, blank=True))

    class Meta:
        verbose_name = _("call for help")
        verbose_name_plural = _("calls for help")
        indexes = [
            models.Index(fields=["called_at"], name="call_waiting", condition=models.Q(delivered_at__isnull=True)),
            models.Index(
                fields=["organisation", "called_at"],
                name="call_unanswered",
                condition=models.Q(issue__isnull=True, answered_at__isnull=True),
            ),
        ]
