"""Models of groups and their members."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet, indexes_of_lists
from jatan.foundation.network.models import Organisation
from jatan.programme.groups.choices import GroupBook, GroupKind, OfficeHeld, Rhythm
from jatan.programme.people.models import Person

__all__ = ["BookCheck", "FoldState", "Group", "Membership"]


class Group(Guarded):
    """A group of a village or panchayat. Two groups of one organisation may have the same name."""

    FAMILY = "activities"
    OF_GROUP = "id"
    FACT_DATES = ("formed_on",)
    PRIVACY: ClassVar[dict[str, str]] = {
        "kind": "open",
        "name": "open",
        "name_fold": "open",
        "formed_on": "open",
        "dissolved_on": "open",
        "meets_every": "open",
    }

    kind = models.CharField(_("kind of group"), max_length=12, choices=GroupKind)
    name = models.CharField(_("name of the group"), max_length=200)
    name_fold = models.CharField(max_length=600, editable=False)
    formed_on = models.DateField(_("formed on"), null=True, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    meets_every = models.CharField(_("meets"), max_length=12, choices=Rhythm, blank=True)

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
    PRIVACY: ClassVar[dict[str, str]] = {
        "group": "open",
        "person": "personal",
        "joined_on": "open",
        "left_on": "open",
        "office": "open",
    }

    group = models.ForeignKey(
        Group, models.PROTECT, related_name="memberships", verbose_name=_("group"), db_constraint=False
    )
    person = models.ForeignKey(
        Person, models.PROTECT, related_name="memberships", verbose_name=_("person"), db_constraint=False
    )
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    office = models.CharField(_("office held"), max_length=12, choices=OfficeHeld, blank=True)

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
    PRIVACY: ClassVar[dict[str, str]] = {"group": "open", "looked_on": "open", "kept": "open"}

    group = models.ForeignKey(
        Group, models.PROTECT, related_name="book_checks", verbose_name=_("group"), db_constraint=False
    )
    looked_on = models.DateField(_("looked at on"))
    kept = ArrayField(
        models.CharField(max_length=12, choices=GroupBook),
        default=list,
        blank=True,
        verbose_name=_("kept up to date"),
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
    """The version of folding rules and spellings of an organisation's group names, on groups and activities."""

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "activities"

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="+")
    fold_version = models.CharField(max_length=24)
