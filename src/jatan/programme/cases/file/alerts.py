"""Alerts about unusual reading, and another supervisor's answer: a code, because free text could name a survivor."""

import uuid

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import file_events
from jatan.programme.cases.choices import Answered
from jatan.programme.cases.models import ReadingAlert

_SHOWN = 200


def open_alerts(by: Actor) -> list[ReadingAlert]:
    """Unanswered alerts, oldest first; empty for an actor who does not supervise cases."""
    supervised = by.reach(Permission.CASES_RECORD).organisations
    if not supervised:
        return []
    rows = ReadingAlert.objects.filter(organisation_id__in=supervised, answered_at__isnull=True)
    return list(rows.order_by("raised_at")[:_SHOWN])


def answered_alerts(by: Actor) -> list[ReadingAlert]:
    """The latest answered alerts, newest first."""
    supervised = by.reach(Permission.CASES_RECORD).organisations
    rows = ReadingAlert.objects.filter(organisation_id__in=supervised, answered_at__isnull=False)
    return list(rows.order_by("-answered_at")[:_SHOWN])


def find_alert(by: Actor, pk: uuid.UUID) -> ReadingAlert:
    """One unanswered alert. Raises ReadingAlert.DoesNotExist."""
    supervised = by.reach(Permission.CASES_RECORD).organisations
    return ReadingAlert.objects.get(organisation_id__in=supervised, answered_at__isnull=True, pk=pk)


def answer_alert(*, by: Actor, alert: ReadingAlert, answer: str) -> None:
    """Answer an alert with a code of `Answered`. Raises Forbidden for the reader herself; Problem: no code, or answered
    meanwhile."""
    supervises = alert.organisation_id in by.reach(Permission.CASES_RECORD).organisations
    if by.account_id is None or by.account_id == alert.account or not supervises:
        raise Forbidden(Permission.CASES_RECORD.value)
    if answer not in Answered.values:
        raise Problem("missing_required", field="answer")
    rows = ReadingAlert.objects.filter(pk=alert.pk, answered_at__isnull=True)
    if not rows.update(answered_at=clock.now(), answered_by=by.account_id, answer=answer):
        raise Problem("unreadable", field="answer")
    record_event(
        organisation_id=alert.organisation_id,
        by=by.account_id,
        verb=file_events.READING_ANSWERED,
        about_type="cases.readingalert",
        about=alert.pk,
        payload={"why": alert.why, "answer": answer},
    )
