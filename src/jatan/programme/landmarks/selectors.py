"""Queries of the register of places and ways: every landmark for every member, with the day it was last checked."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import FETCH_RAISE, DateField, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import OrganisationDistrict
from jatan.kernel import clock
from jatan.programme.landmarks.choices import Finding, LandmarkKind, Layer
from jatan.programme.landmarks.coordinates import kilometres
from jatan.programme.landmarks.models import Landmark, Route, Verification
from jatan.programme.landmarks.opening_hours import is_open_at
from jatan.programme.people.reach import reachable
from jatan_names import names

_SEE = Permission.ALLIES_SEE
CHECK_AFTER = dt.timedelta(days=365)
SUGGESTIONS = 10
_ALIKE = 0.9
_NEAR_KM = 0.3
_MOST_COMPARED = 5_000


@dataclass(frozen=True)
class Register:
    """How many landmarks are on the map (`total`), and how many of them were checked within a year."""

    total: int
    checked: int


@dataclass(frozen=True)
class Duplicate:
    """Two landmarks that may be one, and why somebody might think so."""

    one: Landmark
    other: Landmark
    reasons: tuple[Any, ...]


def landmarks(by: Actor) -> QuerySet[Any]:
    """Every landmark on the map, with `checked_on`, by name."""
    return _with_checks(reachable(Landmark, by=by, permission=_SEE)).order_by("name_fold", "id")


def landmarks_by_id(by: Actor, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Landmark]:
    """Landmarks by id, withdrawn ones too: what a journey or a route names stays readable. One query, none for none."""
    if not ids:
        return {}
    rows = gate.within_reach(Landmark._default_manager.filter(id__in=ids), by=by, permission=_SEE)
    return {row.id: row for row in rows.select_related("place", "place__district", "organisation")}


def landmarks_in_order(by: Actor, ids: Sequence[uuid.UUID]) -> list[Landmark]:
    """Stops by their ids, in this order; as `landmarks_by_id`."""
    known = landmarks_by_id(by, ids)
    return [known[stop] for stop in ids if stop in known]


def search(by: Actor, text: str) -> QuerySet[Any]:
    """Landmarks whose name holds every word of `text`, in either script; none for an empty text."""
    words = names.fold(text).split()
    if not words:
        return landmarks(by).none()
    every_word = Q()
    for word in words:
        every_word &= Q(name_fold__contains=word)
    return landmarks(by).filter(every_word)


def suggest(by: Actor, text: str) -> list[Landmark]:
    """At most ten landmarks for what somebody has typed of a stop, those on the way first; no shelters."""
    rows = search(by, text).exclude(kind=LandmarkKind.SHELTER)
    return sorted(rows[: SUGGESTIONS * 4], key=lambda row: (row.layer != Layer.TRANSIT, row.name_fold))[:SUGGESTIONS]


def named(by: Actor, text: str) -> list[Landmark]:
    """Landmarks that `text` may mean: those with this very label or name; otherwise those that hold its words.

    One: that landmark. Several: somebody has to choose. None: it is not on the map.
    """
    written = text.strip()
    found = list(search(by, written.partition("(")[0]).exclude(kind=LandmarkKind.SHELTER)[: SUGGESTIONS * 5])
    for is_meant in (_is_label, _is_name):
        if exact := [row for row in found if is_meant(row, written)]:
            return exact
    return found[:SUGGESTIONS]


def unchecked(by: Actor, *, mine: bool = False) -> QuerySet[Any]:
    """Landmarks that nobody found as written for a year, or of which somebody said that something is different; the
    longest unchecked first. `mine`: in the districts where the actor's organisations work, or recorded by them.
    """
    rows = landmarks(by).filter(_asks_for_check()).order_by("checked", "name_fold", "id")
    return rows.filter(_is_of(by)) if mine else rows


def verifications(by: Actor, landmark: Landmark) -> QuerySet[Verification]:
    """What was found by whom (`checked_by`: the colleague's name), the latest first."""
    rows = reachable(Verification, by=by, permission=_SEE).filter(landmark=landmark.pk)
    who = Account.objects.filter(pk=OuterRef("recorded_by")).values("name")
    return rows.annotate(checked_by=Subquery(who)).order_by("-verified_on", "-id")


def verifying_organisation(by: Actor, landmark: Landmark) -> uuid.UUID | None:
    """The organisation for which this actor may verify the landmark: one of her own, if her work reaches its place."""
    for organisation in by.home_organisations:
        if gate.allows(by, Permission.ACTIVITIES_RECORD, organisation_id=organisation, place=landmark.place):
            return organisation
    return None


def register_state(by: Actor) -> Register:
    """The size of the register and how much of it was checked within a year. Two queries."""
    rows = landmarks(by)
    return Register(rows.count(), rows.filter(checked__gte=clock.today() - CHECK_AFTER).count())


def routes(by: Actor) -> QuerySet[Route]:
    """Every route, by name."""
    return reachable(Route, by=by, permission=_SEE, related=("destination",)).order_by("name_fold", "id")


def open_now(by: Actor, at: dt.datetime | None = None) -> list[uuid.UUID]:
    """Ids of the landmarks whose written hours say that they are open at `at` (default: now), in the time of India."""
    local = (at or clock.now()).astimezone(clock.INDIA)
    rows = reachable(Landmark, by=by, permission=_SEE).exclude(opening_hours="")
    return [pk for pk, hours in rows.values_list("id", "opening_hours") if is_open_at(hours, local)]


def public_services() -> QuerySet[Landmark]:
    """Services that anybody may be shown: marked as public, no shelters, no places of risk. Needs no actor.

    Row-level security allows only these (migration `0001_landmarks`), so a page for travellers can use it.
    """
    rows = Landmark._default_manager.filter(layer=Layer.SERVICE, is_public=True, withdrawn_at__isnull=True).exclude(
        kind=LandmarkKind.SHELTER
    )
    ordered = rows.order_by("place__district__name_en", "kind", "name_fold", "id")
    return ordered.select_related("organisation", "place", "place__district").fetch_mode(FETCH_RAISE)


def likely_duplicates(by: Actor, landmark: Landmark | None = None) -> list[Duplicate]:
    """Pairs of landmarks that may be one, each with its reasons: the same telephone, a name alike in the same place,
    the same kind within 300 m. Of one landmark, or of the register. Nobody decides but the reader. One query.
    """
    rows = list(landmarks(by)[:_MOST_COMPARED])
    if landmark is not None:
        rows = [landmark, *(row for row in rows if row.pk != landmark.pk)]
    found = []
    for place, one in enumerate(rows[:1] if landmark is not None else rows):
        for other in rows[place + 1 :]:
            if reasons := tuple(_reasons(one, other)):
                found.append(Duplicate(one, other, reasons))
    return found


def _with_checks(rows: QuerySet[Landmark]) -> QuerySet[Any]:
    """`checked`: last day found as written, by mapping or checking; `doubted`: last instant something was different."""
    return rows.annotate(**_checks())


@cache
def _checks() -> Mapping[str, Any]:
    checks = Verification._default_manager.filter(landmark=OuterRef("pk"), withdrawn_at__isnull=True).order_by()
    right = checks.filter(finding=Finding.AS_RECORDED).values("landmark").annotate(last=Max("verified_on"))
    wrong = checks.filter(finding=Finding.DIFFERENT).values("landmark").annotate(last=Max("recorded_at"))
    right_later = checks.filter(finding=Finding.AS_RECORDED).values("landmark").annotate(last=Max("recorded_at"))
    return {
        "checked": Greatest(F("mapped_on"), Subquery(right.values("last")), output_field=DateField()),
        "doubted": Subquery(wrong.values("last")),
        "reassured": Greatest(F("changed_at"), Subquery(right_later.values("last"))),
    }


def _asks_for_check() -> Q:
    return Q(checked__lt=clock.today() - CHECK_AFTER) | is_doubted()


def is_doubted() -> Q:
    """Somebody said that something is different, and since then nobody corrected it or found it right."""
    return Q(doubted__gt=F("reassured"))


def _is_of(by: Actor) -> Q:
    mine = by.home_organisations
    districts = OrganisationDistrict.objects.filter(organisation_id__in=mine).values("district_id")
    inside = Q(place_id__in=districts) | Q(place__district_id__in=districts)
    return Q(organisation_id__in=mine) | inside


def _is_label(row: Landmark, text: str) -> bool:
    return row.label == text


def _is_name(row: Landmark, text: str) -> bool:
    folded = names.fold(text)
    return folded in (names.fold(name) for name in (row.name_hi, row.name_en, row.label) if name)


def _reasons(one: Landmark, other: Landmark) -> Iterable[Any]:
    if one.layer != other.layer:
        return
    numbers = {one.phone, one.second_phone} & {other.phone, other.second_phone}
    if any(len(number) == 10 for number in numbers):  # 112 stands on every police station
        yield _("the same telephone number")
    same_place = one.place_id == other.place_id
    alike = _alike(one, other) if same_place else 0.0
    if alike >= _ALIKE:
        yield _("the same name in the same place") if alike == 1.0 else _("a similar name in the same place")
    if one.kind == other.kind and _are_near(one, other):
        yield _("the same kind, within 300 metres")


def _alike(one: Landmark, other: Landmark) -> float:
    pairs: Sequence[tuple[str, str]] = [
        (first, second)
        for first in (one.name_hi, one.name_en)
        for second in (other.name_hi, other.name_en)
        if first and second
    ]
    return max((names.similarity(first, second) for first, second in pairs), default=0.0)


def _are_near(one: Landmark, other: Landmark) -> bool:
    points = [_point(row) for row in (one, other)]
    return points[0] is not None and points[1] is not None and kilometres(points[0], points[1]) <= _NEAR_KM


def _point(row: Landmark) -> tuple[float, float] | None:
    return None if row.latitude is None or row.longitude is None else (float(row.latitude), float(row.longitude))
