"""A colleague is taken out of a team: her cases are given on in the same act, and what stays open to her is told.

Every case of the team gets a new key: the one before she knows, with which she could open in a copy of the database
what is written later. Some get it at once, the others when a member of the team opens her keys.

Leaving a team ends what she reads through it. Cases given to her by name, and other teams of hers, stay; what she has
read she knows. A case of the team that is assigned to her would be left with somebody who cannot open it: each needs
a colleague of the team who takes it.
"""

import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from secrets import SystemRandom
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import team_acts
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import log_first_statements, log_key_event
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import TABLE, Permission
from jatan.foundation.access.team_selectors import members_of, require_supervisor
from jatan.foundation.vault import casekeys
from jatan.foundation.vault.casekeys import team_members
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.key_agent.client import AgentAway
from jatan.foundation.vault.keyrings import Keyring, memberships
from jatan.foundation.vault.models import Team, Wrap
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.renewals import cases_to_renew
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.file.access import locked_cases
from jatan.programme.cases.file_events import KEYS_RENEWED
from jatan.programme.cases.models import Case
from jatan.programme.cases.register.services import assign_case

# New keys made in one request: each takes a twentieth of a second, more for a long file.
_AT_ONCE: Final = 20
_log = logging.getLogger(__name__)
_CASE_WORK = [role for role, gives in TABLE.items() if Permission.CASES_RECORD in gives]


@dataclass(frozen=True)
class Leaving:
    """What a colleague holds when she leaves a team.

    `to_give_on`: cases assigned to her that she cannot open afterwards, open ones first. `kept`: cases assigned to her
    that she can still open. `by_name`: cases that were given to her by name and stay open to her. `teams`: names of her
    other teams. `takers`: for each case assigned to her, (account, name) of who may take it, by name: colleagues of the
    team who can open it, else of the office.
    """

    to_give_on: tuple[Case, ...]
    kept: tuple[Case, ...]
    by_name: tuple[Case, ...]
    teams: tuple[str, ...]
    takers: Mapping[uuid.UUID, tuple[tuple[uuid.UUID, str], ...]]


@dataclass(frozen=True)
class Renewed:
    """Numbers of cases: with a new key now, refused because something of them was altered, still waiting (those that
    were refused among them)."""

    done: int
    refused: int
    waiting: int


def leaving_of(by: Actor, team: Team, holder: uuid.UUID) -> Leaving:
    """What a member holds, for the supervisor who takes her out. Needs no key. Raises Forbidden for no member."""
    organisation_id = require_supervisor(by)
    members = dict(members_of(by, team))
    if team.organisation_id != organisation_id or holder not in members:
        raise Forbidden(Permission.CASES_RECORD.value)
    others = memberships(organisation_id, holder).exclude(team=team).order_by("team__name")
    teams = dict(others.values_list("team_id", "team__name"))
    wraps = Wrap.objects.filter(organisation_id=organisation_id).exclude(until__lt=clock.today())
    named = set(wraps.filter(kind=Kind.USER, principal=holder).values_list("case", flat=True))
    through = set(wraps.filter(principal__in=list(teams)).values_list("case", flat=True)) if teams else set()
    cases = list(_cases(organisation_id, holder, named))
    mine = [case for case in cases if case.assigned_to == holder]
    return Leaving(
        to_give_on=tuple(case for case in mine if case.pk not in named | through),
        kept=tuple(case for case in mine if case.pk in named | through),
        by_name=tuple(case for case in cases if case.pk in named),
        teams=tuple(teams.values()),
        takers=_takers(organisation_id, [case.pk for case in mine], members, holder),
    )


def take_out_of_team(
    *, by: Actor, keyring: Keyring, team: Team, holder: uuid.UUID, to: Mapping[uuid.UUID, uuid.UUID]
) -> Renewed:
    """Give her cases on (`to`: case -> account) and end her membership, or neither; then begin to renew keys of cases.

    A case that nobody else can open stays with her name on it. Raises Problems: a case without a colleague who can open
    it and takes it, at "to.<case>"; Problem: too few members.
    """
    with transaction.atomic():
        organisation_id = require_supervisor(by)
        shared = _cases_of_team(organisation_id, team)
        _lock_cases_of(organisation_id, holder, shared)
        held = leaving_of(by, team, holder)
        takers = {case: {pk for pk, _name in people} for case, people in held.takers.items()}
        missing = [case for case in held.to_give_on if takers[case.pk] and to.get(case.pk) not in takers[case.pk]]
        if missing:
            message = _("Choose who works on this case from now on.")
            raise Problems([Problem("missing_required", message, field=f"to.{case.pk}") for case in missing])
        for case in (*held.to_give_on, *held.kept):
            account = to.get(case.pk)
            if account in takers[case.pk]:
                assign_case(by=by, case=case, to=account)
        try:
            team_acts.remove_from_team(by=by, keyring=keyring, team=team, holder=holder)
        except Problem as problem:
            raise Problems([Problem(problem.code, problem.message)]) from None
    return renew_cases(by=by, keyring=keyring, teams=[team.pk])


