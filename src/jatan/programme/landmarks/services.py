"""Services that write the register of places and ways.

Whoever records activities in a place records and verifies landmarks there; corrections are made by whoever recorded the
entry, her coordinator, or the secretariat. Raises gate.Forbidden or DoesNotExist without the permission, Problems or
Problem for invalid values.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.landmarks import events
from jatan.programme.landmarks.choices import LAYERS, Finding, LandmarkKind
from jatan.programme.landmarks.commands import RecordLandmark, RecordRoute, VerifyLandmark
from jatan.programme.landmarks.models import Landmark, Route, Verification
from jatan.programme.landmarks.selectors import find_landmark, verifying_organisation
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.people.reach import live
from jatan_names import names

__all__ = [
    "CORRECT",
    "RECORD",
    "amend_landmark",
    "amend_route",
    "record_landmark",
    "record_route",
    "require_stops",
    "verify_landmark",
    "withdraw_landmark",
    "withdraw_route",
    "withdraw_verification",
]

RECORD, CORRECT = Permission.ACTIVITIES_RECORD, Permission.ALLIES_RECORD


def record_landmark(*, by: Actor, command: RecordLandmark) -> Landmark:
    """Put a landmark on the map. Two that may be the same are both kept: `likely_duplicates` shows them."""
    row = Landmark(**_landmark_values(command))
    return acts.record(by=by, permission=RECORD, verb=events.LANDMARK_RECORDED, rows=[row])[0]


def amend_landmark(*, by: Actor, landmark: Landmark, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a landmark; earlier values stay in its history."""
    values = _landmark_values(RecordLandmark.of(landmark).changed(changes))
    return acts.amend(
        by=by,
        permission=_permission(by, landmark),
        correct=CORRECT,
        verb=events.LANDMARK_AMENDED,
        row=landmark,
        changes=changed_values(landmark, values),
        reason=reason,
    )


def withdraw_landmark(*, by: Actor, landmark: Landmark, reason: str) -> None:
    """Withdraw a landmark from the map. Journeys and routes that name it keep it, marked as withdrawn."""
    acts.withdraw(
        by=by, permission=RECORD, correct=CORRECT, verb=events.LANDMARK_WITHDRAWN, row=landmark, reason=reason
    )


def verify_landmark(
    *, by: Actor, landmark: Landmark, finding: str = Finding.AS_RECORDED.value, note: str = ""
) -> Verification:
    """Keep that somebody looked today, whoever recorded the landmark. Pressed twice on a day, it is one check."""
    organisation = verifying_organisation(by, landmark)
    if organisation is None:
        raise gate.Forbidden(RECORD.value)
    find_landmark(by, landmark.pk)
    command = VerifyLandmark(
        organisation=organisation,
        place=landmark.place,
        landmark=landmark.pk,
        verified_on=clock.today(),
        finding=finding,
        note=note,
    )
    with transaction.atomic():
        # Two presses of one person run one after the other; the row of another organisation cannot be locked.
        if by.account_id is not None:
            Account.objects.select_for_update(no_key=True).get(pk=by.account_id)
        if finding == Finding.AS_RECORDED and (kept := _kept_today(by, command)) is not None:
            return kept
        row = Verification(**row_values(command))
        return acts.record(by=by, permission=RECORD, verb=events.LANDMARK_VERIFIED, rows=[row])[0]


def withdraw_verification(*, by: Actor, verification: Verification, reason: str) -> None:
    """Withdraw a check that was not made."""
    acts.withdraw(
        by=by, permission=RECORD, correct=CORRECT, verb=events.VERIFICATION_WITHDRAWN, row=verification, reason=reason
    )


def record_route(*, by: Actor, command: RecordRoute) -> Route:
    """Put a route on the map. Raises Problem at `stops` for a stop that is not on the map."""
    require_stops(by, command.stops)
    row = Route(**_route_values(command))
    return acts.record(by=by, permission=RECORD, verb=events.ROUTE_RECORDED, rows=[row])[0]


def amend_route(*, by: Actor, route: Route, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Correct a route; earlier values stay in its history."""
    command = RecordRoute.of(route).changed(changes)
    require_stops(by, [stop for stop in command.stops if stop not in route.stops])
    return acts.amend(
        by=by,
        permission=_permission(by, route),
        correct=CORRECT,
        verb=events.ROUTE_AMENDED,
        row=route,
        changes=changed_values(route, _route_values(command)),
        reason=reason,
    )


def withdraw_route(*, by: Actor, route: Route, reason: str) -> None:
    """Withdraw a route from the map."""
    acts.withdraw(by=by, permission=RECORD, correct=CORRECT, verb=events.ROUTE_WITHDRAWN, row=route, reason=reason)


def require_stops(by: Actor, stops: Sequence[uuid.UUID]) -> None:
    """Raise Problem at `stops` unless each is a landmark on the map that this actor may see; never a shelter: a journey
    that names one would tell who lives there.
    """
    seen = gate.within_reach(live(Landmark), by=by, permission=Permission.ALLIES_SEE).filter(pk__in=stops)
    seen = seen.exclude(kind=LandmarkKind.SHELTER)
    if seen.count() != len(set(stops)):
        raise Problem("unknown_place", field="stops")


def _kept_today(by: Actor, command: VerifyLandmark) -> Verification | None:
    """The last thing said of this landmark, if it is this person's confirmation of this day."""
    last = live(Verification).filter(landmark=command.landmark).order_by("-recorded_at", "-id").first()
    if last is None or last.finding != Finding.AS_RECORDED:
        return None
    is_same = (last.organisation_id, last.recorded_by) == (command.organisation, by.account_id)
    return last if is_same and last.verified_on == command.verified_on else None


def _permission(by: Actor, row: Landmark | Route) -> Permission:
    """The permission under which this actor changes the row's place: the secretariat corrects rows of every member."""
    return RECORD if gate.allows(by, RECORD, organisation_id=row.organisation_id, place=row.place) else CORRECT


def _landmark_values(command: RecordLandmark) -> dict[str, Any]:
    both = " ".join(filter(None, (command.name_hi, command.name_en)))
    return row_values(command) | {"layer": LAYERS[command.kind], "name_fold": names.fold(both)[:600]}


def _route_values(command: RecordRoute) -> dict[str, Any]:
    both = " ".join(filter(None, (command.name_hi, command.name_en)))
    return row_values(command) | {"name_fold": names.fold(both)[:600]}
