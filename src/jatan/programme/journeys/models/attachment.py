"""What is kept beside a journey: photographs of a card, a ticket or a contract, a spoken note."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.programme.journeys.choices import AttachmentKind
from jatan.programme.journeys.models.journey import Journey


class Attachment(Guarded):
    """One file of a journey, read where the journey is. `file`: an opaque name under MEDIA_ROOT."""

    FAMILY = "people"
    OF_PERSON = "journey__person_id"
    PRIVACY: ClassVar[dict[str, str]] = {
        "journey": "open",
        "kind": "open",
        "note": "personal",
        "file": "open",
        "file_name": "personal",
        "format": "open",
        "file_size": "open",
        "file_digest": "open",
    }

    journey = models.ForeignKey(
        Journey, models.PROTECT, related_name="attachments", verbose_name=_("journey"), db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=AttachmentKind)
    note = models.CharField(_("remark"), max_length=200, blank=True)
    file = models.CharField(_("file"), max_length=80, editable=False)
    file_name = models.CharField(_("file name"), max_length=120, editable=False)
    format = models.CharField(max_length=8, editable=False)
    file_size = models.PositiveIntegerField(editable=False)
    file_digest = models.CharField(max_length=64, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("photograph or recording")
        verbose_name_plural = _("photographs and recordings")
        indexes = [models.Index(fields=["organisation", "journey"], name="attachment_journey")]
