"""Own questions of a member and their answers.

Answers have one table for each kind of record, because each kind stands behind a wall of its own. An answer is found
through its record only: where the record is withdrawn, handed on or out of reach, so is the answer.
"""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.kernel.localised import Localised
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.own_fields.choices import AnswerSort, RecordKind
from jatan.programme.people.models import Person
from jatan.programme.schemes.models import Linkage

__all__ = [
    "MOST",
    "ActivityAnswer",
    "GroupAnswer",
    "IssueAnswer",
    "JourneyAnswer",
    "LinkageAnswer",
    "OwnAnswer",
    "OwnField",
    "PersonAnswer",
]

MOST = 3  # questions that are asked at a time, for each kind of record of a member

type Answer = str | int | dt.date | bool | None


class OwnField(Guarded):
    """One own question. `slot`: 1 to MOST, so that no more are asked at a time; `words`: [[code, Hindi, English], …].

    A retired question is no longer asked; its answers stay and are shown.
    """

    FAMILY = "activities"
    PRIVACY: ClassVar[dict[str, str]] = {
        "kind": "open",
        "sort": "open",
        "label_hi": "open",
        "label_en": "open",
        "words": "open",
        "slot": "open",
        "retired_on": "open",
    }

    kind = models.CharField(_("kind of record"), max_length=12, choices=RecordKind)
    sort = models.CharField(_("answer"), max_length=8, choices=AnswerSort)
    label_hi = models.CharField(_("question in Hindi"), max_length=80)
    label_en = models.CharField(_("question in English"), max_length=80, blank=True)
    words = models.JSONField(_("words to choose from"), default=list, editable=False)
    slot = models.PositiveSmallIntegerField(editable=False)
    retired_on = models.DateField(_("not asked since"), null=True, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("own question")
        verbose_name_plural = _("own questions")
        constraints = [
            models.CheckConstraint(condition=Q(slot__gte=1, slot__lte=MOST), name="ownfield_slot"),
            models.UniqueConstraint(
                fields=["organisation", "kind", "slot"],
                condition=Q(retired_on__isnull=True, withdrawn_at__isnull=True),
                name="ownfield_three_at_most",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "kind"], name="ownfield_kind")]

    @property
    def label(self) -> str:
        """The question in the reader's language."""
        return Localised(hi=self.label_hi, en=self.label_en).in_language()

    def options(self) -> list[tuple[str, str]]:
        """(code, word in the reader's language) of a question with a list."""
        return [(code, Localised(hi=hi, en=en).in_language()) for code, hi, en in self.words]


class OwnAnswer(Guarded):
    """The answer to a question about one record, in the column of its sort; all are empty where it was taken out."""

    KEEPS_RECORDS = False

    PRIVACY: ClassVar[dict[str, str]] = {
        "own_field": "open",
        "record": "personal",
        "text": "personal",
        "number": "personal",
        "day": "personal",
        "yes": "personal",
        "code": "personal",
    }

    own_field = models.ForeignKey(OwnField, models.PROTECT, related_name="+", db_constraint=False)
    text = models.CharField(_("answer"), max_length=200, blank=True)
    number = models.IntegerField(_("answer"), null=True, blank=True)
    day = models.DateField(_("answer"), null=True, blank=True)
    yes = models.BooleanField(_("answer"), null=True, blank=True)
    code = models.CharField(_("answer"), max_length=4, blank=True)

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["organisation", "record", "own_field"], name="%(class)s_once"),
            models.CheckConstraint(
                condition=(
                    Q(text="", number__isnull=True, day__isnull=True, yes__isnull=True)
                    | Q(text="", number__isnull=True, day__isnull=True, code="")
                    | Q(text="", number__isnull=True, yes__isnull=True, code="")
                    | Q(text="", day__isnull=True, yes__isnull=True, code="")
                    | Q(number__isnull=True, day__isnull=True, yes__isnull=True, code="")
                ),
                name="%(class)s_one_sort",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "own_field", "code"], name="%(class)s_codes")]


class PersonAnswer(OwnAnswer):
    FAMILY = "people"
    record = models.ForeignKey(Person, models.PROTECT, related_name="own_answers", db_constraint=False)

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about a person")
        verbose_name_plural = _("answers to own questions about people")


class JourneyAnswer(OwnAnswer):
    FAMILY = "people"
    record = models.ForeignKey(Journey, models.PROTECT, related_name="own_answers", db_constraint=False)

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about a journey")
        verbose_name_plural = _("answers to own questions about journeys")


class IssueAnswer(OwnAnswer):
    FAMILY = "helpdesk"
    record = models.ForeignKey(Issue, models.PROTECT, related_name="own_answers", db_constraint=False)

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about an issue")
        verbose_name_plural = _("answers to own questions about issues")


class LinkageAnswer(OwnAnswer):
    FAMILY = "schemes"
    record = models.ForeignKey(Linkage, models.PROTECT, related_name="own_answers", db_constraint=False)

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about a scheme")
        verbose_name_plural = _("answers to own questions about schemes")


class GroupAnswer(OwnAnswer):
    FAMILY = "activities"
    record = models.ForeignKey(Group, models.PROTECT, related_name="own_answers", db_constraint=False)

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about a group")
        verbose_name_plural = _("answers to own questions about groups")


class ActivityAnswer(OwnAnswer):
    FAMILY = "activities"
    record = models.ForeignKey(Activity, models.PROTECT, related_name="own_answers", db_constraint=False)

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about a meeting")
        verbose_name_plural = _("answers to own questions about meetings")
