"""Tells accounts what is new, once, and once a day how much waits.

What an account was told of and its alerts are written in one transaction: a killed worker has told all of it or
nothing, and the next round goes on. One alert for each kind, whatever the number; one text message for all kinds,
because it says only that something waits.
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from django.db.models import QuerySet

from jatan.foundation.access.actors import Actor, actor_of
from jatan.foundation.access.models import Account
from jatan.foundation.access.walls import acting_as
from jatan.foundation.alerts.choices import AT_ANY_HOUR, Channel, Code, Kind, State
from jatan.foundation.alerts.models import AlertChoice, Delivery, Notified
from jatan.foundation.alerts.outbox import queue_alerts
from jatan.foundation.alerts.selectors import takes_alerts
from jatan.foundation.alerts.services import usual
from jatan.foundation.alerts.tasks import enqueue
from jatan.foundation.operation.clock_watch import is_in_doubt
from jatan.intake.alerts.turns import Turn, turns_due
from jatan.intake.alerts.waiting_work import WAITING, waiting_for
from jatan.intake.messaging.choices import OutState, Purpose
from jatan.intake.messaging.commands import QueueMessage
from jatan.intake.messaging.models import OutMessage
from jatan.intake.messaging.office import all_organisation_ids, messaging_actor, quiet_until, sending_rules_of
from jatan.intake.messaging.outbox import queue_message
from jatan.intake.messaging.texts import languages
from jatan.kernel import clock

_FOLLOWED: Final = dt.timedelta(days=4)
_BATCH: Final = 500
_DONE: Final = (OutState.SENT, OutState.DELIVERED)
_NOT_DONE: Final = (OutState.FAILED, OutState.REFUSED, OutState.NOT_NEEDED)
_log = logging.getLogger(__name__)


def notify_everybody() -> int:
    """Periodic: tell every account that has chosen alerts what is new; make digests; tell the next person of danger
    that nobody has opened; follow texts; return how many."""
    number = 0
    chosen = AlertChoice.objects.filter(account__is_active=True).select_related("account").order_by("account_id")
    for choice in list(chosen):
        kinds, is_digest_due = _kinds_chosen(choice), _is_digest_due(choice)
        by = _or_log(_actor, choice.account) if kinds or is_digest_due else None
        if by is not None and kinds:
            number += _or_log(_notify, by) or 0
        if by is not None and is_digest_due:
            number += _or_log(_notify_digest, by) or 0
    number += notify_next()
    follow_texts()
    return number


def notify(account_id: uuid.UUID) -> int:
    """Queue alerts of what is new to one account; return how many things. Safe to repeat."""
    by = _actor_with(account_id)
    return _notify(by) if by is not None else 0


def notify_digest(account_id: uuid.UUID) -> int:
    """Queue the digest of the day if its hour has come; return how many things it counts. Nothing waits: none goes."""
    by = _actor_with(account_id)
    return _notify_digest(by) if by is not None else 0


def _notify(by: Actor) -> int:
    with acting_as(by):
        choice = _chosen(by).select_for_update(of=("self",)).first()
        if choice is None:
            return 0
        fresh = _new_things(choice.account_id, waiting_for(by, _kinds_going_out(choice)))
        _queue(by, {kind: (len(ids), choice.channels[kind]) for kind, ids in fresh.items()})
    return sum(map(len, fresh.values()))


def _notify_digest(by: Actor) -> int:
    with acting_as(by):
        choice = _chosen(by).select_for_update(of=("self",)).first()
        if choice is None or not _is_digest_due(choice):
            return 0
        choice.digested_on = clock.today()
        choice.save(update_fields=["digested_on"])
        number = len(set().union(*waiting_for(by, WAITING).values()))
        ways = choice.channels.get(Kind.DIGEST, [])
        if number and ways:
            _queue(by, {Kind.DIGEST.value: (number, ways)})
    return number


def notify_next() -> int:
    """Tell of each urgent issue that nobody has opened, after the minutes of the plan, whoever comes next; how many.

    Each of them is told of all of hers at once, however many a workbook or a night has brought.
    """
    turns: dict[uuid.UUID, list[Turn]] = {}
    for turn in turns_due():
        turns.setdefault(turn.account_id, []).append(turn)
    number = 0
    for account_id, own_turns in turns.items():
        account = Account.objects.filter(pk=account_id, is_active=True).first()
        by = _or_log(_actor, account) if account is not None else None
        if by is not None:
            number += _or_log(partial(_notify_turns, own_turns), by) or 0
    return number


def _notify_turns(turns: Sequence[Turn], by: Actor) -> int:
    """By every way there is to her: nobody has opened it, so what she has chosen for usual days does not count."""
    account = Account.objects.get(pk=turns[0].account_id)
    has_mail = AlertChoice.objects.filter(account=account).exclude(mail="").exists()
    ways = [*usual(account).channels[Kind.URGENT], *([Channel.MAIL.value] if has_mail else [])]
    fresh: dict[str, set[uuid.UUID]] = {}
    with acting_as(by):
        for turn in turns:
            _row, is_new = Notified.objects.get_or_create(
                account=account, kind=turn.kind, about=turn.issue_id, step=turn.step, until=None
            )
            if is_new:
                fresh.setdefault(turn.kind, set()).add(turn.issue_id)
        _queue(by, {kind: (len(ids), ways) for kind, ids in sorted(fresh.items())})
    return sum(map(len, fresh.values()))


def follow_texts() -> int:
    """Note what became of alerts that went by text message; return of how many."""
    everyone = all_organisation_ids()
    with acting_as(messaging_actor(everyone)):
        rows = Delivery.objects.select_for_update(of=("self",), skip_locked=True).filter(
            organisation_id__in=everyone,
            channel=Channel.TEXT,
            state=State.HANDED,
            made_at__gte=clock.now() - _FOLLOWED,
        )
        handed = {row.message: row for row in rows.order_by("made_at")[:_BATCH]}
        states = OutMessage.objects.filter(organisation_id__in=everyone, pk__in=[key for key in handed if key])
        ended = states.filter(state__in=(*_DONE, *_NOT_DONE)).values_list("pk", "state")
        found = 0
        for message_id, state in ended:
            row = handed[message_id]
            row.state = State.SENT if state in _DONE else State.FAILED
            row.code, row.ended_at = ("" if state in _DONE else Code.NOT_SENT), clock.now()
            row.save(update_fields=["state", "code", "ended_at"])
            found += 1
    return found


def _kinds_chosen(choice: AlertChoice) -> list[str]:
    """The kinds that somebody has chosen to hear of at once."""
    return [kind for kind in WAITING if choice.channels.get(kind)]


def _kinds_going_out(choice: AlertChoice) -> list[str]:
    """Of those kinds what an alert is made of. Who chose her browser alone and has switched on none is told of nothing
    and does not count as told: it is another's turn, or hers once a browser takes alerts."""
    chosen = _kinds_chosen(choice)
    by_browser = {kind for kind in chosen if set(choice.channels[kind]) == {Channel.PUSH.value}}
    if not by_browser or takes_alerts(choice.account_id):
        return chosen
    return [kind for kind in chosen if kind not in by_browser]


