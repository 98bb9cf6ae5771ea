"""Cases that wait for a new key, because somebody who was taken out of a team knows the present one.

Each new key seals a whole file again, so they are made some at a time; meanwhile the roster keeps the former member
from the team's keys, and this finds what is left.
"""

import uuid
from collections.abc import Iterable, Sequence

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.models import Wrap
from jatan.foundation.vault.rosters import Roster, rosters_of
from jatan.foundation.vault.statements import FOUND, unverified_statements
from jatan.kernel import clock


def cases_to_renew(organisation_id: uuid.UUID, teams: Iterable[uuid.UUID]) -> list[uuid.UUID]:
    """Cases that one of these teams reads, whose key was made while somebody belonged to it who does not any more.

    As the rows say: `casekeys.renew` verifies them. One query where nobody was ever taken out, else three. A team whose
    rosters were altered has none.
    """
    rosters = rosters_of(organisation_id, teams).by_team
    last = {team: number for team, held in rosters.items() if (number := _last_with_a_former_member(held))}
    if not last:
        return []
    wraps = Wrap.objects.filter(organisation_id=organisation_id, kind=Kind.TEAM, principal__in=list(last))
    readers: dict[uuid.UUID, set[uuid.UUID]] = {}
    for case, team in wraps.exclude(until__lt=clock.today()).values_list("case", "principal"):
        readers.setdefault(case, set()).add(team)
    since = _rosters_of_present_keys(organisation_id, list(readers))
    return sorted(
        case
        for case, of_case in readers.items()
        if any(since.get(case, {}).get(team, 1) <= last[team] for team in of_case)
    )


def _last_with_a_former_member(held: Sequence[Roster]) -> int:
    """Number of the last roster that names somebody whom the newest does not; 0 if there is none."""
    present = set(held[-1].members)
    return max((roster.number for roster in held if set(roster.members) - present), default=0)


def _rosters_of_present_keys(
    organisation_id: uuid.UUID, cases: Sequence[uuid.UUID]
) -> dict[uuid.UUID, dict[uuid.UUID, int]]:
    """Case -> team -> number of the roster that stood when the team was given the case's present key; the first one for
    a case that was signed as it was found. Nothing for a case that nobody signed."""
    found: dict[uuid.UUID, dict[uuid.UUID, int]] = {}
    versions: dict[uuid.UUID, int] = {}
    for stated in unverified_statements(organisation_id, cases):
        if versions.get(stated.case) != stated.version:
            versions[stated.case], found[stated.case] = stated.version, {}
        for team, number in stated.rosters.items():
            found[stated.case].setdefault(team, 1 if stated.change == FOUND else number)
    return found
