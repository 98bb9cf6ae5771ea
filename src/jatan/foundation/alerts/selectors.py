"""What an account sees of its alerts, and an office of all: how many went out, and how many did not."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.alerts.choices import AT_ANY_HOUR, Channel, State
from jatan.foundation.alerts.models import AlertChoice, Browser, Delivery, Notified
from jatan.kernel import clock

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


def takes_alerts(account_id: uuid.UUID) -> bool:
    """Whether any browser of the account takes alerts."""
    return Browser.objects.living().filter(account_id=account_id).exists()


def reached_by_alerts(account_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these accounts that have any way to be told."""
    return {one for one, ways in _ways_to(account_ids).items() if ways}


def reached_at_first(issue_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these issues of which somebody was told before the steps of the plan, by a way that she has chosen and
    that reaches her. Who has chosen nothing gets a text (`messaging.colleagues`), and what became of it decides."""
    rows = Notified.objects.filter(about__in=list(issue_ids), step=0, until__isnull=True)
    found = list(rows.values_list("about", "account_id", "kind"))
    accounts = {account for _about, account, _kind in found}
    ways = _ways_to(accounts)
    chosen = dict(AlertChoice.objects.filter(account_id__in=accounts).values_list("account_id", "channels"))
    return {
        about
        for about, account, kind in found
        if account in chosen and not ways[account].isdisjoint(chosen[account].get(kind, ()))
    }


def notified_of(about: uuid.UUID) -> list[tuple[uuid.UUID, dt.datetime, int]]:
    """(account, when, step of the plan; 0: at first) of everybody who was told of an issue, the first one first. For
    whoever may see the issue."""
    rows = Notified.objects.filter(about=about, kind__in=AT_ANY_HOUR)
    return list(rows.order_by("at", "id").values_list("account_id", "at", "step"))


def was_alerted_since(about: uuid.UUID, since: dt.datetime) -> bool:
    """Whether anybody was told of the last alarm of an issue at that instant or later."""
    return Notified.objects.filter(about=about, until__isnull=True, at__gte=since).exists()


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


def _ways_to(account_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """{account: channels by which an alert reaches it now}: a number, a browser that takes alerts, an address."""
    ids = list(account_ids)
    ways: dict[uuid.UUID, set[str]] = {one: set() for one in ids}
    with_phone = Account.objects.filter(pk__in=ids, is_active=True).exclude(phone="").values_list("pk", flat=True)
    with_browser = Browser.objects.living().filter(account_id__in=ids).values_list("account_id", flat=True)
    with_mail = AlertChoice.objects.filter(account_id__in=ids).exclude(mail="").values_list("account_id", flat=True)
    for way, found in ((Channel.TEXT, with_phone), (Channel.PUSH, with_browser), (Channel.MAIL, with_mail)):
        for one in found:
            ways[one].add(way.value)
    return ways
