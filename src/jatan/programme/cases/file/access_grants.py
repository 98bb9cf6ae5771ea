"""Give and take away read access to a case. The reason is sealed into the file; the ledger records the fact only."""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault import casekeys
from jatan.foundation.vault.casekeys import Reader, TooFewReaders
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.cases import file_events
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.file.access import OpenCaseFile, reload_locked
from jatan.programme.cases.file.creation import too_few_readers_problem
from jatan.programme.cases.file.entry_store import store_entry
from jatan.programme.cases.file.event_log import log_case_event
from jatan.programme.cases.file.summary import write_summary
from jatan.programme.cases.writers import require_team


def give_case(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, to: Reader, reason: str, names: Mapping[uuid.UUID, str]
) -> OpenCaseFile:
    """Give one more colleague or team of the organisation access, optionally until a day. `names`: allowed readers.

    Raises Problem: a reader outside `names`, a past day, no reason, a caller who reads it until a day herself.
    """
    require_team(by)
    _require_reader_for_good(keyring, case_file, "to")
    if to.principal not in names:
        raise Problem("unreadable", field="to")
    if clock.is_past(to.until):
        raise Problem("unreadable", _("This day is past."), field="until")
    answers = {"deed": "given", "to": names[to.principal], "until": to.until, "reason": _required_reason(reason)}
    with transaction.atomic():
        case_file = reload_locked(case_file)
        key = casekeys.grant(keyring, case_file.case.pk, to)
        until = to.until.isoformat() if to.until else ""
        organisation_id = case_file.case.organisation_id
        codes = {"to": str(to.principal), "until": until, **key.marks}
        log_case_event(by, organisation_id, file_events.READER_GIVEN, case_file.case.pk, **codes)
        return _stored(by, keyring, replace(case_file, key=key), answers)


def take_case_from(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, principal: uuid.UUID, name: str, reason: str
) -> OpenCaseFile:
    """Remove a reader: the case gets a new key and all sections are sealed again. `name`: recorded in the file.

    Any reader can remove a colleague; only a supervisor can remove a team.
    Raises Problem: no reason, too few readers left, a caller who reads it until a day; Forbidden.
    """
    require_team(by)
    _require_reader_for_good(keyring, case_file, "reason")
    answers = {"deed": "taken", "to": name, "reason": _required_reason(reason)}
    organisation_id = case_file.case.organisation_id
    held = {reader.principal: reader.kind for reader in casekeys.readers(organisation_id, case_file.case.pk)}
    if held.get(principal) == Kind.TEAM and organisation_id not in by.reach(Permission.CASES_RECORD).organisations:
        raise gate.Forbidden(Permission.CASES_RECORD.value)
    try:
        with transaction.atomic():
            case_file = reload_locked(case_file)
            key = casekeys.revoke(keyring, case_file.case.pk, principal)
            log_case_event(
                by, organisation_id, file_events.READER_TAKEN, case_file.case.pk, to=str(principal), **key.marks
            )
            return _stored(by, keyring, replace(case_file, key=key), answers)
    except TooFewReaders:
        raise too_few_readers_problem() from None


def _stored(by: Actor, keyring: Keyring, case_file: OpenCaseFile, answers: Mapping[str, Any]) -> OpenCaseFile:
    now = store_entry(by, keyring, case_file, kind_of("reader"), answers, None)[0]
    write_summary(keyring, now)
    return now


def _require_reader_for_good(keyring: Keyring, case_file: OpenCaseFile, field: str) -> None:
    """Who reads a case until a day signs nothing about its readers: nobody could tell later on which day she did."""
    case = case_file.case
    if keyring.holder not in casekeys.permanent_readers(case.organisation_id, case.pk):
        raise Problem(
            "reads_until_a_day",
            _("You read this case until a day. Somebody who reads it without one decides who else does."),
            field=field,
        )


def _required_reason(reason: str) -> str:
    if not reason.strip():
        raise Problem("missing_required", field="reason")
    return reason.strip()
