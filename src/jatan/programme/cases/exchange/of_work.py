"""Convert case work to the standard's rows: case, referrals, comments."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import override

from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.closure import CLOSURE_REASONS, closing_request
from jatan.programme.cases.exchange.values import Value

# Entries written by services or imported; they do not count as own work.
_NO_WORK: Final = frozenset(
    {"imported", "imported_person", "incoming", "incoming_answer", "register", "profile", "identity"}
)


# What a case is about -> its code in the list XG.
CASE_KINDS: Final[Mapping[str, str]] = {
    CaseKind.TRAFFICKING.value: "Trafficking",
    CaseKind.LABOUR_EXPLOITATION.value: "LabourExploitation",
    CaseKind.VIOLENCE.value: "Violence",
    CaseKind.MISSING_PERSON.value: "MissingPerson",
    CaseKind.OTHER.value: "Other",
}


def case(file: CaseFile) -> dict[str, Value]:
    """The case row with our own status and ids, never imported ones."""
    row: dict[str, Value] = {"cas_Status": _status(file), "x_case_id": str(file.case_id), "x_case_code": file.code}
    if file.kind in CASE_KINDS:
        row["x_case_kind"] = CASE_KINDS[file.kind]
    register = file.last("register")
    if register is not None and register.get("opened_on") is not None:
        row["x_registration_date"] = register.get("opened_on")
    if why := _why_closed(file):
        row["cas_ReasonForCaseClosure"] = why
    if file.owner:
        row["cas_CaseOwner"] = file.owner
    return row


def is_worked_on(file: CaseFile, imported: Entry) -> bool:
    """Whether anything was written by hand after the import."""
    return any(entry.kind not in _NO_WORK and entry.written_at > imported.written_at for entry in file.entries)


def outgoing(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """The row of an outgoing referral. Who works on it there is theirs to say."""
    return {
        "cas_ReferredOrganisation": str(entry.get("recipient")),
        "cas_OutgoingReferralDate": entry.get("sent_on"),
        "cas_ReasonForOutgoingReferral": _reason(entry),
        "cas_OutgoingReferralDetails": str(entry.get("request")),
        **({"cas_ReferringPrimaryCaseWorker": file.owner} if file.owner else {}),
    }


def incoming(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """The row of an incoming referral. Who asks is a colleague's name, or her work where the letter has no name."""
    asks = entry.get("colleague") or entry.get("asked_by")
    return {
        "cas_ReferringOrganisation": str(entry.get("sender")),
        "cas_IncomingReferralDate": entry.get("taken_on"),
        "cas_ReasonForIncomingReferral": _reason(entry),
        "cas_IncomingReferralDetails": str(entry.get("request")),
        **({"cas_ReferringPrimaryCaseWorker": str(asks)} if asks else {}),
        **({"cas_ReferredPrimaryCaseWorker": file.owner} if file.owner else {}),
    }


def comment(file: CaseFile, entry: Entry) -> dict[str, Value]:
    """The row of a note."""
    return {"cco_CaseComment": f"{entry.get('about')}\n{entry.get('text')}"}


def _reason(entry: Entry) -> str:
    """The standard's code for the reason of a referral or transfer."""
    if entry.get("way") == "transfer":
        return "MigrationOrChangeOfLocation"
    return "Other" if entry.get("service") == "other" else "AdditionalServicesRequired"


def _status(file: CaseFile) -> str:
    if file.is_closed:
        request = closing_request(file)
        return "ClosedReferred" if request is not None and request.get("reason") == "referred" else "Closed"
    return "FollowUp" if file.all("restoration") else "Active"


def _why_closed(file: CaseFile) -> str:
    """The closing reason in English, the language of exchange, and the remaining work as written."""
    request = closing_request(file)
    if request is None:
        return ""
    with override("en"):
        reason = str(dict(CLOSURE_REASONS).get(request.get("reason"), ""))
    return "\n".join(part for part in (reason, str(request.get("remains", ""))) if part)
