"""Reading the coded register, narrowed by the gate: her own cases for a counsellor, the team's for a supervisor.

The only way other packages reach cases.
"""

import uuid
from collections.abc import Iterable

from django.db.models import FETCH_RAISE, Q, QuerySet

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.programme.cases.models import Case, CaseFollowUp
from jatan.programme.people.reaching import reachable

__all__ = ["cases", "codes_taken", "find_case", "follow_ups", "open_cases", "search"]


def cases(by: Actor) -> QuerySet[Case]:
    """Every case within reach, newest first."""
    rows = reachable(Case, by=by, permission=Permission.CASES_SEE, owner="assigned_to")
    return rows.order_by("-opened_on", "-id")


def open_cases(by: Actor) -> QuerySet[Case]:
    """Cases that are not closed, the longest open first."""
    return cases(by).filter(is_closed=False).order_by("opened_on", "id")


def find_case(by: Actor, case_id: uuid.UUID) -> Case:
    """One case within reach. Raises Case.DoesNotExist, for a forbidden one too."""
    return cases(by).get(id=case_id)


def search(by: Actor, text: str) -> QuerySet[Case]:
    """Cases whose code begins with `text`; none for an empty text."""
    code = text.strip()
    return cases(by).filter(Q(code__istartswith=code)) if code else cases(by).none()


def follow_ups(by: Actor) -> QuerySet[CaseFollowUp]:
    """Every follow-up of cases within reach, newest first."""
    seen = cases(by).order_by().values("pk")
    rows: QuerySet[CaseFollowUp] = CaseFollowUp._default_manager.filter(withdrawn_at__isnull=True, case__in=seen)
    return rows.select_related("case", "organisation", "place").fetch_mode(FETCH_RAISE).order_by("-on", "-id")


def codes_taken(organisation_id: uuid.UUID, codes: Iterable[str]) -> set[str]:
    """Those of `codes` that a live case of the organisation has, for an importer's warning. Behind the walls only."""
    rows = Case._default_manager.filter(organisation_id=organisation_id, code__in=set(codes), withdrawn_at__isnull=True)
    return set(rows.values_list("code", flat=True))
