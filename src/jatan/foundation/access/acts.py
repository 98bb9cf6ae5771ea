"""Write rows of Guarded models: permission check, rows and one ledger event in one transaction.

Every service writes through here, so this is also where free text loses signs that nobody sees, and where text with a
possible Aadhaar number is refused, with Problem("aadhaar_number"). `one_act` records several writes (an imported sheet)
as one event with row count and digest. `gathered` does so for services that act on one record each: their checks run
for every row, and `write_gathered` then writes all rows at once, with one event and a revision of each.
"""

import datetime as dt
import functools
import hashlib
import json
import os
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import batched
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.room_acts import open_for_records
from jatan.foundation.db.bulk_insert import insert_rows
from jatan.foundation.ledger.models import Event, Revision
from jatan.foundation.ledger.services import Entry, record_entries, record_event
from jatan.foundation.network.guarded import Guarded
from jatan.foundation.network.rooms import Room, rooms_of
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import raise_any
from jatan.kernel.text.aadhaar import aadhaar_problem
from jatan.kernel.text.invisible import without_controls

_BATCH = 2_000
_SYSTEM = frozenset({"recorded_at", "changed_at", "recorded_by"})
_CONTENT = DjangoJSONEncoder(ensure_ascii=False)


@dataclass
class _Act:
    """Counts, months and digest of the rows that one act has written so far."""

    organisation_id: uuid.UUID
    counts: Counter[str] = field(default_factory=Counter)
    months: dict[str, set[str]] = field(default_factory=dict)
    month_rows: Counter[str] = field(default_factory=Counter)
    content: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    new: set[str] = field(default_factory=set)  # labels of the models of which rows were inserted
    opened_rooms: Sequence[Room] = ()  # by its event

    def add(self, row: Guarded) -> None:
        label = row._meta.label_lower
        self.counts[label] += 1
        self.content.update(_CONTENT.encode(_content(row)).encode())
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


@dataclass(frozen=True)
class HeldAct:
    """An act whose event is still to be written (`write_held`)."""

    act: _Act
    entry: Entry


@dataclass(frozen=True)
class Change:
    """What was done to one row: "withdrawn", "restored", "amended" or "recorded", and who may do such a thing.

    `before`, `after`: of the fields that were amended. `saved`: the columns to write, with the values before.
    """

    row: Guarded
    kind: str
    permission: Permission
    correct: Permission
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    saved: Mapping[str, Any] = field(default_factory=dict)


class Gathering:
    """The changes of an act on many records of one organisation, see `gathered`.

    `locked`: its rows by id, locked by the caller. `at`: one instant for all. `writes_at_once`: rows are written
    as they are changed, for services that read them again; otherwise by `write_gathered`.
    """

    def __init__(
        self, organisation_id: uuid.UUID, locked: Mapping[uuid.UUID, Guarded], *, writes_at_once: bool
    ) -> None:
        self.organisation_id, self.locked, self.writes_at_once = organisation_id, locked, writes_at_once
        self.at = clock.now()
        self.changes: list[Change] = []
        self.written = 0  # so many of the changes are written
        self.act = _Act(organisation_id)

    def __len__(self) -> int:
        return len(self.changes)

    def forget(self, length: int) -> None:
        """Drop the changes after the first `length`, whose rows get their former values back."""
        self.written = min(self.written, length)
        while len(self.changes) > length:
            dropped = self.changes.pop()
            for name, value in dropped.saved.items():
                setattr(dropped.row, name, value)


_current: ContextVar[_Act | None] = ContextVar("act", default=None)
_gathering: ContextVar[Gathering | None] = ContextVar("gathering", default=None)


@contextmanager
def gathered(
    organisation_id: uuid.UUID, locked: Mapping[uuid.UUID, Guarded], *, writes_at_once: bool = False
) -> Iterator[Gathering]:
    """Services called in the block check as ever and write no event; `write_gathered` ends the act.

    Must be called inside transaction.atomic(). Rows that are new are inserted as they are recorded.
    """
    gathering = Gathering(organisation_id, locked, writes_at_once=writes_at_once)
    token = _gathering.set(gathering)
    try:
        yield gathering
    finally:
        _gathering.reset(token)


