"""All kinds of entries by code, in the order in which a page lists them."""

from jatan.programme.cases.entries.assessment import ASSESSMENT_KINDS
from jatan.programme.cases.entries.child import CHILD_KINDS
from jatan.programme.cases.entries.closure import CLOSURE_KINDS
from jatan.programme.cases.entries.consent import CONSENT_KINDS
from jatan.programme.cases.entries.departure import DEPARTURE_KINDS
from jatan.programme.cases.entries.exploitation import EXPLOITATION_KINDS
from jatan.programme.cases.entries.file_request import FILE_REQUEST_KINDS
from jatan.programme.cases.entries.identity import IDENTITY_KINDS
from jatan.programme.cases.entries.kinds import EntryKind
from jatan.programme.cases.entries.legal import LEGAL_KINDS
from jatan.programme.cases.entries.linked import LINKED_KINDS
from jatan.programme.cases.entries.notes import NOTE_KINDS
from jatan.programme.cases.entries.offenders import OFFENDER_KINDS
from jatan.programme.cases.entries.plan import PLAN_KINDS
from jatan.programme.cases.entries.received import INCOMING_KINDS
from jatan.programme.cases.entries.referral import SHARING_KINDS
from jatan.programme.cases.entries.services import SERVICE_ENTRY_KINDS
from jatan.programme.cases.entries.to_dos import TO_DO_KINDS
from jatan.programme.cases.entries.urgency import URGENCY_KINDS
from jatan.programme.cases.entries.wish import WISH_KINDS

KINDS: dict[str, EntryKind] = {
    kind.code: kind
    for kind in (
        *IDENTITY_KINDS,
        *CONSENT_KINDS,
        *URGENCY_KINDS,
        *ASSESSMENT_KINDS,
        *DEPARTURE_KINDS,
        *EXPLOITATION_KINDS,
        *OFFENDER_KINDS,
        *CHILD_KINDS,
        *WISH_KINDS,
        *PLAN_KINDS,
        *TO_DO_KINDS,
        *SERVICE_ENTRY_KINDS,
        *CLOSURE_KINDS,
        *LEGAL_KINDS,
        *SHARING_KINDS,
        *FILE_REQUEST_KINDS,
        *INCOMING_KINDS,
        *LINKED_KINDS,
        *NOTE_KINDS,
    )
}


def kind_of(code: str) -> EntryKind:
    """The kind of that code. KeyError when there is none."""
    return KINDS[code]
