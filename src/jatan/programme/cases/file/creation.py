"""Create a case in the session of one of its readers, with open keys.

Register row, key, wrapped keys and the first sealed entries are one transaction: no case exists without readers.
"""

import datetime as dt
import os
import uuid
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.access.room_acts import open_for_records
from jatan.foundation.network.models import Organisation
from jatan.foundation.network.rooms import Room
from jatan.foundation.network.selectors import districts_of
from jatan.foundation.places.models import Place
from jatan.foundation.vault import casekeys
from jatan.foundation.vault.casekeys import Reader, TooFewReaders
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Team
from jatan.kernel import clock
from jatan.kernel.periods import quarter
from jatan.kernel.problems import Problem
from jatan.kernel.text.codes import WITHOUT_ZERO_AND_ONE, random_code
from jatan.programme.cases import file_events
from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.event_log import log_case_event
from jatan.programme.cases.file.section_format import seal_entry
from jatan.programme.cases.file.summary import write_summary
from jatan.programme.cases.models import Case
from jatan.programme.cases.register.facts import SECRET_BYTES, fact_dimensions, write_fact
from jatan.programme.cases.writers import refuse_if_left_network, require_team

_RECORD: Final = Permission.CASES_RECORD


def my_teams(keyring: Keyring) -> list[Team]:
    """The actor's teams: a new case belongs to one of them."""
    rows = Team.objects.filter(organisation_id=keyring.organisation_id, pk__in=keyring.team_ids())
    return list(rows.order_by("id"))


def districts_for(organisation_id: uuid.UUID) -> list[Place]:
    """Districts in which a member may register cases today, the earliest first."""
    return districts_of(organisation_id, clock.today())


def generate_case_code(organisation: Organisation, on: dt.date) -> str:
    """A new code that shows only member and quarter: "JTN-2026Q4-7KQ4P"."""
    tail = random_code(5, WITHOUT_ZERO_AND_ONE)
    return f"{organisation.code}-{on.year}Q{(on.month + 2) // 3}-{tail}"


def open_case_file(
    *,
    by: Actor,
    keyring: Keyring,
    team: uuid.UUID,
    kind: str,
    opened_on: dt.date,
    code: str = "",
    journey: uuid.UUID | None = None,
    district: uuid.UUID | None = None,
) -> OpenCaseFile:
    """Create a case for one of the actor's teams. The supervisors' team and the recovery officers can read it too.

    `code`: the organisation's own, else generated. `journey`: the journey it began with, sealed. `district`: one
    of `districts_for`, None: the first. Raises Problem: unknown team, kind or district, a future day, a code that
    is taken, too few readers with keys.
    """
    require_team(by)
    _check(keyring, team, kind, opened_on)
    organisation = Organisation.objects.get(pk=keyring.organisation_id)
    with transaction.atomic():
        named = code.strip() or generate_case_code(organisation, opened_on)
        case = _create_register_row(by, organisation, kind, opened_on, named, _district(organisation, district))
        try:
            key = casekeys.make_case_key(keyring, case.pk, first_readers(keyring, team))
        except TooFewReaders:
            raise too_few_readers_problem() from None
        case_file = OpenCaseFile(case, key, _empty_file(case))
        secret = os.urandom(SECRET_BYTES)
        write_fact(secret=secret, **fact_dimensions(case))
        seal_entry(keyring, case.pk, key, kind_of("facts"), {"secret": secret.hex()})
        entry = seal_entry(keyring, case.pk, key, kind_of("register"), {"opened_on": opened_on})
        case_file = OpenCaseFile(case, key, case_file.file.with_entry(entry))
        if journey is not None:
            entry = seal_entry(keyring, case.pk, key, kind_of("origin"), {"journey": str(journey)})
            case_file = OpenCaseFile(case, key, case_file.file.with_entry(entry))
        write_summary(keyring, case_file)
        opened = log_case_event(by, case.organisation_id, file_events.FILE_OPENED, case.pk, **key.marks)
        open_for_records(opened, [Room.HELP])
    return case_file


def _check(keyring: Keyring, team: uuid.UUID, kind: str, opened_on: dt.date) -> None:
    if team not in keyring.team_ids():
        raise Problem("unreadable", field="team")
    if kind not in CaseKind.values:
        raise Problem("unreadable", field="kind")
    if opened_on > clock.today():
        raise Problem("date_in_future", field="opened_on")


def _district(organisation: Organisation, wanted: uuid.UUID | None) -> Place:
    districts = districts_for(organisation.pk)
    found = next((one for one in districts if wanted in (None, one.pk)), None)
    if found is None:
        raise Problem("unreadable", field="district") if districts else Problem("unknown_place", field="organisation")
    return found


def _create_register_row(
    by: Actor, organisation: Organisation, kind: str, opened_on: dt.date, code: str, district: Place
) -> Case:
    """Create the register row: code, kind, quarter and district."""
    gate.require(by, _RECORD, organisation_id=organisation.pk)
    refuse_if_left_network(organisation.pk)
    if Case.objects.live().filter(organisation=organisation, code=code).exists():
        raise Problem("code_taken", _("Another case has this code."), field="code")
    first = quarter(opened_on).start
    return Case.objects.create(
        organisation=organisation,
        place=district,
        code=code,
        kind=kind,
        opened_quarter=first,
        assigned_to=by.account_id,
        recorded_by=by.account_id,
    )


def first_readers(keyring: Keyring, team: uuid.UUID) -> list[Reader]:
    """The team, and the receiving team, to which the supervisors belong."""
    receiving = Team.objects.filter(
        organisation_id=keyring.organisation_id, is_receiving=True, closed_at__isnull=True
    ).values_list("pk", flat=True)
    return [Reader(Kind.TEAM, pk) for pk in dict.fromkeys([team, *receiving])]


def _empty_file(case: Case) -> CaseFile:
    return CaseFile(case.pk, case.organisation_id, case.code, case.kind, case.opened_quarter, case.is_closed)


def too_few_readers_problem() -> Problem:
    return Problem(
        "too_few_readers",
        _("At least two people with keys must be able to read a case. Ask your supervisor to complete the team."),
        field="team",
    )
