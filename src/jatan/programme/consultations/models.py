"""Models of consultations.

The number of those present and the day held stand in the activity alone; a consultation without a live one is planned.
"""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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

__all__ = ["Consultation", "ConsultationFile", "Evidence", "Invitation", "Recommendation"]


class Consultation(Guarded):
    """A consultation from its planning on. `law_topics`: codes of LawTopic; `activity`: what it became when held."""

    FAMILY = "activities"
    PRIVACY: ClassVar[dict[str, str]] = {
        "level": "open",
        "title": "open",
        "planned_on": "open",
        "venue": "open",
        "purpose": "open",
        "agenda": "open",
        "law_topics": "open",
        "activity": "open",
        "cancelled_on": "open",
        "cancelled_because": "open",
    }

    level = models.CharField(_("level"), max_length=12, choices=ConsultationLevel)
    title = models.CharField(_("title"), max_length=300)
    planned_on = models.DateField(_("planned for"))
    venue = models.CharField(_("venue"), max_length=200, blank=True)
    purpose = models.TextField(_("what it is to achieve"), blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    law_topics = ArrayField(
        models.CharField(max_length=20, choices=LawTopic), default=list, blank=True, verbose_name=_("laws concerned")
    )
    activity = models.ForeignKey(
        Activity,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="consultations",
        verbose_name=_("activity"),
        db_constraint=False,
    )
    cancelled_on = models.DateField(_("cancelled on"), null=True, blank=True)
    cancelled_because = models.CharField(_("why it was cancelled"), max_length=300, blank=True)

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
    PRIVACY: ClassVar[dict[str, str]] = {
        "consultation": "open",
        "ally": "open",
        "institution": "open",
        "kind": "open",
        "post": "open",
        "name": "personal",
        "invited_on": "open",
        "means": "open",
        "reply": "open",
        "replied_on": "open",
        "came": "open",
        "represented_by": "personal",
    }

    consultation = models.ForeignKey(
        Consultation,
        models.PROTECT,
        related_name="invitations",
        verbose_name=_("consultation"),
        db_constraint=False,
    )
    ally = models.UUIDField(null=True, blank=True, editable=False)
    institution = models.CharField(_("office or organisation"), max_length=200)
    kind = models.CharField(_("who is invited"), max_length=12, choices=InviteeKind)
    post = models.CharField(_("post"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    invited_on = models.DateField(_("invited on"), null=True, blank=True)
    means = models.CharField(_("invited how"), max_length=8, choices=Means, blank=True)
    reply = models.CharField(_("reply"), max_length=8, choices=Reply, blank=True)
    replied_on = models.DateField(_("replied on"), null=True, blank=True)
    came = models.BooleanField(_("came"), default=False)
    represented_by = models.CharField(_("who came instead"), max_length=120, blank=True)

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
    PRIVACY: ClassVar[dict[str, str]] = {
        "consultation": "open",
        "made_on": "open",
        "what": "open",
        "addressed_to": "open",
        "due_on": "open",
        "outcome": "open",
        "outcome_on": "open",
        "what_became": "open",
    }

    consultation = models.ForeignKey(
        Consultation,
        models.PROTECT,
        related_name="recommendations",
        verbose_name=_("consultation"),
        db_constraint=False,
    )
    made_on = models.DateField(_("recommended on"))
    what = models.TextField(_("what is recommended"))
    addressed_to = models.CharField(_("to whom"), max_length=200, blank=True)
    due_on = models.DateField(_("by when"), null=True, blank=True)
    outcome = models.CharField(
        _("what became of it"), max_length=8, choices=RecommendationOutcome, default=RecommendationOutcome.OPEN
    )
    outcome_on = models.DateField(_("since when"), null=True, blank=True)
    what_became = models.CharField(_("in words"), max_length=500, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        indexes = [models.Index(fields=["organisation", "made_on"], name="recommendation_made")]


class Evidence(Guarded):
    """What was laid on the table: material of the library (its id, of any organisation), a number of the report, or
    something else. `shown`: its title as it was then. `indicator`, `value`, `since`, `until`: which number."""

    FAMILY = "activities"
    PRIVACY: ClassVar[dict[str, str]] = {
        "consultation": "open",
        "kind": "open",
        "material": "open",
        "indicator": "open",
        "value": "open",
        "since": "open",
        "until": "open",
        "shown": "open",
    }

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="evidence", verbose_name=_("consultation"), db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=8, choices=EvidenceKind)
    material = models.UUIDField(null=True, blank=True, editable=False)
    indicator = models.CharField(max_length=40, blank=True, editable=False)
    value = models.CharField(max_length=40, blank=True, editable=False)
    since = models.DateField(_("from"), null=True, blank=True)
    until = models.DateField(_("to"), null=True, blank=True)
    shown = models.CharField(_("what was shown"), max_length=300)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")


class ConsultationFile(Guarded):
    """Minutes, the letter of invitation, a signed attendance sheet. `file`: an opaque name under MEDIA_ROOT."""

    FAMILY = "activities"
    PRIVACY: ClassVar[dict[str, str]] = {
        "consultation": "open",
        "kind": "open",
        "note": "personal",
        "file": "open",
        "file_name": "personal",
        "format": "open",
        "file_size": "open",
        "file_digest": "open",
    }

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="files", verbose_name=_("consultation"), db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=12, choices=FileKind)
    note = models.CharField(_("remark"), max_length=200, blank=True)
    file = models.CharField(_("file"), max_length=80, editable=False)
    file_name = models.CharField(_("file name"), max_length=120, editable=False)
    format = models.CharField(max_length=8, editable=False)
    file_size = models.PositiveIntegerField(editable=False)
    file_digest = models.CharField(max_length=64, editable=False)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of a consultation")
        verbose_name_plural = _("files of consultations")
