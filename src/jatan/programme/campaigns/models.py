"""Models of campaigns and camps.

Every organisation that takes part has a `Campaign` of its own, on which its places, targets, materials and records
hang, so that every link stays inside one organisation; those of one network campaign point at the same
`CommonCampaign`. Records keep no campaign themselves: a link table for each kind says what was part of which.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.localised import Localised
from jatan.programme.activities.choices import Theme
from jatan.programme.activities.models import Activity
from jatan.programme.campaigns.choices import CampaignCount, CampTask, LineState
from jatan.programme.helpdesk.choices import IssueKind
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.choices import Topic, Under18, Work
from jatan.programme.journeys.models import Journey
from jatan.programme.library.models import Distribution, Material
from jatan.programme.people.choices import ConsentPurpose, Sex
from jatan.programme.people.models import Person
from jatan.programme.schemes.models import Linkage


class CommonCampaign(models.Model):
    """What the campaigns of several organisations have in common: an id and nothing else, so that it needs no wall."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)

    class Meta:
        verbose_name = _("common campaign")
        verbose_name_plural = _("common campaigns")


class Campaign(Guarded):
    """A campaign of one organisation, with its aims and days; or an organisation's part in one of the network.

    `is_shared`: begun by the network's own office, so that everybody may read it and members may take part.
    """

    FAMILY = "activities"

    common = open_(models.ForeignKey(CommonCampaign, models.PROTECT, related_name="campaigns", editable=False))
    name_hi = open_(models.CharField(_("name in Hindi"), max_length=200, blank=True))
    name_en = open_(models.CharField(_("name in English"), max_length=200, blank=True))
    aims = open_(models.TextField(_("aims"), blank=True))
    theme = open_(models.CharField(_("theme"), max_length=20, choices=Theme, blank=True))
    begins_on = open_(models.DateField(_("begins on")))
    ends_on = open_(models.DateField(_("ends on"), null=True, blank=True))
    is_shared = open_(models.BooleanField(_("members may take part"), default=False, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("begins_on")),
                name="campaign_days",
            ),
            models.UniqueConstraint(
                fields=["organisation", "common"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="campaign_once",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-begins_on"], name="campaign_newest"),
            models.Index(fields=["is_shared", "-begins_on"], name="campaign_shared"),
        ]

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return Localised(hi=self.name_hi, en=self.name_en).in_language()

    @property
    def is_running(self) -> bool:
        """True from its first to its last day."""
        today = clock.today()
        return self.begins_on <= today and (self.ends_on is None or today <= self.ends_on)


class CampaignPlace(Guarded):
    """A place in which an organisation means to work for the campaign: the place of the row itself."""

    FAMILY = "activities"

    campaign = open_(models.ForeignKey(Campaign, models.PROTECT, related_name="places", db_constraint=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("place of a campaign")
        verbose_name_plural = _("places of a campaign")
        indexes = [models.Index(fields=["organisation", "campaign"], name="campaignplace_campaign")]


class CampaignTarget(Guarded):
    """How much of one thing the organisation means to do; of the network's own office: all that take part together."""

    FAMILY = "activities"

    campaign = open_(models.ForeignKey(Campaign, models.PROTECT, related_name="targets", db_constraint=False))
    counted = open_(models.CharField(_("what is counted"), max_length=16, choices=CampaignCount))
    amount = open_(models.PositiveIntegerField(_("target")))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("target of a campaign")
        verbose_name_plural = _("targets of a campaign")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "campaign", "counted"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="campaigntarget_once",
            )
        ]


class CampaignMaterial(Guarded):
    """A material of the organisation's library that the campaign uses."""

    FAMILY = "library"

    campaign = open_(models.ForeignKey(Campaign, models.PROTECT, related_name="materials", db_constraint=False))
    material = open_(
        models.ForeignKey(Material, models.PROTECT, related_name="+", verbose_name=_("material"), db_constraint=False)
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("material of a campaign")
        verbose_name_plural = _("materials of a campaign")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "campaign", "material"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="campaignmaterial_once",
            )
        ]


class CampaignActivity(Guarded):
    """An activity that was part of a campaign."""

    FAMILY = "activities"

    campaign = open_(models.ForeignKey(Campaign, models.PROTECT, related_name="activities", db_constraint=False))
    activity = open_(models.ForeignKey(Activity, models.PROTECT, related_name="campaign_links", db_constraint=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("activity of a campaign")
        verbose_name_plural = _("activities of a campaign")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "campaign", "activity"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="campaignactivity_once",
            )
        ]


class CampaignJourney(Guarded):
    """A registration before leaving that was part of a campaign."""

    FAMILY = "people"
    VILLAGE_PRIVACY = "personal"

    campaign = open_(models.ForeignKey(Campaign, models.PROTECT, related_name="journeys", db_constraint=False))
    journey = personal(models.ForeignKey(Journey, models.PROTECT, related_name="campaign_links", db_constraint=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration of a campaign")
        verbose_name_plural = _("registrations of a campaign")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "campaign", "journey"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="campaignjourney_once",
            )
        ]


