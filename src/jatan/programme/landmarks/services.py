"""Services that write the register of places and ways.

Whoever records activities in a place records and verifies landmarks there; corrections are made by whoever recorded the
entry, her coordinator, or the secretariat. Raises gate.Forbidden or DoesNotExist without the permission, Problems or
Problem for invalid values.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.guarded import Guarded
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.programme.landmarks import selectors
from jatan.programme.landmarks.choices import LAYERS, Finding, LandmarkKind
from jatan.programme.landmarks.commands import RecordLandmark, RecordRoute, VerifyLandmark
from jatan.programme.landmarks.models import Landmark, Route, Verification
from jatan.programme.landmarks.selectors import verifying_organisation
from jatan.programme.people.base_command import Command
from jatan.programme.people.reach import live
from jatan.programme.people.record_kind import OrdinaryKind, Rights
from jatan_names import names

_RIGHTS = Rights(see=Permission.ALLIES_SEE, record=Permission.ACTIVITIES_RECORD, correct=Permission.ALLIES_RECORD)


class _OnTheMap[M: Guarded, C: Command](OrdinaryKind[M, C]):
    def recording_permission(self, by: Actor, row: M) -> Permission:
        """The secretariat corrects the rows of every member, and records none."""
        is_own = gate.allows(by, self.rights.record, organisation_id=row.organisation_id, place=row.place)
        return self.rights.record if is_own else self.rights.correct


class _Landmarks(_OnTheMap[Landmark, RecordLandmark]):
    """Two that may be the same are both kept: `likely_duplicates` shows them."""

    def values(self, command: RecordLandmark) -> dict[str, Any]:
        return super().values(command) | {"layer": LAYERS[command.kind], "name_fold": _folded(command)}


class _Routes(_OnTheMap[Route, RecordRoute]):
    def values(self, command: RecordRoute) -> dict[str, Any]:
        return super().values(command) | {"name_fold": _folded(command)}

    def check(self, by: Actor, command: RecordRoute, row: Route | None) -> None:
        """Raise Problem at `stops` for a stop that is not on the map."""
        require_stops(by, [stop for stop in command.stops if row is None or stop not in row.stops])


LANDMARK = _Landmarks(
    model=Landmark,
    command=RecordLandmark,
    rights=_RIGHTS,
    listed=selectors.landmarks,
    recorded="landmarks.landmark_recorded",
    amended="landmarks.landmark_amended",
    withdrawn="landmarks.landmark_withdrawn",
)
VERIFICATION = OrdinaryKind(
    model=Verification,
    command=VerifyLandmark,
    rights=_RIGHTS,
    recorded="landmarks.landmark_verified",
    withdrawn="landmarks.verification_withdrawn",
)
ROUTE = _Routes(
    model=Route,
    command=RecordRoute,
    rights=_RIGHTS,
    listed=selectors.routes,
    recorded="landmarks.route_recorded",
    amended="landmarks.route_amended",
    withdrawn="landmarks.route_withdrawn",
)


def verify_landmark(
    *, by: Actor, landmark: Landmark, finding: str = Finding.AS_RECORDED.value, note: str = ""
) -> Verification:
    """Keep that somebody looked today, whoever recorded the landmark. Pressed twice on a day, it is one check."""
    organisation = verifying_organisation(by, landmark)
    if organisation is None:
        raise gate.Forbidden(_RIGHTS.record.value)
    LANDMARK.find(by, landmark.pk)
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
        return VERIFICATION.record(by, command)


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


def _folded(command: RecordLandmark | RecordRoute) -> str:
    """Both names as they are found by."""
    return names.fold(" ".join(filter(None, (command.name_hi, command.name_en))))[:600]
