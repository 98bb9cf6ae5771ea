"""Sets of statements about the same agent: one person proposes with a reason, a second one confirms.

Accusing an innocent namesake is the worst error this register can make. So nothing is joined automatically, nobody
confirms her own proposal, whoever may see and record can undo it, and every statement stays unchanged.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.agents import events
from jatan.programme.agents.models import Joining, Profile, Statement
from jatan.programme.people.reach import live

_RECORD, _SEE = Permission.AGENTS_RECORD, Permission.AGENTS_SEE
_LONGEST = 2000


def propose_same(*, by: Actor, statement: Statement, other: Statement, reason: str) -> Joining:
    """Propose that two statements concern the same agent. Raises Problem if they are joined already, or cannot be."""
    _require(by, statement)
    _require(by, other)
    if not reason.strip() or len(reason) > _LONGEST:
        raise Problem("missing_required" if not reason.strip() else "unreadable", field="reason")
    if statement.pk == other.pk or statement.organisation_id != other.organisation_id:
        raise Problem("not_two", _("These are not two statements of one organisation."))
    with transaction.atomic():
        _lock([statement, other])
        profile, joined = _set_to_join(statement, other)
        row = Joining(
            organisation_id=profile.organisation_id,
            place=joined.place,
            panchayat=joined.panchayat,
            village=joined.village,
            profile=profile,
            statement=joined,
            reason=reason.strip(),
        )
        new_profile = profile if profile._state.adding else None
        with acts.one_act(
            by=by,
            organisation_id=profile.organisation_id,
            verb=events.SAME_PROPOSED,
            about_type=Profile._meta.label_lower,
            about=profile.pk,
        ):
            if new_profile is not None:
                acts.record(by=by, permission=_RECORD, verb=events.SAME_PROPOSED, rows=[new_profile])
            acts.record(by=by, permission=_RECORD, verb=events.SAME_PROPOSED, rows=[row])
    return row


def confirm_same(*, by: Actor, joining: Joining) -> bool:
    """Confirm the proposal of somebody else. Raises Problem("second_person") for one's own."""
    _require(by, joining)
    if by.account_id is None or joining.recorded_by is None or by.account_id == joining.recorded_by:
        raise Problem("second_person", _("You proposed this yourself. A second person must confirm it."))
    with transaction.atomic():
        _lock([joining.profile])
        current = live(Joining).filter(pk=joining.pk).first()
        if current is None or current.confirmed_at is not None:
            raise Problem("not_at_this_stage", _("This is no longer waiting."))
        changes = {"confirmed_by": by.account_id, "confirmed_at": clock.now()}
        return acts.amend(
            by=by, permission=_RECORD, correct=_RECORD, verb=events.SAME_CONFIRMED, row=joining, changes=changes
        )


def undo_same(*, by: Actor, joining: Joining, reason: str) -> None:
    """Remove a statement from its set, confirmed or not. An empty set is withdrawn; the statements stay."""
    _require(by, joining)
    with transaction.atomic():
        _lock([joining.profile])
        if not live(Joining).filter(pk=joining.pk).exists():
            raise Problem("not_at_this_stage", _("This was taken back already."))
        _take_back(by, joining, reason)
        profile = live(Profile).filter(pk=joining.profile_id).select_related("place").first()
        if profile is not None and not live(Joining).filter(profile=profile).exists():
            _take_back(by, profile, reason)


def remove_from_set(*, by: Actor, statement: Statement, reason: str) -> None:
    """Remove a withdrawn statement from its set; when it was the first of the set, the whole set is undone."""
    own = Q(statement=statement) | Q(profile__seed=statement)
    joinings = list(live(Joining).filter(own, organisation_id=statement.organisation_id).select_related("place"))
    for joining in joinings:
        _take_back(by, joining, reason)
    touched = Q(seed=statement) | Q(pk__in=[joining.profile_id for joining in joinings])
    for profile in live(Profile).filter(touched, organisation_id=statement.organisation_id).select_related("place"):
        if not live(Joining).filter(profile=profile).exists():
            _take_back(by, profile, reason)


def _take_back(by: Actor, row: Joining | Profile, reason: str) -> None:
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.SAME_UNDONE, row=row, reason=reason)


def _set_to_join(statement: Statement, other: Statement) -> tuple[Profile, Statement]:
    """The set to join, and the statement that is added to it. Both statements must be locked."""
    first_set, second_set = _profile_of(statement), _profile_of(other)
    if first_set is not None and second_set is not None:
        if first_set.pk == second_set.pk:
            raise Problem("already_together", _("They stand together already."))
        raise Problem("in_two_sets", _("Both stand in another set. Undo one of them first."))
    if second_set is not None:
        return second_set, statement
    if first_set is not None:
        return first_set, other
    seed = {"place": statement.place, "panchayat": statement.panchayat, "village": statement.village}
    return Profile(organisation_id=statement.organisation_id, seed=statement, **seed), other


def _profile_of(statement: Statement) -> Profile | None:
    inside = Q(seed=statement) | Q(pk__in=live(Joining).filter(statement=statement).values("profile_id"))
    return live(Profile).filter(inside, organisation_id=statement.organisation_id).first()


def _require(by: Actor, row: Guarded) -> None:
    """Require the permissions to see and to record statements."""
    for permission in (_SEE, _RECORD):
        gate.require(by, permission, organisation_id=row.organisation_id, place=row.place)


def _lock(rows: Iterable[Statement | Profile]) -> None:
    """Lock the rows in a fixed order, so that concurrent joins neither deadlock nor join twice."""
    for row in sorted(rows, key=lambda row: row.pk):
        standing = live(type(row)).filter(organisation_id=row.organisation_id, pk=row.pk)
        if not standing.select_for_update(of=("self",)).exists():
            raise Problem("not_at_this_stage", _("This was taken back already."))