def write_gathered(
    gathering: Gathering, *, by: Actor, verb: str, about_type: str, about: uuid.UUID, **more: Any
) -> Event:
    """Write the gathered rows, a revision of each that was changed, and one event. `more`: codes for the payload.

    As many statements as there are models, fields and thousands of rows, whatever the number of rows.
    """
    write_rows(gathering, gathering.written)
    for change in gathering.changes:
        gathering.act.add(change.row)
        if change.kind == "recorded":
            gathering.act.new.add(change.row._meta.label_lower)
    event = _write_event(
        gathering.act,
        organisation_id=gathering.organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=about_type,
        about=about,
        payload=gathering.act.payload() | more,
    )
    changed = [change for change in gathering.changes if change.kind != "recorded"]
    insert_rows(
        [_revision(event, by, verb, change.row, change.before, change.after, change.reason) for change in changed]
    )
    return event


def current_gathering() -> Gathering:
    """The act on many records in which this is called. Raises RuntimeError outside one."""
    gathering = _gathering.get()
    if gathering is None:
        raise RuntimeError("this is called inside acts.gathered only")
    return gathering


def write_rows(gathering: Gathering, since: int) -> None:
    """Write the columns of the changes from `since` on: rows that get the same values with one statement.

    Raises IntegrityError, after which the caller takes them back (`Gathering.forget`).
    """
    groups: dict[tuple[type[Guarded], str], list[Guarded]] = {}
    fresh = [] if gathering.writes_at_once else gathering.changes[since:]
    for change in fresh:
        if change.saved:
            values = {name: getattr(change.row, name) for name in change.saved}
            groups.setdefault((type(change.row), json.dumps(_plain(values), sort_keys=True)), []).append(change.row)
    names = {id(change.row): tuple(change.saved) for change in fresh}
    for (model, _values), rows in groups.items():
        values = {name: getattr(rows[0], name) for name in names[id(rows[0])]}
        for some in batched(rows, _BATCH, strict=False):
            ids = [row.pk for row in some]
            written = model._default_manager.filter(organisation_id=gathering.organisation_id, pk__in=ids)
            if written.update(**values) != len(ids):
                raise gate.Forbidden("a row that the walls hide")
    gathering.written = len(gathering.changes)


@contextmanager
def one_act(
    *,
    by: Actor,
    organisation_id: uuid.UUID,
    verb: str,
    about_type: str = "",
    about: uuid.UUID | None = None,
    held: list[HeldAct] | None = None,
    **more: Any,
) -> Iterator[_Act]:
    """Record all writes of the block as one ledger event of one organisation. `more` is added to the payload (codes
    only).

    `held`: where the act is put instead of its event being written. For a transaction of several long acts, which
    ends with `write_held`: the chain is locked from the first event on, and every colleague waits for it.
    """
    with transaction.atomic():
        act = _Act(organisation_id)
        token = _current.set(act)
        try:
            yield act
        finally:
            _current.reset(token)
        one = HeldAct(act, Entry(verb, about_type, about, act.payload() | more))
        if held is None:
            write_held([one], by=by)
        else:
            held.append(one)


def write_held(held: Sequence[HeldAct], *, by: Actor) -> None:
    """Write the events of acts of one organisation, in their order and at once.

    Rooms in which the new rows of an act lie are open from then on.
    """
    if not held:
        return
    entries = [one.entry for one in held]
    written = record_entries(organisation_id=held[0].act.organisation_id, by=by.account_id, entries=entries)
    for event, one in zip(written, held, strict=True):
        one.act.opened_rooms = open_for_records(event, rooms_of(one.act.new))


