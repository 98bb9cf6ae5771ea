"""Services that write statements. A statement is recorded and withdrawn, never changed.

Recording does not require seeing the register: a field worker records what she hears and reads nothing. Raises
gate.Forbidden without the permission, Problems for invalid values.
"""

import uuid
from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.db.name_folds import refold
from jatan.foundation.network import marks
from jatan.kernel.numbers import parse_phone
from jatan.programme.agents import events, selectors, statement_sets
from jatan.programme.agents.choices import AGENT_PHONE, Kind, Reliability, Source
from jatan.programme.agents.commands import RecordStatement
from jatan.programme.agents.models import Statement
from jatan.programme.journeys.models import Journey
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights
from jatan_names import names

_RECORD = Permission.AGENTS_RECORD
_JOURNEY_CORRECTED = "journey corrected"
_COMPARED_FIELDS = (
    "kind",
    "name",
    "phones",
    "route",
    "destination_id",
    "destination_as_written",
    "place_id",
    "village",
)
_BATCH = 500


def sync_journey_statements(*, by: Actor, journey: Journey) -> list[Statement]:
    """Bring the statements taken from a journey in line with its agent and employer. Idempotent.

    After a correction the earlier statement is withdrawn and a new one recorded; a withdrawn journey has none. A
    statement that somebody withdrew from the register is not recorded again. For an actor who may not record statements
    nothing changes and the list is empty, so that her journey can be recorded all the same.
    """
    if not gate.allows(by, _RECORD, organisation_id=journey.organisation_id, place=journey.place):
        return []
    with transaction.atomic():
        rows = Journey._default_manager.select_for_update(of=("self",)).select_related("place", "destination")
        copied = _copied(journey.organisation_id).filter(journey=journey).select_related("place")
        current = rows.get(organisation_id=journey.organisation_id, pk=journey.pk)
        current_statements = _statements_from(current) if current.withdrawn_at is None else []
        existing = {row.kind: row for row in copied if row.withdrawn_at is None}
        refused = [row for row in copied if row.withdrawn_at is not None and row.withdrawn_reason != _JOURNEY_CORRECTED]
        wanted = {row.kind: row for row in current_statements if not any(_is_same(row, other) for other in refused)}
        for kind, row in existing.items():
            if kind not in wanted or not _is_same(row, wanted[kind]):
                _withdraw(by, row, _JOURNEY_CORRECTED, correct=_RECORD)
        new = [row for kind, row in wanted.items() if kind not in existing or not _is_same(existing[kind], row)]
        kept = [row for kind, row in existing.items() if row.withdrawn_at is None]
        return kept + [_record(by, row) for row in new]


def record_missing_statements(
    *, by: Actor, organisation_id: uuid.UUID, after: uuid.UUID, most: int
) -> uuid.UUID | None:
    """Record statements for at most `most` journeys without any (from a workbook), with ids after `after`.

    Returns the id to continue after, None at the end. One transaction; idempotent.
    """
    named = Q(agent_name__gt="") | Q(agent_phone__gt="") | Q(employer__gt="")
    known = _copied(organisation_id).filter(journey=OuterRef("pk"))
    rows = live(Journey).filter(~Exists(known), named, organisation_id=organisation_id, pk__gt=after)
    with transaction.atomic():
        waiting = list(
            rows.select_for_update(of=("self",)).select_related("place", "destination").order_by("pk")[:most]
        )
        made = [row for journey in waiting for row in _statements_from(journey)]
        acts.record(by=by, permission=_RECORD, verb=events.STATEMENT_RECORDED, rows=made)
        marks.set_marks_of_rows(organisation_id, AGENT_PHONE, {row.pk: row.phones for row in made})
    return waiting[-1].pk if len(waiting) == most else None


def withdraw_copied_statements(*, by: Actor, statements: Sequence[Statement], reason: str) -> None:
    """Withdraw locked statements that were taken from journeys, inside `acts.one_act`, with their marks.

    Only for statements that nobody has put into a set.
    """
    acts.withdraw_all(by=by, permission=_RECORD, correct=_RECORD, rows=statements, reason=reason)
    for some in batched(statements, _BATCH, strict=False):
        marks.delete_marks_of_rows(some[0].organisation_id, [row.pk for row in some])


def publish_marks(statements: Sequence[Statement]) -> None:
    """Publish the marks of statements of one organisation that came back into the register."""
    for some in batched(statements, _BATCH, strict=False):
        marks.set_marks_of_rows(some[0].organisation_id, AGENT_PHONE, {row.pk: row.phones for row in some})


