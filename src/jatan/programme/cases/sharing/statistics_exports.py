"""Exports over many cases: statistics and coded incidents, only of cases with consent to statistics.

They cover the cases that the actor can open. Identity cards are decrypted for age and sex only and not shown; the
export is logged once, with its number of cases.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from itertools import batched
from typing import Final

from django.db import transaction

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.section_store import Written, latest
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from jatan.programme.cases.choices import ExportLevel, ExportReason
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.consent import valid_consents
from jatan.programme.cases.exchange.archive import Reason, write_export
from jatan.programme.cases.exchange.incidents import write_incidents
from jatan.programme.cases.exchange.levels import Level
from jatan.programme.cases.exchange.of_file import record_of
from jatan.programme.cases.exchange.of_incident import incident, is_counted_elsewhere
from jatan.programme.cases.file.access import build_case_file
from jatan.programme.cases.file.section_format import IDENTITY_SECTION, entry_of
from jatan.programme.cases.models import Case, Export
from jatan.programme.cases.sharing.contents import Packet, file_passed
from jatan.programme.cases.sharing.exports import may_export, store_export

_BATCH: Final = 100


def export_many(
    *, by: Actor, keyring: Keyring, level: str, since: dt.date | None = None, until: dt.date | None = None
) -> tuple[Export, str]:
    """The export over cases opened in quarters that begin within these dates, and its passphrase, shown once.

    `level`: statistical or incidents. Raises Forbidden; Problem("nothing_to_share") if no case has
    consent, "too_few" if counts would be of fewer than five.
    """
    if not by.may(Permission.CASES_EXPORT):
        raise Forbidden(Permission.CASES_EXPORT.value)
    if level not in (ExportLevel.STATISTICAL, ExportLevel.INCIDENTS):
        raise Problem("unreadable", field="level")
    today, mark = clock.today(), new_id()
    with transaction.atomic():
        files = [file for file in _counted(by, keyring, since, until) if valid_consents(file, "statistics", today)]
        if level == ExportLevel.INCIDENTS:
            content, passphrase = write_incidents(
                [incident(file, today) for file in files], Reason.STATISTICS, mark=mark
            )
        else:
            records = [record_of(file, today) for file in files]
            content, passphrase = write_export(Level.STATISTICAL, records, Reason.STATISTICS, mark=mark)
        row = Export(id=mark, level=level, reason=ExportReason.STATISTICS)
        store_export(by, keyring, row, content, cases=len(files))
    return row, passphrase


def _counted(by: Actor, keyring: Keyring, since: dt.date | None, until: dt.date | None) -> Iterator[CaseFile]:
    """Case files with identity cards, without cases that another member counts."""
    keys = keyring.case_keys()
    rows = Case.objects.live().filter(organisation_id=keyring.organisation_id)
    for ids in batched(keys, _BATCH, strict=False):
        cases = {
            case.pk: case for case in rows.filter(pk__in=ids) if may_export(by, case) and _within(case, since, until)
        }
        held: dict[uuid.UUID, list[Written]] = {}
        for section in latest(keyring.organisation_id, list(cases)):
            held.setdefault(section.case, []).append(section)
        for pk, case in cases.items():
            mine = held.get(pk, [])
            file = build_case_file(case, keys[pk], mine).file
            cards = [section for section in mine if section.name == IDENTITY_SECTION]
            file = file.with_entry(entry_of(keys[pk], cards[-1])) if cards else file
            if not is_counted_elsewhere(file):
                yield file_passed(file, Packet.STATISTICS)


def _within(case: Case, since: dt.date | None, until: dt.date | None) -> bool:
    first = case.opened_quarter
    return (since is None or since <= first) and (until is None or first <= until)
