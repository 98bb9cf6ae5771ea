"""Does one thing to many records: each by the rules of its own service, all of them or none, as one event.

The rules of single acts hold because the single services are called, row by row; `acts.gathered` writes what they did
together. What a service refuses stays as it is, with the reason.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import batched
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.bulk_acts.events import DONE_TOGETHER
from jatan.foundation.bulk_acts.models import DoneTogether, RowsDone
from jatan.foundation.network.guarded import Guarded
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem, Problems

MOST_ROWS: Final = 10_000
_BATCH: Final = 2_000
WITHDRAWN = _("It is withdrawn already.")
NOT_YOURS = _("You may not change this one: another office's, or a colleague's.")


@dataclass(frozen=True)
class Stayed:
    """A record that was left as it is. `code`: of the reason; `why`: the reason in words."""

    row: Guarded
    code: str
    why: Any


@dataclass
class Outcome:
    """What an act did (`rows`) and left (`stayed`). `done`: as kept, one for each organisation; none of a trial."""

    rows: int = 0
    stayed: list[Stayed] = field(default_factory=list)
    done: list[DoneTogether] = field(default_factory=list)


type Doing = Callable[[Sequence[Guarded]], Sequence[Stayed]]


class Trial(Exception):
    """Ends a trial: everything it wrote is taken back."""


def do_together(
    *,
    by: Actor,
    act: str,
    rows: Sequence[Guarded],
    doing: Doing,
    writes_at_once: bool = False,
    is_trial: bool = False,
) -> Outcome:
    """Lock the rows, call `doing` with those of each organisation, and keep what it did as one event of each.

    `doing` calls services and returns the rows that stay; a row that the actor may not lock stays, too. An act that
    changes nothing leaves no event. `is_trial`: the same answer, and nothing is written. Raises Problem("too_many").
    """
    if len(rows) > MOST_ROWS:
        raise Problem("too_many", _("At most 10,000 records at a time. Narrow the list first."))
    outcome = Outcome()
    by_organisation: dict[uuid.UUID, list[Guarded]] = {}
    for row in rows:
        by_organisation.setdefault(row.organisation_id, []).append(row)
    try:
        with transaction.atomic():
            for organisation_id in sorted(by_organisation):
                of_one = by_organisation[organisation_id]
                _do_in(by, act, organisation_id, of_one, doing, writes_at_once, is_trial, outcome)
            if is_trial:
                raise Trial
    except Trial:
        outcome.done.clear()
    return outcome


def one_by_one(rows: Iterable[Guarded], service: Callable[[Any], object]) -> list[Stayed]:
    """Call a service for each row; a row whose service raises stays as it is. Inside the `doing` of `do_together`."""
    gathering = acts.current_gathering()
    stayed: list[Stayed] = []
    for row in rows:
        before = len(gathering)
        try:
            with transaction.atomic() if gathering.writes_at_once else nullcontext():
                service(row)
        except (Problem, Problems) as raised:
            gathering.forget(before)
            problem = raised.problems[0]
            stayed.append(Stayed(row, problem.code, problem.message))
        except gate.Forbidden:
            gathering.forget(before)
            stayed.append(Stayed(row, "not_yours", NOT_YOURS))
    return stayed


def lock_rows[G: Guarded](model: type[G], organisation_id: uuid.UUID, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, G]:
    """The rows with these ids, locked in a fixed order; those that the walls hide are missing."""
    found: dict[uuid.UUID, G] = {}
    for some in batched(sorted(ids), _BATCH, strict=False):
        rows = model._default_manager.filter(organisation_id=organisation_id, pk__in=some)
        locked = rows.select_related("place", "organisation").select_for_update(of=("self",), no_key=True)
        found |= {row.pk: row for row in locked.order_by("pk")}
    return found


def _do_in(
    by: Actor,
    act: str,
    organisation_id: uuid.UUID,
    rows: Sequence[Guarded],
    doing: Doing,
    writes_at_once: bool,
    is_trial: bool,
    outcome: Outcome,
) -> None:
    model = type(rows[0])
    locked = lock_rows(model, organisation_id, [row.pk for row in rows])
    # A shared register shows rows of other members, which the walls let nobody else lock.
    outcome.stayed += [Stayed(row, "not_yours", NOT_YOURS) for row in rows if row.pk not in locked]
    live = [locked[row.pk] for row in rows if row.pk in locked and locked[row.pk].withdrawn_at is None]
    stayed = [Stayed(row, "withdrawn", WITHDRAWN) for row in locked.values() if row.withdrawn_at is not None]
    with acts.gathered(organisation_id, locked, writes_at_once=writes_at_once) as gathering:
        stayed += doing(live)
    outcome.stayed += stayed
    number = len(locked) - len(stayed)
    outcome.rows += number
    if is_trial or not len(gathering):
        return
    done = DoneTogether(
        id=new_id(),
        organisation_id=organisation_id,
        act=act,
        about_type=model._meta.label_lower,
        rows=number,
        stayed=dict(Counter(one.code for one in stayed)),
        by=by.account_id,
    )
    event = acts.write_gathered(
        gathering,
        by=by,
        verb=DONE_TOGETHER,
        about_type=DoneTogether._meta.label_lower,
        about=done.pk,
        act=act,
        ids=ids_digest(change.row.pk for change in gathering.changes),
    )
    done.at = event.at
    done.save(force_insert=True)
    RowsDone.objects.bulk_create(_parts(done, gathering))
    outcome.done.append(done)


def ids_digest(ids: Iterable[uuid.UUID]) -> str:
    """SHA-256 of the ids of an act in the order of writing, as the ledger keeps it; the ids stand in `RowsDone`."""
    return hashlib.sha256(b"".join(one.bytes for one in ids)).hexdigest()


def _parts(done: DoneTogether, gathering: acts.Gathering) -> list[RowsDone]:
    groups: dict[tuple[str, str, str, str], list[uuid.UUID]] = {}
    for change in gathering.changes:
        key = (change.row._meta.label_lower, change.kind, change.permission.value, change.correct.value)
        groups.setdefault(key, []).append(change.row.pk)
    return [
        RowsDone(
            organisation_id=done.organisation_id,
            act=done,
            about_type=label,
            change=kind,
            permission=permission,
            correct=correct,
            rows=ids,
        )
        for (label, kind, permission, correct), ids in groups.items()
    ]
