"""`RecordKind` and `OrdinaryKind`: what the services of one model have in common with those of every other.

A package writes down one object a model in its `services.py`, and callers go through it: `ROUTE.record(by, command)`,
`ROUTE.withdraw(by, row, reason)`. What is special of a model is a method that its own class overrides, or a function
beside it.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.db.new_rows import new_row
from jatan.foundation.network.guarded import Guarded
from jatan.kernel.problems import Problem
from jatan.programme.people.base_command import Command, changed_values, row_values
from jatan.programme.people.reach import reachable


@dataclass(frozen=True, kw_only=True)
class Rights:
    """The permissions that records of a kind ask for. `record`: also to correct and withdraw what one has recorded
    oneself; `correct`: what others have.
    """

    see: Permission
    record: Permission
    correct: Permission


@dataclass(frozen=True, kw_only=True)
class RecordKind[M: Guarded]:
    """Who may see, record and correct the records of a model, and which of them an actor finds.

    `listed(by)`: the rows of the list; without it those within reach, ordered by `order`, with `related` fetched.
    """

    model: type[M]
    rights: Rights
    listed: Callable[[Actor], QuerySet[M]] | None = None
    related: tuple[str, ...] = ()
    order: tuple[str, ...] = ("-id",)

    def rows(self, by: Actor) -> QuerySet[M]:
        """The records that this actor may see, in the order of the list."""
        if self.listed is not None:
            return self.listed(by)
        return reachable(self.model, by=by, permission=self.rights.see, related=self.related).order_by(*self.order)

    def find(self, by: Actor, pk: uuid.UUID) -> M:
        """One of `rows`. Raises DoesNotExist of the model, also when it is forbidden."""
        return self.rows(by).get(pk=pk)


@dataclass(frozen=True, kw_only=True)
class Twice:
    """A Problem: what is on record already, and the field beside which that is said."""

    code: str
    words: Any
    field: str


@dataclass(frozen=True, kw_only=True)
class OrdinaryKind[M: Guarded, C: Command](RecordKind[M]):
    """Records that a command describes, each written as one row with one event.

    `recorded`, `amended`, `withdrawn`: the verbs of the ledger; "" where that is not done, or not here.
    `twice`: what is said where a unique rule of the table refuses a second one.
    Every method raises gate.Forbidden without the permission, Problems or Problem for invalid values.
    """

    command: type[C]
    recorded: str = ""
    amended: str = ""
    withdrawn: str = ""
    twice: Twice | None = None

    def values(self, command: C) -> dict[str, Any]:
        """The columns of the row that a command describes."""
        return row_values(command)

    def check(self, by: Actor, command: C, row: M | None) -> None:
        """Raise Problem or Forbidden if this may not be written, beyond what the command itself refuses.

        `row`: what stood there before, None for a new record.
        """

    def recording_permission(self, by: Actor, row: M) -> Permission:
        """The permission that a correction asks of the place of the row."""
        return self.rights.record

    def record(self, by: Actor, command: C) -> M:
        """Record one."""
        return self.record_all(by, [command])[0]

    def record_all(self, by: Actor, commands: Sequence[C]) -> list[M]:
        """Record several of one organisation, all or none, in the order given, as one event."""
        if not self.recorded:
            raise ValueError(f"{self.model.__name__} is not recorded here")
        for command in commands:
            self.check(by, command, None)
        rows = [new_row(self.model, **self.values(command)) for command in commands]
        try:
            return acts.record(by=by, permission=self.rights.record, verb=self.recorded, rows=rows)
        except IntegrityError as clash:
            if self.twice is None:
                raise
            raise Problem(self.twice.code, self.twice.words, field=self.twice.field) from clash

    def record_answers(self, by: Actor, answers: Mapping[str, Any]) -> M:
        """Record one from the answers of a form, which are named as the fields of the command."""
        return self.record(by, self.command(**answers))

    def amend(self, by: Actor, row: M, changes: Mapping[str, Any], reason: str = "") -> bool:
        """Correct one; earlier values stay in its history. False if nothing differs."""
        command = self.command.of(row).changed(changes)
        self.check(by, command, row)
        return self.revise(by, row, changed_values(row, self.values(command)), self.amended, reason)

    def revise(self, by: Actor, row: M, columns: dict[str, Any], verb: str, reason: str = "") -> bool:
        """Write these columns, under a verb of their own: an answer, an outcome, an end."""
        if not verb:
            raise ValueError(f"{self.model.__name__} is not corrected here")
        return acts.amend(
            by=by,
            permission=self.recording_permission(by, row),
            correct=self.rights.correct,
            verb=verb,
            row=row,
            changes=columns,
            reason=reason,
        )

    def withdraw(self, by: Actor, row: M, reason: str) -> None:
        """Remove one that should not have been recorded from lists and counts; it stays readable with the reason."""
        if not self.withdrawn:
            raise ValueError(f"{self.model.__name__} is not withdrawn here")
        acts.withdraw(
            by=by,
            permission=self.rights.record,
            correct=self.rights.correct,
            verb=self.withdrawn,
            row=row,
            reason=reason,
        )
