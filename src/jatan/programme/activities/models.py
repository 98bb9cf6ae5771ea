"""Models of activities: the counts of a register row, follow-ups, participants and photographs."""

import datetime as dt
from typing import BinaryIO

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet, indexes_of_lists
from jatan.kernel.dates import MonthOnly
from jatan.kernel.file_store import open_file
from jatan.programme.activities.choices import ActivityKind, Category, Faces, ParticipantRole, PhotographUse, Theme
from jatan.programme.groups.models import Group
from jatan.programme.laws.choices import LawTopic
from jatan.programme.people.models import Person


class Activity(Guarded):
    """Something held on a day. In women, men, girls and boys NULL means "not recorded", never zero.

    `is_day_known` is False where a register says only the month; `held_on` is then its first day, which is never shown.
    `group_name` is the group as written; `group` is set only when that means exactly one group of the organisation.
    """

    FAMILY = "activities"
    OF_GROUP = "group_id"
    FACT_DATES = ("held_on",)

    kind = open_(models.CharField(_("kind of activity"), max_length=24, choices=ActivityKind))
    held_on = open_(models.DateField(_("held on")))
    is_day_known = open_(models.BooleanField(_("the day is known"), default=True, db_default=True))
    topic = open_(models.CharField(_("topic"), max_length=500, blank=True))
    theme = open_(models.CharField(_("theme"), max_length=20, choices=Theme, blank=True))
    law_topic = open_(
        models.CharField(_("law concerned"), max_length=20, choices=LawTopic, blank=True, default="", db_default="")
    )
    title = open_(models.CharField(_("title"), max_length=300, blank=True))
    group = open_(
        models.ForeignKey(
            Group,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="activities",
            verbose_name=_("group"),
            db_constraint=False,
        )
    )
    group_name = open_(models.CharField(_("group as written"), max_length=200, blank=True))
    group_fold = open_(models.CharField(max_length=600, blank=True, editable=False))
    women = open_(models.PositiveIntegerField(_("women"), null=True, blank=True))
    men = open_(models.PositiveIntegerField(_("men"), null=True, blank=True))
    girls = open_(models.PositiveIntegerField(_("girls"), null=True, blank=True))
    boys = open_(models.PositiveIntegerField(_("boys"), null=True, blank=True))
    total = open_(models.PositiveIntegerField(_("total")))
    category = open_(models.CharField(_("who was reached"), max_length=12, choices=Category, blank=True))
    facilitator = personal(models.CharField(_("facilitator"), max_length=300, blank=True))
    decisions = personal(models.TextField(_("decisions"), blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_day_known=True) | models.Q(held_on__day=1), name="activity_month_by_first_day"
            )
        ]
        indexes = [
            models.Index(fields=["organisation", "kind", "held_on"], name="activity_kind_day"),
            models.Index(fields=["organisation", "-held_on", "-id"], name="activity_newest"),
            *indexes_of_lists("activity", "held_on", "total", "kind", "theme", "law_topic", "place"),
            models.Index(
                fields=["organisation", "group_fold"],
                condition=models.Q(group__isnull=True, withdrawn_at__isnull=True) & ~models.Q(group_fold=""),
                name="activity_unlinked",
            ),
            models.Index(
                fields=["organisation", "law_topic", "held_on"],
                condition=models.Q(withdrawn_at__isnull=True) & ~models.Q(law_topic=""),
                name="activity_law",
            ),
        ]

    @property
    def held(self) -> dt.date:
        """The day it was held; a MonthOnly where no day is known."""
        day = self.held_on
        return day if self.is_day_known else MonthOnly(day.year, day.month, 1)


class FollowUp(Guarded):
    """A task agreed after an activity, with the person responsible and the due day."""

    FAMILY = "activities"
    OF_GROUP = "activity__group_id"

    activity = open_(
        models.ForeignKey(
            Activity, models.PROTECT, related_name="follow_ups", verbose_name=_("activity"), db_constraint=False
        )
    )
    what = personal(models.CharField(_("what is to be done"), max_length=500))
    due_on = open_(models.DateField(_("due on"), null=True, blank=True))
    done_on = open_(models.DateField(_("done on"), null=True, blank=True))
    owner = personal(models.CharField(_("who will do it"), max_length=200, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes = [models.Index(fields=["organisation", "done_on", "due_on"], name="followup_due")]


class Participation(Guarded):
    """A named person at an activity. Shown beside the attendance count, never added to it."""

    FAMILY = "activities"
    OF_GROUP = "activity__group_id"
    OF_PERSON = "person_id"

    activity = open_(
        models.ForeignKey(
            Activity, models.PROTECT, related_name="participations", verbose_name=_("activity"), db_constraint=False
        )
    )
    person = personal(
        models.ForeignKey(
            Person, models.PROTECT, related_name="participations", verbose_name=_("person"), db_constraint=False
        )
    )
    role = open_(
        models.CharField(_("role"), max_length=12, choices=ParticipantRole, default=ParticipantRole.PARTICIPANT)
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "activity", "person"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="participation_once",
            )
        ]


class Photograph(Guarded):
    """A photograph of an activity, re-encoded so that no metadata of the camera (place, device) is kept.

    `uses`: codes of PhotographUse to which there was a yes; which of them count says `photographs.usable`.
    """

    FAMILY = "activities"
    OF_GROUP = "activity__group_id"

    activity = open_(
        models.ForeignKey(
            Activity, models.PROTECT, related_name="photographs", verbose_name=_("activity"), db_constraint=False
        )
    )
    stored = open_(models.CharField(_("photograph"), max_length=100, editable=False, db_column="file"))
    caption = personal(models.CharField(_("caption"), max_length=300, blank=True))
    faces = open_(
        models.CharField(_("who can be recognised"), max_length=8, choices=Faces, blank=True, default=Faces.UNKNOWN)
    )
    uses = open_(
        ArrayField(
            models.CharField(max_length=8, choices=PhotographUse),
            default=list,
            blank=True,
            verbose_name=_("there is a yes for"),
        )
    )
    width = open_(models.PositiveIntegerField(editable=False))
    height = open_(models.PositiveIntegerField(editable=False))
    size = open_(models.PositiveIntegerField(editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("photograph")
        verbose_name_plural = _("photographs")
        indexes = [models.Index(fields=["organisation", "activity"], name="photograph_activity")]

    @property
    def file(self) -> BinaryIO:
        """The opened file, under an opaque name in the store (`stored`). Raises FileNotFoundError, StoreProblem."""
        return open_file(self.stored)