def _chosen(by: Actor) -> QuerySet[AlertChoice]:
    """What the actor has chosen; nothing once the account is closed."""
    return AlertChoice.objects.filter(account_id__in=[by.account_id], account__is_active=True)


def _is_digest_due(choice: AlertChoice) -> bool:
    """Whether the hour has come, and the digest of today has not. Never at a time that is in doubt."""
    now = clock.now().astimezone(clock.INDIA)
    if choice.digest_hour is None or choice.digest_hour > now.hour or choice.digested_on == now.date():
        return False
    return not is_in_doubt()


def _actor_with(account_id: uuid.UUID) -> Actor | None:
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    return _actor(account) if account is not None else None


def _actor(account: Account) -> Actor | None:
    """The actor of an account that works in an office, else None."""
    by = actor_of(account)
    return by if by.home is not None else None


def _new_things(account_id: uuid.UUID, waiting: Mapping[str, set[uuid.UUID]]) -> dict[str, set[uuid.UUID]]:
    """Kind -> ids that this account was not told of yet; they are noted as told."""
    ids = set().union(*waiting.values())
    if not ids:
        return {}
    notified = Notified.objects.filter(account_id=account_id, about__in=ids, until__isnull=True)
    known = set(notified.values_list("kind", "about"))
    fresh = {kind: {one for one in found if (kind, one) not in known} for kind, found in waiting.items()}
    Notified.objects.bulk_create(
        Notified(account_id=account_id, kind=kind, about=one) for kind, found in fresh.items() for one in sorted(found)
    )
    return {kind: found for kind, found in fresh.items() if found}


