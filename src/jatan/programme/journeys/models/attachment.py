"""What is kept beside a journey: photographs of a card, a ticket or a contract, a spoken note."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.programme.journeys.choices import AttachmentKind
from jatan.programme.journeys.models.journey import Journey


class Attachment(Guarded):
    """One file of a journey, read where the journey is. `file`: an opaque name in the store."""

    FAMILY = "people"
    OF_PERSON = "journey__person_id"

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="attachments", verbose_name=_("journey"), db_constraint=False
        )
    )
    kind = open_(models.CharField(_("kind"), max_length=12, choices=AttachmentKind))
    note = personal(models.CharField(_("remark"), max_length=200, blank=True))
    file = open_(models.CharField(_("file"), max_length=80, editable=False))
    file_name = personal(models.CharField(_("file name"), max_length=120, editable=False))
    format = open_(models.CharField(max_length=8, editable=False))
    file_size = open_(models.PositiveIntegerField(editable=False))
    file_digest = open_(models.CharField(max_length=64, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("photograph or recording")
        verbose_name_plural = _("photographs and recordings")
        indexes = [models.Index(fields=["organisation", "journey"], name="attachment_journey")]