class CampaignDistribution(Guarded):
    """Copies of a material that were given as part of a campaign."""

    FAMILY = "library"

    campaign = open_(models.ForeignKey(Campaign, models.PROTECT, related_name="distributions", db_constraint=False))
    distribution = open_(
        models.ForeignKey(Distribution, models.PROTECT, related_name="campaign_links", db_constraint=False)
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("copies given in a campaign")
        verbose_name_plural = _("copies given in campaigns")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "campaign", "distribution"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="campaigndistribution_once",
            )
        ]


class Camp(Guarded):
    """One day in one panchayat, with a list of who came. Day and head-count stand in its one activity of kind camp.

    `topics`: what was explained to everybody there, kept as counselling with each registration before leaving.
    """

    FAMILY = "activities"

    activity = open_(
        models.ForeignKey(
            Activity, models.PROTECT, related_name="camps", verbose_name=_("activity"), db_constraint=False
        )
    )
    topics = open_(
        ArrayField(
            models.CharField(max_length=16, choices=Topic),
            default=list,
            blank=True,
            verbose_name=_("explained to everybody"),
        )
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("camp")
        verbose_name_plural = _("camps")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "activity"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="camp_of_activity",
            )
        ]


class CampWorker(Guarded):
    """Somebody who worked at a camp: a colleague, a forum leader, an officer."""

    FAMILY = "activities"

    camp = open_(models.ForeignKey(Camp, models.PROTECT, related_name="workers", db_constraint=False))
    name = personal(models.CharField(_("name"), max_length=120))
    task = open_(models.CharField(_("what she or he did"), max_length=16, choices=CampTask))
    from_where = personal(models.CharField(_("from which office or group"), max_length=120, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("worker at a camp")
        verbose_name_plural = _("workers at a camp")
        indexes = [models.Index(fields=["organisation", "camp"], name="campworker_camp")]


class CampLine(Guarded):
    """One line of a camp's list: who came, what for, and the records that came of it.

    Age, telephone and day of leaving are kept as they were typed, so that nothing is lost before somebody puts it
    right. `problems`: [[field, code, message]] of the last try. `person` set while waiting is a decision: it is her;
    `is_new`: it is somebody new, whoever is alike. `open_journey_seen`: another open journey of hers was looked at.
    """

    FAMILY = "people"
    VILLAGE_PRIVACY = "personal"

    camp = open_(models.ForeignKey(Camp, models.PROTECT, related_name="lines", db_constraint=False))
    number = open_(models.PositiveSmallIntegerField(_("line")))
    name = personal(models.CharField(_("name"), max_length=120))
    guardian_name = personal(models.CharField(_("father, mother or husband"), max_length=120, blank=True))
    sex = personal(models.CharField(_("sex"), max_length=1, choices=Sex, blank=True))
    age_as_written = personal(models.CharField(_("age"), max_length=20, blank=True))
    under_18 = personal(models.CharField(_("under 18 years"), max_length=8, choices=Under18, blank=True))
    phone_as_written = personal(models.CharField(_("phone"), max_length=40, blank=True))
    is_leaving = open_(models.BooleanField(_("registration before leaving"), default=False))
    leaves_on_as_written = personal(models.CharField(_("leaves on"), max_length=40, blank=True))
    destination = open_(models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="+"))
    destination_as_written = personal(models.CharField(_("where to"), max_length=120, blank=True))
    work = open_(models.CharField(_("work"), max_length=16, choices=Work, blank=True))
    consents = open_(
        ArrayField(
            models.CharField(max_length=16, choices=ConsentPurpose),
            default=list,
            blank=True,
            verbose_name=_("agrees to"),
        )
    )
    scheme = open_(models.CharField(_("applies for a scheme"), max_length=40, blank=True))
    issue_kind = open_(models.CharField(_("brings an issue"), max_length=20, choices=IssueKind, blank=True))
    what_happened = personal(models.CharField(_("what happened"), max_length=500, blank=True))
    is_new = open_(models.BooleanField(default=False))
    open_journey_seen = open_(models.BooleanField(default=False))
    listed = personal(ArrayField(models.UUIDField(), default=list, blank=True))
    state = open_(models.CharField(_("state"), max_length=8, choices=LineState, default=LineState.WAITING))
    problems = personal(models.JSONField(default=list, blank=True))
    person = personal(
        models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="camp_lines", db_constraint=False)
    )
    journey = personal(
        models.ForeignKey(
            Journey, models.PROTECT, null=True, blank=True, related_name="camp_lines", db_constraint=False
        )
    )
    linkage = personal(
        models.ForeignKey(
            Linkage, models.PROTECT, null=True, blank=True, related_name="camp_lines", db_constraint=False
        )
    )
    issue = personal(
        models.ForeignKey(Issue, models.PROTECT, null=True, blank=True, related_name="camp_lines", db_constraint=False)
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a camp's list")
        verbose_name_plural = _("lines of a camp's list")
        indexes = [
            models.Index(fields=["organisation", "camp", "number"], name="campline_camp"),
            models.Index(
                fields=["organisation", "journey"], condition=models.Q(journey__isnull=False), name="campline_journey"
            ),
            models.Index(
                fields=["organisation", "linkage"], condition=models.Q(linkage__isnull=False), name="campline_linkage"
            ),
            models.Index(
                fields=["organisation", "issue"], condition=models.Q(issue__isnull=False), name="campline_issue"
            ),
        ]