def _queue(by: Actor, news: Mapping[str, tuple[int, Iterable[str]]]) -> None:
    """Queue alerts: kind -> (number, channels). Quiet hours of her office hold all but danger."""
    if not news:
        return
    assert by.home is not None
    assert by.account_id is not None
    with acting_as(messaging_actor([by.home.id])) as machine:
        _queue_as(machine, by.home.id, by.account_id, news)


def _queue_as(
    machine: Actor, home: uuid.UUID, account_id: uuid.UUID, news: Mapping[str, tuple[int, Iterable[str]]]
) -> None:
    rows: list[Delivery] = []
    morning = quiet_until(sending_rules_of(home), clock.now())
    by_text: list[tuple[str, int]] = []
    for kind, (number, channels) in news.items():
        own_ways = [way for way in channels if way != Channel.TEXT]
        not_before = None if kind in AT_ANY_HOUR else morning
        rows += queue_alerts(
            organisation_id=home,
            account_id=account_id,
            kind=kind,
            channels=own_ways,
            number=number,
            not_before=not_before,
        )
        if Channel.TEXT in channels:
            by_text.append((kind, number))
    if by_text:
        kind = by_text[0][0]
        _queue_text(machine, home, account_id, kind, sum(number for _kind, number in by_text), morning)
    enqueue(rows)


def _queue_text(
    machine: Actor, home: uuid.UUID, account_id: uuid.UUID, kind: str, number: int, morning: dt.datetime | None
) -> None:
    """One text that something waits, through the outbox of text messages; none while one is held for the morning."""
    not_before = None if kind in AT_ANY_HOUR else morning
    texts = Delivery.objects.filter(organisation_id=home, account_id=account_id, channel=Channel.TEXT)
    if not_before is not None and texts.filter(state=State.HANDED, not_before__gt=clock.now()).exists():
        return
    queue_text(machine, home, Account.objects.get(pk=account_id), kind, number, not_before)


def queue_text(
    machine: Actor, home: uuid.UUID, account: Account, kind: str, number: int, not_before: dt.datetime | None
) -> None:
    """Queue a text to an account that something waits, as a delivery and in the outbox of text messages."""
    rules = sending_rules_of(home)
    delivery = Delivery(
        organisation_id=home,
        account=account,
        kind=kind,
        channel=Channel.TEXT,
        number=number,
        state=State.HANDED,
        not_before=not_before or clock.now(),
    )
    message = queue_message(
        by=machine,
        command=QueueMessage(
            organisation=home,
            place=rules.place,
            reference=f"alert:{delivery.pk}",
            purpose=Purpose.URGENT.value,
            phone=account.phone,
            language=account.language if account.language in languages() else "",
            is_urgent=kind in (Kind.CALL, Kind.URGENT, Kind.CONTACT),
            not_before=not_before,
        ),
    )
    delivery.message = message.pk
    delivery.save(force_insert=True)


def _or_log[T: Actor | Account, R](telling: Callable[[T], R], about: T) -> R | None:
    """Go on to the next account after a failure. Only the exception's type is logged: its text could hold a name."""
    try:
        return telling(about)
    except Exception as error:
        account_id = about.account_id if isinstance(about, Actor) else about.pk
        _log.error("account %s is not told: %s", account_id, type(error).__name__)
        return None
