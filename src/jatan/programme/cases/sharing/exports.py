"""Files that leave the house: one case as an encrypted record, fetched at most three times within a day.

The page asks for the second factor anew. What was made is kept as bytes: whoever fetches it can change nothing of it.
The ledger is written before the bytes leave; when it cannot be, they do not leave.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Final

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
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.referral_states import state_of
from jatan.programme.cases.exchange.archive import Reason, write_export
from jatan.programme.cases.exchange.levels import Level
from jatan.programme.cases.exchange.of_file import record_of
from jatan.programme.cases.exchange.records import Record
from jatan.programme.cases.file.access import Opened, open_file, open_identity, readable_case, require_given
from jatan.programme.cases.file.entry_store import write_entry
from jatan.programme.cases.file.event_log import tell_of_case
from jatan.programme.cases.models import Case, Export
from jatan.programme.cases.sharing.referrals import level_of, referral_record

__all__ = [
    "FETCHES",
    "LEVELS_OF",
    "delete_export",
    "export_of",
    "exports_of",
    "keep_export",
    "make_export",
    "make_print",
    "may_export",
    "require_exportable",
    "sweep_exports",
    "take_export",
]

FETCHES: Final = 3
_KEPT_FOR: Final = dt.timedelta(hours=24)
# What a case is exported for, and how much that may tell. Referrals tell what their entry says.
LEVELS_OF: Final[Mapping[ExportReason, tuple[ExportLevel, ...]]] = {
    ExportReason.REFERRAL: (),
    ExportReason.TRANSFER: (),
    ExportReason.HER_COPY: (ExportLevel.FULL,),
    ExportReason.SUPERVISION: (ExportLevel.CODED,),
    ExportReason.COURT: (ExportLevel.FULL, ExportLevel.CODED),
}
_HANDED_OVER: Final = frozenset({ExportReason.REFERRAL, ExportReason.TRANSFER})
_EXPORT: Final = Permission.CASES_EXPORT


def may_export(by: Actor, case: Case) -> bool:
    """Whether she may let this case leave the house: a supervisor every case she opens, a counsellor her own."""
    reach = by.reach(_EXPORT)
    is_own = case.organisation_id in reach.own_in and case.assigned_to == by.account_id
    return case.organisation_id in reach.organisations or is_own


def require_exportable(by: Actor, case_id: uuid.UUID) -> None:
    """Whether this case was given to her and she may let it leave the house; needs no key. Raises Forbidden."""
    require_given(by, case_id)
    case = Case.objects.live().filter(organisation_id=key_office(by), pk=case_id).first()
    if case is None or not may_export(by, case):
        raise Forbidden(_EXPORT.value)


def make_export(
    *, by: Actor, keyring: Keyring, found: Opened, reason: str, level: str = "", referral: uuid.UUID | None = None
) -> tuple[Export, str]:
    """Make the file: its row and the passphrase, which is shown once. Her identity is opened, and that is told.

    `referral`: the entry that is handed over, for these reasons. Raises Forbidden; Problem: nothing carries it.
    """
    if not may_export(by, found.case):
        raise Forbidden(_EXPORT.value)
    if reason not in LEVELS_OF:
        raise Problem("unreadable", field="reason")
    why = ExportReason(reason)
    with transaction.atomic():
        opened = open_identity(by, keyring, found)
        entry = _referral(opened, why, referral)
        how, record = (_of_case(opened, why, level)) if entry is None else _of_referral(opened, entry)
        mark = new_id()
        content, passphrase = write_export(Level(how.value), [record], Reason(why.value), mark=mark)
        row = Export(id=mark, case=found.case.pk, entry=entry.row if entry else None, level=how, reason=why)
        keep_export(by, keyring, row, content)
    return row, passphrase


def make_print(*, by: Actor, keyring: Keyring, found: Opened) -> Export:
    """That her own copy leaves the house on paper: told before it is set. No bytes are kept. Raises Forbidden."""
    if not may_export(by, found.case):
        raise Forbidden(_EXPORT.value)
    with transaction.atomic():
        row = Export(case=found.case.pk, level=ExportLevel.PRINT, reason=ExportReason.HER_COPY, downloads=1)
        keep_export(by, keyring, row, b"")
    return row


def keep_export(by: Actor, keyring: Keyring, row: Export, content: bytes, **codes: int) -> None:
    """Keep what was made until its time is over, and tell it, in the caller's transaction."""
    row.organisation_id, row.made_by = keyring.organisation_id, keyring.holder
    row.expires_at = row.made_at + _KEPT_FOR
    row.content = content
    _tell(by, row, sharing_events.EXPORT_MADE, level=row.level, reason=row.reason, bytes=len(content), **codes)
    row.save(force_insert=True)


