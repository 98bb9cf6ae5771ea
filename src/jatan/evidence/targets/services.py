"""Setting targets. A new amount is a new version; the former one stays, with who set it and when."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from jatan.evidence.indicators.definitions import BY_QUARTER, COUNTABLE
from jatan.evidence.targets import events
from jatan.evidence.targets.models import Target
from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.periods import Period
from jatan.kernel.problems import Problem

LARGEST = 2_000_000_000
MOST_AT_ONCE = 5_000
_LONGEST_MONTHS = 60
_YEARS = range(2000, 2100)


@dataclass(frozen=True)
class SetTarget:
    """One target for whole months. `amount` None takes it back. Raises Problem where it cannot be one.

    `before`: the amount that whoever decided had before her (None: no target); checked when `is_checked`.
    """

    organisation: uuid.UUID
    indicator: str
    value: str
    first: dt.date
    last: dt.date
    amount: int | None
    before: int | None = None
    is_checked: bool = False

    def __post_init__(self) -> None:
        if (self.indicator, self.value) not in COUNTABLE:
            raise Problem("unknown_number", _("No target can be set for this number."), field="number")
        if self.last < self.first or not (self.first.year in _YEARS and self.last.year in _YEARS):
            raise Problem("no_such_date", _("The period ends before it begins, or lies far away."), field="last")
        period = Period(self.first, self.last)
        if period.edges() or len(period.whole_months()) > _LONGEST_MONTHS:
            raise Problem(
                "not_whole_months", _("A target is for whole months: from a first to a last day."), field="last"
            )
        if self.indicator in BY_QUARTER and period.whole_quarters() != period:
            raise Problem(
                "not_whole_quarters", _("Cases are counted by whole quarters: choose whole quarters."), field="last"
            )
        if self.amount is not None and not 0 < self.amount <= LARGEST:
            raise Problem("unreadable", _("A target is a whole number above zero."), field="amount")

    @property
    def place(self) -> tuple[str, str, dt.date, dt.date]:
        """What, besides the organisation, tells a target from others."""
        return self.indicator, self.value, self.first, self.last


def set_targets(*, by: Actor, targets: Sequence[SetTarget]) -> int:
    """Set or take back targets, all or none; returns how many changed. Each organisation's ledger gets one event.

    Raises Forbidden, and Problem: changed_meanwhile for a checked one that is no longer as it was, unreadable for too
    many or the same one twice.
    """
    by_organisation: dict[uuid.UUID, dict[tuple[str, str, dt.date, dt.date], SetTarget]] = defaultdict(dict)
    for one in targets:
        gate.require(by, Permission.TARGETS_SET, organisation_id=one.organisation)
        by_organisation[one.organisation][one.place] = one
    if len(targets) > MOST_AT_ONCE or sum(map(len, by_organisation.values())) != len(targets):
        raise Problem("unreadable", field="amount")
    with transaction.atomic():
        return sum(_set_of(by, organisation, found) for organisation, found in sorted(by_organisation.items()))


def _set_of(by: Actor, organisation_id: uuid.UUID, wanted: dict[tuple[str, str, dt.date, dt.date], SetTarget]) -> int:
    with connection.cursor() as cursor:  # one at a time: what is in force is read, then replaced
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"jatan.targets:{organisation_id}"])
    rows = Target.objects.filter(organisation_id=organisation_id, replaced_at__isnull=True)
    present = {(row.indicator, row.value, row.first, row.last): row for row in rows}
    replaced, new = list[Target](), list[Target]()
    now = clock.now()
    for place, one in wanted.items():
        row = present.get(place)
        amount = row.amount if row is not None else None
        if one.is_checked and amount != one.before:
            raise Problem(
                "changed_meanwhile",
                _("This target is there already, or has changed meanwhile. Look at it once more."),
                field="amount",
            )
        if amount == one.amount:
            continue
        if row is not None:
            row.replaced_at = now
            replaced.append(row)
        new.append(
            Target(
                id=new_id(),
                organisation_id=organisation_id,
                indicator=one.indicator,
                value=one.value,
                first=one.first,
                last=one.last,
                amount=one.amount,
                set_at=now,
                set_by=by.account_id,
            )
        )
    if not new:
        return 0
    Target.objects.bulk_update(replaced, ["replaced_at"], batch_size=500)
    Target.objects.bulk_create(new, batch_size=500)
    taken_back = sum(row.amount is None for row in new)
    record_event(
        organisation_id=organisation_id,
        by=by.account_id,
        verb=events.TARGETS_SET,
        about_type=Target._meta.label_lower,
        about=new[0].id if len(new) == 1 else None,
        payload={"set": len(new) - taken_back, "taken_back": taken_back},
    )
    return len(new)
