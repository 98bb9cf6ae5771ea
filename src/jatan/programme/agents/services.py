"""Verbs that write statements. A statement is recorded and withdrawn, never changed.

Whoever may record need not be allowed to see the register: a field worker writes down what she hears and reads
nothing. Raises gate.Forbidden where the actor may not, Problems for what cannot be recorded.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network import marks
from jatan.kernel import names
from jatan.kernel.numbers import parse_phone
from jatan.programme.agents import events, joining
from jatan.programme.agents.choices import Kind, Reliability, Source
from jatan.programme.agents.commands import RecordStatement
from jatan.programme.agents.models import Statement
from jatan.programme.journeys.models import Journey
from jatan.programme.people.reaching import live
from jatan.programme.people.recording import values_of

__all__ = ["AGENT_PHONE", "mention_from_journey", "record_statement", "rekey", "remark", "withdraw_statement"]

AGENT_PHONE = "agent_phone"
_RECORD, _CORRECT = Permission.AGENTS_RECORD, Permission.RECORDS_CORRECT
_NO_LONGER_SAID = "journey corrected"
_SAID = ("name", "phones", "route", "destination_id", "destination_as_written", "place_id", "village")
_BATCH = 500


def record_statement(*, by: Actor, command: RecordStatement) -> Statement:
    """Put one statement on record, and let other members learn that this one knows its numbers."""
    return _record(by, Statement(**_values(command)))


def mention_from_journey(*, by: Actor, journey: Journey) -> list[Statement]:
    """What a journey says about its agent and its employer, as statements of the register. Idempotent.

    Said otherwise after a correction, the former statement is withdrawn and a new one stands. Somebody who may not
    record statements there changes nothing and gets an empty list: her journey is recorded all the same.
    """
    if not gate.allows(by, _RECORD, organisation_id=journey.organisation_id, place=journey.place):
        return []
    with transaction.atomic():
        Journey._default_manager.select_for_update(of=("self",)).get(pk=journey.pk)
        copied = live(Statement).filter(organisation_id=journey.organisation_id, journey=journey, is_from_journey=True)
        standing = {row.kind: row for row in copied.select_related("place")}
        wanted = {row.kind: row for row in _said_by(journey)}
        for kind, row in standing.items():
            if kind not in wanted or _differ(row, wanted[kind]):
                _withdraw(by, row, _NO_LONGER_SAID, correct=_RECORD)
        new = [row for kind, row in wanted.items() if kind not in standing or _differ(standing[kind], row)]
        kept = [row for kind, row in standing.items() if row.withdrawn_at is None]
        return kept + [_record(by, row) for row in new]


def withdraw_statement(*, by: Actor, statement: Statement, reason: str) -> None:
    """Take a statement out of the register. It leaves the set it was joined to; other members no longer learn of it."""
    _withdraw(by, statement, reason, correct=_CORRECT)


def remark(organisation_id: uuid.UUID) -> int:
    """Make the marks of one organisation's statements anew, after the key of marks changed; returns how many rows."""
    count = 0
    for rows in _batches(live(Statement).filter(organisation_id=organisation_id)):
        marks.keep_all(organisation_id, AGENT_PHONE, {row.pk: row.phones for row in rows})
        count += len(rows)
    return count


def rekey(organisation_id: uuid.UUID) -> int:
    """Fold names anew that were folded under former rules; returns how many. Safe to run again at any time."""
    count = 0
    old = Statement._default_manager.filter(organisation_id=organisation_id)
    for rows in _batches(old.exclude(fold_version=names.FOLD_VERSION)):
        for row in rows:
            for field, value in _folded(row.name).items():
                setattr(row, field, value)
        Statement._default_manager.bulk_update(rows, list(_folded("")))
        count += len(rows)
    return count


def _record(by: Actor, row: Statement) -> Statement:
    with transaction.atomic():
        acts.record(by=by, permission=_RECORD, verb=events.STATEMENT_RECORDED, rows=[row])
        if row.phones:
            marks.keep(row.organisation_id, AGENT_PHONE, row.pk, row.phones)
    return row


def _withdraw(by: Actor, statement: Statement, reason: str, *, correct: Permission) -> None:
    with transaction.atomic():
        verb = events.STATEMENT_WITHDRAWN
        acts.withdraw(by=by, permission=_RECORD, correct=correct, verb=verb, row=statement, reason=reason)
        joining.leave(by=by, statement=statement, reason=reason)
        marks.forget(statement.organisation_id, statement.pk)


def _said_by(journey: Journey) -> Iterator[Statement]:
    """Unsaved statements about who places and who employs; the person on the journey is who says so."""
    phone = parse_phone(journey.agent_phone)
    for kind, name, phones in (
        (Kind.AGENT, journey.agent_name, (phone,) if phone else ()),
        (Kind.EMPLOYER, journey.employer, ()),
    ):
        if name or phones:
            command = RecordStatement(
                organisation=journey.organisation_id,
                place=journey.place,
                panchayat=journey.panchayat,
                village=journey.village,
                kind=kind.value,
                name=name,
                phones=phones,
                route=journey.transit[:200],
                destination=journey.destination,
                destination_as_written=journey.destination_as_written,
                journey=journey,
                said_on=journey.registered_on,
                source=Source.MIGRANT.value,
                reliability=Reliability.SEEN.value,
            )
            yield Statement(**_values(command), is_from_journey=True)


def _differ(one: Statement, other: Statement) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in _SAID)


def _values(command: RecordStatement) -> dict[str, Any]:
    return values_of(command) | {"phones": list(command.phones)} | _folded(command.name)


def _folded(name: str) -> dict[str, Any]:
    fold, key = (names.fold(name)[:600], names.key(name)[:600]) if name else ("", "")
    return {"name_fold": fold, "name_key": key, "fold_version": names.FOLD_VERSION}


def _batches(rows: Any) -> Iterator[list[Statement]]:
    """By primary key, so that rows which change or come meanwhile are neither lost nor met twice."""
    after = uuid.UUID(int=0)
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:_BATCH]):
        yield batch
        after = batch[-1].pk
