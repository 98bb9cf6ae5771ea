"""Queries of the coded register, limited by the gate: own cases for a counsellor, the team's for a supervisor.

Other packages query cases only through this module.
"""

import uuid

from django.db.models import FETCH_RAISE, Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.key_acts import key_office
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Section
from jatan.programme.cases.models import Case
from jatan.programme.people.reach import reachable


def cases(by: Actor) -> QuerySet[Case]:
    """Cases within reach, latest quarter first, then by code, because the order of entry is not stored."""
    rows = reachable(Case, by=by, permission=Permission.CASES_SEE, owner="assigned_to")
    return rows.order_by("-opened_quarter", "code", "id")


def register(by: Actor, keyring: Keyring | None = None) -> QuerySet[Case]:
    """The register for a page, newest first: cases within reach and, with open keys, cases shared with the actor."""
    rows = cases(by)
    if keyring is None or key_office(by) != keyring.organisation_id or by.account_id != keyring.holder:
        return rows
    reachable = Q(pk__in=rows.order_by().values("pk"))
    given = Q(organisation_id=keyring.organisation_id, pk__in=keyring.given_cases())
    found = Case._default_manager.filter(reachable | given, withdrawn_at__isnull=True)
    return found.fetch_mode(FETCH_RAISE).order_by("-opened_quarter", "code", "id")


def open_cases(by: Actor) -> QuerySet[Case]:
    """Open cases, the oldest first."""
    return cases(by).filter(is_closed=False).order_by("opened_quarter", "code", "id")


def find_case(by: Actor, case_id: uuid.UUID) -> Case:
    """One case within reach. Raises Case.DoesNotExist for any other."""
    return cases(by).get(id=case_id)


def withdrawn_cases(by: Actor) -> QuerySet[Case]:
    """Withdrawn cases, for actors who supervise them; empty for others."""
    supervised = by.reach(Permission.CASES_RECORD).organisations
    rows = Case._default_manager.filter(organisation_id__in=supervised, withdrawn_at__isnull=False)
    return rows.fetch_mode(FETCH_RAISE).order_by("-opened_quarter", "code", "id")


def has_file(case: Case) -> bool:
    """Whether the case has a sealed file."""
    return Section.objects.filter(organisation_id=case.organisation_id, case=case.pk).exists()


def search(by: Actor, text: str) -> QuerySet[Case]:
    """Cases whose code begins with `text`; none for an empty text."""
    code = text.strip()
    return cases(by).filter(Q(code__istartswith=code)) if code else cases(by).none()
