"""Exports: one case as an encrypted file, downloaded at most three times within a day.

Pages ask for the second factor again. The bytes are stored, so a download cannot change the content.
The ledger is written before bytes are sent; if that fails, nothing is sent.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import key_office
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.selectors import members
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.programme.cases import sharing_events
from jatan.programme.cases.choices import ExportLevel, ExportReason
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.consent import valid_consents
from jatan.programme.cases.entries.file_request import is_agreed, request_problem
from jatan.programme.cases.entries.referral_states import state_of
from jatan.programme.cases.exchange.archive import Reason, write_export
from jatan.programme.cases.exchange.levels import Level
from jatan.programme.cases.exchange.of_file import Cover, record_of
from jatan.programme.cases.exchange.records import Record
from jatan.programme.cases.file.access import (
    OpenCaseFile,
    file_with_card,
    open_file,
    open_identity,
    readable_case,
    require_access,
)
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.file.event_log import log_case_event
from jatan.programme.cases.models import Case, Export
from jatan.programme.cases.sharing.contents import Packet, entries_passed, file_passed
from jatan.programme.cases.sharing.court_file import court_file
from jatan.programme.cases.sharing.readable import readable_file
from jatan.programme.cases.sharing.referrals import disclosure_level, referral_entries, referral_record, require_ground

FETCHES: Final = 3
_KEPT_FOR: Final = dt.timedelta(hours=24)
# Reason -> allowed levels. For referrals, and what court or police ask for, the level follows from their entry.
LEVELS_OF: Final[Mapping[ExportReason, tuple[ExportLevel, ...]]] = {
    ExportReason.REFERRAL: (),
    ExportReason.TRANSFER: (),
    ExportReason.HER_COPY: (ExportLevel.FULL,),
    ExportReason.SUPERVISION: (ExportLevel.CODED,),
    ExportReason.COURT: (),
}
_HANDED_OVER: Final = frozenset({ExportReason.REFERRAL, ExportReason.TRANSFER})
_PACKETS: Final[Mapping[ExportReason, Packet]] = {
    ExportReason.REFERRAL: Packet.REFERRAL,
    ExportReason.TRANSFER: Packet.TRANSFER,
    ExportReason.HER_COPY: Packet.HER_COPY,
    ExportReason.SUPERVISION: Packet.CODED,
    ExportReason.COURT: Packet.COURT,
}
# What a person reads, beside the files for machines.
READABLE: Final = "case.html"
_EXPORT: Final = Permission.CASES_EXPORT


def may_export(by: Actor, case: Case) -> bool:
    """Whether the actor may export this case: supervisors any case they can open, counsellors their own."""
    reach = by.reach(_EXPORT)
    is_own = case.organisation_id in reach.own_in and case.assigned_to == by.account_id
    return case.organisation_id in reach.organisations or is_own


def require_exportable(by: Actor, case_id: uuid.UUID) -> None:
    """Raise Forbidden unless the actor has access to the case and may export it. Needs no open keys."""
    require_access(by, case_id)
    case = Case.objects.live().filter(organisation_id=key_office(by), pk=case_id).first()
    if case is None or not may_export(by, case):
        raise Forbidden(_EXPORT.value)


def make_export(
    *,
    by: Actor,
    keyring: Keyring,
    case_file: OpenCaseFile,
    reason: str,
    level: str = "",
    referral: uuid.UUID | None = None,
    request: uuid.UUID | None = None,
) -> tuple[Export, str]:
    """Create an export. Returns its row and the passphrase, shown once. Opens and records reading the identity card.

    `referral`: the referral entry, for reasons of handing over; `request`: that of court or police, which a second
    person agreed to. Raises Forbidden; Problem: no basis for sharing.
    """
    if not may_export(by, case_file.case):
        raise Forbidden(_EXPORT.value)
    if reason not in LEVELS_OF:
        raise Problem("unreadable", field="reason")
    why = ExportReason(reason)
    with transaction.atomic():
        opened = open_identity(by, keyring, case_file)
        entry = _request(opened, request) if why is ExportReason.COURT else _referral(opened, why, referral)
        left = _leaving(opened, why, level, entry)
        mark = new_id()
        asked = entry if why is ExportReason.COURT else None
        page = readable_file(left.file, left.entries, _PACKETS[why], left.record, asked) if left.entries else ""
        more = {READABLE: page} if page else {}
        content, passphrase = write_export(
            Level(left.how.value), [left.record], Reason(why.value), mark=mark, more=more
        )
        row = Export(id=mark, case=case_file.case.pk, entry=entry.row if entry else None, level=left.how, reason=why)
        store_export(by, keyring, row, content)
    return row, passphrase


def make_print(*, by: Actor, keyring: Keyring, case_file: OpenCaseFile) -> Export:
    """Record that her own copy is printed, before it is typeset. No bytes are stored. Raises Forbidden."""
    if not may_export(by, case_file.case):
        raise Forbidden(_EXPORT.value)
    with transaction.atomic():
        row = Export(case=case_file.case.pk, level=ExportLevel.PRINT, reason=ExportReason.HER_COPY, downloads=1)
        store_export(by, keyring, row, b"")
    return row


def store_export(by: Actor, keyring: Keyring, row: Export, content: bytes, **codes: int) -> None:
    """Store the bytes until they expire and log it, in the caller's transaction."""
    row.organisation_id, row.made_by = keyring.organisation_id, keyring.holder
    row.expires_at = row.made_at + _KEPT_FOR
    row.content = content
    _log_export_event(
        by, row, sharing_events.EXPORT_MADE, level=row.level, reason=row.reason, bytes=len(content), **codes
    )
    row.save(force_insert=True)