def record[G: Guarded](*, by: Actor, permission: Permission, verb: str, rows: Sequence[G]) -> list[G]:
    """Insert new rows of one model, all or none, with one event per organisation (inside `one_act`: no own event).

    Raises Forbidden, and Problem at a field that may contain an Aadhaar number.
    """
    if not rows:
        return []
    for row in rows:
        gate.require(by, permission, organisation_id=row.organisation_id, place=row.place)
        row.recorded_by = by.account_id
        for name in row.written_fields():
            setattr(row, name, _seen(getattr(row, name)))
        _refuse_aadhaar({name: getattr(row, name) for name in row.written_fields()})
    gathering = _gathering.get()
    with _writing():
        insert_rows(rows)
        if gathering is not None:
            for row in rows:
                _gather(gathering, Change(row, "recorded", permission, permission))
            return list(rows)
        outer = _current.get()
        if outer is not None:
            for row in rows:
                _same_organisation(outer, row)
                outer.add(row)
            outer.new.add(rows[0]._meta.label_lower)
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
    with _writing():
        locked = _locked(row)
        _may_change(by, permission, correct, locked)
        texts = locked.written_fields()
        seen = {name: _seen(value) if name in texts else value for name, value in changes.items()}
        different = {name: value for name, value in seen.items() if getattr(locked, name) != value}
        if not different:
            return False
        _refuse_aadhaar({name: different[name] for name in texts if name in different})
        reason = _checked_reason(reason)
        act = _Act(locked.organisation_id)
        act.touch(locked)
        before = {name: getattr(locked, name) for name in different}
        saved = _save(locked, different)
        for name, value in different.items():
            setattr(row, name, value)
        if "place" in different or "place_id" in different:
            gate.require(by, permission, organisation_id=locked.organisation_id, place=locked.place)
        act.touch(locked)
        change = Change(locked, "amended", permission, correct, before, different, reason, saved)
        _revise(by, verb, change, act)
    return True


def withdraw(*, by: Actor, permission: Permission, correct: Permission, verb: str, row: Guarded, reason: str) -> None:
    """Remove a row from lists and counts; it stays readable with the reason. Raises Forbidden if it is withdrawn."""
    reason = _checked_reason(reason)
    with _writing():
        locked = _locked(row)
        _may_change(by, permission, correct, locked)
        if locked.withdrawn_at is not None:
            raise gate.Forbidden("already withdrawn")
        act = _Act(locked.organisation_id)
        act.touch(locked)
        at = locked.moment(_now())
        saved = _save(locked, {"withdrawn_at": at, "withdrawn_by": by.account_id, "withdrawn_reason": reason})
        row.withdrawn_at, row.withdrawn_reason = locked.withdrawn_at, reason
        _revise(by, verb, Change(locked, "withdrawn", permission, correct, {}, {}, reason, saved), act)


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
    reason = _checked_reason(reason)
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
    with _writing():
        locked = _locked(row)
        _may_change(by, permission, correct, locked)
        if locked.withdrawn_at is None:
            raise gate.Forbidden("not withdrawn")
        act = _Act(locked.organisation_id)
        act.touch(locked)
        before = {"withdrawn_by": locked.withdrawn_by, "withdrawn_reason": locked.withdrawn_reason}
        saved = _save(locked, {"withdrawn_at": None, "withdrawn_by": None, "withdrawn_reason": ""})
        row.withdrawn_at, row.withdrawn_reason = None, ""
        _revise(by, verb, Change(locked, "restored", permission, correct, before, {}, "", saved), act)


def may_change(by: Actor, permission: Permission, correct: Permission, row: Guarded) -> bool:
    """True if `amend` and `withdraw` would allow this actor to change this row; pages hide the button otherwise."""
    is_own = row.recorded_by is not None and row.recorded_by == by.account_id
    asked = permission if is_own else correct
    by = gate.within_group(by, asked, row)
    return gate.allows(by, asked, organisation_id=row.organisation_id, place=row.place)


def _may_change(by: Actor, permission: Permission, correct: Permission, row: Guarded) -> None:
    if not may_change(by, permission, correct, row):
        raise gate.Forbidden(permission.value)


def _checked_reason(reason: str) -> str:
    reason = _seen(reason)
    _refuse_aadhaar({"reason": reason})
    return reason


def _seen[T](text: T) -> T | str:
    """A text without signs of direction or of no width, which make one name look like another; other values as is."""
    return without_controls(text) if isinstance(text, str) else text


def _refuse_aadhaar(texts: Mapping[str, str]) -> None:
    found = ((name, aadhaar_problem(text)) for name, text in texts.items() if text)
    raise_any(problem.at(name) for name, problem in found if problem is not None)


def _now() -> dt.datetime:
    gathering = _gathering.get()
    return clock.now() if gathering is None else gathering.at


