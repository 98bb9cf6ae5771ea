"""Models of the library: materials with at most one file each, their trials in villages, and the stock book.

A public material can be read without signing in: see the second policy in migration `0002_walls`.
"""

import datetime as dt

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.foundation.network.models import Organisation
from jatan.kernel.ids import new_id
from jatan.kernel.localised import Localised
from jatan.programme.library.choices import (
    IN_MAKING,
    Format,
    MaterialKind,
    MaterialLanguage,
    Stage,
    StockLine,
    Topic,
)


class Material(Guarded):
    """One material in one language and version. `file` is an opaque name in the store, or empty.

    `work` is the same for all languages and versions of one material. `follows`: the version before this one.
    `stays_inside`: it holds a story of somebody who did not agree that anybody may read it, so it is never public.
    `superseded_on`: since when a newer version is approved. `recalled_on`: since when no copy may be given out, because
    of what `recalled_what` says.
    """

    FAMILY = "library"
    FACT_DATES = ("approved_on", "published_on", "entered_on")
    VILLAGE_PRIVACY = "open"

    kind = open_(models.CharField(_("kind"), max_length=8, choices=MaterialKind))
    title_hi = open_(models.CharField(_("title in Hindi"), max_length=200, blank=True))
    title_en = open_(models.CharField(_("title in English"), max_length=200, blank=True))
    title_fold = open_(models.CharField(max_length=600, blank=True, editable=False))
    topic = open_(models.CharField(_("topic"), max_length=20, choices=Topic, blank=True))
    language = open_(models.CharField(_("language"), max_length=16, choices=MaterialLanguage))
    format = open_(models.CharField(_("format"), max_length=8, choices=Format, default=Format.PAPER))
    version = open_(models.CharField(_("version"), max_length=20, blank=True))
    published_on = open_(models.DateField(_("published on"), null=True, blank=True))
    is_public = open_(models.BooleanField(_("anybody may download it"), default=False))
    stays_inside = open_(models.BooleanField(default=False, editable=False))
    file = open_(models.CharField(_("file"), max_length=80, blank=True, editable=False))
    file_name = open_(models.CharField(_("file name"), max_length=120, blank=True, editable=False))
    file_size = open_(models.PositiveIntegerField(null=True, editable=False))
    file_digest = open_(models.CharField(max_length=64, blank=True, editable=False))
    stage = open_(models.CharField(_("stage"), max_length=8, choices=Stage, default=Stage.IN_USE))
    audience = open_(models.CharField(_("for whom"), max_length=200, blank=True))
    message = open_(models.TextField(_("what they should understand and do"), blank=True))
    work = open_(models.UUIDField(default=new_id, editable=False))
    follows = open_(
        models.ForeignKey(
            "self",
            models.PROTECT,
            null=True,
            blank=True,
            editable=False,
            related_name="followed_by",
            verbose_name=_("version before"),
            db_constraint=False,
        )
    )
    approved_on = open_(models.DateField(_("approved on"), null=True, blank=True))
    superseded_on = open_(models.DateField(_("replaced by a newer version on"), null=True, blank=True, editable=False))
    recalled_on = open_(models.DateField(_("called back on"), null=True, blank=True, editable=False))
    recalled_what = open_(models.CharField(_("why it was called back"), max_length=300, blank=True, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_public=False) | models.Q(stays_inside=False), name="material_inside_or_public"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "published_on"], name="material_published"),
            models.Index(fields=["is_public", "published_on"], name="material_public"),
            models.Index(
                fields=["organisation", "approved_on"],
                condition=models.Q(approved_on__isnull=False),
                name="material_approved",
            ),
            models.Index(fields=["work"], name="material_work"),
        ]

    @property
    def entered_on(self) -> dt.date:
        """The day on which it was recorded."""
        return timezone.localdate(self.recorded_at)

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return Localised(hi=self.title_hi, en=self.title_en).in_language()

    @property
    def is_in_making(self) -> bool:
        """True while it may not be given to anybody."""
        return self.stage in IN_MAKING


class Trial(Guarded):
    """What people of one village understood of a material that is being made."""

    FAMILY = "library"
    FACT_DATES = ("tried_on",)
    VILLAGE_PRIVACY = "open"

    material = open_(
        models.ForeignKey(
            Material, models.PROTECT, related_name="trials", verbose_name=_("material"), db_constraint=False
        )
    )
    tried_on = open_(models.DateField(_("tried on")))
    tried_by = personal(models.CharField(_("tried by"), max_length=120, blank=True))
    listeners = open_(models.PositiveIntegerField(_("people who saw or heard it")))
    understood = open_(models.PositiveIntegerField(_("of them, understood it as meant")))
    what_understood = open_(models.TextField(_("what they understood, in their words")))
    what_not = open_(models.TextField(_("what was not understood"), blank=True))
    to_change = open_(models.TextField(_("what must change"), blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("trial in a village")
        verbose_name_plural = _("trials in villages")
        indexes = [models.Index(fields=["organisation", "material", "tried_on"], name="trial_material")]


class Distribution(Guarded):
    """One line of an organisation's stock book: copies of a material printed, come in, given out, asked for, on a day.

    The material may be another organisation's (`owner`): members give out what the secretariat printed.
    """

    FAMILY = "library"
    FACT_DATES = ("given_on",)
    VILLAGE_PRIVACY = "open"

    owner = open_(models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False))
    material_id = open_(models.UUIDField())
    # No foreign key of the database: a link between two organisations could not be held in a cluster (ADR 18).
    material = open_(
        models.ForeignObject(
            Material,
            models.PROTECT,
            from_fields=["owner", "material_id"],
            to_fields=["organisation", "id"],
            related_name="distributions",
        )
    )
    kind = open_(models.CharField(_("what happened"), max_length=8, choices=StockLine, default=StockLine.GIVEN))
    given_on = open_(models.DateField(_("on")))
    copies = open_(models.PositiveIntegerField(_("copies")))
    to_whom = personal(models.CharField(_("to whom, from whom"), max_length=200, blank=True))
    activity_note = open_(models.CharField(_("at which activity"), max_length=200, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of the stock book")
        verbose_name_plural = _("lines of the stock book")
        indexes = [
            models.Index(fields=["organisation", "material_id", "given_on"], name="distribution_material"),
            models.Index(fields=["material_id"], name="distribution_of"),
        ]
