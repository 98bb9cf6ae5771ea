"""Models of the library: materials with at most one file each, and their distribution.

A public material can be read without signing in: see the second policy in migration `0002_walls`.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.kernel.localised import Localised
from jatan.programme.library.choices import Format, MaterialKind, MaterialLanguage, Topic


class Material(Guarded):
    """One material in one language and version. `file` is an opaque name under MEDIA_ROOT, or empty."""

    FAMILY = "library"
    PRIVACY: ClassVar[dict[str, str]] = {
        "kind": "open",
        "title_hi": "open",
        "title_en": "open",
        "title_fold": "open",
        "topic": "open",
        "language": "open",
        "format": "open",
        "version": "open",
        "published_on": "open",
        "is_public": "open",
        "file": "open",
        "file_name": "open",
        "file_size": "open",
        "file_digest": "open",
        "panchayat": "open",
        "village": "open",
    }

    kind = models.CharField(_("kind"), max_length=8, choices=MaterialKind)
    title_hi = models.CharField(_("title in Hindi"), max_length=200, blank=True)
    title_en = models.CharField(_("title in English"), max_length=200, blank=True)
    title_fold = models.CharField(max_length=600, blank=True, editable=False)
    topic = models.CharField(_("topic"), max_length=20, choices=Topic, blank=True)
    language = models.CharField(_("language"), max_length=16, choices=MaterialLanguage)
    format = models.CharField(_("format"), max_length=8, choices=Format, default=Format.PAPER)
    version = models.CharField(_("version"), max_length=20, blank=True)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    is_public = models.BooleanField(_("anybody may download it"), default=False)
    file = models.CharField(_("file"), max_length=80, blank=True, editable=False)
    file_name = models.CharField(_("file name"), max_length=120, blank=True, editable=False)
    file_size = models.PositiveIntegerField(null=True, editable=False)
    file_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        indexes = [
            models.Index(fields=["organisation", "published_on"], name="material_published"),
            models.Index(fields=["is_public", "published_on"], name="material_public"),
        ]

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return Localised(hi=self.title_hi, en=self.title_en).in_language()


class Distribution(Guarded):
    """How many copies of a material were given to whom, on a day."""

    FAMILY = "library"
    FACT_DATES = ("given_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "material": "open",
        "given_on": "open",
        "copies": "open",
        "to_whom": "personal",
        "activity_note": "open",
        "panchayat": "open",
        "village": "open",
    }

    material = models.ForeignKey(
        Material, models.PROTECT, related_name="distributions", verbose_name=_("material"), db_constraint=False
    )
    given_on = models.DateField(_("given on"))
    copies = models.PositiveIntegerField(_("copies"))
    to_whom = models.CharField(_("given to"), max_length=200, blank=True)
    activity_note = models.CharField(_("at which activity"), max_length=200, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("distribution")
        verbose_name_plural = _("distributions")
        indexes = [models.Index(fields=["organisation", "material", "given_on"], name="distribution_material")]
