"""Say what pairs of villages are, many at once, and take it back. Nothing in the records is rewritten.

Raise gate.Forbidden without the permission, Problem where nothing was chosen.
"""

import uuid
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.villages import events
from jatan.programme.villages.choices import Verdict
from jatan.programme.villages.likeness import ListedName
from jatan.programme.villages.models import VillageLink
from jatan.programme.villages.selectors import links, open_questions

_RECORD = Permission.PEOPLE_RECORD


def decide(*, by: Actor, tokens: Collection[str], verdict: Verdict) -> list[VillageLink]:
    """Keep what was said of the writings with these tokens that are still open, each with the village that the page
    asked about, as one act: one event for each organisation. "Later" puts the question itself off, whatever it led to.

    Raises Problem("missing_required") if none of them is open.
    """
    known = open_questions(by).by_token()
    chosen = {line.writing: line for token in tokens if (line := known.get(token)) is not None}
    if not chosen:
        raise Problem("missing_required", _("Tick at least one pair that is still open."))
    places = Place.objects.select_related("block", "district").in_bulk({one.block for one in chosen})
    at = clock.now()
    rows = []
    for writing, line in chosen.items():
        target = line.pair.target if verdict is Verdict.LATER else line.head
        rows.append(
            VillageLink(
                organisation_id=writing.organisation,
                place=places[writing.block],
                village=writing.text,
                listed_id=target.code if isinstance(target, ListedName) else None,
                same_as="" if isinstance(target, ListedName) else target.text,
                verdict=verdict.value,
                recorded_at=at,
            )
        )
    return acts.record(by=by, permission=_RECORD, verb=events.VILLAGES_DECIDED, rows=rows)


def take_back(*, by: Actor, link_id: uuid.UUID) -> None:
    """Take back what was said: the pair is asked about again. Raises VillageLink.DoesNotExist beyond the reach."""
    row = links(by).get(id=link_id)
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.VILLAGE_TAKEN_BACK, row=row, reason="")


def take_act_back(*, by: Actor, link_id: uuid.UUID) -> int:
    """Take back at once all that was said in the act of this link and still holds; returns how many pairs.

    Raises VillageLink.DoesNotExist beyond the reach, and where it was taken back already.
    """
    with transaction.atomic():
        of_act = links(by).get(id=link_id)
        mine = links(by).filter(
            organisation_id=of_act.organisation_id, recorded_at=of_act.recorded_at, recorded_by=of_act.recorded_by
        )
        rows = list(mine.select_for_update(of=("self",)).order_by("id"))
        if not rows:  # somebody took it back meanwhile
            raise VillageLink.DoesNotExist
        office = of_act.organisation_id
        with acts.one_act(by=by, organisation_id=office, verb=events.VILLAGE_TAKEN_BACK):
            acts.withdraw_all(by=by, permission=_RECORD, correct=_RECORD, rows=rows, reason="")
    return len(rows)