def exports_of(by: Actor) -> list[Export]:
    """What she made and can still fetch, the newest first."""
    if by.account_id is None:
        return []
    rows = Export.objects.filter(organisation_id=key_office(by), made_by=by.account_id)
    living = rows.filter(expires_at__gt=clock.now(), downloads__lt=FETCHES).exclude(content=b"")
    return list(living.defer("content").order_by("-made_at", "-id"))


def export_of(by: Actor, pk: uuid.UUID) -> Export:
    """One of them; needs no key. Raises Forbidden: another's, over, fetched out, deleted, never there."""
    row = next((one for one in exports_of(by) if one.pk == pk), None)
    if row is None or not by.may(_EXPORT):
        raise Forbidden(_EXPORT.value)
    return row


def _of_hers(by: Actor, keyring: Keyring, pk: uuid.UUID) -> Export:
    """The same, of a case that she can still open and let leave the house."""
    row = export_of(by, pk)
    if row.case is not None:
        case, _key = readable_case(by, keyring, row.case)
        if not may_export(by, case):
            raise Forbidden(_EXPORT.value)
    return row


def take_export(*, by: Actor, keyring: Keyring, pk: uuid.UUID) -> bytes:
    """The bytes, after this was told. The last fetch empties the row. A referral counts as sent with the first one."""
    with transaction.atomic():
        hers = _of_hers(by, keyring, pk)
        row = Export.objects.select_for_update().get(organisation_id=hers.organisation_id, pk=hers.pk)
        if row.downloads >= FETCHES or not row.content:
            raise Forbidden(_EXPORT.value)
        content = bytes(row.content)
        row.downloads += 1
        row.content = b"" if row.downloads >= FETCHES else content
        _tell(by, row, sharing_events.EXPORT_TAKEN, fetch=row.downloads)
        row.save(update_fields=["downloads", "content"])
        if row.case is not None and row.entry is not None and row.downloads == 1:
            _sent(by, keyring, row.case, row.entry)
    return content


def delete_export(*, by: Actor, pk: uuid.UUID) -> None:
    """Empty it before its time."""
    with transaction.atomic():
        row = export_of(by, pk)
        _tell(by, row, sharing_events.EXPORT_DELETED)
        Export.objects.filter(pk=row.pk).update(content=b"")


def sweep_exports() -> int:
    """Empty what is over, one organisation after the other. Harmless when run twice. Returns how many."""
    emptied = 0
    for organisation_id in list(members().values_list("id", flat=True)):
        with acting_as(machine_for([organisation_id])):
            over = Export.objects.filter(organisation_id=organisation_id, expires_at__lte=clock.now())
            emptied += over.exclude(content=b"").update(content=b"")
    return emptied


def _referral(found: Opened, why: ExportReason, row: uuid.UUID | None) -> Entry | None:
    """The referral to a partner outside that is handed over; a member receives a letter."""
    if why not in _HANDED_OVER:
        return None
    entry = found.file.find(row)
    if entry is None or entry.kind != "referral" or entry.withdrawn or entry.get("way") != why.value:
        raise Problem("missing_required", field="referral")
    if entry.get("member") or state_of(found.file, entry) not in ("", "sent", "no_answer"):
        raise Problem("unreadable", _("This referral cannot be handed over as a file any more."), field="referral")
    return entry


def _of_case(found: Opened, why: ExportReason, level: str) -> tuple[ExportLevel, Record]:
    if level not in LEVELS_OF[why]:
        raise Problem("unreadable", field="level")
    return ExportLevel(level), record_of(found.file, clock.today())


def _of_referral(found: Opened, entry: Entry) -> tuple[ExportLevel, Record]:
    """What the referral tells. At the coded level `packing` codes the record once more, under a key of that file."""
    return ExportLevel(level_of(entry).value), referral_record(found, entry)


def _sent(by: Actor, keyring: Keyring, case: uuid.UUID, row: uuid.UUID) -> None:
    found = open_file(by, keyring, case)
    entry = found.file.find(row)
    if entry is not None and not entry.withdrawn and state_of(found.file, entry) == "":
        said = {"referral": row, "state": "sent", "on": clock.today()}
        write_entry(by=by, keyring=keyring, found=found, kind="referral_answer", said=said)


def _tell(by: Actor, row: Export, verb: str, **codes: str | int) -> None:
    gate.require(by, _EXPORT, organisation_id=row.organisation_id)
    tell_of_case(by, row.organisation_id, verb, row.case, export=str(row.pk), **codes)