def rebuild_marks(organisation_id: uuid.UUID) -> int:
    """Rebuild the marks of one organisation's statements after the key of marks changed; returns how many rows."""
    count = 0
    for rows in _batches(live(Statement).filter(organisation_id=organisation_id)):
        marks.set_marks_of_rows(organisation_id, AGENT_PHONE, {row.pk: row.phones for row in rows})
        count += len(rows)
    return count


def refold_batch(organisation_id: uuid.UUID) -> int:
    """Refold one batch of names folded by other rules; returns how many rows, 0 when nothing is left.

    Agents' names on journeys first: they store no version, so that of the statements shows when both are done.
    """
    old = Statement._default_manager.filter(organisation_id=organisation_id).exclude(fold_version=names.version())
    rows = list(old.order_by("pk")[:_BATCH])
    if not rows:
        return 0
    with transaction.atomic():
        return _refold_journeys(organisation_id) or _refold(rows)


def _refold(rows: list[Statement]) -> int:
    for row in rows:
        for field, value in _folded(row.name).items():
            setattr(row, field, value)
    return Statement._default_manager.bulk_update(rows, list(_folded("")))


def _refold_journeys(organisation_id: uuid.UUID) -> int:
    """Refold one batch of agents' names on journeys; returns how many rows."""
    rows = Journey._default_manager.filter(organisation_id=organisation_id)
    return refold(rows, written=("agent_name",), folded="agent_fold", most=_BATCH)


def _record(by: Actor, row: Statement) -> Statement:
    with transaction.atomic():
        acts.record(by=by, permission=_RECORD, verb=events.STATEMENT_RECORDED, rows=[row])
        if row.phones:
            marks.set_marks(row.organisation_id, AGENT_PHONE, row.pk, row.phones)
    return row


def _withdraw(by: Actor, statement: Statement, reason: str, *, correct: Permission) -> None:
    with transaction.atomic():
        verb = events.STATEMENT_WITHDRAWN
        acts.withdraw(by=by, permission=_RECORD, correct=correct, verb=verb, row=statement, reason=reason)
        statement_sets.remove_from_set(by=by, statement=statement, reason=reason)
        marks.delete_marks(statement.organisation_id, statement.pk)


class _Statements(OrdinaryKind[Statement, RecordStatement]):
    def values(self, command: RecordStatement) -> dict[str, Any]:
        return super().values(command) | {"phones": list(command.phones)} | _folded(command.name)

    def record_all(self, by: Actor, commands: Sequence[RecordStatement]) -> list[Statement]:
        """Record them, all or none, with an event each, and publish the marks of their numbers, by which other members
        learn whom to ask."""
        with transaction.atomic():
            return [_record(by, Statement(**self.values(command))) for command in commands]

    def withdraw(self, by: Actor, row: Statement, reason: str) -> None:
        """Withdraw a statement from the register. It leaves its set, and its marks are deleted."""
        _withdraw(by, row, reason, correct=self.rights.correct)


STATEMENT = _Statements(
    model=Statement,
    command=RecordStatement,
    rights=Rights(see=Permission.AGENTS_SEE, record=_RECORD, correct=Permission.RECORDS_CORRECT),
    listed=selectors.statements,
    recorded=events.STATEMENT_RECORDED,
    withdrawn=events.STATEMENT_WITHDRAWN,
)


def _statements_from(journey: Journey) -> Iterator[Statement]:
    """Unsaved statements about agent and employer of a journey, with the traveller as the source."""
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
            yield Statement(**STATEMENT.values(command), is_from_journey=True)


def _copied(organisation_id: uuid.UUID) -> QuerySet[Statement]:
    """Statements taken from journeys, including withdrawn ones."""
    return Statement._default_manager.filter(organisation_id=organisation_id, is_from_journey=True)


def _is_same(one: Statement, other: Statement) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _COMPARED_FIELDS)


def _folded(name: str) -> dict[str, Any]:
    version = names.version()
    return {"name_fold": names.fold(name)[:600], "name_key": names.key(name)[:600], "fold_version": version}


def _batches(rows: Any) -> Iterator[list[Statement]]:
    """Batches in the order of the primary key, so that concurrent changes neither skip nor repeat rows."""
    after = uuid.UUID(int=0)
    while batch := list(rows.filter(pk__gt=after).order_by("pk")[:_BATCH]):
        yield batch
        after = batch[-1].pk