def exports_of(by: Actor) -> list[Export]:
    """The actor's exports that can still be downloaded, newest first."""
    if by.account_id is None:
        return []
    rows = Export.objects.filter(organisation_id=key_office(by), made_by=by.account_id)
    available = rows.filter(expires_at__gt=clock.now(), downloads__lt=FETCHES).exclude(content=b"")
    return list(available.defer("content").order_by("-made_at", "-id"))


def export_of(by: Actor, pk: uuid.UUID) -> Export:
    """One of these; needs no key. Raises Forbidden if it is another's, expired, used up, deleted or absent."""
    row = next((one for one in exports_of(by) if one.pk == pk), None)
    if row is None or not by.may(_EXPORT):
        raise Forbidden(_EXPORT.value)
    return row


def _own_export(by: Actor, keyring: Keyring, pk: uuid.UUID) -> Export:
    """The same, after checking that the actor can still open and export its case.

    Raises Problem for a referral that nothing carries any more, or a request that may not be answered any more.
    """
    row = export_of(by, pk)
    if row.case is not None:
        case, _key = readable_case(by, keyring, row.case)
        if not may_export(by, case):
            raise Forbidden(_EXPORT.value)
        if row.entry is not None:
            _require_basis(open_file(by, keyring, row.case), ExportReason(row.reason), row.entry)
    return row


def _require_basis(case_file: OpenCaseFile, why: ExportReason, entry: uuid.UUID) -> None:
    """Check again, today, what the file was made for: her consent may be gone since."""
    if why is ExportReason.COURT:
        _request(case_file, entry)
    else:
        require_ground(case_file, entry)


def take_export(*, by: Actor, keyring: Keyring, pk: uuid.UUID) -> bytes:
    """The bytes, after logging the download. The last one empties the row; of the first the case file says so.

    Raises Forbidden; Problem("no_consent_to_share", "no_consent" or "not_decided") if what carried it is gone
    meanwhile.
    """
    with transaction.atomic():
        own = _own_export(by, keyring, pk)
        row = Export.objects.select_for_update().get(organisation_id=own.organisation_id, pk=own.pk)
        if row.downloads >= FETCHES or not row.content:
            raise Forbidden(_EXPORT.value)
        content = bytes(row.content)
        row.downloads += 1
        row.content = b"" if row.downloads >= FETCHES else content
        _log_export_event(by, row, sharing_events.EXPORT_TAKEN, fetch=row.downloads)
        row.save(update_fields=["downloads", "content"])
        if row.case is not None and row.entry is not None and row.downloads == 1:
            _mark_handed_over(by, keyring, row)
    return content


def delete_export(*, by: Actor, pk: uuid.UUID) -> None:
    """Empty an export before it expires."""
    with transaction.atomic():
        row = export_of(by, pk)
        _log_export_event(by, row, sharing_events.EXPORT_DELETED)
        Export.objects.filter(pk=row.pk).update(content=b"")


