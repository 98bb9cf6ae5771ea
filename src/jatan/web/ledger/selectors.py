"""Selectors of the ledger limited by permission: heads of chains, events of one organisation in one month."""

import datetime as dt
import uuid
import zoneinfo
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Chain, Event
from jatan.foundation.network.models import Organisation

SHOWN, SHOWN_NAMES, LONGEST_CODE, SHORT = 4, 24, 48, 12


@dataclass(frozen=True)
class Head:
    """One organisation's chain: how many events, and the digest of the last one."""

    organisation: Organisation
    events: int
    digest: str


def verifiable(by: Actor) -> QuerySet[Organisation]:
    """Organisations whose chains this actor may verify."""
    return Organisation.objects.filter(id__in=by.reach(Permission.LEDGER_VERIFY).organisations)


def readable(by: Actor) -> QuerySet[Organisation]:
    """Organisations whose events this actor may read."""
    return Organisation.objects.filter(id__in=by.reach(Permission.LEDGER_READ).organisations)


def heads(by: Actor) -> list[Head]:
    """Heads of the chains this actor may verify, in code order: two queries."""
    kept = {chain.organisation_id: chain for chain in Chain.objects.all()}
    found = []
    for organisation in verifiable(by):
        chain = kept.get(organisation.pk)
        digest = bytes(chain.digest).hex() if chain else ""
        found.append(Head(organisation, chain.sequence if chain else 0, digest))
    return found


def events(by: Actor, organisation_id: uuid.UUID, month: dt.date | None, on: dt.date | None = None) -> QuerySet[Event]:
    """Events of one chain, newest first. `month`: any day of the month wanted; `on`: one day. None means all.

    Days begin and end in settings.TIME_ZONE.
    """
    rows = Event.objects.filter(organisation__in=readable(by), organisation_id=organisation_id)
    if month is not None:
        first = _midnight(month.replace(day=1))
        rows = rows.filter(at__gte=first, at__lt=(first + dt.timedelta(days=32)).replace(day=1))
    if on is not None:
        rows = rows.filter(at__gte=_midnight(on), at__lt=_midnight(on + dt.timedelta(days=1)))
    return rows.order_by("-sequence")


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=zoneinfo.ZoneInfo(settings.TIME_ZONE))


def month_of(text: str) -> dt.date | None:
    """2026-11 -> 1 November 2026; None for anything else."""
    try:
        return dt.date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None


def short_id(value: uuid.UUID | None) -> str:
    """The last twelve hex digits of an id, the part that differs between ids made at the same moment; "–" for None."""
    return value.hex[-12:] if value else "–"


def payload_line(payload: dict[str, Any]) -> str:
    """A payload in one line of codes and counts."""
    return ", ".join(f"{name}: {_flat(value)}" for name, value in payload.items() if name != "digest" and value)


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        if len(value) > SHOWN_NAMES:
            return f"({len(value)})"
        return "; ".join(f"{name} {_flat(part)}" for name, part in value.items())
    if isinstance(value, list):
        # A long list (of months) is shortened to its first and last item and its length.
        shown = value if len(value) <= SHOWN else [value[0], "…", value[-1], f"({len(value)})"]
        return " ".join(_flat(part) for part in shown)
    text = str(value)
    return text if len(text) <= LONGEST_CODE else f"{text[:SHORT]}…"
