"""Models of the register of places and ways: landmarks, what was found when somebody looked again, and routes.

Rows that others point at across organisations (a stop, a verified landmark) are named by id without a foreign key: keys
of members' tables carry the organisation (docs/adr/0018), and a landmark is never deleted.
"""

from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, shared
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.foundation.places.models import Place
from jatan.kernel.localised import Localised
from jatan.programme.landmarks.choices import Finding, LandmarkKind, Layer, Mode, SourceKind
from jatan.programme.landmarks.coordinates import Coordinates


class BothNames:
    """A name in Hindi, in English, or in both."""

    name_hi: Any
    name_en: Any

    @property
    def name(self) -> str:
        """The name in the reader's language, else the only one there is."""
        return Localised(hi=self.name_hi or self.name_en, en=self.name_en or self.name_hi).in_language()


class Landmark(BothNames, Guarded):
    """One place that travellers or offices need: a station, a place of risk, a service.

    A shelter has no address, no coordinates and no village: PostgreSQL refuses them. `mapped_on`: the day it was seen
    or put on record; `layer` follows from `kind`.
    """

    FAMILY = "landmarks"
    FACT_DATES = ("mapped_on",)
    VILLAGE_PRIVACY = "open"

    kind = open_(models.CharField(_("kind"), max_length=16, choices=LandmarkKind))
    layer = open_(models.CharField(_("layer"), max_length=8, choices=Layer, editable=False))
    name_hi = open_(models.CharField(_("name in Hindi"), max_length=160, blank=True))
    name_en = open_(models.CharField(_("name in English"), max_length=160, blank=True))
    name_fold = open_(models.CharField(max_length=600, blank=True, editable=False))
    address = open_(models.CharField(_("address or how to find it"), max_length=240, blank=True))
    phone = shared(models.CharField(_("telephone"), max_length=12, blank=True))
    second_phone = shared(models.CharField(_("second telephone"), max_length=12, blank=True))
    opening_hours = open_(models.CharField(_("opening hours"), max_length=120, blank=True))
    latitude = open_(models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True))
    longitude = open_(models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True))
    mapped_on = open_(models.DateField(_("mapped on")))
    source = open_(models.CharField(_("who says so"), max_length=12, choices=SourceKind))
    source_on = open_(models.DateField(_("said or seen on"), null=True, blank=True))
    source_note = shared(models.CharField(_("about the source"), max_length=200, blank=True))
    note = shared(models.CharField(_("what to know"), max_length=500, blank=True))
    is_public = open_(models.BooleanField(_("may be shown to everybody"), default=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("place on the map")
        verbose_name_plural = _("places on the map")
        indexes = [
            models.Index(fields=["organisation", "layer", "kind"], name="landmark_layer"),
            models.Index(fields=["organisation", "mapped_on"], name="landmark_mapped"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="shelter")
                | Q(address="", village="", panchayat="", latitude__isnull=True, longitude__isnull=True),
                name="landmark_shelter_is_not_located",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__gte=Decimal(-90),
                    latitude__lte=Decimal(90),
                    longitude__gte=Decimal(-180),
                    longitude__lte=Decimal(180),
                ),
                name="landmark_whole_coordinates",
            ),
        ]

    @property
    def label(self) -> str:
        """Name and place: what tells it from others of the same name, and what a stop is typed as."""
        return f"{self.name} ({self.place.name})"

    @property
    def coordinates(self) -> Coordinates | None:
        if self.latitude is None or self.longitude is None:
            return None
        return Coordinates(Decimal(self.latitude), Decimal(self.longitude))

    @property
    def is_located(self) -> bool:
        """True if it has coordinates of its own; otherwise it is drawn at its block, district or city."""
        return self.latitude is not None


class Verification(Guarded):
    """Somebody of any member looked at a landmark on a day: it is as written, or something is different (`note`)."""

    FAMILY = "landmarks"
    FACT_DATES = ("verified_on",)
    VILLAGE_PRIVACY = "open"

    landmark = open_(models.UUIDField(editable=False))
    verified_on = open_(models.DateField(_("checked on")))
    finding = open_(models.CharField(_("what was found"), max_length=12, choices=Finding))
    note = shared(models.CharField(_("what is different"), max_length=300, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of a place")
        verbose_name_plural = _("checks of places")
        indexes = [
            models.Index(fields=["landmark", "verified_on"], name="verification_landmark"),
            models.Index(fields=["organisation", "verified_on"], name="verification_day"),
        ]


class Route(BothNames, Guarded):
    """A way that people take: ordered stops (ids of landmarks) from its `place` to a destination."""

    FAMILY = "landmarks"
    FACT_DATES = ("mapped_on",)
    VILLAGE_PRIVACY = "open"

    name_hi = open_(models.CharField(_("name in Hindi"), max_length=160, blank=True))
    name_en = open_(models.CharField(_("name in English"), max_length=160, blank=True))
    name_fold = open_(models.CharField(max_length=600, blank=True, editable=False))
    mode = open_(models.CharField(_("how people travel"), max_length=8, choices=Mode))
    destination = open_(
        models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("destination"))
    )
    stops = open_(ArrayField(models.UUIDField(), default=list, blank=True, verbose_name=_("stops on the way")))
    mapped_on = open_(models.DateField(_("mapped on")))
    note = shared(models.CharField(_("what to know"), max_length=500, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        indexes = [
            models.Index(fields=["organisation", "mapped_on"], name="route_mapped"),
            GinIndex(fields=["stops"], name="route_stops"),
        ]
