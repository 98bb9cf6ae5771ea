"""Write rows of Guarded models: permission check, rows and one ledger event in one transaction.

Every service writes through here, so this is also where free text with a possible Aadhaar number is refused, with
Problem("aadhaar_number"). `one_act` records several writes (an imported sheet) as one event with row count and digest.
"""

import datetime as dt
import hashlib
import json
import os
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.db.bulk_insert import insert_rows
from jatan.foundation.ledger.models import Event, Revision
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.guarded import Guarded
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import raise_any
from jatan.kernel.text.aadhaar import aadhaar_problem

_BATCH = 2_000
_SYSTEM = frozenset({"recorded_at", "changed_at", "recorded_by"})


@dataclass
class _Act:
    """Counts, months and digest of the rows that one act has written so far."""

    organisation_id: uuid.UUID
    counts: Counter[str] = field(default_factory=Counter)
    months: dict[str, set[str]] = field(default_factory=dict)
    month_rows: Counter[str] = field(default_factory=Counter)
    content: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, row: Guarded) -> None:
        label = row._meta.label_lower
        self.counts[label] += 1
        self.content.update(json.dumps(_content(row), cls=DjangoJSONEncoder, ensure_ascii=False).encode())
        self.touch(row, written=1)

    def touch(self, row: Guarded, *, written: int = 0) -> None:
        """Add the months in which this row is counted. `written`: how many rows this adds to each."""
        days: list[dt.date | None] = [getattr(row, name) for name in row.FACT_DATES]
        found = {f"{day:%Y-%m}" for day in days if day is not None}
        if found:
            self.months.setdefault(row._meta.label_lower, set()).update(found)
        if written:
            self.month_rows.update(dict.fromkeys(found, written))

    def payload(self) -> dict[str, Any]:
        return {
            "rows": dict(sorted(self.counts.items())),
            "digest": self.content.hexdigest(),
            "months": {label: sorted(months) for label, months in sorted(self.months.items())},
            "month_rows": dict(sorted(self.month_rows.items())),
        }


_current: ContextVar[_Act | None] = ContextVar("act", default=None)


@contextmanager
def one_act(
    *,
    by: Actor,
    organisation_id: uuid.UUID,
    verb: str,
    about_type: str = "",
    about: uuid.UUID | None = None,
    **more: Any,
) -> Iterator[_Act]:
    """Record all writes of the block as one ledger event of one organisation. `more` is added to the payload (codes
    only)."""
    with transaction.atomic():
        act = _Act(organisation_id)
        token = _current.set(act)
        try:
            yield act
        finally:
            _current.reset(token)
        record_event(
            organisation_id=organisation_id,
            by=by.account_id,
            verb=verb,
            about_type=about_type,
            about=about,
            payload=act.payload() | more,
        )


def record[G: Guarded](*, by: Actor, permission: Permission, verb: str, rows: Sequence[G]) -> list[G]:
    """Insert new rows of one model, all or none, with one event per organisation (inside `one_act`: no own event).

    Raises Forbidden, and Problem at a field that may contain an Aadhaar number.
    """
    if not rows:
        return []
    for row in rows:
        gate.require(by, permission, organisation_id=row.organisation_id, place=row.place)
        row.recorded_by = by.account_id
        _refuse_aadhaar({name: getattr(row, name) for name in row.written_fields()})
    with transaction.atomic():
        insert_rows(rows)
        outer = _current.get()
        if outer is not None:
            for row in rows:
                _same_organisation(outer, row)
                outer.add(row)
            return list(rows)
        for organisation_id in dict.fromkeys(row.organisation_id for row in rows):
            _event_for(by, verb, organisation_id, [row for row in rows if row.organisation_id == organisation_id])
    return list(rows)


def amend(
    *,
    by: Actor,
    permission: Permission,
    correct: Permission,
    verb: str,
    row: Guarded,
    changes: dict[str, Any],
    reason: str = "",
) -> bool:
    """Change fields of a row and store the former values as a Revision. Returns False, writing nothing, if no value
    differs.

    `permission` is needed for a row the actor recorded, `correct` for any other. Pass the same permission twice for
    changes that every colleague may make (an issue sent on, a linkage received). Raises Forbidden, and Problem as
    `record`.
    """
    with transaction.atomic():
        locked = _locked(row)
        _may_change(by, permission, correct, locked)
        different = {name: value for name, value in changes.items() if getattr(locked, name) != value}
        if not different:
            return False
        _refuse_aadhaar({name: different[name] for name in locked.written_fields() if name in different})
        _refuse_aadhaar({"reason": reason})
        act = _Act(locked.organisation_id)
        act.touch(locked)
        before = {name: getattr(locked, name) for name in different}
        for name, value in different.items():
            setattr(locked, name, value)
            setattr(row, name, value)
        locked.changed_at = locked.moment(clock.now())
        locked.save(update_fields=[*different, "changed_at"])
        if "place" in different or "place_id" in different:
            gate.require(by, permission, organisation_id=locked.organisation_id, place=locked.place)
        act.touch(locked)
        _revise(by, verb, locked, before, different, reason, act)
    return True


def withdraw(*, by: Actor, permission: Permission, correct: Permission, verb: str, row: Guarded, reason: str) -> None:
    """Remove a row from lists and counts; it stays readable with the reason. Raises Forbidden if it is withdrawn."""
    _refuse_aadhaar({"reason": reason})
    with transaction.atomic():
        locked = _locked(row)
        _may_change(by, permission, correct, locked)
        if locked.withdrawn_at is not None:
            raise gate.Forbidden("already withdrawn")
        act = _Act(locked.organisation_id)
        act.touch(locked)
        locked.withdrawn_at = locked.changed_at = locked.moment(clock.now())
        locked.withdrawn_by, locked.withdrawn_reason = by.account_id, reason
        locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "changed_at"])
        row.withdrawn_at, row.withdrawn_reason = locked.withdrawn_at, reason
        _revise(by, verb, locked, {}, {}, reason, act)