def waiting_cases(by: Actor, team: Team) -> int:
    """Number of the team's cases whose key somebody knows who was taken out of it. Needs no key."""
    return len(cases_to_renew(require_supervisor(by), [team.pk]))


def renew_cases(*, by: Actor, keyring: Keyring, teams: Iterable[uuid.UUID]) -> Renewed:
    """Give some of the cases that wait for it a new key, drawn by chance and each by itself: one that was altered, or
    that somebody writes in now, keeps no other waiting. Stops when the keys lock."""
    waiting = cases_to_renew(keyring.organisation_id, teams)
    if not waiting or keyring.author() is None:
        return Renewed(0, 0, len(waiting))
    done = refused = 0
    for case in sorted(SystemRandom().sample(waiting, min(len(waiting), _AT_ONCE))):
        try:
            done += _renew(by, keyring, case)
        except AgentAway:
            break
        except Refused:
            refused += 1
        except Exception as error:
            refused += 1
            _log.warning("a case could not be given a new key: %s", type(error).__name__)
    if done or refused:
        log_key_event(by, KEYS_RENEWED, keyring.holder, cases=done, refused=refused)
    return Renewed(done, refused, len(waiting) - done)


def _renew(by: Actor, keyring: Keyring, case: uuid.UUID) -> bool:
    """Give a case a new key, unless somebody writes in it now."""
    with transaction.atomic():
        free = locked_cases(keyring.organisation_id, skip_locked=True).filter(pk=case)
        if not free.values_list("pk").first():
            return False
        log_first_statements(by, {case: casekeys.renew(keyring, case)})
    return True


def _cases(organisation_id: uuid.UUID, holder: uuid.UUID, named: set[uuid.UUID]) -> QuerySet[Case]:
    """Cases assigned to her or given to her by name, open ones first."""
    rows = Case.objects.live().filter(organisation_id=organisation_id)
    return rows.filter(Q(assigned_to=holder) | Q(pk__in=named)).order_by("is_closed", "-opened_quarter", "code", "id")


def _cases_of_team(organisation_id: uuid.UUID, team: Team) -> list[uuid.UUID]:
    """Cases that the team reads today."""
    wraps = Wrap.objects.filter(organisation_id=organisation_id, kind=Kind.TEAM, principal=team.pk)
    return sorted(set(wraps.exclude(until__lt=clock.today()).values_list("case", flat=True)))


def _lock_cases_of(organisation_id: uuid.UUID, holder: uuid.UUID, shared: Sequence[uuid.UUID]) -> None:
    """Lock the cases assigned to her, and those of the team, so that nobody gives one on or writes in one meanwhile."""
    rows = locked_cases(organisation_id).filter(Q(assigned_to=holder) | Q(pk__in=shared))
    list(rows.order_by("pk").values_list("pk"))


def _takers(
    organisation_id: uuid.UUID, cases: Sequence[uuid.UUID], members: Mapping[uuid.UUID, str], holder: uuid.UUID
) -> dict[uuid.UUID, tuple[tuple[uuid.UUID, str], ...]]:
    """Who may take each case: its team's colleagues who can open it, else others of the office who can; a case without
    a sealed file, everybody of the team."""
    here = Posting.objects.in_force(clock.today()).filter(
        organisation_id=organisation_id, role__in=_CASE_WORK, account__is_active=True
    )
    workers = dict(here.exclude(account=holder).order_by("account__name").values_list("account", "account__name"))
    openers, found = _openers(organisation_id, cases), {}
    for case in cases:
        can = openers.get(case)
        team = [(pk, name) for pk, name in members.items() if pk in workers and (can is None or pk in can)]
        others = [(pk, name) for pk, name in workers.items() if can is not None and pk in can]
        found[case] = tuple(team or others)
    return found


def _openers(organisation_id: uuid.UUID, cases: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Who can open each case today, by name or through a team; nothing about a case without keys."""
    wraps = Wrap.objects.filter(organisation_id=organisation_id, case__in=cases)
    rows = list(wraps.values_list("case", "kind", "principal", "until"))
    members = team_members(organisation_id, {principal for _case, kind, principal, _until in rows if kind == Kind.TEAM})
    found: dict[uuid.UUID, set[uuid.UUID]] = {}
    for case, kind, principal, until in rows:
        people = found.setdefault(case, set())
        if not clock.is_past(until):
            people |= members.get(principal, set()) | ({principal} if kind == Kind.USER else set())
    return found
