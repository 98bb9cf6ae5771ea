"""Models of projects and grants.

As campaigns have it, every organisation has a `Project` of its own, so that each link stays inside one organisation;
those of one project of the whole network point at the same `CommonProject`. Records keep no project themselves: a link
table for each kind says what belongs to which. The logframe and the money of a grant belong to the organisation that
holds it, and stand below its own `Project`.
"""

import datetime as dt

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.kernel.ids import new_id
from jatan.kernel.localised import Localised
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.people.models import Person
from jatan.programme.projects.choices import ProjectCount
from jatan.programme.schemes.models import Linkage


class CommonProject(models.Model):
    """What the parts of several organisations in a project have in common: an id and nothing else; it needs no wall."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        verbose_name = _("common project")
        verbose_name_plural = _("common projects")


class Project(Guarded):
    """A project or grant of one organisation, or its part in one of the network.

    `is_shared`: begun by the network's own office, so that everybody may read it and put records into it.
    """

    FAMILY = "activities"

    common = open_(models.ForeignKey(CommonProject, models.PROTECT, related_name="projects", editable=False))
    name_hi = open_(models.CharField(_("name in Hindi"), max_length=200, blank=True))
    name_en = open_(models.CharField(_("name in English"), max_length=200, blank=True))
    donor = open_(models.CharField(_("who gives the money"), max_length=200, blank=True))
    begins_on = open_(models.DateField(_("begins on")))
    ends_on = open_(models.DateField(_("ends on"), null=True, blank=True))
    is_shared = open_(models.BooleanField(_("members may take part"), default=False, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("project or grant")
        verbose_name_plural = _("projects and grants")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("begins_on")),
                name="project_days",
            ),
            models.UniqueConstraint(
                fields=["organisation", "common"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="project_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-begins_on"], name="project_newest"),
            models.Index(fields=["is_shared", "-begins_on"], name="project_shared"),
            models.Index(fields=["common"], name="project_common"),
        ]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return Localised(hi=self.name_hi, en=self.name_en).in_language()


class ProjectTarget(Guarded):
    """How much of one thing the organisation means to do in the project."""

    FAMILY = "activities"

    project = open_(models.ForeignKey(Project, models.PROTECT, related_name="targets", db_constraint=False))
    counted = open_(models.CharField(_("what is counted"), max_length=16, choices=ProjectCount))
    amount = open_(models.PositiveIntegerField(_("target")))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("target of a project")
        verbose_name_plural = _("targets of a project")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "project", "counted"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="projecttarget_once",
            )
        ]


class ProjectRecord(Guarded):
    """A record that belongs to a project: once, until it is taken out."""

    KEEPS_RECORDS = False

    project = open_(models.ForeignKey(Project, models.PROTECT, related_name="+", db_constraint=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True


def _once(record: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=["organisation", "project", record],
            condition=models.Q(withdrawn_at__isnull=True),
            name=f"project{record}_once",
        )
    ]


class ProjectPerson(ProjectRecord):
    """A person that belongs to a project."""

    FAMILY = "people"
    VILLAGE_PRIVACY = "personal"

    person = personal(models.ForeignKey(Person, models.PROTECT, related_name="project_links", db_constraint=False))

    class Meta:
        verbose_name = _("person of a project")
        verbose_name_plural = _("people of a project")
        constraints = _once("person")
        indexes = [models.Index(fields=["organisation", "person"], name="projectperson_person")]


class ProjectJourney(ProjectRecord):
    """A journey that belongs to a project."""

    FAMILY = "people"
    VILLAGE_PRIVACY = "personal"

    journey = personal(models.ForeignKey(Journey, models.PROTECT, related_name="project_links", db_constraint=False))

    class Meta:
        verbose_name = _("journey of a project")
        verbose_name_plural = _("journeys of a project")
        constraints = _once("journey")
        indexes = [models.Index(fields=["organisation", "journey"], name="projectjourney_journey")]


class ProjectActivity(ProjectRecord):
    """An activity that belongs to a project."""

    FAMILY = "activities"

    activity = open_(models.ForeignKey(Activity, models.PROTECT, related_name="project_links", db_constraint=False))

    class Meta:
        verbose_name = _("activity of a project")
        verbose_name_plural = _("activities of a project")
        constraints = _once("activity")
        indexes = [models.Index(fields=["organisation", "activity"], name="projectactivity_activity")]


class ProjectIssue(ProjectRecord):
    """An issue that belongs to a project."""

    FAMILY = "helpdesk"
    VILLAGE_PRIVACY = "personal"

    issue = personal(models.ForeignKey(Issue, models.PROTECT, related_name="project_links", db_constraint=False))

    class Meta:
        verbose_name = _("issue of a project")
        verbose_name_plural = _("issues of a project")
        constraints = _once("issue")
        indexes = [models.Index(fields=["organisation", "issue"], name="projectissue_issue")]


class ProjectLinkage(ProjectRecord):
    """A linkage that belongs to a project."""

    FAMILY = "schemes"
    VILLAGE_PRIVACY = "personal"

    linkage = personal(models.ForeignKey(Linkage, models.PROTECT, related_name="project_links", db_constraint=False))

    class Meta:
        verbose_name = _("scheme benefit of a project")
        verbose_name_plural = _("scheme benefits of a project")
        constraints = _once("linkage")
        indexes = [models.Index(fields=["organisation", "linkage"], name="projectlinkage_linkage")]


class ProjectGroup(ProjectRecord):
    """A group that belongs to a project."""

    FAMILY = "activities"

    group = open_(models.ForeignKey(Group, models.PROTECT, related_name="project_links", db_constraint=False))

    class Meta:
        verbose_name = _("group of a project")
        verbose_name_plural = _("groups of a project")
        constraints = _once("group")
        indexes = [models.Index(fields=["organisation", "group"], name="projectgroup_group")]


class ProjectObjective(Guarded):
    """What the organisation means to reach with a grant: a head of its logframe."""

    FAMILY = "activities"

    project = open_(models.ForeignKey(Project, models.PROTECT, related_name="objectives", db_constraint=False))
    title_hi = open_(models.CharField(_("objective in Hindi"), max_length=300, blank=True))
    title_en = open_(models.CharField(_("objective in English"), max_length=300, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("objective of a grant")
        verbose_name_plural = _("objectives of a grant")
        indexes = [models.Index(fields=["organisation", "project"], name="projectobjective_project")]

    @property
    def title(self) -> Localised:
        """The objective in both languages; either may be empty."""
        return Localised(hi=self.title_hi, en=self.title_en)


class ProjectIndicator(Guarded):
    """A line of a grant's logframe: what is counted, where it began, how much is meant, until when.

    `number`: "indicator.value" of what the house counts itself; "" for what is counted by hand (`HandCount`), which
    `title_hi` and `title_en` then name. The whole of it is meant, from the first day of the grant on.
    """

    FAMILY = "activities"

    objective = open_(
        models.ForeignKey(
            ProjectObjective,
            models.PROTECT,
            related_name="indicators",
            db_constraint=False,
            verbose_name=pgettext_lazy("logframe", "objective"),
        )
    )
    number = open_(models.CharField(_("what the house counts"), max_length=49, blank=True))
    title_hi = open_(models.CharField(_("what is counted, in Hindi"), max_length=200, blank=True))
    title_en = open_(models.CharField(_("what is counted, in English"), max_length=200, blank=True))
    baseline = open_(models.PositiveIntegerField(_("how many at the beginning"), null=True, blank=True))
    target = open_(models.PositiveIntegerField(_("target")))
    due_on = open_(models.DateField(_("to be reached by"), null=True, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator of a grant")
        verbose_name_plural = _("indicators of a grant")
        constraints = [
            models.CheckConstraint(condition=models.Q(target__gt=0), name="projectindicator_target"),
            models.CheckConstraint(
                condition=~models.Q(number="", title_hi="", title_en=""), name="projectindicator_counts"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "objective"], name="projectindicator_objective")]

    @property
    def title(self) -> Localised:
        """What is counted by hand, in both languages; either may be empty."""
        return Localised(hi=self.title_hi, en=self.title_en)

    @property
    def key(self) -> tuple[str, str] | None:
        """(indicator, value) of the house's own number; None for what is counted by hand."""
        code, _dot, value = self.number.partition(".")
        return (code, value) if self.number else None


