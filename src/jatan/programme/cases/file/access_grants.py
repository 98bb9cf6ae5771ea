"""Who may read a case changes. The reason given is sealed into the file; the ledger is told that it happened."""

import uuid
from collections.abc import Mapping

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
from jatan.programme.cases.file.access import Opened
from jatan.programme.cases.file.creation import too_few
from jatan.programme.cases.file.entry_store import keep_entry
from jatan.programme.cases.file.event_log import tell_of_case
from jatan.programme.cases.writers import require_team

__all__ = ["give_case", "take_case_from"]


def give_case(
    *, by: Actor, keyring: Keyring, found: Opened, to: Reader, reason: str, names: Mapping[uuid.UUID, str]
) -> Opened:
    """Give a case to one more colleague or team of the house, perhaps until a day. `names`: who may be given to.

    Raises Problem: nobody of that list, a day that is past, no reason.
    """
    require_team(by)
    if to.principal not in names:
        raise Problem("unreadable", field="to")
    if to.until is not None and to.until < clock.today():
        raise Problem("unreadable", _("This day is past."), field="until")
    said = {"deed": "given", "to": names[to.principal], "until": to.until, "reason": _reasoned(reason)}
    with transaction.atomic():
        casekeys.grant(keyring, found.case.pk, to)
        until = to.until.isoformat() if to.until else ""
        organisation_id = found.case.organisation_id
        told = {"to": str(to.principal), "until": until}
        tell_of_case(by, organisation_id, file_events.READER_GIVEN, found.case.pk, **told)
        return keep_entry(by, keyring, found, kind_of("reader"), said, None)[0]


def take_case_from(
    *, by: Actor, keyring: Keyring, found: Opened, principal: uuid.UUID, name: str, reason: str
) -> Opened:
    """Take a reader away: the case gets a new key and everything in it is sealed anew. `name`: as the file calls her.

    Whoever reads the case takes a colleague away; a team, the supervisors' own among them, only who supervises.
    Raises Problem: no reason, too few left; Forbidden.
    """
    require_team(by)
    said = {"deed": "taken", "to": name, "reason": _reasoned(reason)}
    organisation_id = found.case.organisation_id
    held = {reader.principal: reader.kind for reader in casekeys.readers(organisation_id, found.case.pk)}
    if held.get(principal) == Kind.TEAM and organisation_id not in by.reach(Permission.CASES_RECORD).organisations:
        raise gate.Forbidden(Permission.CASES_RECORD.value)
    try:
        with transaction.atomic():
            key = casekeys.revoke(keyring, found.case.pk, principal)
            tell_of_case(by, organisation_id, file_events.READER_TAKEN, found.case.pk, to=str(principal))
            now = Opened(found.case, key, found.file)
            return keep_entry(by, keyring, now, kind_of("reader"), said, None)[0]
    except TooFewReaders:
        raise too_few() from None


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise Problem("missing_required", field="reason")
    return reason.strip()
