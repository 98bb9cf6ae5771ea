"""Models of projects and grants.

As campaigns have it, every organisation has a `Project` of its own, so that each link stays inside one organisation;
those of one project of the whole network point at the same `CommonProject`. Records keep no project themselves: a link
table for each kind says what belongs to which.
"""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

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

__all__ = [
    "CommonProject",
    "Project",
    "ProjectActivity",
    "ProjectGroup",
    "ProjectIssue",
    "ProjectJourney",
    "ProjectLinkage",
    "ProjectPerson",
    "ProjectTarget",
]


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
    PRIVACY: ClassVar[dict[str, str]] = {
        "common": "open",
        "name_hi": "open",
        "name_en": "open",
        "donor": "open",
        "begins_on": "open",
        "ends_on": "open",
        "is_shared": "open",
    }

    common = models.ForeignKey(CommonProject, models.PROTECT, related_name="projects", editable=False)
    name_hi = models.CharField(_("name in Hindi"), max_length=200, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200, blank=True)
    donor = models.CharField(_("who gives the money"), max_length=200, blank=True)
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    is_shared = models.BooleanField(_("members may take part"), default=False, editable=False)

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
    PRIVACY: ClassVar[dict[str, str]] = {"project": "open", "counted": "open", "amount": "open"}

    project = models.ForeignKey(Project, models.PROTECT, related_name="targets", db_constraint=False)
    counted = models.CharField(_("what is counted"), max_length=16, choices=ProjectCount)
    amount = models.PositiveIntegerField(_("target"))

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

    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_constraint=False)

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
    PRIVACY: ClassVar[dict[str, str]] = {
        "project": "open",
        "person": "personal",
        "panchayat": "open",
        "village": "personal",
    }

    person = models.ForeignKey(Person, models.PROTECT, related_name="project_links", db_constraint=False)

    class Meta:
        verbose_name = _("person of a project")
        verbose_name_plural = _("people of a project")
        constraints = _once("person")
        indexes = [models.Index(fields=["organisation", "person"], name="projectperson_person")]


class ProjectJourney(ProjectRecord):
    """A journey that belongs to a project."""

    FAMILY = "people"
    PRIVACY: ClassVar[dict[str, str]] = {
        "project": "open",
        "journey": "personal",
        "panchayat": "open",
        "village": "personal",
    }

    journey = models.ForeignKey(Journey, models.PROTECT, related_name="project_links", db_constraint=False)

    class Meta:
        verbose_name = _("journey of a project")
        verbose_name_plural = _("journeys of a project")
        constraints = _once("journey")
        indexes = [models.Index(fields=["organisation", "journey"], name="projectjourney_journey")]


class ProjectActivity(ProjectRecord):
    """An activity that belongs to a project."""

    FAMILY = "activities"
    PRIVACY: ClassVar[dict[str, str]] = {
        "project": "open",
        "activity": "open",
    }

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="project_links", db_constraint=False)

    class Meta:
        verbose_name = _("activity of a project")
        verbose_name_plural = _("activities of a project")
        constraints = _once("activity")
        indexes = [models.Index(fields=["organisation", "activity"], name="projectactivity_activity")]


class ProjectIssue(ProjectRecord):
    """An issue that belongs to a project."""

    FAMILY = "helpdesk"
    PRIVACY: ClassVar[dict[str, str]] = {
        "project": "open",
        "issue": "personal",
        "panchayat": "open",
        "village": "personal",
    }

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="project_links", db_constraint=False)

    class Meta:
        verbose_name = _("issue of a project")
        verbose_name_plural = _("issues of a project")
        constraints = _once("issue")
        indexes = [models.Index(fields=["organisation", "issue"], name="projectissue_issue")]


class ProjectLinkage(ProjectRecord):
    """A linkage that belongs to a project."""

    FAMILY = "schemes"
    PRIVACY: ClassVar[dict[str, str]] = {
        "project": "open",
        "linkage": "personal",
        "panchayat": "open",
        "village": "personal",
    }

    linkage = models.ForeignKey(Linkage, models.PROTECT, related_name="project_links", db_constraint=False)

    class Meta:
        verbose_name = _("scheme benefit of a project")
        verbose_name_plural = _("scheme benefits of a project")
        constraints = _once("linkage")
        indexes = [models.Index(fields=["organisation", "linkage"], name="projectlinkage_linkage")]


class ProjectGroup(ProjectRecord):
    """A group that belongs to a project."""

    FAMILY = "activities"
    PRIVACY: ClassVar[dict[str, str]] = {
        "project": "open",
        "group": "open",
    }

    group = models.ForeignKey(Group, models.PROTECT, related_name="project_links", db_constraint=False)

    class Meta:
        verbose_name = _("group of a project")
        verbose_name_plural = _("groups of a project")
        constraints = _once("group")
        indexes = [models.Index(fields=["organisation", "group"], name="projectgroup_group")]
