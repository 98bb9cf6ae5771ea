"""Who can read a case, who has read it, and who can be given access."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from jatan.foundation.access.models import Account
from jatan.foundation.vault.casekeys import readers, team_members
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import DirectoryKey, Team
from jatan.kernel import clock
from jatan.programme.cases.choices import What
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.models import Reading

_SHOWN = 200


@dataclass(frozen=True)
class Grant:
    """Read access of a colleague, or of a team with its members. `is_over`: its last day is past."""

    kind: Kind
    principal: uuid.UUID
    name: str
    members: tuple[str, ...]
    until: dt.date | None

    @property
    def is_over(self) -> bool:
        return clock.is_past(self.until)


@dataclass(frozen=True)
class ReadingLine:
    """One reading."""

    name: str
    what: What
    at: dt.datetime


def grants_of(case_file: OpenCaseFile) -> list[Grant]:
    """All grants of the case, teams first, without the recovery officers."""
    organisation_id = case_file.case.organisation_id
    held = readers(organisation_id, case_file.case.pk)
    teams = [reader.principal for reader in held if reader.kind == Kind.TEAM]
    members = team_members(organisation_id, teams)
    names = _names(reader.principal for reader in held) | _names(pk for people in members.values() for pk in people)
    names |= dict(Team.objects.filter(organisation_id=organisation_id, pk__in=teams).values_list("pk", "name"))
    rows = [
        Grant(
            reader.kind,
            reader.principal,
            names.get(reader.principal, ""),
            tuple(sorted(names.get(pk, "") for pk in members.get(reader.principal, ()))),
            reader.until,
        )
        for reader in held
    ]
    return sorted(rows, key=lambda row: (row.kind != Kind.TEAM, row.name))


def people_of(case_file: OpenCaseFile) -> dict[uuid.UUID, str]:
    """Names of the colleagues who can open the case today, by themselves or through a team: three queries."""
    organisation_id = case_file.case.organisation_id
    held = [reader for reader in readers(organisation_id, case_file.case.pk) if not reader.is_over]
    members = team_members(organisation_id, [reader.principal for reader in held if reader.kind == Kind.TEAM])
    people = {reader.principal for reader in held if reader.kind == Kind.USER}
    return _names(people.union(*members.values()), Account.objects.filter(is_active=True))


def readings(case_file: OpenCaseFile) -> list[ReadingLine]:
    """Recorded readings of the file, its identity card and papers, newest first."""
    rows = Reading.objects.filter(organisation_id=case_file.case.organisation_id, case=case_file.case.pk)
    shown = list(rows.order_by("-at")[:_SHOWN])
    names = _names(row.account for row in shown)
    return [ReadingLine(names.get(row.account, ""), What(row.what), row.at) for row in shown]


def possible_readers(keyring: Keyring, case_file: OpenCaseFile) -> dict[uuid.UUID, tuple[Kind, str]]:
    """Colleagues with a certified key and teams of the organisation without access so far."""
    organisation_id = keyring.organisation_id
    held = {
        reader.principal for reader in readers(organisation_id, case_file.case.pk) if not clock.is_past(reader.until)
    }
    keys = DirectoryKey.objects.filter(organisation_id=organisation_id, kind=Kind.USER, retired_at__isnull=True)
    holders = set(keys.exclude(signature=b"").values_list("principal", flat=True))
    people = {pk: (Kind.USER, name) for pk, name in _names(holders, Account.objects.filter(is_active=True)).items()}
    teams = Team.objects.filter(organisation_id=organisation_id, closed_at__isnull=True).values_list("pk", "name")
    everybody = people | {pk: (Kind.TEAM, name) for pk, name in teams}
    return {pk: one for pk, one in everybody.items() if pk not in held}


def _names(accounts: Iterable[uuid.UUID], among: QuerySet[Account] | None = None) -> dict[uuid.UUID, str]:
    """Names by account, including accounts of people who have left."""
    wanted = set(accounts)
    rows = (Account.objects.all() if among is None else among).filter(id__in=wanted)
    return dict(rows.values_list("id", "name")) if wanted else {}
