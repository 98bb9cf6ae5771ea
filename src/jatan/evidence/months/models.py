"""The table of month-ends, under row-level security of the family `periods`."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.evidence.months.choices import State, Status
from jatan.foundation.db.privacy import open_, shared
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id

LONGEST_SENTENCE = 300


class MonthEnd(models.Model):
    """What a member said of one month (`month`: its first day), and what the secretariat decided.

    A month without a row is not yet complete. `missing`: the member's sentence. `parked`, `corrections`, `drafts`,
    `silent`: what was open when the member said so, over all months but for `silent`, the registers that usually have
    rows and had none. `touched_acts` and `touched_records` only grow: acts that changed the month since it was first
    said to be complete, and their rows; `seen_acts` and `seen_records` are those which the secretariat had before it
    when it accepted.
    """

    FAMILY: ClassVar[str] = "periods"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    month = open_(models.DateField(_("month")))
    state = open_(models.CharField(_("state"), max_length=10, choices=State, default=State.COMPLETE))
    missing = shared(models.CharField(_("what is missing"), max_length=LONGEST_SENTENCE, blank=True))
    parked = open_(models.PositiveIntegerField(default=0))
    corrections = open_(models.PositiveIntegerField(default=0))
    drafts = open_(models.PositiveIntegerField(default=0))
    silent = open_(models.PositiveIntegerField(default=0))
    completed_at = open_(models.DateTimeField(default=clock.now))
    completed_by = open_(models.UUIDField(null=True))
    decided_at = open_(models.DateTimeField(null=True))
    decided_by = open_(models.UUIDField(null=True))
    sent_back_because = shared(models.CharField(_("why it was sent back"), max_length=LONGEST_SENTENCE, blank=True))
    touched_acts = open_(models.PositiveIntegerField(default=0))
    touched_records = open_(models.PositiveIntegerField(default=0))
    touched_at = open_(models.DateTimeField(null=True))
    seen_acts = open_(models.PositiveIntegerField(default=0))
    seen_records = open_(models.PositiveIntegerField(default=0))

    class Meta:
        verbose_name = _("month-end")
        verbose_name_plural = _("month-ends")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "month"], name="monthend_once"),
            models.CheckConstraint(condition=Q(month__day=1), name="monthend_first_day"),
        ]

    @property
    def status(self) -> Status:
        """How the month stands now."""
        if self.state == State.ACCEPTED and self.touched_acts > self.seen_acts:
            return Status.CHANGED
        return Status(self.state)

    @property
    def acts_since(self) -> int:
        """Acts that changed the month since it was accepted."""
        return self.touched_acts - self.seen_acts

    @property
    def records_since(self) -> int:
        """Rows that those acts wrote."""
        return self.touched_records - self.seen_records
