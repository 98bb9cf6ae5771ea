"""What is kept of work on many rows between two steps: how far it is, and which rows are to come.

Each step changes it in its own transaction, so after a lost answer or a killed house it says what was done.
"""

import uuid
from collections.abc import Sequence

from django.db.models import QuerySet

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.models import BegunWork
from jatan.kernel import clock


def begin_work(*, by: Actor, work: str, of: int, mark: str = "") -> BegunWork:
    """Work on `of` rows, for its first step; with a `mark`, it stands for what was begun under the same mark before.

    Raises Forbidden for the system, and for an account without an office of its own.
    """
    office = by.first_home_organisation(by.reach(Permission.HOME_SEE).row_organisations)
    if by.account_id is None or office is None:
        raise gate.Forbidden(Permission.HOME_SEE.value)
    if mark:
        begun_works(by).filter(work=work, mark=mark).delete()
    return BegunWork(organisation_id=office, owner=by.account_id, work=work, of=of, mark=mark)


def note_step(
    begun: BegunWork,
    *,
    worked_at: int,
    done: int = 0,
    stayed: int = 0,
    acts: Sequence[uuid.UUID] = (),
    rest: Sequence[uuid.UUID] = (),
) -> None:
    """Note a step, after which so many rows are `worked_at`; it has `done` some more and left others as they were
    (`stayed`). Nothing is kept of work that is at its end."""
    begun.worked_at, begun.rest, begun.at = worked_at, list(rest), clock.now()
    begun.done += done
    begun.stayed += stayed
    begun.acts = [*begun.acts, *acts]
    if begun.worked_at < begun.of:
        begun.save()
    elif not begun._state.adding:
        leave_work(begun)


def leave_work(begun: BegunWork) -> None:
    """Keep the work no longer: what is done of it stands, the rest stays as it is."""
    BegunWork.objects.filter(organisation_id=begun.organisation_id, id=begun.id).delete()


def begun_works(by: Actor) -> QuerySet[BegunWork]:
    """The work that this account has begun and not ended, the last first."""
    if by.account_id is None:
        return BegunWork.objects.none()
    return BegunWork.objects.filter(owner=by.account_id).order_by("-at", "-id")


def locked_work(by: Actor, pk: uuid.UUID, work: str) -> BegunWork | None:
    """Work of this account, locked against a second step at the same time; None where it is at its end or was left."""
    found = begun_works(by).filter(work=work, pk=pk).first()
    if found is None:
        return None
    same = BegunWork.objects.filter(organisation_id=found.organisation_id, pk=pk)
    return same.select_for_update(no_key=True).first()
