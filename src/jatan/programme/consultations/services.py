"""Services that write consultations and their invitations. What was said and shown is written by `records`.

A consultation that is held records one activity, or is joined to the one that stands in the list already: day and
numbers stand there alone. Raises gate.Forbidden without the permission, Problems or Problem for invalid values.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel.problems import Problem
from jatan.programme.activities.commands import ATTENDANCE_PARTS, RecordActivity
from jatan.programme.activities.models import Activity
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.consultations import events, selectors
from jatan.programme.consultations.choices import ACTIVITY_KIND_OF
from jatan.programme.consultations.commands import HoldConsultation, Invite, PlanConsultation
from jatan.programme.consultations.models import Consultation, Invitation
from jatan.programme.laws.choices import LAWS_FOR_WOMEN
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights

MOST_INVITATIONS = 500
_RECORD = Permission.ACTIVITIES_RECORD
_HELD_ALREADY = _("This consultation is recorded as held. Correct its meeting instead.")


def cancel_consultation(*, by: Actor, consultation: Consultation, on: dt.date, because: str) -> bool:
    """Note that it will not be held. A new day is a correction of the consultation. Raises Problem when it was held."""
    if consultation.is_held:
        raise Problem("already_held", _HELD_ALREADY)
    if not because.strip():
        raise Problem("missing_required", field="cancelled_because")
    changes = {"cancelled_on": on, "cancelled_because": because}
    values = row_values(PlanConsultation.of(consultation).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.CONSULTATION_CANCELLED,
        row=consultation,
        changes={name: values[name] for name in changes},
    )


def plan_again(*, by: Actor, consultation: Consultation, planned_on: dt.date) -> bool:
    """A new day for a consultation that was cancelled; any colleague may."""
    changes = {"planned_on": planned_on, "cancelled_on": None, "cancelled_because": ""}
    values = row_values(PlanConsultation.of(consultation).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.CONSULTATION_AMENDED,
        row=consultation,
        changes={name: values[name] for name in changes},
    )


def invite(*, by: Actor, commands: Sequence[Invite]) -> list[Invitation]:
    """Record invitations of one consultation, all or none. Raises Problem("already_invited") for an ally that is."""
    if not commands:
        return []
    consultation = commands[0].consultation
    rows = [Invitation(**row_values(command)) for command in commands]
    try:
        with transaction.atomic():
            _locked(consultation)
            if live(Invitation).filter(consultation=consultation).count() + len(rows) > MOST_INVITATIONS:
                message = format_lazy(_("At most {most} can be invited to one consultation."), most=MOST_INVITATIONS)
                raise Problem("too_many", message, field="lines")
            return acts.record(by=by, permission=_RECORD, verb=events.INVITED, rows=rows)
    except IntegrityError as clash:
        raise Problem("already_invited", _("One of them is invited already."), field="allies") from clash


def amend_invitation(*, by: Actor, invitation: Invitation, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct an invitation, or note its reply. Any colleague may; earlier values stay in its history."""
    values = row_values(Invite.of(invitation).changed(changes))
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.REPLY_NOTED,
        row=invitation,
        changes=changed_values(invitation, values),
        reason=reason,
    )


def note_replies(*, by: Actor, consultation: Consultation, replies: Mapping[uuid.UUID, str], on: dt.date) -> int:
    """Note replies by invitation, with the day for those that changed; returns how many did. All or none."""
    with transaction.atomic():
        rows = live(Invitation).filter(consultation=consultation, pk__in=replies).select_related("place")
        return sum(
            amend_invitation(
                by=by,
                invitation=row,
                changes={"reply": replies[row.pk], "replied_on": on if replies[row.pk] else None},
            )
            for row in rows.order_by("id")
            if row.reply != replies[row.pk]
        )


def note_attendance(*, by: Actor, consultation: Consultation, came: Collection[uuid.UUID]) -> int:
    """Note which of the invited came: those ticked did, the others did not. Returns how many ticks changed."""
    with transaction.atomic():
        rows = live(Invitation).filter(consultation=consultation).select_related("place").order_by("id")
        return sum(_note_coming(by, row, came=row.pk in came) for row in rows)


