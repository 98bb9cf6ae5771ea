"""What an account decides about its alerts: what it is told and how, and which browsers take alerts.

Raises gate.Forbidden for an actor without an account or an office, Problem for invalid input.
"""

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.alerts import events
from jatan.foundation.alerts.choices import Channel, Ended, Kind
from jatan.foundation.alerts.models import AlertChoice, Browser, Notified
from jatan.foundation.alerts.push_services import is_acceptable
from jatan.foundation.ledger.services import record_event
from jatan.foundation.vault.web_push import SECRET_BYTES, house_key, is_public_key
from jatan.kernel import clock
from jatan.kernel.problems import Problem

MOST_BROWSERS: Final = 8


@dataclass(frozen=True)
class SaveChoices:
    """What an account wants to be told. `channels`: codes of kinds -> codes of channels."""

    channels: Mapping[str, Sequence[str]] = field(default_factory=dict)
    digest_hour: int | None = None
    mail: str = ""


def alert_anew(about: uuid.UUID) -> None:
    """There was another alarm of an issue: whoever was told of it is told again. What was told stays to be seen."""
    Notified.objects.filter(about=about, until__isnull=True).update(until=clock.now())


def usual(account: Account) -> SaveChoices:
    """What holds for an account that has chosen nothing: urgent work by text where it has a number, as ever."""
    ways = [Channel.PUSH.value, *([Channel.TEXT.value] if account.phone else [])]
    return SaveChoices(
        {Kind.CALL.value: ways, Kind.URGENT.value: ways, Kind.CONTACT.value: [Channel.PUSH.value]},
        mail="",
    )


def save_choices(*, by: Actor, command: SaveChoices) -> AlertChoice:
    """Save what the actor's own account wants to be told."""
    account, organisation_id = _own(by)
    channels = _checked(command.channels)
    if command.digest_hour is not None and not 0 <= command.digest_hour < 24:
        raise Problem("unreadable", field="digest_hour")
    mail = command.mail.strip()
    if mail:
        try:
            validate_email(mail)
        except ValidationError as error:
            raise Problem("unreadable", _("This is no e-mail address."), field="mail") from error
    if not mail and any(Channel.MAIL in ways for ways in channels.values()):
        raise Problem("missing_required", _("Write the address to which the e-mails go."), field="mail")
    with transaction.atomic():
        values = {
            "channels": channels,
            "digest_hour": command.digest_hour,
            "mail": mail,
            "changed_at": clock.now(),
        }
        row, _is_new = AlertChoice.objects.update_or_create(account=account, defaults=values)
        _record_event_of(by, organisation_id, events.CHOICES_SAVED, AlertChoice._meta.label_lower, account.pk)
    return row


def add_browser(*, by: Actor, endpoint: str, public: bytes, secret: bytes) -> Browser:
    """Let a browser take alerts of the actor's own account; one that takes another's takes this one's from now on, if
    its keys say that it is the same browser: at a shared computer somebody else has signed in.

    The oldest ends where there are too many. An account that has chosen nothing begins with what is usual.
    """
    account, organisation_id = _own(by)
    _check_subscription(endpoint, public, secret)
    digest = _digest(endpoint)
    with transaction.atomic():
        living = Browser.objects.living().select_for_update()
        known = living.filter(endpoint_digest=digest).first()
        if known is not None and known.account_id == account.pk:
            _reach(known, endpoint, public, secret)
            return known
        if known is not None:
            _take_over(known, public, secret)
        newest = list(living.filter(account=account).order_by("-made_at", "-id"))
        living.filter(pk__in=[one.pk for one in newest[MOST_BROWSERS - 1 :]]).end(Ended.TOO_MANY)
        row = Browser.objects.create(
            account=account,
            endpoint=endpoint,
            endpoint_digest=digest,
            public=public,
            secret=secret,
            house_key=house_key_digest(),
        )
        first = usual(account)
        AlertChoice.objects.get_or_create(account=account, defaults={"channels": dict(first.channels)})
        _record_event_of(by, organisation_id, events.BROWSER_ADDED, Browser._meta.label_lower, row.pk)
    return row


