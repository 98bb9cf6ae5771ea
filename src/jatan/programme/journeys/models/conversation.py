"""Models of the conversation before leaving: answers, tasks, hard stops and their check, what was explained."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.programme.journeys.choices import AnswerCode, GivenTo, NoTalkReason, NotedBy, Topic, TriggerCode
from jatan.programme.journeys.models.journey import Journey


class Answer(Guarded):
    """One answer to one question of `checklist.toml`. Answers are never added up to a score."""

    FAMILY = "people"
    OF_PERSON = "journey__person_id"

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="answers", verbose_name=_("journey"), db_constraint=False
        )
    )
    question = open_(models.CharField(_("question"), max_length=32))
    answer = personal(models.CharField(_("answer"), max_length=10, choices=AnswerCode))
    note = personal(models.CharField(_("note"), max_length=500, blank=True))
    checklist = open_(models.CharField(_("version of the checklist"), max_length=20))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "journey", "question"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="answer_once",
            )
        ]


class Action(Guarded):
    """A task opened by the answer "no". Open while `done_on` is empty."""

    FAMILY = "people"
    OF_PERSON = "journey__person_id"

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="actions", verbose_name=_("journey"), db_constraint=False
        )
    )
    question = open_(models.CharField(_("question"), max_length=32))
    what = personal(models.CharField(_("what is to be done"), max_length=500))
    due_on = open_(models.DateField(_("due on"), null=True, blank=True))
    done_on = open_(models.DateField(_("done on"), null=True, blank=True))
    done_note = personal(models.CharField(_("what was done"), max_length=500, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("task before leaving")
        verbose_name_plural = _("tasks before leaving")
        indexes = [
            models.Index(fields=["organisation", "journey"], name="action_journey"),
            models.Index(
                fields=["organisation", "due_on"], condition=models.Q(done_on__isnull=True), name="action_open_due"
            ),
        ]


class Trigger(Guarded):
    """A hard stop of `triggers.toml`: handed to a person at once, open until somebody records what was done."""

    FAMILY = "people"
    OF_PERSON = "journey__person_id"

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="triggers", verbose_name=_("journey"), db_constraint=False
        )
    )
    code = personal(models.CharField(_("hard stop"), max_length=32, choices=TriggerCode))
    by = open_(models.CharField(_("how it was noted"), max_length=10, choices=NotedBy))
    note = personal(models.CharField(_("note"), max_length=500, blank=True))
    noted_at = open_(models.DateTimeField(_("noted at")))
    acknowledged_by = open_(models.UUIDField(null=True, blank=True, editable=False))
    acknowledged_at = open_(models.DateTimeField(_("taken over at"), null=True, blank=True))
    what_was_done = personal(models.CharField(_("what was done"), max_length=500, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("hard stop")
        verbose_name_plural = _("hard stops")
        indexes = [
            models.Index(
                fields=["organisation", "noted_at"],
                condition=models.Q(acknowledged_at__isnull=True),
                name="trigger_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "journey", "code"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="trigger_once",
            )
        ]


class HardStopCheck(Guarded):
    """Records that the hard-stop rules were run on a journey, last at `checked_at`. One row per journey.

    `no_talk_because`: why there was no conversation; empty when there was one.
    """

    FAMILY = "people"
    OF_PERSON = "journey__person_id"

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="checks", verbose_name=_("journey"), db_constraint=False
        )
    )
    checked_at = open_(models.DateTimeField(_("checked at")))
    no_talk_because = open_(
        models.CharField(_("why there was no talk before leaving"), max_length=16, choices=NoTalkReason, blank=True)
    )

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("check for hard stops")
        verbose_name_plural = _("checks for hard stops")
        constraints = [models.UniqueConstraint(fields=["organisation", "journey"], name="hardstopcheck_once")]


class Counselling(Guarded):
    """What was explained before leaving, and to whom."""

    FAMILY = "people"
    OF_PERSON = "journey__person_id"
    FACT_DATES = ("held_on",)

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="counsellings", verbose_name=_("journey"), db_constraint=False
        )
    )
    held_on = open_(models.DateField(_("held on")))
    topics = open_(ArrayField(models.CharField(max_length=16, choices=Topic), verbose_name=_("topics")))
    given_to = open_(models.CharField(_("given to"), max_length=10, choices=GivenTo, default=GivenTo.PERSON))
    language = open_(models.CharField(_("language"), max_length=16, default="hi"))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("counselling")
        verbose_name_plural = _("counsellings")
        indexes = [
            models.Index(fields=["organisation", "journey"], name="counselling_journey"),
            models.Index(fields=["organisation", "held_on"], name="counselling_held"),
        ]
