"""Background task of alerts: an event that may be urgent is told at once; the periodic round finds what is left."""

import uuid

from django.tasks import task

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.models import Posting
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.models import AlertChoice, Notified
from jatan.foundation.ledger.models import Event
from jatan.intake.alerts.notification import notify
from jatan.kernel import clock
from jatan.programme.helpdesk.models import Issue
from jatan.programme.helpdesk.selectors import still_urgent


def enqueue_telling(event: Event) -> None:
    """Reaction to events that may make something urgent; nothing is enqueued where nobody has chosen alerts."""
    if _choosers(event.organisation_id):
        about = str(event.about) if event.about is not None else ""
        notify_office.enqueue(str(event.organisation_id), event.about_type, about)


@task()
def notify_office(organisation_id: str, about_type: str, about: str) -> int:
    """Tell the accounts of an office what is new; return how many things. Safe to repeat.

    Three queries where the issue that the event is about is not urgent, or was told already: of many events the first
    tells everything.
    """
    key = uuid.UUID(organisation_id)
    choosers = _choosers(key)
    if about and Notified.objects.filter(about=about, account_id__in=choosers, until__isnull=True).exists():
        return 0
    if about and about_type == Issue._meta.label_lower:
        with acting_as(machine_for([key])):
            if not still_urgent(uuid.UUID(about)):
                return 0
    return sum(notify(account_id) for account_id in choosers)


def _choosers(organisation_id: uuid.UUID) -> list[uuid.UUID]:
    """Accounts of an office that have chosen what they are told."""
    posts = Posting.objects.filter(organisation_id=organisation_id).in_force(clock.today())
    rows = AlertChoice.objects.filter(account_id__in=posts.values("account_id"), account__is_active=True)
    return list(rows.order_by("account_id").values_list("account_id", flat=True))
