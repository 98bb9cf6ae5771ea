"""What an account sees of its alerts, and an office of all: how many went out, and how many did not."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.alerts.choices import State
from jatan.foundation.alerts.models import AlertChoice, Browser, Delivery
from jatan.kernel import clock

__all__ = ["DAYS", "OfficeCount", "accounts_that_chose", "browsers", "choice_of", "deliveries", "office_counts"]

DAYS: Final = 30
_ENDED_SHOWN: Final = dt.timedelta(days=DAYS)


@dataclass(frozen=True)
class OfficeCount:
    """Alerts of one channel in the last days: sent (or with the text messages), waiting, failed."""

    channel: str
    sent: int
    waiting: int
    failed: int


def choice_of(by: Actor) -> AlertChoice | None:
    """What the actor's account has chosen; None while what is usual holds."""
    return AlertChoice.objects.filter(account_id=_account(by)).first()


def accounts_that_chose(account_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these accounts that have chosen what they are told; for the others what is usual holds."""
    rows = AlertChoice.objects.filter(account_id__in=list(account_ids))
    return set(rows.values_list("account_id", flat=True))


def browsers(by: Actor) -> Sequence[Browser]:
    """Browsers of the actor's account that take alerts, and those that ended lately; the newest first."""
    rows = Browser.objects.filter(account_id=_account(by))
    lately = Q(ended_at__isnull=True) | Q(ended_at__gte=clock.now() - _ENDED_SHOWN)
    return list(rows.filter(lately).order_by("-made_at", "-id")[:20])


def deliveries(by: Actor) -> QuerySet[Delivery]:
    """Alerts to the actor's own account, the newest first."""
    offices = by.reach(Permission.HOME_SEE).row_organisations
    return Delivery.objects.filter(organisation_id__in=offices, account_id=_account(by)).order_by("-made_at", "-id")


def office_counts(by: Actor) -> list[OfficeCount]:
    """Alerts of the last 30 days by channel, in the offices whose accounts the actor manages; numbers only."""
    offices = by.reach(Permission.ACCOUNTS_MANAGE).row_organisations
    if not offices:
        return []
    since = clock.now() - dt.timedelta(days=DAYS)
    rows = Delivery.objects.filter(organisation_id__in=offices, made_at__gte=since).order_by().values("channel")
    sent, failed = Q(state__in=(State.SENT, State.HANDED)), Q(state=State.FAILED)
    counted = rows.annotate(
        sent=Count("id", filter=sent),
        failed=Count("id", filter=failed),
        waiting=Count("id", filter=~sent & ~failed),
    )
    lines = counted.order_by("channel")
    return [OfficeCount(row["channel"], row["sent"], row["waiting"], row["failed"]) for row in lines]


def _account(by: Actor) -> uuid.UUID:
    """The actor's account. Raises Forbidden for the system, which is told nothing."""
    if by.account_id is None:
        raise gate.Forbidden(Permission.HOME_SEE.value)
    return by.account_id
