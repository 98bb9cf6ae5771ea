"""Say what pairs of villages are, many at once, and take it back. Nothing in the records is rewritten.

Raise gate.Forbidden without the permission, Problem where nothing was chosen.
"""

import uuid
from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.places.models import Place
from jatan.kernel.problems import Problem
from jatan.programme.villages import events
from jatan.programme.villages.choices import Verdict
from jatan.programme.villages.models import VillageLink
from jatan.programme.villages.selectors import links, open_questions

__all__ = ["decide", "take_back"]

_RECORD = Permission.PEOPLE_RECORD


def decide(*, by: Actor, tokens: Collection[str], verdict: Verdict) -> list[VillageLink]:
    """Keep what was said of the pairs with these tokens that are still open: one event for each organisation.

    Raises Problem("missing_required") if none of them is open.
    """
    chosen = [pair for pair in open_questions(by).pairs if pair.token in tokens]
    if not chosen:
        raise Problem("missing_required", _("Tick at least one pair that is still open."))
    places = Place.objects.select_related("block", "district").in_bulk({pair.writing.block for pair in chosen})
    rows = [
        VillageLink(
            organisation_id=pair.writing.organisation,
            place=places[pair.writing.block],
            village=pair.writing.text,
            listed_id=pair.listed.code if pair.listed is not None else None,
            same_as=pair.other.text if pair.other is not None else "",
            verdict=verdict.value,
        )
        for pair in chosen
    ]
    return acts.record(by=by, permission=_RECORD, verb=events.VILLAGES_DECIDED, rows=rows)


def take_back(*, by: Actor, link_id: uuid.UUID) -> None:
    """Take back what was said: the pair is asked about again. Raises VillageLink.DoesNotExist beyond the reach."""
    row = links(by).get(id=link_id)
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.VILLAGE_TAKEN_BACK, row=row, reason="")
