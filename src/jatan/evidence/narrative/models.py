"""The table of paragraphs, under row-level security of the family `periods`."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, shared
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.localised import Localised
from jatan.kernel.periods import Period

LONGEST_TEXT = 4000


class Paragraph(models.Model):
    """One version of a paragraph: whose paper, where in it, over which days, of which theme ("" for all work).

    `about`: the grant or the line of its logframe that it is about; None: the work of the organisation as a whole.
    A paragraph of the network belongs to the secretariat. Both texts empty: it was taken back. `replaced_at` None: this
    is the version in force; the others are kept.
    """

    FAMILY: ClassVar[str] = "periods"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    place = open_(models.CharField(_("place in the paper"), max_length=32))
    first = open_(models.DateField(_("from")))
    last = open_(models.DateField(_("to")))
    theme = open_(models.CharField(_("theme"), max_length=20, blank=True))
    about = open_(models.UUIDField(null=True, editable=False))
    text_hi = shared(models.TextField(_("in Hindi"), blank=True))
    text_en = shared(models.TextField(_("in English"), blank=True))
    written_at = open_(models.DateTimeField(default=clock.now))
    written_by = open_(models.UUIDField(null=True))
    replaced_at = open_(models.DateTimeField(null=True))

    class Meta:
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "place", "first", "last", "theme", "about"],
                condition=Q(replaced_at__isnull=True),
                nulls_distinct=False,
                name="paragraph_once_in_force",
            ),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="paragraph_period"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "place", "first", "last", "theme", "written_at"], name="paragraph_versions"
            )
        ]

    @property
    def text(self) -> Localised:
        """Both texts; either may be empty."""
        return Localised(hi=self.text_hi, en=self.text_en)

    @property
    def period(self) -> Period:
        return Period(self.first, self.last)

    @property
    def is_taken_back(self) -> bool:
        return not (self.text_hi or self.text_en)