class HandCount(Guarded):
    """So many more were counted by hand on a day, for an indicator that the house does not count itself."""

    FAMILY = "activities"

    indicator = open_(
        models.ForeignKey(ProjectIndicator, models.PROTECT, related_name="hand_counts", db_constraint=False)
    )
    counted_on = open_(models.DateField(_("counted on")))
    amount = open_(models.PositiveIntegerField(_("how many more")))
    note = personal(models.CharField(_("how it is known"), max_length=300, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("count by hand")
        verbose_name_plural = _("counts by hand")
        indexes = [models.Index(fields=["organisation", "indicator", "counted_on"], name="handcount_day")]


class Instalment(Guarded):
    """Money of a grant that came, or is to come on `due_on`. `amount` in whole rupees; `received_on` None: not yet."""

    FAMILY = "activities"

    project = open_(models.ForeignKey(Project, models.PROTECT, related_name="instalments", db_constraint=False))
    amount = open_(models.PositiveIntegerField(_("rupees")))
    due_on = open_(models.DateField(_("expected on"), null=True, blank=True))
    received_on = open_(models.DateField(_("came on"), null=True, blank=True))
    note = personal(models.CharField(pgettext_lazy("money", "note"), max_length=300, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("instalment")
        verbose_name_plural = _("instalments")
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="instalment_amount"),
            models.CheckConstraint(
                condition=models.Q(due_on__isnull=False) | models.Q(received_on__isnull=False), name="instalment_day"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "project"], name="instalment_project")]

    @property
    def day(self) -> dt.date | None:
        """The day on which it came, or is to come."""
        return self.received_on or self.due_on


class Spending(Guarded):
    """Money spent out of an instalment of a grant; `amount` in whole rupees."""

    FAMILY = "activities"

    instalment = open_(models.ForeignKey(Instalment, models.PROTECT, related_name="spendings", db_constraint=False))
    amount = open_(models.PositiveIntegerField(_("rupees")))
    spent_on = open_(models.DateField(_("spent on")))
    note = personal(models.CharField(_("for what"), max_length=300, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("money spent of a grant")
        verbose_name_plural = _("money spent of grants")
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="spending_amount")]
        indexes = [models.Index(fields=["organisation", "instalment", "spent_on"], name="spending_day")]
