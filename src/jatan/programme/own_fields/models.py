"""Own questions of a member and their answers.

Answers have one table for each kind of record, because each kind stands behind a wall of its own. An answer is found
through its record only: where the record is withdrawn, handed on or out of reach, so is the answer.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.kernel.localised import Localised
from jatan.kernel.questions import LARGEST, Kind, Question
from jatan.programme.activities.models import Activity
from jatan.programme.groups.models import Group
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey
from jatan.programme.own_fields.choices import AnswerSort, RecordKind
from jatan.programme.people.models import Person
from jatan.programme.schemes.models import Linkage

MOST = 3  # questions that are asked at a time, for each kind of record of a member

LONGEST_ANSWER = 200
_KINDS: Final[Mapping[AnswerSort, Kind]] = {
    AnswerSort.TEXT: "text",
    AnswerSort.NUMBER: "count",
    AnswerSort.DAY: "day",
    AnswerSort.YES_NO: "yes_no",
    AnswerSort.CHOICE: "choice",
}

type Answer = str | int | dt.date | bool | None


def question_code(pk: uuid.UUID) -> str:
    """The code of an own question, by which forms, columns of registers and marks of rows name it."""
    return f"own_{pk.hex}"


class OwnField(Guarded):
    """One own question. `slot`: 1 to MOST, so that no more are asked at a time; `words`: [[code, Hindi, English], …].

    A retired question is no longer asked; its answers stay and are shown.
    """

    FAMILY = "activities"

    kind = open_(models.CharField(_("kind of record"), max_length=12, choices=RecordKind))
    sort = open_(models.CharField(_("answer"), max_length=8, choices=AnswerSort))
    label_hi = open_(models.CharField(_("question in Hindi"), max_length=80))
    label_en = open_(models.CharField(_("question in English"), max_length=80, blank=True))
    words = open_(models.JSONField(_("words to choose from"), default=list, editable=False))
    slot = open_(models.PositiveSmallIntegerField(editable=False))
    retired_on = open_(models.DateField(_("not asked since"), null=True, blank=True))

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

    @property
    def question(self) -> Question:
        """What is asked, in the reader's language. An answer is needed of nobody."""
        return Question(
            code=question_code(self.pk),
            kind=_KINDS[AnswerSort(self.sort)],
            label=self.label,
            hint=_("Own question of our office"),
            choices=tuple((code, Localised(hi=hi, en=en).in_language()) for code, hi, en in self.words),
            most=LONGEST_ANSWER if self.sort == AnswerSort.TEXT else LARGEST,
        )


class OwnAnswer(Guarded):
    """The answer to a question about one record, in the column of its sort; all are empty where it was taken out.

    Withdrawn, where the act or the import that gave it was undone: then it is as if it had never been given."""

    KEEPS_RECORDS = False

    own_field = open_(models.ForeignKey(OwnField, models.PROTECT, related_name="+", db_constraint=False))
    text = personal(models.CharField(_("answer"), max_length=200, blank=True))
    number = personal(models.IntegerField(_("answer"), null=True, blank=True))
    day = personal(models.DateField(_("answer"), null=True, blank=True))
    yes = personal(models.BooleanField(_("answer"), null=True, blank=True))
    code = personal(models.CharField(_("answer"), max_length=4, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "record", "own_field"],
                condition=Q(withdrawn_at__isnull=True),
                name="%(class)s_once",
            ),
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
    record = personal(models.ForeignKey(Person, models.PROTECT, related_name="own_answers", db_constraint=False))

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about a person")
        verbose_name_plural = _("answers to own questions about people")


class JourneyAnswer(OwnAnswer):
    FAMILY = "people"
    record = personal(models.ForeignKey(Journey, models.PROTECT, related_name="own_answers", db_constraint=False))

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about a journey")
        verbose_name_plural = _("answers to own questions about journeys")


class IssueAnswer(OwnAnswer):
    FAMILY = "helpdesk"
    record = personal(models.ForeignKey(Issue, models.PROTECT, related_name="own_answers", db_constraint=False))

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about an issue")
        verbose_name_plural = _("answers to own questions about issues")


class LinkageAnswer(OwnAnswer):
    FAMILY = "schemes"
    record = personal(models.ForeignKey(Linkage, models.PROTECT, related_name="own_answers", db_constraint=False))

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about a scheme")
        verbose_name_plural = _("answers to own questions about schemes")


class GroupAnswer(OwnAnswer):
    FAMILY = "activities"
    record = personal(models.ForeignKey(Group, models.PROTECT, related_name="own_answers", db_constraint=False))

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about a group")
        verbose_name_plural = _("answers to own questions about groups")


class ActivityAnswer(OwnAnswer):
    FAMILY = "activities"
    record = personal(models.ForeignKey(Activity, models.PROTECT, related_name="own_answers", db_constraint=False))

    class Meta(OwnAnswer.Meta):
        verbose_name = _("answer to an own question about a meeting")
        verbose_name_plural = _("answers to own questions about meetings")
