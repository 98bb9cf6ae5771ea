"""Says of two records that look alike that they are one and the same, or two; and takes that back, once.

Nothing is merged: of one and the same, one record stays as it is and the other is withdrawn with a reason, as one act
that can be undone. Rows of workbooks that told of the other tell of the one that stays (joined_rows.py).
"""

import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.bulk_acts.models import DoneTogether
from jatan.foundation.bulk_acts.services import do_together, lock_rows, one_by_one
from jatan.foundation.bulk_acts.undo import Undoing, may_undo
from jatan.foundation.ledger.services import record_event
from jatan.intake.registers import events
from jatan.intake.registers.choices import LookAlikeDecision
from jatan.intake.registers.look_alikes.losses import refuse_loss
from jatan.intake.registers.look_alikes.pairs import KINDS, Pair, are_alike
from jatan.intake.registers.models import LookAlike
from jatan.intake.registers.repair.joined_rows import hand_on_rows, take_rows_back
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.flows.acts_on_many import undo_act

_ALLOWED: Final = Permission.REGISTER_IMPORT
LOOK_ALIKE_ACT: Final = "look_alike"


def take_as_one(*, by: Actor, pair: Pair, stays: uuid.UUID) -> LookAlike:
    """Withdraw the record of a pair that is not `stays`, and hand its rows of workbooks on.

    Raises Problem("record_withdrawn") where one of them is gone, Problem("not_alike") where they were changed since and
    look alike no more, those of `refuse_loss`, and what keeps the other from being withdrawn.
    """
    organisation_id = _require(by, pair)
    gone = pair.other if pair.one.pk == stays else pair.one
    kind = KINDS[pair.what]
    with transaction.atomic():
        locked = _refuse_changed(pair)
        refuse_loss(by, locked[gone.pk], locked[stays])
        with translation.override(settings.LANGUAGE_CODE):
            reason = _("On record twice: another record tells the same.")
        # A journey reads what hangs on it before it is withdrawn, so that nothing may be gathered and written later.
        outcome = do_together(
            by=by,
            act=LOOK_ALIKE_ACT,
            rows=[gone],
            doing=lambda rows: one_by_one(rows, lambda row: kind.withdraw(by, row, reason)),
            writes_at_once=pair.what != "journey",
        )
        if outcome.stayed:
            raise Problem(outcome.stayed[0].code, outcome.stayed[0].why)
        (act,) = outcome.done
        handed_on = hand_on_rows(organisation_id, gone.pk, stays)
        values = {"decision": LookAlikeDecision.SAME, "stays": stays, "act": act.pk, "handed_on": handed_on}
        return _decide(by, pair, events.LOOK_ALIKES_ONE, values)


def keep_apart(*, by: Actor, pair: Pair) -> LookAlike:
    """Say that a pair is two different records: it is not asked again. What was said before is returned."""
    organisation_id = _require(by, pair)
    with transaction.atomic():
        _refuse_changed(pair, must_be_alike=False)
        known = LookAlike.objects.filter(
            organisation_id=organisation_id,
            first=pair.one.pk,
            second=pair.other.pk,
            decision=LookAlikeDecision.DIFFERENT,
            undone_at__isnull=True,
        ).first()
        if known is not None:
            return known
        return _decide(by, pair, events.LOOK_ALIKES_DIFFERENT, {"decision": LookAlikeDecision.DIFFERENT})


def undo_decision(*, by: Actor, decision: LookAlike) -> Undoing:
    """Take a decision back: the record that was withdrawn comes back, or the pair is asked about again.

    Raises Problem("undone") the second time, Problem("decided_since") where the record that stayed went for another
    since, and what keeps the record from coming back.
    """
    undoing = Undoing()
    gate.require(by, _ALLOWED, organisation_id=decision.organisation_id)
    with transaction.atomic():
        current = LookAlike.objects.select_for_update(of=("self",)).get(
            organisation_id=decision.organisation_id, pk=decision.pk
        )
        if current.undone_at is not None:
            raise Problem("undone", _("This was undone already."))
        if current.act is not None and current.stays is not None:
            _refuse_out_of_order(current)
            done = DoneTogether.objects.get(organisation_id=current.organisation_id, pk=current.act)
            if done.undone_at is None:  # else somebody has undone it in the list of acts
                undoing = undo_act(by=by, done=done)
            gone = current.second if current.first == current.stays else current.first
            take_rows_back(current.organisation_id, gone, current.stays, current.handed_on)
        current.undone_at, current.undone_by, current.stays = clock.now(), by.account_id, None
        current.save(update_fields=["undone_at", "undone_by", "stays"])
        _record(by, current, events.LOOK_ALIKES_UNDONE)
    return undoing


