"""Which organisation speaks in the papers of a scope."""

import uuid

from jatan.evidence.indicators.scope import Scope
from jatan.foundation.access.actors import Actor
from jatan.foundation.network.models import Kind, Organisation


def find_teller(by: Actor, scope: Scope) -> uuid.UUID | None:
    """The organisation whose paragraphs stand in the papers of this scope; None where it is several, or places.

    Of the whole network it is the secretariat, of one whole member that member. One query.
    """
    if scope.places or scope.districts:
        return None
    kinds = dict(Organisation.objects.values_list("id", "kind"))
    if scope.organisations >= kinds.keys() - by.former:
        return next((one for one, kind in kinds.items() if kind == Kind.NETWORK), None)
    members = [one for one in scope.organisations if kinds.get(one) == Kind.MEMBER]
    return members[0] if len(members) == len(scope.organisations) == 1 else None
