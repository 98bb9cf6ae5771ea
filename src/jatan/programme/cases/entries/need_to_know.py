"""Need to know within a case: which entries a legal officer reads.

A case has one key, so this is a rule of the programme and no lock: whoever holds the key of a case could open all of it
with another programme. Inside this one nothing that is read, counted or written out for her passes by `seen_by_legal`.
"""

import datetime as dt
import uuid
from enum import StrEnum
from typing import Final

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.consent import LEGAL_READS, valid_consents
from jatan.programme.cases.entries.file_request import REQUEST_DUES
from jatan.programme.cases.entries.legal_dues import is_of_law


class Sees(StrEnum):
    """When a legal officer reads entries of a kind."""

    ALWAYS = "always"
    COURT = "court"  # a paper that is meant for police or court, else with her consent
    HERS = "hers"  # what she shall do or wrote herself, else with her consent
    CONSENT = "consent"  # with the survivor's consent to exactly that
    NEVER = "never"  # what concerns the team or the machine alone


# Who she is, what was done to her in codes (the offences follow from it), law and court, her consents.
_ALWAYS: Final = (
    "identity", "profile", "consent", "withdrawal", "exploitation", "register", "imported_person",
    "place_of_harm", "involved_organisation", "alleged_offender",
    "situation", "duty_done", "duty_answer", "offence", "legal_event", "deadline_done", "hearing", "bail",
    "witness_safety", "claim",
    "file_request", "file_request_decision", "file_given",
)  # fmt: skip
_CONSENT: Final = (
    "assessment", "departure", "safety_plan", "wish", "goal", "conference", "service", "restoration", "follow_up",
    "note", "referral", "referral_answer", "incoming", "incoming_answer", "imported", "child_plan", "urgency",
    "urgency_response", "linked_file", "papers_there", "told_there", "printed_paper",
)  # fmt: skip
_NEVER: Final = (
    "origin", "closure_request", "closure_decision", "reopening", "feedback", "override", "override_review",
    "reader", "case_withdrawn", "facts", "foreign_case",
)  # fmt: skip
LEGAL_SEES: Final = (
    dict.fromkeys(_ALWAYS, Sees.ALWAYS)
    | dict.fromkeys(_CONSENT, Sees.CONSENT)
    | dict.fromkeys(_NEVER, Sees.NEVER)
    | {"card": Sees.COURT, "to_do": Sees.HERS}
)


def seen_by_legal(file: CaseFile, officer: uuid.UUID, on: dt.date) -> frozenset[uuid.UUID]:
    """The rows of a file that a legal officer reads on a day. What she wrote herself she reads.

    `file`: the whole file, because her consent may stand anywhere in it.
    """
    has_consent = bool(valid_consents(file, LEGAL_READS, on))
    return frozenset(entry.row for entry in file.entries if _is_seen(entry, officer, has_consent=has_consent))


def is_legal_due(code: str) -> bool:
    """Whether a due item follows from law and court alone, court or police asking for the file included, or is a task
    that somebody wrote down for a colleague."""
    return is_of_law(code) or code in REQUEST_DUES or code == "to_do"


def _is_seen(entry: Entry, officer: uuid.UUID, *, has_consent: bool) -> bool:
    sees = LEGAL_SEES.get(entry.kind, Sees.NEVER)
    if sees is Sees.ALWAYS or (sees is not Sees.NEVER and has_consent):
        return True
    if sees is Sees.COURT:
        return bool(entry.get("for_court"))
    if sees is Sees.HERS and str(entry.get("for_whom", "")) == str(officer):
        return True
    return sees in (Sees.CONSENT, Sees.HERS) and entry.written_by == officer
