"""Models of safeguarding: plans, agreements, contacts, and the escalation of a missed contact.

All rows are under the row-level security of people, at the place where the journey started.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.db.privacy import open_, personal
from jatan.foundation.network.guarded import Guarded, GuardedQuerySet
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.journeys.models import Journey, Trigger
from jatan.programme.safeguarding.choices import Assignee, Closed, Outcome, PlanKind, StepCode


class PlanVersion(models.Model):
    """One version of an organisation's schedule or ladder; never changed, only followed by a newer version.

    It applies to travellers who leave on `from_day` or later, and with `includes_away` also to future contacts of those
    who are away already. An open escalation keeps its version.
    """

    PRIVACY = "open"
    FAMILY: ClassVar[str] = "people"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=PlanKind)
    number = models.PositiveIntegerField(_("version"))
    body = models.JSONField()
    from_day = models.DateField(_("in force from"))
    includes_away = models.BooleanField(_("also for those who are away already"), default=True)
    recorded_by = models.UUIDField(null=True, editable=False)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        verbose_name = _("version of the plan")
        verbose_name_plural = _("versions of the plan")
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "number"], name="planversion_once")]


class Agreement(Guarded):
    """The agreement to stay in contact while a traveller is away, until she is home; one per journey.

    `walked_until`: the last day up to which contacts were created; `gaps` and `gap_days`: her own cadence; `pace`: the
    group with which it is compared.
    """

    FAMILY = "people"
    OF_PERSON = "journey__person_id"

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="agreements", verbose_name=_("journey"), db_constraint=False
        )
    )
    walked_until = open_(models.DateField(editable=False))
    heard_on = open_(models.DateField(_("last heard from on"), null=True, blank=True))
    gaps = open_(models.PositiveIntegerField(default=0, editable=False))
    gap_days = open_(models.PositiveIntegerField(default=0, editable=False))
    pace = open_(models.CharField(max_length=60, blank=True, editable=False))
    ended_on = open_(models.DateField(_("ended on"), null=True, blank=True))
    ended_because = open_(models.CharField(_("ended because"), max_length=10, choices=Closed, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("agreed contacts")
        verbose_name_plural = _("agreed contacts")
        constraints = [models.UniqueConstraint(fields=["organisation", "journey"], name="agreement_once")]
        indexes = [
            models.Index(
                fields=["organisation", "walked_until"], condition=Q(ended_on__isnull=True), name="agreement_walk"
            )
        ]


class Contact(Guarded):
    """One contact that is due. `rule`, `plan` and `reason` show which line of which version requires it.

    To be answered by `answer_by`; with an empty `outcome` after that it is missed (`missed_at`) and starts a ladder.
    """

    FAMILY = "people"
    OF_PERSON = "journey__person_id"
    FACT_DATES = ("due_on",)

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="contacts", verbose_name=_("journey"), db_constraint=False
        )
    )
    due_on = open_(models.DateField(_("due on")))
    by_whom = open_(models.CharField(_("by whom"), max_length=12, choices=Assignee))
    rule = open_(models.CharField(_("rule"), max_length=40))
    plan = open_(models.PositiveIntegerField(_("version of the plan"), default=0))
    reason = open_(models.JSONField(_("why on this day"), default=dict))
    answer_by = open_(models.DateTimeField(_("to be answered by")))
    outcome = personal(models.CharField(_("what came of it"), max_length=12, choices=Outcome, blank=True))
    missed_at = open_(models.DateTimeField(_("missed since"), null=True, editable=False))
    contacted_at = open_(models.DateTimeField(_("contacted at"), null=True, editable=False))
    contacted_by = open_(models.UUIDField(null=True, editable=False))
    note = personal(models.CharField(_("note"), max_length=500, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "journey", "rule", "due_on"], name="contact_once"),
            models.UniqueConstraint(
                fields=["organisation", "journey"],
                condition=Q(outcome="", missed_at__isnull=True, withdrawn_at__isnull=True),
                name="contact_one_waiting",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "answer_by"],
                condition=Q(outcome="", missed_at__isnull=True, withdrawn_at__isnull=True),
                name="contact_waiting",
            ),
            models.Index(fields=["organisation", "due_on"], name="contact_due"),
            models.Index(fields=["organisation", "journey", "-due_on"], name="contact_journey"),
        ]


class Escalation(Guarded):
    """The escalation of a missed contact. `plan`: the version of its ladder, kept until it is closed.

    `step`: the number of the last step entered; `next_at`: when the next is entered (None: there is no other).
    """

    FAMILY = "people"
    OF_PERSON = "journey__person_id"

    journey = open_(
        models.ForeignKey(
            Journey, models.PROTECT, related_name="escalations", verbose_name=_("journey"), db_constraint=False
        )
    )
    contact = open_(
        models.ForeignKey(
            Contact, models.PROTECT, related_name="escalations", verbose_name=_("contact"), db_constraint=False
        )
    )
    plan = open_(models.PositiveIntegerField(_("version of the ladder"), default=0))
    opened_at = open_(models.DateTimeField(_("since")))
    step = open_(models.PositiveSmallIntegerField(_("step"), default=0))
    step_code = open_(models.CharField(_("step"), max_length=10, choices=StepCode, blank=True))
    next_at = open_(models.DateTimeField(_("next step at"), null=True, blank=True))
    closed_at = open_(models.DateTimeField(_("closed at"), null=True, blank=True))
    closed_because = open_(models.CharField(_("closed because"), max_length=10, choices=Closed, blank=True))
    closed_by = open_(models.UUIDField(null=True, editable=False))
    closing_note = personal(models.CharField(_("note"), max_length=500, blank=True))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("missed contact on the ladder")
        verbose_name_plural = _("missed contacts on the ladder")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "contact"], name="escalation_once"),
            models.UniqueConstraint(
                fields=["organisation", "journey"],
                condition=Q(closed_at__isnull=True, withdrawn_at__isnull=True),
                name="escalation_one_open",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "next_at"], condition=Q(closed_at__isnull=True), name="escalation_next"
            ),
            models.Index(fields=["organisation", "journey"], name="escalation_journey"),
        ]


class EscalationStep(Guarded):
    """One step that an escalation has entered: who is to act, until when, and who acknowledged it."""

    FAMILY = "people"
    OF_PERSON = "escalation__journey__person_id"

    escalation = open_(
        models.ForeignKey(
            Escalation, models.PROTECT, related_name="steps", verbose_name=_("missed contact"), db_constraint=False
        )
    )
    number = open_(models.PositiveSmallIntegerField(_("step")))
    code = open_(models.CharField(_("step"), max_length=10, choices=StepCode))
    by_whom = open_(models.CharField(_("by whom"), max_length=12, choices=Assignee))
    planned_at = open_(models.DateTimeField(_("by the table at")))
    entered_at = open_(models.DateTimeField(_("entered at")))
    due_at = open_(models.DateTimeField(_("to be taken by")))
    acknowledged_by = open_(models.UUIDField(null=True, editable=False))
    acknowledged_at = open_(models.DateTimeField(_("taken at"), null=True, editable=False))
    what_was_done = personal(models.CharField(_("what was done"), max_length=500, blank=True))
    issue = open_(models.UUIDField(null=True, editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("step of the ladder")
        verbose_name_plural = _("steps of the ladder")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "escalation", "number"], name="escalationstep_once")
        ]
        indexes = [
            models.Index(
                fields=["organisation", "due_at"],
                condition=Q(acknowledged_at__isnull=True),
                name="escalationstep_waiting",
            )
        ]


class HandOff(Guarded):
    """The hand-off of a hard stop to the desk: once, with the id of the issue."""

    FAMILY = "people"

    trigger = open_(
        models.ForeignKey(
            Trigger, models.PROTECT, related_name="hand_offs", verbose_name=_("hard stop"), db_constraint=False
        )
    )
    issue = open_(models.UUIDField(editable=False))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("hard stop handed to the desk")
        verbose_name_plural = _("hard stops handed to the desk")
        constraints = [models.UniqueConstraint(fields=["organisation", "trigger"], name="handoff_once")]


class Handover(Guarded):
    """A colleague stands in for an absent account on the days from `since` to `until`."""

    FAMILY = "people"

    account = open_(models.UUIDField(_("who is away")))
    stand_in = open_(models.UUIDField(_("who stands in")))
    since = open_(models.DateField(_("from")))
    until = open_(models.DateField(_("until")))

    objects = GuardedQuerySet.as_manager()

    class Meta:
        verbose_name = _("stand-in")
        verbose_name_plural = _("stand-ins")
        indexes = [models.Index(fields=["organisation", "stand_in", "until"], name="handover_stand_in")]


def location_fields(row: Guarded) -> dict[str, Any]:
    """Organisation and place fields for a row about `row`."""
    return {
        "organisation_id": row.organisation_id,
        "place": row.place,
        "panchayat": row.panchayat,
        "village": row.village,
    }