def withdraw_all[G: Guarded](
    *, by: Actor, permission: Permission, correct: Permission, rows: Sequence[G], reason: str
) -> None:
    """As `withdraw` for many locked rows of one model, inside `one_act`: one event for all, no revision of its own.

    Who withdrew a row, when and why is kept in the row. Raises Forbidden, RuntimeError outside `one_act`.
    """
    act = _current.get()
    if act is None:
        raise RuntimeError("withdraw_all must be called inside one_act")
    if not rows:
        return
    _refuse_aadhaar({"reason": reason})
    at = rows[0].moment(clock.now())
    for row in rows:
        _same_organisation(act, row)
        _may_change(by, permission, correct, row)
        if row.withdrawn_at is not None:
            raise gate.Forbidden("already withdrawn")
        act.add(row)
        row.withdrawn_at = row.changed_at = at
        row.withdrawn_by, row.withdrawn_reason = by.account_id, reason
    model = type(rows[0])
    for some in batched(rows, _BATCH, strict=False):
        model._default_manager.filter(organisation_id=act.organisation_id, pk__in=[row.pk for row in some]).update(
            withdrawn_at=at, changed_at=at, withdrawn_by=by.account_id, withdrawn_reason=reason
        )


def restore(*, by: Actor, permission: Permission, correct: Permission, verb: str, row: Guarded) -> None:
    """Restore a withdrawn row to lists and counts. Its revisions keep who had withdrawn it and why."""
    with transaction.atomic():
        locked = _locked(row)
        _may_change(by, permission, correct, locked)
        if locked.withdrawn_at is None:
            raise gate.Forbidden("not withdrawn")
        act = _Act(locked.organisation_id)
        act.touch(locked)
        before = {"withdrawn_by": locked.withdrawn_by, "withdrawn_reason": locked.withdrawn_reason}
        locked.withdrawn_at, locked.withdrawn_by, locked.withdrawn_reason = None, None, ""
        locked.changed_at = locked.moment(clock.now())
        locked.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason", "changed_at"])
        row.withdrawn_at, row.withdrawn_reason = None, ""
        _revise(by, verb, locked, before, {}, "", act)


def may_change(by: Actor, permission: Permission, correct: Permission, row: Guarded) -> bool:
    """True if `amend` and `withdraw` would allow this actor to change this row; pages hide the button otherwise."""
    where = {"organisation_id": row.organisation_id, "place": row.place}
    is_own = row.recorded_by is not None and row.recorded_by == by.account_id
    return gate.allows(by, permission if is_own else correct, **where)  # type: ignore[arg-type]


def _may_change(by: Actor, permission: Permission, correct: Permission, row: Guarded) -> None:
    if not may_change(by, permission, correct, row):
        raise gate.Forbidden(permission.value)


def _refuse_aadhaar(texts: Mapping[str, str]) -> None:
    found = ((name, aadhaar_problem(text)) for name, text in texts.items() if text)
    raise_any(problem.at(name) for name, problem in found if problem is not None)


def _locked[G: Guarded](row: G) -> G:
    rows = type(row)._default_manager.select_for_update(of=("self",), no_key=True).select_related("place")
    return rows.get(organisation_id=row.organisation_id, pk=row.pk)


def _revise(
    by: Actor, verb: str, row: Guarded, before: dict[str, Any], after: dict[str, Any], reason: str, act: _Act
) -> None:
    label = row._meta.label_lower
    event = record_event(
        organisation_id=row.organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=label,
        about=row.pk,
        payload={"fields": sorted(after), "months": {k: sorted(v) for k, v in act.months.items()}},
    )
    Revision.objects.create(
        id=new_id() if row.KEEPS_EXACT_DAYS else _timeless_id(event),
        organisation_id=row.organisation_id,
        family=row.history_family(before),
        about_type=label,
        about=row.pk,
        at=row.moment(event.at),
        by=by.account_id,
        verb=verb,
        before=_plain(before),
        after=_plain(after),
        reason=reason,
    )


def _timeless_id(event: Event) -> uuid.UUID:
    """An id ordered by the event's sequence that, unlike a UUIDv7, contains no time."""
    return uuid.UUID(bytes=event.sequence.to_bytes(8) + os.urandom(8))


def _event_for(by: Actor, verb: str, organisation_id: uuid.UUID, rows: Sequence[Guarded]) -> Event:
    act = _Act(organisation_id)
    for row in rows:
        act.add(row)
    return record_event(
        organisation_id=organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=rows[0]._meta.label_lower,
        about=rows[0].pk if len(rows) == 1 else None,
        payload=act.payload(),
    )


def _same_organisation(act: _Act, row: Guarded) -> None:
    if row.organisation_id != act.organisation_id:
        raise gate.Forbidden("one act belongs to one organisation")


def _content(row: Guarded) -> dict[str, Any]:
    return {
        column.attname: getattr(row, column.attname)
        for column in row._meta.concrete_fields
        if column.name not in _SYSTEM
    }


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Field values as JSON: a related row by its id."""
    simple = {name: value.pk if isinstance(value, models.Model) else value for name, value in values.items()}
    plain: dict[str, Any] = json.loads(json.dumps(simple, cls=DjangoJSONEncoder))
    return plain
