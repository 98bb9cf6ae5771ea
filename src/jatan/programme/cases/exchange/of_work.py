"""Entries of the work as the standard's rows: case, referrals, comments."""

from typing import Final

from django.utils.translation import override

from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.closure import CLOSURE_REASONS, closing_of
from jatan.programme.cases.exchange.values import Value

__all__ = ["case", "comment", "incoming", "is_worked_on", "outgoing"]

# Written by the machine, or from another house's file: no work of ours.
_NO_WORK: Final = frozenset(
    {"imported", "imported_person", "incoming", "incoming_answer", "register", "profile", "identity"}
)


def case(file: CaseFile) -> dict[str, Value]:
    """Status and ids. Our own, never another house's."""
    row: dict[str, Value] = {"cas_Status": _status(file), "x_case_id": str(file.case_id), "x_case_code": file.code}
    register = file.last("register")
    if register is not None and register.get("opened_on") is not None:
        row["x_registration_date"] = register.get("opened_on")
    if why := _why_closed(file):
        row["cas_ReasonForCaseClosure"] = why
    return row


def is_worked_on(file: CaseFile, imported: Entry) -> bool:
    """Whether we wrote anything of our own since another house's file was taken in."""
    return any(entry.kind not in _NO_WORK and entry.written_at > imported.written_at for entry in file.entries)


def outgoing(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """A referral of ours."""
    return {
        "cas_ReferredOrganisation": str(entry.get("recipient")),
        "cas_OutgoingReferralDate": entry.get("sent_on"),
        "cas_ReasonForOutgoingReferral": _reason(entry),
        "cas_OutgoingReferralDetails": str(entry.get("request")),
    }


def incoming(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """A referral that came to us."""
    return {
        "cas_ReferringOrganisation": str(entry.get("sender")),
        "cas_IncomingReferralDate": entry.get("taken_on"),
        "cas_ReasonForIncomingReferral": _reason(entry),
        "cas_IncomingReferralDetails": str(entry.get("request")),
    }


def comment(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """A note in words."""
    return {"cco_CaseComment": f"{entry.get('about')}\n{entry.get('text')}"}


def _reason(entry: Entry) -> str:
    """Whoever hands a case over does it because she moves, or because somebody else is nearer to her."""
    if entry.get("way") == "transfer":
        return "MigrationOrChangeOfLocation"
    return "Other" if entry.get("service") == "other" else "AdditionalServicesRequired"


def _request(file: CaseFile) -> Entry | None:
    decision = closing_of(file)
    return file.find(decision.get("request")) if decision else None


def _status(file: CaseFile) -> str:
    if file.is_closed:
        request = _request(file)
        return "ClosedReferred" if request is not None and request.get("reason") == "referred" else "Closed"
    return "FollowUp" if file.all("restoration") else "Active"


def _why_closed(file: CaseFile) -> str:
    """The reason in English, the wire's language, and in her counsellor's words what remains."""
    request = _request(file)
    if request is None:
        return ""
    with override("en"):
        reason = str(dict(CLOSURE_REASONS).get(request.get("reason"), ""))
    return "\n".join(part for part in (reason, str(request.get("remains", ""))) if part)