def sweep_exports() -> int:
    """Empty expired exports, by organisation. Idempotent. Returns the number."""
    emptied = 0
    for organisation_id in list(members().values_list("id", flat=True)):
        with acting_as(machine_for([organisation_id])):
            over = Export.objects.filter(organisation_id=organisation_id, expires_at__lte=clock.now())
            emptied += over.exclude(content=b"").update(content=b"")
    return emptied


def _referral(case_file: OpenCaseFile, why: ExportReason, row: uuid.UUID | None) -> Entry | None:
    """The outgoing referral to an external partner; members receive a letter instead."""
    if why not in _HANDED_OVER:
        return None
    entry = case_file.file.find(row)
    if entry is None or entry.kind != "referral" or entry.withdrawn or entry.get("way") != why.value:
        raise Problem("missing_required", field="referral")
    if entry.get("member") or state_of(case_file.file, entry) not in ("", "sent", "no_answer"):
        raise Problem("unreadable", _("This referral cannot be handed over as a file any more."), field="referral")
    return entry


def _request(case_file: OpenCaseFile, row: uuid.UUID | None) -> Entry:
    """The request of court or police, which somebody else agreed to and which may be answered today."""
    entry = case_file.file.find(row)
    if entry is None or not is_agreed(case_file.file, entry):
        raise Problem("not_decided", _("A second person has not decided that this is given."), field="request")
    if (problem := request_problem(file_with_card(case_file), entry, clock.today())) is not None:
        raise problem
    return entry


@dataclass(frozen=True, repr=False)
class _Leaving:
    """What leaves: `record` and `entries` are of one cut `file`, so that no format holds what another leaves out."""

    how: ExportLevel
    file: CaseFile
    record: Record
    entries: list[Entry]


def _leaving(case_file: OpenCaseFile, why: ExportReason, level: str, entry: Entry | None) -> _Leaving:
    if why is ExportReason.COURT and entry is not None:
        return _of_request(case_file, entry)
    return _of_case(case_file, why, level) if entry is None else _of_referral(case_file, entry)


def _of_case(case_file: OpenCaseFile, why: ExportReason, level: str) -> _Leaving:
    if level not in LEVELS_OF[why]:
        raise Problem("unreadable", field="level")
    how = ExportLevel(level)
    packet = _PACKETS[why] if how is ExportLevel.FULL else Packet.CODED
    file = file_passed(case_file.file, packet)
    return _Leaving(how, file, record_of(file, clock.today()), entries_passed(file, packet))


def _of_request(case_file: OpenCaseFile, request: Entry) -> _Leaving:
    file = court_file(case_file.file, request.get("asked_for", []), request.get("named", []))
    # A court's order stands in for her consent; the police have it, or an override (`request_problem`).
    stands_in = not valid_consents(case_file.whole, "police_court", clock.today())
    record = record_of(file, clock.today(), Cover(str(request.get("office")), is_override=stands_in))
    return _Leaving(ExportLevel.FULL, file, record, entries_passed(file, Packet.COURT))


def _of_referral(case_file: OpenCaseFile, entry: Entry) -> _Leaving:
    """At the coded level `archive` codes the record again with a key of that file."""
    how = ExportLevel(disclosure_level(entry).value)
    return _Leaving(how, case_file.file, referral_record(case_file, entry), referral_entries(case_file, entry))


def _mark_handed_over(by: Actor, keyring: Keyring, row: Export) -> None:
    """Write into the file that the referral was sent, or what was given to court or police."""
    if row.case is None:
        return
    case_file = open_file(by, keyring, row.case)
    entry = case_file.file.find(row.entry)
    answers: dict[str, Any] = {"on": clock.today()}
    if entry is not None and entry.kind == "file_request":
        answers |= {"request": entry.row, "parts": entry.get("asked_for"), "named": entry.get("named", [])}
        kind, answers = "file_given", answers | {"mark": row.pk.hex[-8:]}
    elif entry is not None and not entry.withdrawn and state_of(case_file.file, entry) == "":
        kind, answers = "referral_answer", answers | {"referral": entry.row, "state": "sent"}
    else:
        return
    write_entry(by=by, keyring=keyring, case_file=case_file, kind=kind, answers=answers)


def _log_export_event(by: Actor, row: Export, verb: str, **codes: str | int) -> None:
    gate.require(by, _EXPORT, organisation_id=row.organisation_id)
    log_case_event(by, row.organisation_id, verb, row.case, export=str(row.pk), **codes)