def renew_browser(*, by: Actor, before: str, endpoint: str, public: bytes, secret: bytes) -> Browser:
    """A browser got a new address from its maker: what is queued for it goes there. `before`: the address it had.

    Nobody pressed anything: raises Browser.DoesNotExist unless a browser of the actor's own account takes alerts there.
    """
    account, organisation_id = _own(by)
    _check_subscription(endpoint, public, secret)
    with transaction.atomic():
        living = Browser.objects.living().select_for_update()
        row = living.get(account=account, endpoint_digest=_digest(before))
        there = living.filter(endpoint_digest=_digest(endpoint)).exclude(pk=row.pk)
        there.filter(account=account).end(Ended.GONE)
        if (others := there.exclude(account=account).first()) is not None:
            _take_over(others, public, secret)
        _reach(row, endpoint, public, secret)
        _record_event_of(by, organisation_id, events.BROWSER_RENEWED, Browser._meta.label_lower, row.pk)
    return row


def is_switched_off(by: Actor, endpoint: str) -> bool:
    """Whether the actor switched off the browser with this address, and nobody has switched it on again."""
    rows = Browser.objects.filter(account_id=_own(by)[0].pk, endpoint_digest=_digest(endpoint))
    last = rows.order_by("-made_at", "-id").first()
    return last is not None and last.ended_why == Ended.BY_HAND


def end_browser(*, by: Actor, browser_id: uuid.UUID) -> None:
    """Send no more alerts to a browser of the actor's own account. Raises Browser.DoesNotExist for any other."""
    account, organisation_id = _own(by)
    with transaction.atomic():
        living = Browser.objects.living().select_for_update()
        row = living.get(pk=browser_id, account=account)
        living.filter(pk=row.pk).end(Ended.BY_HAND)
        _record_event_of(by, organisation_id, events.BROWSER_ENDED, Browser._meta.label_lower, row.pk)


def house_key_digest() -> str:
    """By which key of the house a browser was asked: one that knows another takes nothing from us."""
    return hashlib.sha256(house_key(settings.PUSH_KEY).public).hexdigest()[:16]


def _check_subscription(endpoint: str, public: bytes, secret: bytes) -> None:
    if not is_acceptable(endpoint) or len(secret) != SECRET_BYTES or not is_public_key(public):
        raise _refused()


def _refused() -> Problem:
    return Problem("unreadable", _("This browser's alerts come over a way that this house does not use."))


def _take_over(row: Browser, public: bytes, secret: bytes) -> None:
    """End the alerts of another account in this browser; its page says why. Raises Problem, as for any bad address,
    unless the keys are the same: the browser alone gives them, an address may have been read by somebody.
    """
    if not (constant_time_compare(bytes(row.public), public) and constant_time_compare(bytes(row.secret), secret)):
        raise _refused()
    Browser.objects.living().filter(pk=row.pk).end(Ended.OTHER_PERSON)


def _reach(row: Browser, endpoint: str, public: bytes, secret: bytes) -> None:
    """Send to this address from now on, under these keys."""
    row.endpoint, row.endpoint_digest = endpoint, _digest(endpoint)
    row.public, row.secret, row.house_key = public, secret, house_key_digest()
    row.save(update_fields=["endpoint", "endpoint_digest", "public", "secret", "house_key"])


def _digest(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


def _checked(channels: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    if not set(channels) <= set(Kind.values) or not all(set(ways) <= set(Channel.values) for ways in channels.values()):
        raise Problem("unreadable")
    return {
        kind: [way for way in Channel.values if way in channels[kind]] for kind in Kind.values if channels.get(kind)
    }


def _own(by: Actor) -> tuple[Account, uuid.UUID]:
    """The actor's account and its office. Raises Forbidden without either."""
    if by.account_id is None or by.home is None:
        raise gate.Forbidden(Permission.HOME_SEE.value)
    return Account.objects.get(pk=by.account_id), by.home.id


def _record_event_of(by: Actor, organisation_id: uuid.UUID, verb: str, about_type: str, about: uuid.UUID) -> None:
    record_event(organisation_id=organisation_id, by=by.account_id, verb=verb, about_type=about_type, about=about)
