"""Models of consultations.

The number of those present and the day held stand in the activity alone; a consultation without a live one is planned.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.programme.activities.models import Activity
from jatan.programme.consultations.choices import (
    ConsultationLevel,
    EvidenceKind,
    FileKind,
    InviteeKind,
    Means,
    RecommendationOutcome,
    Reply,
)
from jatan.programme.laws.choices import LawTopic


class Consultation(Guarded):
    """A consultation from its planning on. `law_topics`: codes of LawTopic; `activity`: what it became when held."""

    FAMILY = "activities"

    level = open_(models.CharField(_("level"), max_length=12, choices=ConsultationLevel))
    title = open_(models.CharField(_("title"), max_length=300))
    planned_on = open_(models.DateField(_("planned for")))
    venue = open_(models.CharField(_("venue"), max_length=200, blank=True))
    purpose = open_(models.TextField(_("what it is to achieve"), blank=True))
    agenda = open_(models.TextField(_("agenda"), blank=True))
    law_topics = open_(
        ArrayField(
            models.CharField(max_length=20, choices=LawTopic),
            default=list,
            blank=True,
            verbose_name=_("laws concerned"),
        )
    )
    activity = open_(
        models.ForeignKey(
            Activity,
            models.PROTECT,
            null=True,
            blank=True,
            related_name="consultations",
            verbose_name=_("activity"),
            db_constraint=False,
        )
    )
    cancelled_on = open_(models.DateField(_("cancelled on"), null=True, blank=True))
    cancelled_because = open_(models.CharField(_("why it was cancelled"), max_length=300, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "activity"],
                condition=Q(withdrawn_at__isnull=True, activity__isnull=False),
                name="consultation_activity_once",
            )
        ]
        indexes = [models.Index(fields=["organisation", "-planned_on", "-id"], name="consultation_newest")]

    @property
    def is_held(self) -> bool:
        """True while its activity counts; one whose activity was withdrawn is planned again."""
        return self.activity is not None and self.activity.withdrawn_at is None

    def get_law_topics_display(self) -> str:
        """The laws in the reader's language, in the order of the list."""
        return ", ".join(str(topic.label) for topic in LawTopic if topic in self.law_topics)


class Invitation(Guarded):
    """An office, organisation or person invited. `ally`: id of the ally it was picked from, of any organisation."""

    FAMILY = "activities"

    consultation = open_(
        models.ForeignKey(
            Consultation,
            models.PROTECT,
            related_name="invitations",
            verbose_name=_("consultation"),
            db_constraint=False,
        )
    )
    ally = open_(models.UUIDField(null=True, blank=True, editable=False))
    institution = open_(models.CharField(_("office or organisation"), max_length=200))
    kind = open_(models.CharField(_("who is invited"), max_length=12, choices=InviteeKind))
    post = open_(models.CharField(_("post"), max_length=120, blank=True))
    name = personal(models.CharField(_("name"), max_length=120, blank=True))
    invited_on = open_(models.DateField(_("invited on"), null=True, blank=True))
    means = open_(models.CharField(_("invited how"), max_length=8, choices=Means, blank=True))
    reply = open_(models.CharField(_("reply"), max_length=8, choices=Reply, blank=True))
    replied_on = open_(models.DateField(_("replied on"), null=True, blank=True))
    came = open_(models.BooleanField(_("came"), default=False))
    represented_by = personal(models.CharField(_("who came instead"), max_length=120, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "consultation", "ally"],
                condition=Q(withdrawn_at__isnull=True, ally__isnull=False),
                name="invitation_ally_once",
            )
        ]

    @property
    def invitee(self) -> str:
        """Institution, with the post where one is written: without anybody's name."""
        return f"{self.institution}, {self.post}" if self.post else self.institution


class Recommendation(Guarded):
    """What the consultation recommended, to whom, and what became of it."""

    FAMILY = "activities"
    FACT_DATES = ("made_on",)

    consultation = open_(
        models.ForeignKey(
            Consultation,
            models.PROTECT,
            related_name="recommendations",
            verbose_name=_("consultation"),
            db_constraint=False,
        )
    )
    made_on = open_(models.DateField(_("recommended on")))
    what = open_(models.TextField(_("what is recommended")))
    addressed_to = open_(models.CharField(_("to whom"), max_length=200, blank=True))
    due_on = open_(models.DateField(_("by when"), null=True, blank=True))
    outcome = open_(
        models.CharField(
            _("what became of it"), max_length=8, choices=RecommendationOutcome, default=RecommendationOutcome.OPEN
        )
    )
    outcome_on = open_(models.DateField(_("since when"), null=True, blank=True))
    what_became = open_(models.CharField(_("in words"), max_length=500, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        indexes = [models.Index(fields=["organisation", "made_on"], name="recommendation_made")]


class Evidence(Guarded):
    """What was laid on the table: material of the library (its id, of any organisation), a number of the report, or
    something else. `shown`: its title as it was then. `indicator`, `value`, `since`, `until`: which number."""

    FAMILY = "activities"

    consultation = open_(
        models.ForeignKey(
            Consultation, models.PROTECT, related_name="evidence", verbose_name=_("consultation"), db_constraint=False
        )
    )
    kind = open_(models.CharField(_("kind"), max_length=8, choices=EvidenceKind))
    material = open_(models.UUIDField(null=True, blank=True, editable=False))
    indicator = open_(models.CharField(max_length=40, blank=True, editable=False))
    value = open_(models.CharField(max_length=40, blank=True, editable=False))
    since = open_(models.DateField(_("from"), null=True, blank=True))
    until = open_(models.DateField(_("to"), null=True, blank=True))
    shown = open_(models.CharField(_("what was shown"), max_length=300))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")


class ConsultationFile(Guarded):
    """Minutes, the letter of invitation, a signed attendance sheet. `file`: an opaque name in the store."""

    FAMILY = "activities"

    consultation = open_(
        models.ForeignKey(
            Consultation, models.PROTECT, related_name="files", verbose_name=_("consultation"), db_constraint=False
        )
    )
    kind = open_(models.CharField(_("kind"), max_length=12, choices=FileKind))
    note = personal(models.CharField(_("remark"), max_length=200, blank=True))
    file = open_(models.CharField(_("file"), max_length=80, editable=False))
    file_name = personal(models.CharField(_("file name"), max_length=120, editable=False))
    format = open_(models.CharField(max_length=8, editable=False))
    file_size = open_(models.PositiveIntegerField(editable=False))
    file_digest = open_(models.CharField(max_length=64, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a consultation")
        verbose_name_plural = _("files of consultations")
