"""The place tree: reference data shared by every organisation, keyed by LGD code where one exists.

Localities (panchayats, villages) that an office entered carry that organisation's id and are suggested only to it.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.choices import Level
from jatan.foundation.places.namesakes import district_beside
from jatan.kernel.ids import new_id
from jatan.kernel.localised import Localised


class Place(models.Model):
    """One place. `district` and `block` repeat the ancestors so that "rows of my blocks" needs no recursion."""

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    level = models.CharField(max_length=10, choices=Level)
    lgd_code = models.PositiveIntegerField(null=True)
    census2011_code = models.CharField(max_length=8, blank=True)
    country_code = models.CharField(max_length=2, blank=True)
    name_en = models.CharField(max_length=120)
    name_hi = models.CharField(max_length=120, blank=True)
    is_hi_verified = models.BooleanField(default=True)
    aliases = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    fold = models.CharField(max_length=120, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    district = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    block = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lon = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    recorded_by_organisation = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.UniqueConstraint(
                fields=["level", "lgd_code"], condition=Q(lgd_code__isnull=False), name="place_one_lgd_code"
            ),
            models.UniqueConstraint(
                fields=["recorded_by_organisation", "parent", "level", "fold"],
                condition=Q(recorded_by_organisation__isnull=False),
                name="place_locality_once",
            ),
        ]
        indexes = [
            models.Index(fields=["level", "fold"], name="place_level_fold"),
            GinIndex(fields=["aliases"], name="place_aliases"),
        ]

    @property
    def names(self) -> Localised:
        """The name in both languages; with the district where another block has the same: "डुमरी (गुमला)"."""
        hi, en = self.name_hi or self.name_en, self.name_en
        district = district_beside(self.lgd_code) if self.level == Level.BLOCK else None
        return (
            Localised(hi=f"{hi} ({district.hi})", en=f"{en} ({district.en})") if district else Localised(hi=hi, en=en)
        )

    @property
    def name(self) -> str:
        """The name in the reader's language, see `names`."""
        return self.names.in_language()

    def lies_in(self, place_id: uuid.UUID) -> bool:
        """True if `place_id` is this place or one above it (parent, block, district)."""
        return place_id in (self.id, self.parent_id, self.block_id, self.district_id)


class ListedVillage(models.Model):
    """A village of the official list (Local Government Directory, LGD), from a file that the operator brings.

    `code` is the LGD code; a code of the census keeps its leading zeros. A name in Hindi may be missing. `block` is
    None where the file's block or sub-district is none of ours. A village that has gone from the list stays, with
    `is_listed` False: records may mean it.
    """

    PRIVACY = "open"

    code = models.PositiveIntegerField(primary_key=True)
    census2011_code = models.CharField(max_length=8, blank=True)
    name_en = models.CharField(max_length=120)
    name_hi = models.CharField(max_length=120, blank=True)
    fold = models.CharField(max_length=200, blank=True)
    district = models.ForeignKey(Place, models.PROTECT, related_name="+")
    block = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    subdistrict = models.CharField(max_length=120, blank=True)
    panchayat_code = models.PositiveIntegerField(null=True)
    panchayat_en = models.CharField(max_length=120, blank=True)
    panchayat_hi = models.CharField(max_length=120, blank=True)
    is_listed = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("village of the official list")
        verbose_name_plural = _("villages of the official list")
        indexes = [
            models.Index(fields=["block", "fold"], name="listedvillage_block"),
            models.Index(fields=["district", "fold"], name="listedvillage_district"),
        ]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return Localised(hi=self.name_hi, en=self.name_en).in_language()

    @property
    def panchayat(self) -> str:
        """The gram panchayat in the reader's language; "" where no file has said it."""
        return Localised(hi=self.panchayat_hi, en=self.panchayat_en).in_language()
