"""The table of all kinds of entries, in the order in which a page offers them."""

from jatan.programme.cases.entries.assessment import ASSESSMENTS
from jatan.programme.cases.entries.closure import CLOSINGS
from jatan.programme.cases.entries.consent import CONSENTS
from jatan.programme.cases.entries.departure import DEPARTURES
from jatan.programme.cases.entries.exploitation import EXPLOITATIONS
from jatan.programme.cases.entries.identity import IDENTITIES
from jatan.programme.cases.entries.kinds import EntryKind
from jatan.programme.cases.entries.legal import LEGAL
from jatan.programme.cases.entries.notes import NOTES
from jatan.programme.cases.entries.plan import PLANS
from jatan.programme.cases.entries.received import INCOMINGS
from jatan.programme.cases.entries.referral import SHARINGS
from jatan.programme.cases.entries.services import SERVICES

__all__ = ["KINDS", "kind_of"]

KINDS: dict[str, EntryKind] = {
    kind.code: kind
    for kind in (
        *IDENTITIES,
        *CONSENTS,
        *ASSESSMENTS,
        *DEPARTURES,
        *EXPLOITATIONS,
        *PLANS,
        *SERVICES,
        *CLOSINGS,
        *LEGAL,
        *SHARINGS,
        *INCOMINGS,
        *NOTES,
    )
}


def kind_of(code: str) -> EntryKind:
    """The kind of that code. KeyError when there is none."""
    return KINDS[code]