def _writing() -> AbstractContextManager[Any]:
    """A transaction of its own; in an act on many records that of the act."""
    return transaction.atomic() if _gathering.get() is None else nullcontext()


def _locked[G: Guarded](row: G) -> G:
    gathering = _gathering.get()
    known = gathering.locked.get(row.pk) if gathering is not None else None
    if isinstance(known, type(row)):
        return known
    rows = type(row)._default_manager.select_for_update(of=("self",), no_key=True).select_related("place")
    return rows.get(organisation_id=row.organisation_id, pk=row.pk)


def _save(locked: Guarded, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write these values and when the row was changed; returns what stood there. While gathering: later."""
    written = {**values, "changed_at": locked.moment(_now())}
    before = {name: getattr(locked, name) for name in written}
    for name, value in written.items():
        setattr(locked, name, value)
    gathering = _gathering.get()
    if gathering is None or gathering.writes_at_once:
        locked.save(update_fields=list(written))
    return before


def _gather(gathering: Gathering, change: Change) -> None:
    if change.row.organisation_id != gathering.organisation_id:
        raise gate.Forbidden("one act belongs to one organisation")
    gathering.changes.append(change)


def _revise(by: Actor, verb: str, change: Change, act: _Act) -> None:
    gathering = _gathering.get()
    if gathering is not None:
        for label, months in act.months.items():
            gathering.act.months.setdefault(label, set()).update(months)
        _gather(gathering, change)
        return
    row = change.row
    event = record_event(
        organisation_id=row.organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=row._meta.label_lower,
        about=row.pk,
        payload={"fields": sorted(change.after), "months": {k: sorted(v) for k, v in act.months.items()}},
    )
    _revision(event, by, verb, row, change.before, change.after, change.reason).save(force_insert=True)


def _revision(
    event: Event,
    by: Actor,
    verb: str,
    row: Guarded,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
) -> Revision:
    return Revision(
        id=new_id() if row.KEEPS_EXACT_DAYS else _timeless_id(event),
        organisation_id=row.organisation_id,
        family=row.history_family(dict(before)),
        about_type=row._meta.label_lower,
        about=row.pk,
        at=row.moment(event.at),
        by=by.account_id,
        verb=verb,
        before=_plain(dict(before)),
        after=_plain(dict(after)),
        reason=reason,
    )


def _timeless_id(event: Event) -> uuid.UUID:
    """An id ordered by the event's sequence that, unlike a UUIDv7, contains no time."""
    return uuid.UUID(bytes=event.sequence.to_bytes(8) + os.urandom(8))


def _event_for(by: Actor, verb: str, organisation_id: uuid.UUID, rows: Sequence[Guarded]) -> Event:
    act = _Act(organisation_id)
    for row in rows:
        act.add(row)
    act.new.add(rows[0]._meta.label_lower)
    return _write_event(
        act,
        organisation_id=organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=rows[0]._meta.label_lower,
        about=rows[0].pk if len(rows) == 1 else None,
        payload=act.payload(),
    )


def _write_event(act: _Act, **event: Any) -> Event:
    """The event of an act; rooms in which its new rows lie are open from then on."""
    written = record_event(**event)
    act.opened_rooms = open_for_records(written, rooms_of(act.new))
    return written


def _same_organisation(act: _Act, row: Guarded) -> None:
    if row.organisation_id != act.organisation_id:
        raise gate.Forbidden("one act belongs to one organisation")


def _content(row: Guarded) -> dict[str, Any]:
    values = vars(row)
    # Ids as text here: the encoder would ask of each what it is.
    return {
        name: str(value) if type(value := values[name]) is uuid.UUID else value for name in _content_fields(type(row))
    }


@functools.cache
def _content_fields(model: type[Guarded]) -> tuple[str, ...]:
    return tuple(column.attname for column in model._meta.concrete_fields if column.name not in _SYSTEM)


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Field values as JSON: a related row by its id."""
    simple = {name: value.pk if isinstance(value, models.Model) else value for name, value in values.items()}
    plain: dict[str, Any] = json.loads(json.dumps(simple, cls=DjangoJSONEncoder))
    return plain
