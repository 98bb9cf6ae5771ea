"""Models of groups and their members."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet, indexes_of_lists
from jatan.foundation.network.models import Organisation
from jatan.programme.groups.choices import GroupBook, GroupKind, OfficeHeld, Rhythm
from jatan.programme.people.models import Person


class Group(Guarded):
    """A group of a village or panchayat. Two groups of one organisation may have the same name."""

    FAMILY = "activities"
    OF_GROUP = "id"
    FACT_DATES = ("formed_on",)

    kind = open_(models.CharField(_("kind of group"), max_length=12, choices=GroupKind))
    name = open_(models.CharField(_("name of the group"), max_length=200))
    name_fold = open_(models.CharField(max_length=600, editable=False))
    formed_on = open_(models.DateField(_("formed on"), null=True, blank=True))
    dissolved_on = open_(models.DateField(_("dissolved on"), null=True, blank=True))
    meets_every = open_(models.CharField(_("meets"), max_length=12, choices=Rhythm, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        indexes = [
            models.Index(fields=["organisation", "kind", "formed_on"], name="group_formed"),
            models.Index(fields=["organisation", "name_fold"], name="group_fold"),
            *indexes_of_lists("group", "id", "name_fold", "formed_on", "kind", "place"),
        ]


class Membership(Guarded):
    """A person in a group, from a day to a day. A day of joining before the group was formed is accepted."""

    FAMILY = "activities"
    OF_GROUP = "group_id"
    OF_PERSON = "person_id"
    FACT_DATES = ("joined_on",)

    group = open_(
        models.ForeignKey(
            Group, models.PROTECT, related_name="memberships", verbose_name=_("group"), db_constraint=False
        )
    )
    person = personal(
        models.ForeignKey(
            Person, models.PROTECT, related_name="memberships", verbose_name=_("person"), db_constraint=False
        )
    )
    joined_on = open_(models.DateField(_("joined on"), null=True, blank=True))
    left_on = open_(models.DateField(_("left on"), null=True, blank=True))
    office = open_(models.CharField(_("office held"), max_length=12, choices=OfficeHeld, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        indexes = [
            models.Index(fields=["organisation", "joined_on"], name="membership_joined"),
            models.Index(fields=["organisation", "group"], name="membership_group"),
        ]


class BookCheck(Guarded):
    """Which books a group keeps, as somebody saw them on a day. `kept`: codes of GroupBook; others are not kept."""

    FAMILY = "activities"
    OF_GROUP = "group_id"

    group = open_(
        models.ForeignKey(
            Group, models.PROTECT, related_name="book_checks", verbose_name=_("group"), db_constraint=False
        )
    )
    looked_on = open_(models.DateField(_("looked at on")))
    kept = open_(
        ArrayField(
            models.CharField(max_length=12, choices=GroupBook),
            default=list,
            blank=True,
            verbose_name=_("kept up to date"),
        )
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("check of the books")
        verbose_name_plural = _("checks of the books")
        indexes = [models.Index(fields=["organisation", "group", "looked_on"], name="bookcheck_group")]

    def get_kept_display(self) -> str:
        """The names of the books it keeps, or "none", in the reader's language."""
        return ", ".join(str(label) for code, label in GroupBook.choices if code in self.kept) or gettext("none")


class FoldState(models.Model):
    """The version of folding rules and spellings of an organisation's stored names that carry none of their own."""

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "activities"

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    fold_version = models.CharField(max_length=24)