def undo_decision_of(*, by: Actor, done: DoneTogether, is_trial: bool = False) -> Undoing:
    """Take back the decision by which a record was withdrawn, found by that act. `is_trial`: nothing is written."""
    decision = LookAlike.objects.get(organisation_id=done.organisation_id, act=done.pk)
    if not is_trial:
        return undo_decision(by=by, decision=decision)
    with transaction.atomic():
        _refuse_out_of_order(decision)
        return undo_act(by=by, done=done, is_trial=True)


def may_undo_decisions(by: Actor, decided: Iterable[LookAlike]) -> set[uuid.UUID]:
    """The ids of those of these that this actor may take back: each once; what withdrew a record as its act."""
    current = [one for one in decided if one.undone_at is None]
    acts = DoneTogether.objects.in_bulk([one.act for one in current if one.act is not None])
    return {
        one.pk
        for one in current
        if gate.allows(by, _ALLOWED, organisation_id=one.organisation_id)
        and (one.act is None or _may_undo_act(by, acts.get(one.act)))
    }


def decisions(by: Actor) -> QuerySet[LookAlike]:
    """What was said of records that look alike, the latest first."""
    return gate.within_reach(LookAlike.objects.all(), by=by, permission=_ALLOWED).order_by("-at", "-id")


def _may_undo_act(by: Actor, done: DoneTogether | None) -> bool:
    return done is not None and (done.undone_at is not None or may_undo(by, done))


def _refuse_out_of_order(decision: LookAlike) -> None:
    """Lock both records, and raise Problem where the one that stayed was withdrawn for another one since: its rows of
    workbooks tell of that one now."""
    ids = {decision.first, decision.second}
    lock_rows(KINDS[decision.what].model, decision.organisation_id, ids)
    later = LookAlike.objects.filter(
        Q(first=decision.stays) | Q(second=decision.stays),
        organisation_id=decision.organisation_id,
        decision=LookAlikeDecision.SAME,
        undone_at__isnull=True,
    )
    if later.exclude(stays=decision.stays).exists():
        raise Problem("decided_since", _("The one that stayed was withdrawn for another one since. Undo that first."))


def _require(by: Actor, pair: Pair) -> uuid.UUID:
    organisation_id: uuid.UUID = pair.one.organisation_id
    gate.require(by, _ALLOWED, organisation_id=organisation_id)
    if pair.other.organisation_id != organisation_id or pair.one.pk == pair.other.pk:
        raise gate.Forbidden("two records of one organisation")
    return organisation_id


def _refuse_changed(pair: Pair, *, must_be_alike: bool = True) -> dict[uuid.UUID, Any]:
    """Lock both and return them by their ids, and raise Problem where they are no longer what was shown."""
    locked = lock_rows(KINDS[pair.what].model, pair.one.organisation_id, pair.ids)
    if len(locked) != len(pair.ids) or any(row.withdrawn_at is not None for row in locked.values()):
        raise Problem("record_withdrawn", _("One of the two is no longer on record."))
    if must_be_alike and not are_alike(pair.what, locked[pair.one.pk], locked[pair.other.pk]):
        raise Problem("not_alike", _("These two were changed since and look alike no more."))
    return locked


def _decide(by: Actor, pair: Pair, verb: str, values: dict[str, Any]) -> LookAlike:
    first, second = sorted(pair.ids)
    made = LookAlike.objects.create(
        organisation_id=pair.one.organisation_id,
        what=pair.what,
        first=first,
        second=second,
        by=by.account_id,
        **values,
    )
    _record(by, made, verb)
    return made


def _record(by: Actor, decision: LookAlike, verb: str) -> None:
    record_event(
        organisation_id=decision.organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=LookAlike._meta.label_lower,
        about=decision.pk,
        payload={"kind": decision.what},
    )
