"""Organisations of the network, with dates: membership and districts change over the years."""

import datetime as dt

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.dated import DatedQuerySet
from jatan.foundation.db.privacy import shared
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.localised import Localised


class Kind(models.TextChoices):
    MEMBER = "member", _("member organisation")
    NETWORK = "network", _("network secretariat")


class Organisation(models.Model):
    """A member, or the network's own secretariat (kind `network`), which owns what belongs to the whole network."""

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(_("code"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.MEMBER)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_hi = models.CharField(_("name in Hindi"), max_length=200)
    member_since = models.DateField(_("member since"), null=True)
    member_until = models.DateField(_("member until"), null=True, blank=True)
    # Codes of `rooms.Room`: parts of the work that this office does not do. Empty: all are open.
    closed_rooms = ArrayField(
        models.CharField(max_length=12), verbose_name=_("closed rooms"), default=list, db_default=[], blank=True
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["code"]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return Localised(hi=self.name_hi, en=self.name_en).in_language()

    def has_left(self, on: dt.date) -> bool:
        """True if the last day of membership lies before `on`: nothing new is recorded for it."""
        return self.member_until is not None and self.member_until < on


class Caretaker(models.Model):
    """The member (or the secretariat) that finishes the open work of a member that has left, with dates.

    The caretaker's coordinators and desk operators get the permissions `access.permissions.CARETAKING` on rows of
    `organisation`: people, contacts, ladders, issues and text messages. Access to its sealed cases does not change.
    """

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="caretakers", verbose_name=_("organisation")
    )
    caretaker = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name=_("who sees to it"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = DatedQuerySet["Caretaker"].as_manager()

    class Meta:
        verbose_name = _("caretaker")
        verbose_name_plural = _("caretakers")
        constraints = [
            models.CheckConstraint(condition=~Q(organisation=models.F("caretaker")), name="caretaker_is_another"),
            models.UniqueConstraint(fields=["organisation"], condition=Q(until__isnull=True), name="caretaker_one"),
        ]


class PublishedPeriod(models.Model):
    """Days over which the network has published its numbers. It comes with its data, and is of no single member."""

    PRIVACY = "open"

    first = models.DateField(_("first day"))
    last = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("published period")
        verbose_name_plural = _("published periods")
        constraints = [
            models.UniqueConstraint(fields=["first", "last"], name="publishedperiod_once"),
            models.CheckConstraint(condition=Q(first__lte=models.F("last")), name="publishedperiod_in_order"),
        ]


class DemoHouse(models.Model):
    """Marks a database that `jatan demo` created: it has one row there, none anywhere else. Never deleted."""

    PRIVACY = "open"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    begun_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="demohouse_one_row")]


class OrganisationDistrict(models.Model):
    """A district an organisation works in, from a day to a day."""

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="districts", db_index=False)
    district = models.ForeignKey(Place, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "district", "since"], name="orgdistrict_once")]


class Office(models.Model):
    """A place where an organisation can be found."""

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offices", db_index=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name_en = models.CharField(max_length=200)
    name_hi = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    phone = shared(models.CharField(max_length=20, blank=True))

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return Localised(hi=self.name_hi, en=self.name_en).in_language()


class CentreQuerySet(models.QuerySet["InformationCentre"]):
    def open_between(self, first: dt.date, last: dt.date) -> "CentreQuerySet":
        """Centres open on at least one day of the period (both ends included), with their organisation.

        A centre is open no longer than its organisation belongs to the network.
        """
        is_open = Q(closed_on__isnull=True) | Q(closed_on__gte=first)
        is_member = Q(organisation__member_until__isnull=True) | Q(organisation__member_until__gte=first)
        return self.filter(is_open, is_member, opened_on__lte=last).select_related("organisation")


class InformationCentre(models.Model):
    """A help desk (सूचना केंद्र): counted when open at any time in a period."""

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="centres", db_index=False)
    district = models.ForeignKey(Place, models.PROTECT, related_name="+")
    name_en = models.CharField(max_length=200)
    name_hi = models.CharField(max_length=200)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    # For everybody: where it is, when somebody is there, and the number of the desk (never anybody's own).
    address = models.CharField(_("address"), max_length=300, blank=True)
    hours = models.CharField(_("open when"), max_length=120, blank=True)
    phone = shared(models.CharField(_("phone of the desk"), max_length=20, blank=True))

    objects = CentreQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name_en"], name="centre_once")]

    @property
    def last_day(self) -> dt.date | None:
        """The last day it is open: its own, or that of its organisation's membership; None while neither is set."""
        ends = [day for day in (self.closed_on, self.organisation.member_until) if day is not None]
        return min(ends, default=None)

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return Localised(hi=self.name_hi, en=self.name_en).in_language()


class WorkbookName(models.Model):
    """The file name of an organisation's register workbook: an import finds the organisation by it."""

    PRIVACY = "open"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="workbooks", db_index=False)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="workbookname_once")]


class Mark(models.Model):
    """A keyed hash (`marks.mark`) of a number or name that one organisation holds; equal text gives an equal mark.

    Every member may compare marks; nobody can recover the text, because the key is not in the database. `about` is the
    organisation's own row that holds the text.
    """

    PRIVACY = "personal"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=20)
    mark = models.BinaryField(max_length=16)
    about = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "about", "kind", "mark"], name="mark_once"),
        ]
        indexes = [models.Index(fields=["kind", "mark"], name="mark_same")]