def hold_consultation(*, by: Actor, command: HoldConsultation) -> Activity:
    """Note that it was held: one activity counts from now on, recorded here or in the list already.

    Raises Problem("already_held"); Problem with field "recorded_as" for an activity of another kind or consultation.
    """
    consultation = command.consultation
    with transaction.atomic():
        locked = _locked(consultation)
        if locked.is_held:
            raise Problem("already_held", _HELD_ALREADY)
        note_attendance(by=by, consultation=consultation, came=command.came)
        activity = _recorded(by, command) if command.recorded_as is None else _joined(command, command.recorded_as)
        acts.amend(
            by=by,
            permission=_RECORD,
            correct=_RECORD,
            verb=events.CONSULTATION_HELD,
            row=consultation,
            changes={"activity": activity, "cancelled_on": None, "cancelled_because": ""},
        )
    return activity


def _recorded(by: Actor, command: HoldConsultation) -> Activity:
    consultation = command.consultation
    numbers = {name: getattr(command, name) for name in (*ATTENDANCE_PARTS, "total")}
    if set(numbers.values()) == {None}:
        numbers["total"] = len(command.came)
    return ACTIVITY.record(
        by=by,
        command=RecordActivity(
            organisation=consultation.organisation_id,
            panchayat=consultation.panchayat,
            village=consultation.village,
            held_on=cast("dt.date", command.held_on),  # the command has asked for it
            decisions=command.decisions,
            **numbers,
            **_activity_values(consultation),
        ),
    )


def _joined(command: HoldConsultation, activity: Activity) -> Activity:
    """The activity that stands in the list already, if it is free and of the level's kind."""
    found = live(Activity).filter(
        organisation_id=command.organisation, pk=activity.pk, kind=ACTIVITY_KIND_OF[command.consultation.level]
    )
    taken = live(Consultation).filter(organisation_id=command.organisation, activity=activity)
    row = found.first()
    if row is None or taken.exists():
        message = _("This meeting belongs to another consultation, or is no consultation of this level.")
        raise Problem("unreadable", message, field="recorded_as")
    return row


def _activity_of(consultation: Consultation) -> Activity | None:
    """The activity by which it counts; None while it is planned."""
    rows = live(Activity).filter(organisation_id=consultation.organisation_id, consultations=consultation)
    return rows.select_related("place", "group").first()


def _activity_values(consultation: Consultation) -> dict[str, Any]:
    """What the activity says that follows from the consultation. Of several laws the first for women is named."""
    laws = [topic for topic in LAWS_FOR_WOMEN if topic in consultation.law_topics] or consultation.law_topics
    return {
        "kind": ACTIVITY_KIND_OF[consultation.level],
        "place": consultation.place,
        "title": consultation.title,
        "topic": consultation.title,
        "law_topic": str(laws[0]) if laws else "",
    }


def _note_coming(by: Actor, row: Invitation, *, came: bool) -> bool:
    return acts.amend(
        by=by,
        permission=_RECORD,
        correct=_RECORD,
        verb=events.ATTENDANCE_NOTED,
        row=row,
        changes={"came": came},
    )


def _locked(consultation: Consultation) -> Consultation:
    rows = Consultation._default_manager.select_for_update(of=("self",), no_key=True).select_related("activity")
    return rows.get(organisation_id=consultation.organisation_id, pk=consultation.pk)


class _Consultations(OrdinaryKind[Consultation, PlanConsultation]):
    def amend(self, by: Actor, row: Consultation, changes: Mapping[str, Any], reason: str = "") -> bool:
        """Correct a consultation; the activity of one that was held follows in title, level, laws and place."""
        with transaction.atomic():
            is_changed = super().amend(by, row, changes, reason)
            activity = _activity_of(row)
            if is_changed and activity is not None:
                ACTIVITY.amend(by, activity, _activity_values(row), reason)
        return is_changed

    def withdraw(self, by: Actor, row: Consultation, reason: str) -> None:
        """Withdraw a consultation from every list, and with it the activity by which it counts."""
        with transaction.atomic():
            super().withdraw(by, row, reason)
            activity = _activity_of(row)
            if activity is not None:
                ACTIVITY.withdraw(by, activity, reason)


RIGHTS = Rights(see=Permission.ACTIVITIES_SEE, record=Permission.ACTIVITIES_RECORD, correct=Permission.RECORDS_CORRECT)
CONSULTATION = _Consultations(
    model=Consultation,
    command=PlanConsultation,
    rights=RIGHTS,
    listed=selectors.consultations,
    recorded="consultations.consultation_planned",
    amended=events.CONSULTATION_AMENDED,
    withdrawn="consultations.consultation_withdrawn",
)
# Recorded by `invite`; any colleague notes a reply (`amend_invitation`).
INVITATION = OrdinaryKind(model=Invitation, command=Invite, rights=RIGHTS, withdrawn=events.ROW_WITHDRAWN)
