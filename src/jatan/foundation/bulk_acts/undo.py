"""Undoes an act on many records, once, as one event. What was changed since, or cannot come back, stays as it is."""

import functools
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.events import UNDONE_TOGETHER
from jatan.foundation.bulk_acts.models import Change, DoneTogether, RowsDone
from jatan.foundation.bulk_acts.services import NOT_YOURS, Stayed, Trial, ids_digest, lock_rows
from jatan.foundation.ledger.models import Revision
from jatan.foundation.network.guarded import Guarded
from jatan.kernel import clock
from jatan.kernel.problems import Problem

_CHANGED = _("It was changed since.")
_NEEDED = _("What it belongs to stays as it is.")
_TWICE = _("It was recorded again meanwhile.")
type BroughtBack = Mapping[str, Callable[[Sequence[Any]], object]]


@dataclass
class Undoing:
    """What undoing an act takes back (`rows` by label) and what stays."""

    rows: dict[str, list[Guarded]] = field(default_factory=dict)
    stayed: list[Stayed] = field(default_factory=list)


def may_undo(by: Actor, done: DoneTogether) -> bool:
    """True for whoever did it, and for who corrects the records of that organisation; once."""
    if done.undone_at is not None:
        return False
    is_own = done.by is not None and done.by == by.account_id
    return is_own or gate.allows(by, Permission.RECORDS_CORRECT, organisation_id=done.organisation_id)


def undo_together(
    *, by: Actor, done: DoneTogether, brought_back: BroughtBack | None = None, is_trial: bool = False
) -> Undoing:
    """Undo an act: withdrawn records come back, corrected ones get their former values, recorded ones are withdrawn.

    `brought_back`: {model label: what has to follow for rows that came back}. `is_trial`: the same answer, and nothing
    is written. Raises gate.Forbidden, and Problem("undone") when it was undone already.
    """
    undoing = Undoing()
    try:
        with transaction.atomic():
            current = DoneTogether.objects.select_for_update(no_key=True).get(
                organisation_id=done.organisation_id, pk=done.pk
            )
            if current.undone_at is not None:
                raise Problem("undone", _("This was undone already."))
            if not may_undo(by, current):
                raise gate.Forbidden("undo")
            _take_back(by, current, undoing)
            for label, follow in (brought_back or {}).items():
                rows = [row for row in undoing.rows.get(label, []) if row.withdrawn_at is None]
                if rows:
                    follow(rows)
            if is_trial:
                raise Trial
            current.undone_by, current.undone_at = by.account_id, clock.now()
            current.undone_stayed = len(undoing.stayed)
            current.save(update_fields=["undone_by", "undone_at", "undone_stayed"])
    except Trial:
        pass
    return undoing


def _take_back(by: Actor, done: DoneTogether, undoing: Undoing) -> None:
    parts = list(RowsDone.objects.filter(organisation_id=done.organisation_id, act=done).order_by("-id"))
    locked: dict[uuid.UUID, Guarded] = {}
    for part in sorted(parts, key=lambda one: one.about_type):
        locked |= lock_rows(apps.get_model(part.about_type), done.organisation_id, part.rows)
    left: set[uuid.UUID] = set()
    with acts.gathered(done.organisation_id, locked) as gathering:
        for part in parts:
            permission, correct = Permission(part.permission), Permission(part.correct)
            free = []
            for row in (locked[pk] for pk in part.rows if pk in locked):
                stays = _why_it_stays(by, done, row, left, permission, correct)
                if stays is None:
                    free.append(row)
                else:
                    undoing.stayed.append(stays)
                    left.add(row.pk)
            before = _former_values(done, part) if part.change == Change.AMENDED else {}
            undo = _Undo(by, done, permission, correct, before)
            refused = _try(gathering, free, functools.partial(undo.row, part.change))
            for row in refused:
                undoing.stayed.append(Stayed(row, "twice", _TWICE))
                left.add(row.pk)
            gone = {row.pk for row in refused}
            undoing.rows.setdefault(part.about_type, []).extend(row for row in free if row.pk not in gone)
    if not len(gathering):
        raise Problem("nothing_to_undo", _("Nothing of it can be taken back: all of it was changed since."))
    acts.write_gathered(
        gathering,
        by=by,
        verb=UNDONE_TOGETHER,
        about_type=DoneTogether._meta.label_lower,
        about=done.pk,
        act=done.act,
        ids=ids_digest(change.row.pk for change in gathering.changes),
        stayed=len(undoing.stayed),
    )


@dataclass(frozen=True)
class _Undo:
    by: Actor
    done: DoneTogether
    permission: Permission
    correct: Permission
    before: Mapping[uuid.UUID, Mapping[str, Any]]

    def row(self, change: str, row: Guarded) -> None:
        who: dict[str, Any] = {"by": self.by, "permission": self.permission, "correct": self.correct}
        who["verb"] = UNDONE_TOGETHER
        if change == Change.WITHDRAWN:
            acts.restore(row=row, **who)
        elif change == Change.RECORDED:
            acts.withdraw(row=row, reason=str(_("An act on many records was undone.")), **who)
        else:
            acts.amend(row=row, changes=dict(self.before[row.pk]), **who)


def _why_it_stays(
    by: Actor, done: DoneTogether, row: Guarded, left: set[uuid.UUID], permission: Permission, correct: Permission
) -> Stayed | None:
    if row.changed_at > done.at:
        return Stayed(row, "changed", _CHANGED)
    if not acts.may_change(by, permission, correct, row):
        return Stayed(row, "not_yours", NOT_YOURS)
    links = [one for one in row._meta.concrete_fields if isinstance(one, models.ForeignKey)] if left else []
    if any(getattr(row, link.attname) in left for link in links):
        return Stayed(row, "needed", _NEEDED)
    return None


def _former_values(done: DoneTogether, part: RowsDone) -> dict[uuid.UUID, dict[str, Any]]:
    """{row id: {field: value before the act}}, from the revisions that the act wrote."""
    model = apps.get_model(part.about_type)
    kept = Revision.objects.filter(organisation_id=done.organisation_id, about__in=part.rows, at=done.at)
    found: dict[uuid.UUID, dict[str, Any]] = {}
    for about, before in kept.values_list("about", "before"):
        values = {}
        for name, value in before.items():
            column: Any = model._meta.get_field(name)
            values[column.attname] = column.to_python(value)
        found[about] = values
    return found


def _try(gathering: acts.Gathering, rows: Sequence[Guarded], undo: Callable[[Guarded], None]) -> list[Guarded]:
    """Undo these rows; returns those whose return a unique constraint refuses, found by halving."""
    before = len(gathering)
    for row in rows:
        undo(row)
    if _can_be_written(gathering, before):
        return []
    gathering.forget(before)
    if len(rows) == 1:
        return list(rows)
    middle = len(rows) // 2
    return _try(gathering, rows[:middle], undo) + _try(gathering, rows[middle:], undo)


def _can_be_written(gathering: acts.Gathering, since: int) -> bool:
    """Whether the changes from `since` on meet every constraint; they are written by the way."""
    try:
        with transaction.atomic():
            acts.write_rows(gathering, since)
    except IntegrityError:
        return False
    return True
